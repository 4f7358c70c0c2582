// SPDX-License-Identifier: GPL-2.0
/*
 * Parses a test plan. The text comes from a suite file; a mistake in it is
 * reported with its line and never guessed around.
 */
#include "plan.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct parser {
	struct plan *plan;
	unsigned int line;
	char *error;
	size_t size;
};

static int bad_line(struct parser *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static int bad_line(struct parser *p, const char *fmt, ...)
{
	char what[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	snprintf(p->error, p->size, "line %u: %s", p->line, what);
	return -EINVAL;
}

/* A name is what KTAP lines, file names and command lines can all carry. */
static int check_name(struct parser *p, const char *name)
{
	static const char allowed[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789_-.:";
	size_t i = strspn(name, allowed);

	if (name[i])
		return bad_line(p,
				"test name \"%.60s\": use letters, digits, _ - . : only",
				name);
	if (i > PLAN_NAME_MAX)
		return bad_line(p, "test name of %zu bytes; at most %d", i,
				PLAN_NAME_MAX);
	for (i = 0; i < p->plan->count; i++)
		if (!strcmp(p->plan->tests[i].name, name))
			return bad_line(p, "test \"%s\" is there twice", name);
	return 0;
}

static int add_test(struct parser *p, char *words[], size_t count)
{
	struct plan *plan = p->plan;
	struct plan_test *tests;
	char **argv;
	int err;

	if (count < 2)
		return bad_line(p, "\"%.60s\": expected NAME PATH [ARGUMENT]...",
				words[0]);
	if (words[1][0] != '/')
		return bad_line(p, "\"%.60s\": the program's path begins with /",
				words[1]);
	if (plan->count == PLAN_TESTS_MAX)
		return bad_line(p, "more than %d tests", PLAN_TESTS_MAX);
	err = check_name(p, words[0]);
	if (err)
		return err;
	tests = realloc(plan->tests, (plan->count + 1) * sizeof(*tests));
	if (!tests)
		return -ENOMEM;
	plan->tests = tests;
	argv = calloc(count, sizeof(*argv));
	if (!argv)
		return -ENOMEM;
	memcpy(argv, words + 1, (count - 1) * sizeof(*argv));
	tests[plan->count].name = words[0];
	tests[plan->count].argv = argv;
	plan->count++;
	return 0;
}

static int parse_line(struct parser *p, char *line)
{
	char *words[PLAN_ARGS_MAX + 1], *save = NULL, *word;
	size_t count = 0;

	for (word = strtok_r(line, " \t", &save); word;
	     word = strtok_r(NULL, " \t", &save)) {
		if (count == PLAN_ARGS_MAX + 1)
			return bad_line(p, "more than %d words", PLAN_ARGS_MAX);
		words[count++] = word;
	}
	if (!count || words[0][0] == '#')
		return 0;
	return add_test(p, words, count);
}

int plan_parse(char *text, struct plan *plan, char *error, size_t size)
{
	struct parser p = { .plan = plan, .error = error, .size = size };
	char *line = text, *end;
	int err = 0;

	memset(plan, 0, sizeof(*plan));
	while (!err && line && *line) {
		end = strchr(line, '\n');
		if (end)
			*end++ = '\0';
		p.line++;
		err = parse_line(&p, line);
		line = end;
	}
	if (!err && !plan->count) {
		p.line++;
		err = bad_line(&p, "there is no test in the plan");
	}
	if (err == -ENOMEM)
		snprintf(error, size, "line %u: out of memory", p.line);
	if (err)
		plan_free(plan);
	return err;
}

void plan_free(struct plan *plan)
{
	size_t i;

	for (i = 0; i < plan->count; i++)
		free(plan->tests[i].argv);
	free(plan->tests);
	memset(plan, 0, sizeof(*plan));
}
