// SPDX-License-Identifier: GPL-2.0
/*
 * A test double of qemu: instead of the kernel it plays the transcript in
 * "transcript" beside it. Only the harness's own tests use it. Like qemu it does
 * nothing before its monitor says "cont". A command a line:
 *
 *   say TEXT        on the first serial port; \n is understood
 *   record TEXT     a result record, on the second one
 *   err TEXT        a line on stderr
 *   event JSON      a line on the monitor
 *   registers TEXT  what "info registers" says from now on; \n is understood
 *   args FILE       writes the arguments there, a line each
 *   hang            answers its monitor until it is killed
 *   exit N          ends; the end of the transcript is "exit 0"
 */
#include "lib/record.h"
#include "run/launch.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static FILE *asked, *monitor;
static int results = -1;
static unsigned long seq = 1;
static char registers[4096];
static int stops;

static void unescape(char *s)
{
	for (char *p; (p = strstr(s, "\\n")); s = p + 1) {
		*p = '\n';
		memmove(p + 1, p + 2, strlen(p + 2) + 1);
	}
}

static void answer_look(void)
{
	json_t *j = json_pack("{s:s, s:s}", "return", registers, "id", "look");
	char *text = json_dumps(j, JSON_COMPACT);

	/* It is looked at while it stands still. */
	if (!stops)
		_exit(99);
	fprintf(monitor, "%s\n", text);
	fflush(monitor);
	free(text);
	json_decref(j);
}

/* Answers the monitor; true if that was a command of that name. */
static int serve(const char *wanted)
{
	char line[4096];
	json_t *j;
	const char *name;
	int found;

	if (!fgets(line, sizeof(line), asked))
		_exit(98);
	j = json_loads(line, 0, NULL);
	name = json_string_value(json_object_get(j, "execute"));
	if (!name)
		_exit(97);
	found = !strcmp(name, wanted);
	if (!strcmp(name, "stop"))
		stops++;
	if (!strcmp(name, "cont") && stops)
		stops--;
	if (!strcmp(name, "human-monitor-command"))
		answer_look();
	json_decref(j);
	return found;
}

static void to_file(const char *path, int argc, char **argv)
{
	FILE *f = fopen(path, "w");

	if (!f)
		_exit(94);
	for (int i = 1; i < argc; i++)
		fprintf(f, "%s\n", argv[i]);
	fclose(f);
}

static void play(char *line, int argc, char **argv)
{
	char *arg = line + strcspn(line, " "), record[RECORD_LINE_MAX];

	if (*arg)
		*arg++ = '\0';
	if (!strcmp(line, "say")) {
		unescape(arg);
		if (write(1, arg, strlen(arg)) < 0)
			_exit(96);
	} else if (!strcmp(line, "record")) {
		if (write(results, record, record_format(record, seq++, arg)) < 0)
			_exit(95);
	} else if (!strcmp(line, "err")) {
		fprintf(stderr, "%s\n", arg);
	} else if (!strcmp(line, "event")) {
		fprintf(monitor, "%s\n", arg);
		fflush(monitor);
	} else if (!strcmp(line, "registers")) {
		unescape(arg);
		snprintf(registers, sizeof(registers), "%s", arg);
	} else if (!strcmp(line, "args")) {
		to_file(arg, argc, argv);
	} else if (!strcmp(line, "hang")) {
		for (;;)
			serve("");
	} else if (!strcmp(line, "exit")) {
		exit(atoi(arg));
	} else if (*line) {
		fprintf(stderr, "fake qemu: unknown command %s\n", line);
		exit(93);
	}
}

int main(int argc, char **argv)
{
	char path[4096] = "", line[8192], *slash;
	FILE *f;

	asked = fdopen(LAUNCH_MONITOR_FD, "r");
	monitor = fdopen(dup(LAUNCH_MONITOR_FD), "w");
	for (int i = 1; i + 1 < argc; i++) {
		if (!strcmp(argv[i], "-kernel"))
			snprintf(path, sizeof(path), "%s", argv[i + 1]);
		sscanf(argv[i + 1], "fd=%d,set=1", &results);
	}
	slash = strrchr(path, '/');
	if (!asked || !monitor || results < 0 || !slash)
		return 92;
	snprintf(slash + 1, sizeof(path) - (size_t)(slash + 1 - path),
		 "transcript");
	f = fopen(path, "re");
	if (!f)
		return 91;
	while (!serve("cont"))
		;
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		play(line, argc, argv);
	}
	return 0;
}
