// SPDX-License-Identifier: GPL-2.0
/*
 * Breaks a guest in one particular way, so that the harness can be seen to
 * call it by its right name.  The first argument says how.  It runs as a test
 * of the ordinary init, or, for lies about results, in init's place: then it
 * writes the result records itself.
 */
#include "lib/boot_word.h"
#include "lib/contract.h"
#include "lib/record.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define SYSRQ "/proc/sysrq-trigger"
#define LKDTM "/sys/kernel/debug/provoke-crash/DIRECT"

static int results = -1;
static unsigned long seq = 1;

/* What cannot be broken must not look broken: say so and fail. */
static void give_up(const char *what)
{
	fprintf(stderr, "misbehave: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void put(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			give_up("write");
		p += n;
		len -= n;
	}
}

static void write_word(const char *file, const char *word)
{
	int fd = open(file, O_WRONLY);

	if (fd < 0)
		give_up(file);
	put(fd, word, strlen(word));
	close(fd);
}

static void __attribute__((noreturn)) sleep_for_ever(void)
{
	for (;;)
		pause();
}

static void __attribute__((noreturn)) spin(void)
{
	volatile unsigned n = 0;

	for (;;)
		n++;
}

/* --- in init's place --- */

static void open_results(void)
{
	char path[80] = INIT_RESULTS;
	struct termios raw;

	mkdir("/dev", 0755);
	if (mount("devtmpfs", "/dev", "devtmpfs", 0, NULL) && errno != EBUSY)
		give_up("/dev");
	mkdir("/proc", 0555);
	if (mount("proc", "/proc", "proc", 0, NULL) && errno != EBUSY)
		give_up("/proc");
	boot_word(BOOT_RESULTS, path, sizeof(path));
	results = open(path, O_RDWR | O_NOCTTY);
	if (results < 0 || tcgetattr(results, &raw))
		give_up(path);
	cfmakeraw(&raw);
	tcsetattr(results, TCSANOW, &raw);
}

static void record(const char *text)
{
	char line[RECORD_LINE_MAX];

	put(results, line, record_format(line, seq++, text));
}

static void __attribute__((noreturn)) power_off(void)
{
	if (results >= 0)
		tcdrain(results);
	reboot(RB_POWER_OFF);
	give_up("power off");
	exit(1);
}

/* A good start: a plan of n and the first test's result. */
static void one_result(const char *plan)
{
	open_results();
	record("KTAP version 1");
	record(plan);
	record("# start a");
	record("ok 1 a");
}

static void truncated_plan(void)
{
	one_result("1..3");
	record("END 1");
	power_off();
}

static void wrong_count(void)
{
	one_result("1..1");
	record("END 2");
	power_off();
}

static void no_end(void)
{
	one_result("1..1");
	power_off();
}

static void gap(void)
{
	one_result("1..1");
	seq++;
	record("END 1");
	power_off();
}

static void bad_checksum(void)
{
	char line[RECORD_LINE_MAX];
	size_t len;

	one_result("1..1");
	len = record_format(line, seq, "END 2");
	line[len - 2] = '1';
	put(results, line, len);
	power_off();
}

static void noise(int fd, unsigned n)
{
	unsigned char buf[512];
	uint32_t x = 1;

	while (n) {
		size_t len = n < sizeof(buf) ? n : sizeof(buf);

		for (size_t i = 0; i < len; i++) {
			x = x * 1664525 + 1013904223;
			buf[i] = x >> 24;
		}
		put(fd, buf, len);
		n -= len;
	}
}

static void garbage_results(void)
{
	one_result("1..2");
	noise(results, 8192);
	put(results, "\n", 1);
	record("# start b");
	record("ok 2 b");
	record("END 2");
	power_off();
}

/* The log console may hold anything: the results stand. */
static void garbage_console(void)
{
	struct termios raw;

	one_result("1..1");
	tcgetattr(1, &raw);
	cfmakeraw(&raw);
	tcsetattr(1, TCSANOW, &raw);
	noise(1, 32768);
	put(1, "\nlg 1 00000000 not ok 1 a\n", 26);
	tcdrain(1);
	record("END 1");
	power_off();
}

static void never_off(void)
{
	one_result("1..1");
	record("END 1");
	sleep_for_ever();
}

static void restart(void)
{
	open_results();
	reboot(RB_AUTOBOOT);
	give_up("restart");
}

/* --- as a test --- */

static void lkdtm(const char *what)
{
	if (mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL) &&
	    errno != EBUSY)
		give_up("/sys/kernel/debug");
	write_word(LKDTM, what);
}

/* The child dies of it; this process says that all is well. */
static void lkdtm_and_go_on(const char *what)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		give_up("fork");
	if (!pid) {
		lkdtm(what);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status))
		exit(1);
	exit(0);
}

static void panic(void)
{
	write_word(SYSRQ, "c");
}

/* A record that is not init's. */
static void forge(void)
{
	char line[RECORD_LINE_MAX];
	char path[80] = INIT_RESULTS;
	int fd;

	boot_word(BOOT_RESULTS, path, sizeof(path));
	fd = open(path, O_WRONLY | O_NOCTTY);

	if (fd < 0)
		give_up(path);
	put(fd, line, record_format(line, 4, "ok 1 forge"));
	exit(1);
}

static void skip(void)
{
	puts("nothing to do here");
	exit(77);
}

static void fail(void)
{
	puts("three is not four");
	exit(1);
}

static void fine(void)
{
	exit(0);
}

static void oops(void)
{
	lkdtm_and_go_on("EXCEPTION");
}

static void bug(void)
{
	lkdtm_and_go_on("BUG");
}

static void warning(void)
{
	lkdtm_and_go_on("WARNING");
}

static void lockup(void)
{
	lkdtm("HARDLOCKUP");
}

static void double_fault(void)
{
	lkdtm("DOUBLE_FAULT");
}

static const struct {
	const char *name;
	void (*run)(void);
} ways[] = {
	{ "truncated-plan", truncated_plan },
	{ "wrong-count", wrong_count },
	{ "no-end", no_end },
	{ "gap", gap },
	{ "bad-checksum", bad_checksum },
	{ "garbage-results", garbage_results },
	{ "garbage-console", garbage_console },
	{ "never-off", never_off },
	{ "restart", restart },
	{ "no-results", power_off },
	{ "init-exits", fine },
	{ "init-halts", sleep_for_ever },
	{ "init-spins", spin },
	{ "panic", panic },
	{ "oops", oops },
	{ "bug", bug },
	{ "warning", warning },
	{ "lockup", lockup },
	{ "double-fault", double_fault },
	{ "halt", sleep_for_ever },
	{ "spin", spin },
	{ "off", power_off },
	{ "forge", forge },
	{ "skip", skip },
	{ "fail", fail },
	{ "pass", fine },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 2 && i < sizeof(ways) / sizeof(*ways); i++) {
		if (strcmp(argv[1], ways[i].name))
			continue;
		ways[i].run();
		return 1;
	}
	fprintf(stderr, "misbehave: in which way? (%d arguments)\n", argc - 1);
	return 1;
}
