// SPDX-License-Identifier: GPL-2.0
#include "suite/suite.h"
#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[64];

static void set_up(void)
{
	strcpy(dir, "/tmp/lgcheck-suite-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void tear_down(void)
{
	char path[100];

	snprintf(path, sizeof(path), "%s/suite", dir);
	unlink(path);
	rmdir(dir);
}

static int load(const char *text, struct suite **s, struct refusal *m)
{
	static const struct suite_places places = { .build = "/build" };
	char path[100];
	FILE *f;

	snprintf(path, sizeof(path), "%s/suite", dir);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
	return suite_load("name", dir, &places, s, m);
}

START_TEST(everything)
{
	struct refusal m = { "" };
	struct suite *s;
	char path[200];
	int ret = load("# comment\n"
		       "describe = all keys at once\n"
		       "score=records\r\n"
		       "  memory = 32m\n"
		       "append = a=b \"c d\" # e\n"
		       "kernel = build:mini/x\n"
		       "net = 10.77.0.1/24\n"
		       "timeout = 9s\nboot-timeout = 8s\ntest-timeout = 7s\n"
		       "shutdown-timeout = 6s\n"
		       "image-size = 4m\n"
		       "file = /sbin/init build:images/init\n"
		       "file = /etc/x suite:x 0600\n"
		       "file = /bin/busybox /bin/busybox\n"
		       "dir = /proc 0555\n"
		       "link = /bin/sh busybox\n"
		       "node = /dev/console c 5 1 0622\n"
		       "text = /etc/motd \"hi\\nthere\\n\"\n"
		       "test = one /bin/one a b\n"
		       "test = two /bin/two\n"
		       "disk = d 64k count\nafter = d invert\n"
		       "disk = e 1m zero\n"
		       "expect = \"login: \" 10s\nsend = \"root\\n\"\n"
		       "needs = CONFIG_X=y\n"
		       "allow = \"BUG: in t\"\n"
		       "verdict = CRASH\nreason = \"in t\"\nexit = 3\n",
		       &s, &m);

	ck_assert_msg(ret == 0, "%s", m.text);
	ck_assert_str_eq(s->append, "a=b \"c d\" # e");
	ck_assert_str_eq(s->memory, "32m");
	ck_assert_str_eq(s->kernel, "/build/mini/x");
	ck_assert_str_eq(s->net, "10.77.0.1/24");
	ck_assert_uint_eq(s->timeout, 9000000000);
	ck_assert_uint_eq(s->boot_timeout, 8000000000);
	ck_assert_uint_eq(s->test_timeout, 7000000000);
	ck_assert_uint_eq(s->shutdown_timeout, 6000000000);
	ck_assert_uint_eq(s->image_size, 4 << 20);
	ck_assert_uint_eq(s->n_entries, 7);
	ck_assert_str_eq(s->entries[0].source, "/build/images/init");
	ck_assert_uint_eq(s->entries[0].mode, 0755);
	snprintf(path, sizeof(path), "%s/x", dir);
	ck_assert_str_eq(s->entries[1].source, path);
	ck_assert_uint_eq(s->entries[1].mode, 0600);
	ck_assert_str_eq(s->entries[2].source, "/bin/busybox");
	ck_assert_int_eq(s->entries[3].kind, ENTRY_DIR);
	ck_assert_str_eq(s->entries[4].source, "busybox");
	ck_assert_uint_eq(s->entries[5].major, 5);
	ck_assert_uint_eq(s->entries[5].minor, 1);
	ck_assert_uint_eq(s->entries[5].mode, 0622);
	ck_assert_uint_eq(s->entries[6].len, 9);
	ck_assert_mem_eq(s->entries[6].source, "hi\nthere\n", 9);
	ck_assert_uint_eq(s->entries[6].line, 19);
	ck_assert_uint_eq(s->n_tests, 2);
	ck_assert_str_eq(s->tests[0].name, "one");
	ck_assert_str_eq(s->tests[0].command, "/bin/one a b");
	ck_assert_uint_eq(s->n_disks, 2);
	ck_assert_uint_eq(s->disks[0].size, 65536);
	ck_assert(s->disks[0].checked && !s->disks[1].checked);
	ck_assert_int_eq(s->disks[0].after, PATTERN_INVERT);
	ck_assert_uint_eq(s->n_steps, 2);
	ck_assert(!s->steps[0].send && s->steps[1].send);
	ck_assert_uint_eq(s->steps[1].len, 5);
	ck_assert(s->expect.set && s->expect.status == 3);
	ck_assert_int_eq(s->expect.verdict, VERDICT_CRASH);
	ck_assert_str_eq(s->expect.reason, "in t");
	ck_assert(suite_has_image(s));
	suite_free(s);
}
END_TEST

struct bad {
	const char *text;
	int line;
	const char *says;
};

static const struct bad bad[] = {
	{ "memory 64m\n", 1, "key = value" },
	{ "\n# x\nmemroy = 64m\n", 3, "a known key" },
	{ "memory =\n", 1, "a value" },
	{ "memory = lots\n", 1, "64m" },
	{ "memory = 1m\nmemory = 2m\n", 2, "only once" },
	{ "timeout = 10\n", 1, "a time" },
	{ "timeout = 0s\n", 1, "a time" },
	{ "score = tap\n", 1, "records, ktap or script" },
	{ "file = relative build:x\n", 1, "absolute path" },
	{ "file = /x\n", 1, "/PATH SOURCE" },
	{ "file = /x y\n", 1, "build:FILE" },
	{ "file = /x build: 0755\n", 1, "a file name" },
	{ "file = /x build:y 999\n", 1, "octal" },
	{ "dir = /\n", 1, "absolute path" },
	{ "node = /x q 1 2\n", 1, "c or b" },
	{ "node = /x c 1\n", 1, "MAJOR MINOR" },
	{ "node = /x c -1 2\n", 1, "major and minor" },
	{ "text = /x unquoted\n", 1, "double quotes" },
	{ "text = /x \"open\n", 1, "closing" },
	{ "test = a\n", 1, "NAME /PATH" },
	{ "test = a b\n", 1, "NAME /PATH" },
	{ "test = a;b /x\n", 1, "a test name" },
	{ "test = a /x\ntest = a /y\n", 2, "one test of name" },
	{ "test = a /x \033[2J\n", 1, "plain words" },
	{ "disk = d 100 zero\n", 1, "whole sectors" },
	{ "disk = d 1k ones\n", 1, "pattern" },
	{ "disk = root 1k zero\n", 1, "a new disk name" },
	{ "disk = ../x 1k zero\n", 1, "a new disk name" },
	{ "disk = d 1k zero\ndisk = d 1k zero\n", 2, "a new disk name" },
	{ "after = d zero\n", 1, "a disk named above" },
	{ "expect = \"x\"\n", 1, "TIME" },
	{ "expect = x 1s\n", 1, "double quotes" },
	{ "expect = \"\" 1s\n", 1, "1 to" },
	{ "expect = \"a\\rb\" 1s\n", 1, "\\r" },
	{ "send = \"a\" \"b\"\n", 1, "\"TEXT\"" },
	{ "net = bridge:br0\n", 1, "the host's end" },
	{ "net = 10.77.0\n", 1, "the host's end" },
	{ "net = 10.77.0.1/31\n", 1, "the host's end" },
	{ "net = 10.77.0.1/\n", 1, "the host's end" },
	{ "net = 10.77.0.1/0\n", 1, "the host's end" },
	{ "net = 224.0.0.1\n", 1, "the host's end" },
	{ "needs = X=y\n", 1, "CONFIG_NAME" },
	{ "needs = CONFIG_X\n", 1, "CONFIG_NAME" },
	{ "verdict = OK\n", 1, "PASS, SKIP" },
	{ "exit = 256\n", 1, "0 to 255" },
	{ "image-size = 1k\n", 1, "64k to 2g" },
	{ "root = floppy\n", 1, "root disk or initrd" },
	{ "reason = \"x\"\n", 0, "a \"verdict\"" },
	{ "score = script\n", 0, "an \"expect\"" },
	{ "score = ktap\ntest = a /x\n", 0, "score = records" },
	{ "filter = a.b=\n", 0, "score = ktap" },
	{ "filter = a.b\n", 1, "ends in \"=\"" },
};

START_TEST(refusals)
{
	const struct bad *b = &bad[_i];
	struct refusal m = { "" };
	struct suite *s = NULL;
	char where[100];

	ck_assert_int_eq(load(b->text, &s, &m), -EINVAL);
	ck_assert_ptr_null(s);
	if (b->line)
		snprintf(where, sizeof(where), "%s/suite:%d: expected ", dir,
			 b->line);
	else
		snprintf(where, sizeof(where), "%s/suite: expected ", dir);
	ck_assert_msg(!strncmp(m.text, where, strlen(where)), "%s", m.text);
	ck_assert_msg(strstr(m.text, b->says) != NULL, "%s", m.text);
}
END_TEST

START_TEST(missing)
{
	static const struct suite_places places = { .build = "/build" };
	struct refusal m = { "" };
	struct suite *s;

	ck_assert_int_eq(suite_load("x", "/nonexistent", &places, &s, &m),
			 -ENOENT);
	ck_assert_ptr_nonnull(strstr(m.text, "/nonexistent/suite"));
}
END_TEST

START_TEST(long_line)
{
	char text[6000] = "describe = ";
	struct refusal m = { "" };
	struct suite *s;

	memset(text + 11, 'x', sizeof(text) - 12);
	text[sizeof(text) - 1] = '\0';
	ck_assert_int_eq(load(text, &s, &m), -EINVAL);
	ck_assert_ptr_nonnull(strstr(m.text, "suite:1: expected a line"));
}
END_TEST

TCase *suite_cases(void)
{
	TCase *tc = tcase_create("suite");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, everything);
	tcase_add_loop_test(tc, refusals, 0, sizeof(bad) / sizeof(*bad));
	tcase_add_test(tc, missing);
	tcase_add_test(tc, long_line);
	return tc;
}
