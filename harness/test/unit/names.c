// SPDX-License-Identifier: GPL-2.0
/* Odd names, long names, names that come twice: each stays one test. */
#include "play.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KTAP "score = ktap\n"

/* A guest that prints these lines of TAP. */
static void guest(const char *lines)
{
	char transcript[40000] = BOOT "say TAP version 14\\n\n" "say ";
	char *to = transcript + strlen(transcript);

	for (; *lines; lines++) {
		if (*lines == '\n')
			to = stpcpy(to, "\\n\nsay ");
		else if (*lines == '\\')
			to = stpcpy(to, "\\\\");
		else
			*to++ = *lines;
	}
	strcpy(to, "\\n\n" OFF);
	play_file("transcript", transcript);
	play_file("suites/t/suite", KTAP);
}

static const char *test_name(struct play *p, size_t i)
{
	json_t *suite = json_array_get(json_object_get(p->json, "suites"), 0);
	json_t *test = json_array_get(json_object_get(suite, "tests"), i);

	return json_string_value(json_object_get(test, "name"));
}

START_TEST(utf8)
{
	struct play *p;

	guest("1..3\nok 1 тест_а\nnot ok 2 тест_б\nok 3 t\xe9st \xef\xbf\xbf");
	p = play_run("run", "t", NULL);
	play_check(1, "FAIL", "тест_б");
	ck_assert_str_eq(test_name(p, 0), "тест_а");
	ck_assert_str_eq(test_name(p, 1), "тест_б");
	ck_assert_str_eq(test_name(p, 2), "t?st ???");
	ck_assert_ptr_nonnull(strstr(p->out, "FAIL  t/тест_б"));
	play_valid_json("results/latest");
	play_valid_xml("results/latest/junit.xml");
	ck_assert_ptr_nonnull(strstr(play_read("results/latest/junit.xml"),
				     "name=\"тест_а\""));
}
END_TEST

/*
 * A reason or a test's output may be cut anywhere: the failure must not get
 * lost on the way to the results because of half a character.
 */
START_TEST(utf8_cut)
{
	char lines[9000], name[500] = "";
	struct play *p;
	json_t *suite;

	for (int i = 0; i < 160; i++)
		strcat(name, "€");
	for (int shift = 0; shift < 3; shift++) {
		size_t n = sprintf(lines, "1..1\n# %.*s", shift, "xxx");

		for (int i = 0; i < 6; i++)
			n += sprintf(lines + n, "%s", name);
		for (int i = 0; i < 10; i++)
			n += sprintf(lines + n, "\n# line %s", name);
		sprintf(lines + n, "\n# %.*s%s\nnot ok 1 a", shift, "xxx",
			name);
		guest(lines);
		p = play_run("run", "t", NULL);
		play_check(1, "FAIL", "€€€");
		suite = json_array_get(json_object_get(p->json, "suites"), 0);
		ck_assert_int_eq(json_array_size(json_object_get(suite,
								 "failures")), 1);
		ck_assert_ptr_null(strstr(play_read("results/latest/results.json"),
					  "?\""));
		play_valid_xml("results/latest/junit.xml");
	}
}
END_TEST

/* --- compare --- */

/* Keeps the run's results as NAME.json. */
static void keep(const char *name, const char *lines)
{
	char file[40];

	snprintf(file, sizeof(file), "%s.json", name);
	guest(lines);
	play_run("run", "t", "--json", play_path(file), NULL);
}

/* A run of the guests of two. */
static void join(const char *name, const char *a, const char *b)
{
	json_t *runs[2];
	char file[40];

	for (int i = 0; i < 2; i++) {
		snprintf(file, sizeof(file), "%s.json", i ? b : a);
		runs[i] = json_load_file(play_path(file), 0, NULL);
	}
	json_array_extend(json_object_get(runs[0], "suites"),
			  json_object_get(runs[1], "suites"));
	snprintf(file, sizeof(file), "%s.json", name);
	ck_assert_int_eq(json_dump_file(runs[0], play_path(file), 0), 0);
	json_decref(runs[0]);
	json_decref(runs[1]);
}

static struct play *compare(const char *a, const char *b, int status)
{
	char files[2][40];
	struct play *p;

	snprintf(files[0], sizeof(files[0]), "%s.json", a);
	snprintf(files[1], sizeof(files[1]), "%s.json", b);
	p = play_command("compare", play_path(files[0]), play_path(files[1]),
			 "--html", play_path("c.html"), NULL);
	play_status(status);
	return p;
}

#define WARN(where)                                                 \
	"[    1.000000] ------------[ cut here ]------------\n"     \
	"[    1.000000] WARNING: CPU: 0 PID: 9 at " where " f+0x1/0x2\n" \
	"[    1.000000] ---[ end trace 0 ]---\n"

/* A new way to fail is new, whatever else the test does. */
START_TEST(one_more_way)
{
	struct play *p;

	keep("a", "1..1\n" WARN("x.c:1") "ok 1 a");
	keep("b", "1..1\n" WARN("x.c:1") WARN("y.c:1") "ok 1 a");
	keep("c", "1..1\n" WARN("z.c:1") WARN("y.c:1") "ok 1 a");
	keep("d", "1..1\nok 1 a # SKIP");
	p = compare("a", "b", 1);
	ck_assert_str_eq(p->out,
		"new   t/a  CRASH: WARNING at y.c:N in f\n"
		"still t/a  CRASH: WARNING at x.c:N in f\n"
		"1 new, 0 other, 1 still failing, 0 fixed, 0 gone, 0 added, "
		"0 same\n");
	p = compare("b", "a", 0);
	ck_assert_ptr_nonnull(strstr(p->out, "\nfixed t/a  was CRASH: WARNING "
				     "at y.c:N in f\n"));
	p = compare("b", "c", 1);
	ck_assert_ptr_nonnull(strstr(p->out, "other t/a  CRASH: WARNING at "
				     "z.c:N in f, was CRASH: WARNING at x.c:N "
				     "in f\nstill t/a  CRASH: WARNING at y.c"));
	p = compare("b", "b", 0);
	ck_assert_ptr_nonnull(strstr(p->out, "0 new, 0 other, 2 still"));
	/* skipped is not fixed */
	p = compare("a", "d", 0);
	ck_assert_ptr_nonnull(strstr(p->out, "gone  t/a  SKIP\n"));
}
END_TEST

/* Two tests of one name both count; of two guests, the worse one does. */
START_TEST(twice)
{
	struct play *p;

	keep("a", "1..3\nok 1 a\nnot ok 2 a\nok 3 b");
	keep("b", "1..3\nnot ok 1 a\nnot ok 2 a\nok 3 b");
	p = compare("a", "b", 1);
	ck_assert_str_eq(p->out,
		"new   t/a  FAIL: not ok (2 of this name, not 1)\n"
		"still t/a  FAIL: not ok\n"
		"1 new, 0 other, 1 still failing, 0 fixed, 0 gone, 0 added, "
		"1 same\n");
	compare("b", "a", 0);
	compare("b", "b", 0);
	play_run("run", "t", "--repeat=3", "--json", play_path("c.json"), NULL);
	p = compare("b", "c", 0);
	ck_assert_ptr_nonnull(strstr(p->out, "0 new, 0 other, 1 still"));
	join("d", "b", "a");
	compare("a", "d", 1);
	compare("d", "a", 0);
	join("d", "a", "b");
	compare("a", "d", 1);
}
END_TEST

/* Names that differ only near their end, or in letters outside ASCII. */
START_TEST(close_names)
{
	char lines[2][3000], name[1000];
	struct play *p;
	json_t *j;

	memset(name, 'x', sizeof(name));
	name[900] = '\0';
	for (int i = 0; i < 2; i++)
		snprintf(lines[i], sizeof(lines[i]), "1..4\n%sok 1 %s1\n%sok 2 "
			 "%s2\n%sok 3 тест_а\n%sok 4 тест_б", i ? "" : "not ",
			 name, i ? "not " : "", name, i ? "" : "not ",
			 i ? "not " : "");
	keep("a", lines[0]);
	keep("b", lines[1]);
	p = compare("a", "b", 1);
	ck_assert_int_eq(play_count("new   t/"), 2);
	ck_assert_int_eq(play_count("fixed t/"), 2);
	ck_assert_int_eq(play_count("new   t/тест_б  FAIL"), 1);
	p = compare("a", "a", 0);
	ck_assert_ptr_nonnull(strstr(p->out, "0 new, 0 other, 2 still"));
	/* GitLab knows failures by their fingerprints */
	setenv("GITLAB_CI", "true", 1);
	snprintf(lines[0], sizeof(lines[0]), "1..2\nnot ok 1 %s1\nnot ok 2 %s2",
		 name, name);
	keep("a", lines[0]);
	unsetenv("GITLAB_CI");
	j = json_load_file(play_path("results/latest/gl-code-quality.json"), 0,
			   NULL);
	ck_assert_int_eq(json_array_size(j), 2);
	ck_assert(!json_equal(json_object_get(json_array_get(j, 0),
					      "fingerprint"),
			      json_object_get(json_array_get(j, 1),
					      "fingerprint")));
	json_decref(j);
}
END_TEST

/* Longer than any of ours, with a slash, or called "(suite)". */
START_TEST(foreign_names)
{
	static const char *const form =
		"{\"schema\":2,\"started\":\"\",\"duration\":1,\"exit\":1,"
		"\"totals\":{\"passed\":0,\"failed\":2,\"skipped\":0},\"suites\":["
		"{\"name\":\"s\",\"folder\":\"s\",\"verdict\":\"FAIL\",\"reason\":"
		"\"\",\"exit\":1,\"kernel\":{},\"retries\":[],\"failures\":["
		"{\"test\":\"%s%s\",\"verdict\":\"FAIL\",\"signature\":\"FAIL: x\","
		"\"known\":false}],\"tests\":[{\"name\":\"%s%s\",\"verdict\":"
		"\"FAIL\",\"reason\":\"x\",\"duration\":1,\"log\":null}]},"
		"{\"name\":\"%s\",\"folder\":\"t\",\"verdict\":\"FAIL\",\"reason\":"
		"\"\",\"exit\":1,\"kernel\":{},\"retries\":[],\"failures\":["
		"{\"test\":%s,\"verdict\":\"FAIL\",\"signature\":\"FAIL: x\","
		"\"known\":false}],\"tests\":[]}]}";
	char json[30000], name[5001];
	struct play *p;

	memset(name, 'x', 5000);
	name[5000] = '\0';
	for (int i = 0; i < 2; i++) {
		snprintf(json, sizeof(json), form, name, i ? "b" : "a", name,
			 i ? "b" : "a", "s", "null");
		play_file(i ? "b.json" : "a.json", json);
	}
	p = compare("a", "b", 1);
	ck_assert_ptr_nonnull(strstr(p->out, "1 new, 0 other, 1 still failing, "
				     "0 fixed, 1 gone"));
	snprintf(json, sizeof(json), form, "(suite)", "", "(suite)", "", "s",
		 "null");
	play_file("a.json", json);
	p = compare("a", "a", 0);
	ck_assert_ptr_nonnull(strstr(p->out, "2 still failing"));
	snprintf(json, sizeof(json), form, "a/", "b", "a/", "b", "s/a", "null");
	play_file("b.json", json);
	p = compare("b", "b", 0);
	ck_assert_ptr_nonnull(strstr(p->out, "2 still failing"));
}
END_TEST

/* --- baselines --- */

static const char *known(const char *text)
{
	play_file("known", text);
	return play_path("known");
}

static struct play *with_baseline(int status)
{
	char file[200];
	struct play *p;

	snprintf(file, sizeof(file), "%s", play_path("known"));
	p = play_run("run", "t", "--baseline", file, NULL);
	play_status(status);
	return p;
}

#define ODD "1..8\nok 1 fine\nnot ok 2 a :: b\nnot ok 3 c \\b\n" \
	"not ok 4 (suite)\nnot ok 5 d :: FAIL: e\nnot ok 6 f ::\n" \
	"not ok 7 \\#g :: :: h\nnot ok 8 тест"

/* What we print, we read back as the same. */
START_TEST(separators)
{
	char name[2000], lines[2100];
	struct play *p;

	guest(ODD);
	play_run("run", "t", NULL);
	play_status(1);
	p = play_command("baseline", play_path("results/latest"), NULL);
	ck_assert_str_eq(p->out,
		"t/a \\:: b :: FAIL: not ok\nt/c \\\\b :: FAIL: not ok\n"
		"t/\\(suite) :: FAIL: not ok\n"
		"t/d \\:: FAIL: e :: FAIL: not ok\nt/f :: :: FAIL: not ok\n"
		"t/#g \\:: \\:: h :: FAIL: not ok\nt/тест :: FAIL: not ok\n");
	known(p->out);
	p = with_baseline(0);
	ck_assert_ptr_nonnull(strstr(p->out, "\n8 passed, 0 failed, 0 "));
	/* long ones, too */
	memset(name, 'x', sizeof(name));
	name[1900] = '\0';
	snprintf(lines, sizeof(lines), "1..2\nok 1 a\nnot ok 2 %s", name);
	guest(lines);
	play_run("run", "t", NULL);
	known(play_command("baseline", play_path("results/latest"), NULL)->out);
	with_baseline(0);
	snprintf(lines, sizeof(lines), "1..2\nok 1 a\nnot ok 2 %sy", name);
	guest(lines);
	with_baseline(1);
}
END_TEST

/* A file from the time before backslashes. */
START_TEST(old_baseline)
{
	struct play *p;

	guest(ODD);
	known("t/a :: b :: *\nt/c \\b :: FAIL: not ok\nt/d \\:: FAIL: e :: *\n"
	      "t/f :: :: *\nt/#g :: :: h :: *\nt/тест :: *\n"
	      "t/(suite) :: *\n");
	p = with_baseline(1);
	/* that was the suite, never a test of this name */
	ck_assert_ptr_nonnull(strstr(p->out, "\n# t/(suite): FAIL: not ok\n"));
	ck_assert_ptr_nonnull(strstr(p->out, "\n7 passed, 1 failed, 0 "));
}
END_TEST

/* The totals are right when a name is there twice, near or far. */
START_TEST(known_twice)
{
	struct play *p;

	guest("1..5\nnot ok 1 a\nnot ok 2 a\nnot ok 3 b\n# other\nnot ok 4 a\n"
	      "ok 5 c");
	known("t/a :: FAIL: not ok\nt/a :: FAIL: other\n");
	p = with_baseline(1);
	ck_assert_ptr_nonnull(strstr(p->out, "\n4 passed, 1 failed, 0 "));
	known("t/a :: FAIL: not ok\nt/a :: FAIL: other\nt/b :: *\n");
	p = with_baseline(0);
	ck_assert_ptr_nonnull(strstr(p->out, "\n5 passed, 0 failed, 0 "));
	/* one of its ways is not known: none of them is */
	known("t/a :: FAIL: not ok\nt/b :: *\n");
	p = with_baseline(1);
	ck_assert_ptr_nonnull(strstr(p->out, "\n2 passed, 3 failed, 0 "));
}
END_TEST

TCase *names_cases(void)
{
	TCase *tc = tcase_create("names");

	tcase_add_checked_fixture(tc, play_set_up, play_tear_down);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, utf8);
	tcase_add_test(tc, utf8_cut);
	tcase_add_test(tc, one_more_way);
	tcase_add_test(tc, twice);
	tcase_add_test(tc, close_names);
	tcase_add_test(tc, foreign_names);
	tcase_add_test(tc, separators);
	tcase_add_test(tc, old_baseline);
	tcase_add_test(tc, known_twice);
	return tc;
}
