// SPDX-License-Identifier: GPL-2.0
/*
 * What a line of KTAP says by itself, whatever came before it. The lines are a
 * guest's: numbers are bounded, and names are cut so that two of them stay two.
 */
#include "lib/text.h"
#include "lib/utf8.h"
#include "score/ktap.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define NUMBER_MAX 1000000u

const char *ktap_skip_spaces(const char *p)
{
	while (*p == ' ' || *p == '\t')
		p++;
	return p;
}

const char *ktap_number(const char *p, unsigned *n)
{
	unsigned v = 0;

	if (!isdigit((unsigned char)*p))
		return NULL;
	for (; isdigit((unsigned char)*p); p++) {
		v = v * 10 + (*p - '0');
		if (v > NUMBER_MAX)
			return NULL;
	}
	if (*p && *p != ' ' && *p != '\t')
		return NULL;
	*n = v;
	return p;
}

const char *ktap_result_start(const char *p, bool *ok, unsigned *n)
{
	const char *q;

	*ok = !text_after(p, "not ok");
	if (*ok && !text_after(p, "ok"))
		return NULL;
	p += *ok ? 2 : 6;
	if (*p && *p != ' ')
		return NULL;
	p = ktap_skip_spaces(p);
	q = ktap_number(p, n);
	if (q)
		return ktap_skip_spaces(q);
	*n = 0;
	return isdigit((unsigned char)*p) ? NULL : p;
}

bool ktap_is_result(const char *line, bool *ok, unsigned *n)
{
	return ktap_result_start(ktap_skip_spaces(line), ok, n);
}

void ktap_shorten(char *out, size_t size, const char *name)
{
	uint32_t sum = 2166136261u;
	size_t len = strlen(name);

	if (len < size) {
		memmove(out, name, len + 1);
		return;
	}
	/* FNV-1a */
	for (size_t i = 0; i < len; i++)
		sum = (sum ^ (unsigned char)name[i]) * 16777619u;
	len = utf8_cut(name, size - 10);
	memmove(out, name, len);
	snprintf(out + len, size - len, "~%08x", sum);
}

/* The text after a directive's word, or NULL; takes SKIPPED and the like. */
static const char *skip_directive(const char *p, enum ktap_directive *d)
{
	static const struct {
		const char *word;
		bool more;	/* more letters may follow, says TAP 14 */
		enum ktap_directive directive;
	} words[] = {
		{ "SKIP", true, KTAP_SKIP },
		{ "TODO", true, KTAP_TODO },
		{ "XFAIL", false, KTAP_XFAIL },
		{ "TIMEOUT", false, KTAP_TIMEOUT },
		{ "ERROR", false, KTAP_ERROR },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t len = strlen(words[i].word);
		const char *end = p + len;

		if (strncasecmp(p, words[i].word, len))
			continue;
		if (words[i].more)
			end += strcspn(end, " \t");
		else if (*end == ':')
			end++;
		if (*end && *end != ' ' && *end != '\t')
			continue;
		*d = words[i].directive;
		return end;
	}
	return NULL;
}

/*
 * The "#" that ends a description: it stands between spaces, or a directive
 * follows at once. TAP 14: "\#" does not end it, "\\" is a backslash.
 */
static const char *find_hash(const char *start)
{
	enum ktap_directive d;
	bool apart = true;	/* a space is before p */

	for (const char *p = start; *p; p++) {
		if (*p == '\\' && (p[1] == '\\' || p[1] == '#')) {
			apart = *++p == '\\';
			continue;
		}
		if (*p == '#' && apart && (!p[1] || p[1] == ' ' ||
					   p[1] == '\t' ||
					   skip_directive(p + 1, &d)))
			return p;
		apart = *p == ' ' || *p == '\t';
	}
	return NULL;
}

/* Copies len bytes without escapes and spaces at the end, cut to size. */
static void unescape(char *out, size_t size, const char *p, size_t len)
{
	char text[LINE_LEN + LINE_OVERLAP + 1];
	size_t n = 0;

	for (size_t i = 0; i < len && n + 1 < sizeof(text); i++) {
		if (p[i] == '\\' && i + 1 < len &&
		    (p[i + 1] == '\\' || p[i + 1] == '#'))
			i++;
		text[n++] = p[i];
	}
	while (n && text[n - 1] == ' ')
		n--;
	text[n] = '\0';
	ktap_shorten(out, size, text);
}

void ktap_words(const char *p, struct ktap_words *w)
{
	const char *hash = find_hash(p), *rest = "", *after;

	w->directive = KTAP_PLAIN;
	w->hash = hash != NULL;
	unescape(w->name, sizeof(w->name), p,
		 hash ? (size_t)(hash - p) : strlen(p));
	if (hash) {
		rest = ktap_skip_spaces(hash + 1);
		after = skip_directive(rest, &w->directive);
		if (after)
			rest = ktap_skip_spaces(after);
	}
	unescape(w->reason, sizeof(w->reason), rest, strlen(rest));
}
