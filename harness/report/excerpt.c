// SPDX-License-Identifier: GPL-2.0
/*
 * Makes excerpts of console logs of guests that failed. The log is a guest's:
 * read as lines of bounded length, made printable.
 */
#include "report/excerpt.h"

#include "lib/paths.h"
#include "lib/text.h"
#include "score/crash.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BEFORE 5		/* lines before a crash report */
#define AFTER 40		/* lines from its first on */
#define LAST 20
#define WIDTH 300

struct ring {
	char line[LAST][WIDTH];
	unsigned long n;	/* lines seen */
};

struct excerpt {
	FILE *out;
	struct ring ring;
	struct crash crash;
	struct lines lines;
	unsigned long told;	/* the text has lines up to here */
	unsigned left;		/* lines of the report still to come */
	bool found;
};

static void put(struct excerpt *e, unsigned long i)
{
	if (e->told && i > e->told)
		fprintf(e->out, "[... %lu lines]\n", i - e->told);
	else if (!e->told && i)
		fprintf(e->out, "[%lu lines before]\n", i);
	fprintf(e->out, "%s\n", e->ring.line[i % LAST]);
	e->told = i + 1;
}

static void on_line(void *ctx, const char *raw, size_t len, bool cut)
{
	struct excerpt *e = ctx;
	unsigned long i = e->ring.n++;
	char *line = e->ring.line[i % LAST];
	char text[LINE_LEN + 1];
	struct text_line t;

	text_console(&t, text, raw, len, e->lines.piece, cut);
	text_copy(line, WIDTH, text);
	if (crash_line(&e->crash, &t) == CRASH_NEW && !e->found) {
		e->found = true;
		e->left = AFTER;
		for (unsigned long k = i > BEFORE ? i - BEFORE : 0; k < i; k++)
			put(e, k);
	}
	if (e->left) {
		e->left--;
		put(e, i);
	}
}

json_t *excerpt_json(const char *dir)
{
	char *path = dir ? path_in(dir, "console.log") : NULL;
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	struct excerpt *e = calloc(1, sizeof(*e));
	char buf[65536], *text = NULL;
	size_t size = 0;
	json_t *j = NULL;
	ssize_t n;

	if (fd >= 0 && e && (e->out = open_memstream(&text, &size))) {
		crash_init(&e->crash);
		lines_init(&e->lines, on_line, e);
		while ((n = read(fd, buf, sizeof(buf))) > 0)
			lines_feed(&e->lines, buf, n);
		lines_end(&e->lines);
		for (unsigned long i = e->ring.n > LAST ? e->ring.n - LAST : 0;
		     i < e->ring.n; i++)
			if (i >= e->told)
				put(e, i);
		if (!fclose(e->out))
			j = json_string(text);
	}
	free(text);
	free(e);
	free(path);
	if (fd >= 0)
		close(fd);
	return j ? j : json_null();
}
