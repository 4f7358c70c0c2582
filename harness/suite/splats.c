// SPDX-License-Identifier: GPL-2.0
/*
 * Crash titles that are no failures.  Patterns are the user's, titles and
 * names a guest's.
 */
#include "suite/splats.h"

#include "lib/paths.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX_LEN (4u << 20)

/*
 * A * of the pattern, and what is before it and after it if that may be
 * anything, is first taken for nothing, and for a byte more whenever what
 * follows does not fit.
 */
static bool matches(const char *text, const char *pattern, bool anywhere)
{
	const char *star = anywhere ? pattern : NULL, *from = text;

	while (*text || *pattern == '*') {
		if (*pattern == '*') {
			star = ++pattern;
			from = text;
		} else if (!*pattern && anywhere) {
			return true;
		} else if (*text == *pattern) {
			text++;
			pattern++;
		} else if (star) {
			pattern = star;
			text = ++from;
		} else {
			return false;
		}
	}
	return !*pattern;
}

bool splat_fits(const char *title, const char *text)
{
	return matches(title, text, true);
}

bool splat_of(const struct suite_splat *s, const char *test)
{
	return matches(test, s->test, false);
}

int suite_allow(struct suite *s, const char *text)
{
	char **more, *copy;

	/* that would be everything */
	if (!text[strspn(text, "*")])
		return -EINVAL;
	if (s->n_allows == SUITE_ALLOWS)
		return -E2BIG;
	more = reallocarray(s->allows, s->n_allows + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	s->allows = more;
	copy = strdup(text);
	if (!copy)
		return -ENOMEM;
	more[s->n_allows++] = copy;
	return 0;
}

int suite_splat(struct suite *s, const char *test, const char *text)
{
	struct suite_splat *more;

	if (!text[strspn(text, "*")])
		return -EINVAL;
	if (s->n_splats == SUITE_SPLATS)
		return -E2BIG;
	more = reallocarray(s->splats, s->n_splats + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	s->splats = more;
	more += s->n_splats++;
	*more = (struct suite_splat){ strdup(test), strdup(text), 0 };
	return more->test && more->text ? 0 : -ENOMEM;
}

static int allow_line(struct suite *s, const char *path, char *line,
		      unsigned number, struct refusal *err)
{
	size_t len;
	int ret;

	line += strspn(line, " \t");
	len = strlen(line);
	while (len && strchr(" \t\r", line[len - 1]))
		line[--len] = '\0';
	if (!*line || *line == '#')
		return 0;
	ret = suite_allow(s, line);
	if (ret == -EINVAL)
		return refuse(err, EINVAL,
			      "%s:%u: expected a text of crash titles, not only *",
			      path, number);
	if (ret == -E2BIG)
		return refuse(err, E2BIG,
			      "%s:%u: more than %d allowed crash titles", path,
			      number, SUITE_ALLOWS);
	return ret ? refuse(err, ENOMEM, "%s: out of memory", path) : 0;
}

int suite_allow_file(struct suite *s, const char *path, struct refusal *err)
{
	size_t len = 0;
	char *text = path_read(path, FILE_MAX_LEN, &len, err), *line, *next;
	unsigned number = 0;
	int ret = text ? 0 : -EINVAL;

	if (text && memchr(text, 0, len))
		ret = refuse(err, EINVAL, "%s: expected text, not a NUL",
			     path);
	for (line = text; !ret && line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		ret = allow_line(s, path, line, ++number, err);
	}
	free(text);
	return ret;
}
