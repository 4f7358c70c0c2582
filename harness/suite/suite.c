// SPDX-License-Identifier: GPL-2.0
/*
 * The parser of suite files. All suites of a run are read before its first
 * guest starts, so that a mistake in the last one does not show up after ten
 * minutes. The text is a user's; keys.c knows what each key means.
 */
#include "lib/text.h"
#include "suite/keys.h"
#include "lib/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX_LEN (1u << 20)
#define SECOND UINT64_C(1000000000)

int suite_bad(struct suite_parser *p, const char *fmt, ...)
{
	char what[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (p->line)
		return refuse(p->err, EINVAL, "%s:%u: expected %s",
			      p->s->file, p->line, what);
	return refuse(p->err, EINVAL, "%s: expected %s", p->s->file, what);
}

static char *trim(char *s)
{
	size_t len;

	while (*s == ' ' || *s == '\t')
		s++;
	len = strlen(s);
	while (len && strchr(" \t\r", s[len - 1]))
		s[--len] = '\0';
	return s;
}

static int parse_line(struct suite_parser *p, char *line)
{
	const struct suite_key *key;
	char *eq, *name, *value;

	line = trim(line);
	if (!*line || *line == '#')
		return 0;
	eq = strchr(line, '=');
	if (!eq)
		return suite_bad(p, "\"key = value\", not \"%.60s\"", line);
	*eq = '\0';
	name = trim(line);
	value = trim(eq + 1);
	key = suite_key_find(name);
	if (!key)
		return suite_bad(p,
				 "a known key, not \"%.60s\"; suites/README.md lists them",
				 name);
	if (!key->repeat) {
		unsigned bit = key - suite_keys;

		if (p->seen & UINT64_C(1) << bit)
			return suite_bad(p, "\"%s\" only once", name);
		p->seen |= UINT64_C(1) << bit;
	}
	if (!*value)
		return suite_bad(p, "a value for \"%s\"", name);
	p->key = key;
	return key->set(p, value);
}

/* Reads the whole file, terminated; refuses NULs in it. */
static int read_file(struct suite_parser *p, char **out)
{
	size_t len = 0;
	ssize_t n = 1;
	char *buf;
	int fd, ret;

	fd = open(p->s->file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return refuse(p->err, errno, "%s: no such suite: %s",
			      p->s->file, strerror(errno));
	buf = malloc(FILE_MAX_LEN + 1);
	while (buf && len < FILE_MAX_LEN && n > 0) {
		n = read(fd, buf + len, FILE_MAX_LEN - len);
		if (n > 0)
			len += n;
	}
	ret = !buf ? -ENOMEM : n < 0 ? -errno : 0;
	close(fd);
	if (ret) {
		free(buf);
		return refuse(p->err, -ret, "%s: cannot read: %s",
			      p->s->file, strerror(-ret));
	}
	buf[len] = '\0';
	if (len == FILE_MAX_LEN || memchr(buf, 0, len)) {
		free(buf);
		return suite_bad(p, "a text file of less than 1 MiB");
	}
	*out = buf;
	return 0;
}

static int parse_file(struct suite_parser *p)
{
	char *text = NULL, *line, *next;
	int ret = read_file(p, &text);

	for (line = text; !ret && line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		p->line++;
		if (strlen(line) > VALUE_TEXT)
			ret = suite_bad(p, "a line of at most %d bytes",
					VALUE_TEXT);
		else
			ret = parse_line(p, line);
	}
	free(text);
	p->line = 0;
	return ret ? ret : suite_keys_check(p);
}

static void set_defaults(struct suite *s)
{
	s->timeout = 120 * SECOND;
	s->boot_timeout = 60 * SECOND;
	s->test_timeout = 30 * SECOND;
	s->shutdown_timeout = 15 * SECOND;
	s->image_size = 8 << 20;
	s->score = SCORE_RECORDS;
	s->expect.status = -1;
}

struct suite *suite_new(const char *name, const char *file)
{
	struct suite *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	set_defaults(s);
	s->name = strdup(name);
	s->file = strdup(file);
	s->memory = strdup("64m");
	if (s->name && s->file && s->memory)
		return s;
	suite_free(s);
	return NULL;
}

int suite_load(const char *name, const char *dir,
	       const struct suite_places *places, struct suite **out,
	       struct refusal *err)
{
	struct suite_parser p = { .places = places, .err = err };
	char *file = path_in(dir, "suite");
	struct suite *s = file ? suite_new(name, file) : NULL;
	int ret = -ENOMEM;

	if (s && (s->dir = strdup(dir))) {
		p.s = s;
		ret = parse_file(&p);
	}
	if (ret == -ENOMEM)
		refuse(err, ENOMEM, "%s: out of memory", dir);
	if (ret) {
		suite_free(s);
		s = NULL;
	}
	free(file);
	*out = s;
	return ret;
}

void suite_free(struct suite *s)
{
	if (!s)
		return;
	for (unsigned i = 0; i < s->n_entries; i++) {
		free(s->entries[i].path);
		free(s->entries[i].source);
	}
	for (unsigned i = 0; i < s->n_tests; i++) {
		free(s->tests[i].name);
		free(s->tests[i].command);
	}
	for (unsigned i = 0; i < s->n_disks; i++) {
		free(s->disks[i].name);
		free(s->disks[i].writer);
	}
	for (unsigned i = 0; i < s->n_needs; i++)
		free(s->needs[i]);
	for (unsigned i = 0; i < s->n_allows; i++)
		free(s->allows[i]);
	for (unsigned i = 0; i < s->n_splats; i++) {
		free(s->splats[i].test);
		free(s->splats[i].text);
	}
	free(s->allows);
	free(s->splats);
	free(s->entries);
	free(s->tests);
	free(s->steps);
	free(s->expect.reason);
	free(s->describe);
	free(s->memory);
	for (unsigned i = 0; i < s->n_only; i++)
		free(s->only[i]);
	free(s->append);
	free(s->filter);
	free(s->kernel);
	free(s->net);
	free(s->name);
	free(s->dir);
	free(s->file);
	free(s);
}

static bool has_test(const struct suite *s, const char *name)
{
	for (unsigned i = 0; i < s->n_tests; i++)
		if (!strcmp(s->tests[i].name, name))
			return true;
	return false;
}

int suite_keep_tests(struct suite *s, const unsigned *tests, unsigned n)
{
	struct suite_test *keep = calloc(n + 1, sizeof(*keep));
	bool part = n < s->n_tests;

	if (!keep)
		return -ENOMEM;
	for (unsigned i = 0; i < n; i++) {
		keep[i] = s->tests[tests[i]];
		memset(&s->tests[tests[i]], 0, sizeof(*keep));
	}
	for (unsigned i = 0; i < s->n_tests; i++) {
		free(s->tests[i].name);
		free(s->tests[i].command);
	}
	free(s->tests);
	s->tests = keep;
	s->n_tests = n;
	s->part |= part;
	for (unsigned i = 0; i < s->n_disks; i++) {
		struct suite_disk *d = &s->disks[i];

		if (d->writer ? !has_test(s, d->writer) : part)
			d->checked = false;
	}
	return 0;
}

int suite_only(struct suite *s, const char *pattern)
{
	char *copy;

	if (s->n_only == SUITE_ONLY)
		return -E2BIG;
	copy = strdup(pattern);
	if (!copy)
		return -ENOMEM;
	s->only[s->n_only++] = copy;
	return 0;
}

/* As the kernel does: the first dot separates the group from the rest. */
bool suite_pattern_wants(const char *pattern, const char *path)
{
	size_t cut = strcspn(pattern, "."), end = strcspn(path, ".");
	char group[LINE_LEN], test[LINE_LEN];

	snprintf(group, sizeof(group), "%.*s", (int)cut, pattern);
	snprintf(test, sizeof(test), "%.*s", (int)end, path);
	if (fnmatch(group, test, 0))
		return false;
	if (!pattern[cut] || !path[end])
		return true;
	path += end + 1;
	/* GROUP.TEST.CASE: all cases of the test */
	snprintf(test, sizeof(test), "%.*s", (int)strcspn(path, "."), path);
	return !fnmatch(pattern + cut + 1, test, 0);
}

bool suite_wants(const struct suite *s, const char *path)
{
	for (unsigned i = 0; i < s->n_only; i++)
		if (suite_pattern_wants(s->only[i], path))
			return true;
	return !s->n_only;
}

bool suite_has_image(const struct suite *s)
{
	return s->n_entries || s->n_tests;
}
