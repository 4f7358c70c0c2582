// SPDX-License-Identifier: GPL-2.0
#include "play.h"

#include "lib/clock.h"
#include "lib/paths.h"
#include "report/schema.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static struct play p;
static pid_t child;
static int output;
static size_t output_len;
static unsigned terminal;
static int ignored;
static uint64_t start;

static void nap(void)
{
	struct timespec t = { 0, 5000000 };

	nanosleep(&t, NULL);
}

const char *play_path(const char *name)
{
	static char path[16][200];
	static int i;

	i = (i + 1) % 16;
	snprintf(path[i], sizeof(path[i]), "%s/%s", p.dir, name);
	return path[i];
}

static void put_file(const char *name, const char *text)
{
	FILE *f = fopen(play_path(name), "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
}

void play_set_up(void)
{
	memset(&p, 0, sizeof(p));
	terminal = 0;
	ignored = 0;
	strcpy(p.dir, "/tmp/lgcheck-play-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(p.dir));
	mkdir(play_path("suites"), 0755);
	mkdir(play_path("suites/t"), 0755);
}

void play_tear_down(void)
{
	char command[200];

	if (p.json)
		json_decref(p.json);
	snprintf(command, sizeof(command), "chmod -R u+w %s; rm -rf %s",
		 p.dir, p.dir);
	ck_assert_int_eq(system(command), 0);
}

void play_ignore(int sig)
{
	ignored = sig;
}

void play_terminal(unsigned columns)
{
	terminal = columns;
}

void play_resize(unsigned columns)
{
	struct winsize size = { .ws_row = 24, .ws_col = columns };

	ck_assert_int_eq(ioctl(output, TIOCSWINSZ, &size), 0);
}

/* Where the output goes: a pipe, or a terminal that changes nothing in it. */
static void open_output(int fds[2])
{
	struct termios raw;

	if (!terminal) {
		ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);
		return;
	}
	ck_assert_int_eq(openpty(&fds[0], &fds[1], NULL, NULL, NULL), 0);
	ck_assert_int_eq(tcgetattr(fds[1], &raw), 0);
	cfmakeraw(&raw);
	ck_assert_int_eq(tcsetattr(fds[1], TCSANOW, &raw), 0);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(fcntl(fds[i], F_SETFD, FD_CLOEXEC), 0);
}

static pid_t begin(const char *const *argv)
{
	int fds[2];

	open_output(fds);
	output = fds[0];
	output_len = 0;
	if (terminal)
		play_resize(terminal);
	start = clock_now();
	child = fork();
	ck_assert_int_ge(child, 0);
	if (!child) {
		if (ignored)
			signal(ignored, SIG_IGN);
		dup2(fds[1], 1);
		dup2(fds[1], 2);
		execv(argv[0], (char *const *)argv);
		_exit(111);
	}
	close(fds[1]);
	return child;
}

pid_t play_begin(const char *transcript, const char *suite, const char *args)
{
	const char *argv[] = { "./lgcheck", "run",
			       "--launcher", "./fake-launcher",
			       "--suites", play_path("suites"),
			       "--results", play_path("results"),
			       "--kernel", play_path("transcript"),
			       "t", args, NULL };

	put_file("transcript", transcript);
	put_file("suites/t/suite", suite);
	return begin(argv);
}

/* False at the end: of a pipe, of a terminal (EIO), of the room. */
static bool more_output(void)
{
	ssize_t n = read(output, p.out + output_len,
			 sizeof(p.out) - 1 - output_len);

	output_len += n > 0 ? n : 0;
	p.out[output_len] = '\0';
	return n > 0;
}

void play_until(const char *text)
{
	while (!strstr(p.out, text))
		ck_assert_msg(more_output(), "no \"%s\" in:\n%s", text, p.out);
}

struct play *play_end(void)
{
	while (more_output())
		;
	close(output);
	ck_assert_int_eq(waitpid(child, &p.status, 0), child);
	p.seconds = (clock_now() - start) / 1e9;
	p.json = json_load_file(play_path("results/latest/results.json"), 0,
				NULL);
	return &p;
}

struct play *play(const char *transcript, const char *suite, const char *args)
{
	play_begin(transcript, suite, args);
	return play_end();
}

struct play *play_command(const char *word, ...)
{
	const char *argv[22] = { "./lgcheck" };
	va_list ap;
	int n = 1;

	va_start(ap, word);
	for (; word; word = va_arg(ap, const char *)) {
		ck_assert_int_lt(n, 21);
		argv[n++] = word;
	}
	va_end(ap);
	if (p.json)
		json_decref(p.json);
	p.json = NULL;
	begin(argv);
	return play_end();
}

struct play *play_run(const char *command, ...)
{
	const char *argv[42] = { "./lgcheck", command,
				 "--suites", play_path("suites"),
				 "--launcher", "./fake-launcher",
				 "--results", play_path("results"),
				 "--kernel", play_path("transcript") };
	const char *word;
	va_list ap;
	int n = strcmp(command, "list") ? 10 : 4;

	for (int i = n; i < 10; i++)
		argv[i] = NULL;
	va_start(ap, command);
	while ((word = va_arg(ap, const char *))) {
		ck_assert_int_lt(n, 41);
		argv[n++] = word;
	}
	va_end(ap);
	if (access(play_path("transcript"), F_OK))
		put_file("transcript", PLAN);
	if (p.json)
		json_decref(p.json);
	p.json = NULL;
	begin(argv);
	return play_end();
}

void play_file(const char *name, const char *text)
{
	struct refusal m;
	char dir[400];

	snprintf(dir, sizeof(dir), "%s", play_path(name));
	*strrchr(dir, '/') = '\0';
	ck_assert_int_eq(path_make(dir, &m), 0);
	put_file(name, text);
}

const char *play_read(const char *name)
{
	static char text[1 << 18];
	FILE *f = fopen(play_path(name), "r");

	ck_assert_msg(f != NULL, "no %s; output:\n%s", name, p.out);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	return text;
}

void play_valid_json(const char *name)
{
	struct refusal m = { "" };
	json_t *j = results_load(play_path(name), &m);

	ck_assert_msg(j != NULL, "%s", m.text);
	json_decref(j);
}

void play_valid_xml(const char *name)
{
	char xsd[400];
	xmlSchemaParserCtxtPtr parser;
	xmlSchemaValidCtxtPtr check;
	xmlSchemaPtr schema;
	xmlDocPtr doc = xmlReadFile(play_path(name), NULL, XML_PARSE_NONET);

	ck_assert_ptr_nonnull(doc);
	snprintf(xsd, sizeof(xsd), "%s/report/junit.xsd", getenv("HARNESS"));
	parser = xmlSchemaNewParserCtxt(xsd);
	schema = xmlSchemaParse(parser);
	ck_assert_ptr_nonnull(schema);
	check = xmlSchemaNewValidCtxt(schema);
	ck_assert_int_eq(xmlSchemaValidateDoc(check, doc), 0);
	xmlSchemaFreeValidCtxt(check);
	xmlSchemaFree(schema);
	xmlSchemaFreeParserCtxt(parser);
	xmlFreeDoc(doc);
}

const char *play_out(void)
{
	return p.out;
}

int play_count(const char *text)
{
	int n = 0;

	for (const char *at = p.out; (at = strstr(at, text)); at++)
		n++;
	return n;
}

void play_status(int status)
{
	ck_assert_msg(WIFEXITED(p.status) && WEXITSTATUS(p.status) == status,
		      "wait status 0x%x, not exit %d; output:\n%s", p.status,
		      status, p.out);
}

static json_t *suite_json(void)
{
	json_t *suite = json_array_get(json_object_get(p.json, "suites"), 0);

	ck_assert_msg(suite != NULL, "no results.json; output:\n%s", p.out);
	return suite;
}

static const char *text(json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "";
}

void play_check(int status, const char *verdict, const char *reason)
{
	json_t *suite = suite_json();

	ck_assert_msg(WIFEXITED(p.status) && WEXITSTATUS(p.status) == status,
		      "wait status 0x%x, not exit %d; output:\n%s", p.status,
		      status, p.out);
	ck_assert_int_eq(json_integer_value(json_object_get(p.json, "exit")),
			 status);
	ck_assert_msg(!strcmp(text(suite, "verdict"), verdict) &&
			      strstr(text(suite, "reason"), reason),
		      "%s: %s; output:\n%s", text(suite, "verdict"),
		      text(suite, "reason"), p.out);
}

void play_test(const char *name, const char *verdict, const char *reason)
{
	json_t *t, *tests = json_object_get(suite_json(), "tests");
	size_t i;

	json_array_foreach(tests, i, t) {
		if (strcmp(text(t, "name"), name))
			continue;
		ck_assert_str_eq(text(t, "verdict"), verdict);
		if (reason)
			ck_assert_msg(strstr(text(t, "reason"), reason) != NULL,
				      "%s", text(t, "reason"));
		return;
	}
	ck_abort_msg("no test %s; output:\n%s", name, p.out);
}

pid_t play_pid(const char *name)
{
	for (int i = 0; i < 2000; i++, nap()) {
		FILE *f = fopen(play_path(name), "r");
		int pid = 0;

		if (f && fscanf(f, "%d", &pid) != 1)
			pid = 0;
		if (f)
			fclose(f);
		if (pid)
			return pid;
	}
	ck_abort_msg("%s was not written", name);
}

bool play_gone(pid_t pid)
{
	for (int i = 0; i < 1000; i++, nap())
		if (kill(pid, 0) && errno == ESRCH)
			return true;
	return false;
}
