/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For tests of the whole program: runs ./lgcheck with ./fake-launcher on a
 * transcript and a suite, and collects the outcome.
 */
#ifndef HARNESS_TEST_UNIT_PLAY_H
#define HARNESS_TEST_UNIT_PLAY_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

struct play {
	char dir[64];		/* suites/t, results, transcript */
	int status;		/* of wait() */
	double seconds;
	char out[65536];	/* stdout and stderr */
	json_t *json;		/* results.json or NULL */
};

/* A banner, init's first line, a KTAP version; the usual start of a guest. */
#define BOOT                                                      \
	"say [    0.000000] Linux version 6.1 (gcc) #1\\n\n"       \
	"say [    0.100000] devtmpfs: initialized\\n\n"            \
	"say [    0.200000] Run /sbin/init as init process\\n\n"   \
	"say lgcheck: init started\\n\n"
#define VERSION "record KTAP version 1\n"
#define OFF "err lguest: guest powered off\n"

void play_set_up(void);
void play_tear_down(void);
/* Runs lgcheck to its end; args is one more word for it, or NULL. */
struct play *play(const char *transcript, const char *suite, const char *args);
/* The same in two halves, for tests that send signals. */
pid_t play_begin(const char *transcript, const char *suite, const char *args);
struct play *play_end(void);
/* From now on lgcheck starts with this signal ignored. */
void play_ignore(int sig);
/* From now on the output is a terminal of so many columns (0: unknown). */
void play_terminal(unsigned columns);
/* Between begin and end: changes the number of columns. */
void play_resize(unsigned columns);
/* Between begin and end: reads the output until it has this text. */
void play_until(const char *text);
/* Runs ./lgcheck with these words (up to 20, then NULL). */
struct play *play_command(const char *word, ...);
/*
 * The same for commands that run guests: first come options for places,
 * launcher and kernel (the transcript PLAN unless there is one).
 */
struct play *play_run(const char *command, ...);
/* A transcript that does what the root image's plan says. */
#define PLAN BOOT VERSION "tests\n"
/* Writes DIR/name; folders are made. */
void play_file(const char *name, const char *text);
/* DIR/name as a string, which the next call overwrites. */
const char *play_read(const char *name);
/* Checks DIR/name against results.schema.json or junit.xsd. */
void play_valid_json(const char *name);
void play_valid_xml(const char *name);
/* What it said, and how often it said that. */
const char *play_out(void);
int play_count(const char *text);
void play_status(int status);
/* Where a transcript can leave a file: DIR/name. */
const char *play_path(const char *name);
/* Checks the exit status, the suite's verdict and a part of its reason. */
void play_check(int status, const char *verdict, const char *reason);
/* Checks one test of the suite: its verdict, a part of its reason or NULL. */
void play_test(const char *name, const char *verdict, const char *reason);
/* A process number that a transcript wrote to DIR/name; waits for the file. */
pid_t play_pid(const char *name);
/* Waits until there is no such process; false after five seconds. */
bool play_gone(pid_t pid);

#endif
