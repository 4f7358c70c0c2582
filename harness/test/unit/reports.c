// SPDX-License-Identifier: GPL-2.0
/* Reports and their readers: schemas, baselines, comparisons, merging. */
#include "play.h"
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIXED "test = a /ok\ntest = b /fail it is <b>&\"5\"\n" \
	      "test = c /skip\ntest = d /warn some_place\n"

static void set_up(void)
{
	static const char *const names[] = { "GITHUB_ACTIONS", "GITLAB_CI",
					     "GITHUB_STEP_SUMMARY",
					     "CI_NODE_INDEX" };

	for (int i = 0; i < 4; i++)
		unsetenv(names[i]);
	play_set_up();
	play_file("suites/t/suite", MIXED);
}

START_TEST(schemas)
{
	const char *text;

	play_run("run", "t", "--junit", play_path("j.xml"), "--html",
		 play_path("h.html"), "--json", play_path("r.json"), NULL);
	play_status(3);
	play_valid_json("results/latest");
	play_valid_json("r.json");
	play_valid_xml("results/latest/junit.xml");
	text = play_read("j.xml");
	ck_assert_ptr_nonnull(strstr(text, "tests=\"4\" failures=\"1\" "
				     "errors=\"1\" skipped=\"1\""));
	ck_assert_ptr_nonnull(strstr(text, "message=\"it is &lt;b&gt;&amp;"));
	/* a run of nothing but a crash, and one that was not run */
	play_file("suites/t/suite", "needs = CONFIG_KUNIT=y\n");
	play_file("suites/e/suite", "test = a /panic early <![CDATA[\n");
	play_run("run", "t", "e", "--retry", NULL);
	play_valid_json("results/latest");
	play_valid_xml("results/latest/junit.xml");
}
END_TEST

/* What a hostile guest sends must stay text. */
START_TEST(html_escapes)
{
	static const char *const texts[] = {
		"<script>alert(1)</script>", "</pre><img src=x onerror=y>",
		"\"><svg/onload=z>", "<!--", "]]>", "&lt;tag",
	};
	char suite[4000] = "", line[200];
	const char *html;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		snprintf(line, sizeof(line), "test = t%zu /fail %s\n", i,
			 texts[i]);
		strcat(suite, line);
	}
	play_file("suites/t/suite", suite);
	play_file("transcript", BOOT "say <script>x</script>\\n\n"
		  VERSION "tests\n");
	play_run("run", "t", NULL);
	play_status(1);
	html = play_read("results/latest/report.html");
	ck_assert_ptr_null(strstr(html, "<script"));
	ck_assert_ptr_null(strstr(html, "<img"));
	ck_assert_ptr_null(strstr(html, "<svg"));
	ck_assert_ptr_null(strstr(html, "<!--"));
	ck_assert_ptr_nonnull(strstr(html, "&lt;script&gt;alert(1)"));
	ck_assert_ptr_nonnull(strstr(html, "&amp;lt;tag"));
	ck_assert_ptr_nonnull(strstr(html, "&lt;script&gt;x&lt;/script"));
	ck_assert_ptr_nonnull(strstr(html, "default-src 'none'"));
	/* one file: nothing is loaded */
	ck_assert_ptr_null(strstr(html, "src=\""));
	ck_assert_ptr_null(strstr(html, "href=\""));
	play_valid_xml("results/latest/junit.xml");
}
END_TEST

START_TEST(annotations)
{
	struct play *p;

	setenv("GITHUB_ACTIONS", "true", 1);
	setenv("GITHUB_WORKSPACE", play_path("suites"), 1);
	setenv("GITHUB_STEP_SUMMARY", play_path("summary.md"), 1);
	play_file("suites/t/suite", "test = b /fail 100% a|b ::error::x\n");
	p = play_run("run", "t", NULL);
	ck_assert_ptr_nonnull(strstr(p->out, "\n::error file=t/suite,title="
		"FAIL t/b::100%25 a|b ::error::x%0Algcheck rerun "));
	ck_assert_ptr_nonnull(strstr(play_read("summary.md"),
				     "| FAIL | t/b | 100% a&#124;b"));
	unsetenv("GITHUB_ACTIONS");
	setenv("GITLAB_CI", "true", 1);
	play_run("run", "t", NULL);
	ck_assert_ptr_nonnull(strstr(
		play_read("results/latest/gl-code-quality.json"),
		"\"severity\": \"major\""));
	unsetenv("GITLAB_CI");
	p = play_run("run", "t", NULL);
	ck_assert_ptr_null(strstr(p->out, "\n::error"));
}
END_TEST

START_TEST(baseline)
{
	struct play *p;
	char file[200];

	snprintf(file, sizeof(file), "%s", play_path("known"));
	play_run("run", "t", NULL);
	play_status(3);
	p = play_command("baseline", play_path("results/latest"), NULL);
	play_status(0);
	ck_assert_str_eq(p->out, "t/b :: FAIL: it is <b>&\"N\"\n"
			 "t/d :: CRASH: WARNING at a.c:N in some_place\n");
	play_file("known", p->out);
	p = play_run("run", "t", "--baseline", file, NULL);
	play_status(0);
	ck_assert_ptr_nonnull(strstr(p->out, "# 2 known failures"));
	ck_assert_ptr_nonnull(strstr(p->out, "\n3 passed, 0 failed, 1 skip"));
	play_valid_xml("results/latest/junit.xml");
	/* the same test in another way is new */
	play_file("suites/t/suite", "test = a /fail new\ntest = b /fail no\n"
		  "test = d /warn some_place\n");
	p = play_run("run", "t", "--baseline", file, NULL);
	play_status(1);
	ck_assert_ptr_nonnull(strstr(p->out, "\n# t/a: FAIL: new\n"));
	ck_assert_ptr_nonnull(strstr(p->out, "\n# known t/d: CRASH"));
	ck_assert_ptr_nonnull(strstr(p->out, "\n1 passed, 2 failed, 0 "));
	/* fixed ones are named with the line to remove */
	play_file("suites/t/suite", "test = a /ok\ntest = b /ok\n");
	p = play_run("run", "t", "--baseline", file, NULL);
	play_status(0);
	ck_assert_ptr_nonnull(strstr(p->out, "# fixed: t/b :: FAIL: it is"));
	ck_assert_ptr_nonnull(strstr(p->out, "/known:1)\n"));
	ck_assert_int_eq(play_count("# fixed: "), 1);
	play_file("known", "# all of them\nt/a :: *\n");
	play_file("suites/t/suite", "test = a /fail anyhow\n");
	play_run("run", "t", "--baseline", file, NULL);
	play_status(0);
	play_file("suites/t/suite", "test = a /ok\n");
	play_file("transcript", BOOT "signal 9\n");
	play_file("known", "t/a :: *\nt/(suite) :: *\n");
	play_run("run", "t", "--baseline", file, NULL);
	play_status(125);
}
END_TEST

#define A_WARNS                                                          \
	BOOT VERSION "record 1..2\nrecord # start a\n"                    \
	"say lgcheck: start a\\n\n"                                       \
	"say [    1.000000] ------------[ cut here ]------------\\n\n"     \
	"say [    1.000000] WARNING: CPU: 0 PID: 9 at known.c:1 f+0x1/0x2" \
	"\\n\nsay [    1.000000] ---[ end trace 0 ]---\\n\n"
#define B_PASSES                                                         \
	"record ok 1 a\nsay lgcheck: start b\\n\nrecord # start b\n"     \
	"record ok 2 b\nrecord END 2\nsay lgcheck: powering off\\n\n"

/* A known crash must not hide these. */
START_TEST(known_crash)
{
	static const struct {
		const char *transcript, *says;
		int status;
	} guests[] = {
		{ A_WARNS B_PASSES OFF, "# 1 known failures", 0 },
		/* one that no test answers for */
		{ A_WARNS B_PASSES "say [    2.000000] BUG: at last\\n\n" OFF,
		  "\n# t: CRASH: BUG: at last\n", 3 },
		/* another one in the same test */
		{ A_WARNS "say [    1.000000] BUG: and this\\n\n" B_PASSES OFF,
		  "\n# t/a: CRASH: BUG: and this\n", 3 },
		/* the others were not run */
		{ A_WARNS "record ok 1 a\n" OFF, "\n# t: ERROR: plan N..N, but "
		  "N results\n", 125 },
		{ A_WARNS "record ok 1 a\n"
		  "err lguest: guest killed: trap 8\nexit 4\n",
		  "\n# t: CRASH: guest killed: trap N\n", 3 },
		/* it has brought the guest down */
		{ A_WARNS "err lguest: guest killed: trap 8\nexit 4\n",
		  "\n# t/a: CRASH: guest killed: trap N\n", 3 },
		{ A_WARNS "say [    2.000000] Kernel panic - not syncing: x\\n\n"
		  "err lguest: guest panicked: x\nexit 3\n",
		  "\n# t/a: CRASH: Kernel panic - not syncing: x\n", 3 },
	};
	struct play *p;
	char file[200];

	snprintf(file, sizeof(file), "%s", play_path("known"));
	play_file("suites/t/suite", "test = a /x\ntest = b /x\n");
	for (size_t i = 0; i < sizeof(guests) / sizeof(*guests); i++) {
		play_file("known", "t/a :: CRASH: WARNING at known.c:N in f\n");
		play_file("transcript", guests[i].transcript);
		p = play_run("run", "t", "--baseline", file, NULL);
		play_status(guests[i].status);
		ck_assert_msg(strstr(p->out, guests[i].says) != NULL,
			      "%zu: no %s in %s", i, guests[i].says, p->out);
		ck_assert_int_eq(play_count(" 0 failed, "), !i);
		/* unless it is known as well */
		p = play_command("baseline", play_path("results/latest"), NULL);
		play_status(0);
		play_file("known", p->out);
		play_run("run", "t", "--baseline", file, NULL);
		play_status(guests[i].status == 125 ? 125 : 0);
	}
	/* of several guests each failure once */
	play_run("run", "t", "--repeat=2", NULL);
	p = play_command("baseline", play_path("results/latest"), NULL);
	ck_assert_int_eq(play_count("t/a :: CRASH: WARNING"), 1);
}
END_TEST

START_TEST(bad_baselines)
{
	static const char *const files[] = { "x\nt/a :: b\n", "t/a\n",
					     "t/a :: \n", "a :: b\n",
					     "# c\nt/a :: b\nt/a :: b\n" };
	static const int lines[] = { 1, 1, 1, 1, 3 };
	char expected[40];
	struct play *p;

	for (int i = 0; i < 5; i++) {
		play_file("known", files[i]);
		p = play_run("run", "t", "--baseline", play_path("known"),
			     NULL);
		play_status(2);
		snprintf(expected, sizeof(expected), "/known:%d: expected ",
			 lines[i]);
		ck_assert_msg(strstr(p->out, expected) != NULL, "%s", p->out);
	}
	play_run("run", "t", "--baseline=/nonexistent", NULL);
	play_status(2);
}
END_TEST

START_TEST(compare)
{
	struct play *p;

	play_file("suites/t/suite", "test = a /ok\ntest = b /fail x\n"
		  "test = c /fail y\ntest = d /fail z\ntest = e /ok\n"
		  "test = s /ok\n");
	play_run("run", "t", "--json", play_path("a.json"), NULL);
	play_file("suites/t/suite", "test = a /fail new\ntest = b /ok\n"
		  "test = c /fail y\ntest = d /fail w\ntest = f /ok\n"
		  "test = s /skip\n");
	play_run("run", "t", "--json", play_path("b.json"), NULL);
	p = play_command("compare", play_path("a.json"), play_path("b.json"),
			 "--html", play_path("c.html"), NULL);
	play_status(1);
	ck_assert_str_eq(p->out,
		"new   t/a  FAIL: new\n"
		"other t/d  FAIL: w, was FAIL: z\n"
		"still t/c  FAIL: y\n"
		"fixed t/b  was FAIL: x\n"
		"gone  t/s  SKIP\n"
		"gone  t/e  PASS\n"
		"1 new, 1 other, 1 still failing, 1 fixed, 2 gone, 1 added, "
		"0 same\n");
	ck_assert_ptr_nonnull(strstr(play_read("c.html"), "<h1>Two runs"));
	play_command("compare", play_path("b.json"), play_path("b.json"),
		     NULL);
	play_status(0);
	p = play_command("compare", play_path("b.json"), NULL);
	play_status(2);
}
END_TEST

START_TEST(bad_results)
{
	struct play *p;
	static const char *const files[][2] = {
		{ "{\n\n\"schema\": 2,,\n}", "bad.json:3: expected the results" },
		{ "{}", "bad.json: expected \"schema\"" },
		{ "[]", "bad.json: the whole: expected object, not array" },
		{ "{\"schema\": 1}", "expected \"started\"" },
		{ "{\"schema\": 2, \"started\": \"\", \"duration\": 1, "
		  "\"exit\": 0, \"totals\": {\"passed\": 0, \"failed\": 0, "
		  "\"skipped\": 0}, \"suites\": [5]}",
		  "suites[0]: expected object, not integer" },
	};

	for (int i = 0; i < 5; i++) {
		play_file("bad.json", files[i][0]);
		p = play_command("compare", play_path("bad.json"),
				 play_path("bad.json"), NULL);
		play_status(2);
		ck_assert_msg(strstr(p->out, files[i][1]) != NULL, "%s",
			      p->out);
	}
	p = play_command("merge", play_path("nonexistent"), NULL);
	play_status(2);
}
END_TEST

START_TEST(merge)
{
	struct play *p;

	play_run("run", "t", "--shard=1/2", "--json", play_path("1.json"),
		 NULL);
	play_run("run", "t", "--shard=2/2", "--json", play_path("2.json"),
		 NULL);
	p = play_command("merge", "--results", play_path("merged"), "--junit",
			 play_path("m.xml"), "--json", play_path("m.json"),
			 play_path("1.json"), play_path("2.json"), NULL);
	play_status(3);
	ck_assert_ptr_nonnull(strstr(p->out, "\n1 passed, 2 failed, 1 skip"));
	ck_assert_ptr_nonnull(strstr(p->out, "# t/b: FAIL: it is "));
	ck_assert_ptr_nonnull(strstr(p->out, "/t/bundle d --launcher="));
	play_valid_json("m.json");
	play_valid_xml("m.xml");
	play_file("copy.json", play_read("2.json"));
	p = play_command("merge", "--results", play_path("merged"),
			 play_path("2.json"), NULL);
	play_status(125);
	ck_assert_ptr_nonnull(strstr(p->out, "shard 1/2 is missing"));
	p = play_command("merge", "--results", play_path("merged"),
			 play_path("2.json"), play_path("copy.json"), NULL);
	play_status(2);
	ck_assert_ptr_nonnull(strstr(p->out, "shard 2/2 was given before"));
	play_file("transcript", PLAN "# another kernel\n");
	play_run("run", "t", "--shard=1/2", "--json", play_path("1.json"),
		 NULL);
	p = play_command("merge", "--results", play_path("merged"),
			 play_path("1.json"), play_path("2.json"), NULL);
	play_status(2);
	ck_assert_ptr_nonnull(strstr(p->out, "ran with another kernel"));
}
END_TEST

/* If one shard only skips, it cannot tell, and so the whole cannot. */
START_TEST(merge_skips)
{
	struct play *p;
	int first, second;

	play_file("suites/u/suite", "test = a /ok\ntest = b /skip\n");
	first = play_run("run", "u/[ab]", "--shard=1/2", "--json",
			 play_path("1.json"), "--shuffle=5", NULL)->status;
	second = play_run("run", "u/[ab]", "--shard=2/2", "--json",
			  play_path("2.json"), "--shuffle=5", NULL)->status;
	ck_assert(WIFEXITED(first) && WIFEXITED(second));
	first = WEXITSTATUS(first);
	second = WEXITSTATUS(second);
	ck_assert((!first && second == 125) || (first == 125 && !second));
	p = play_command("merge", "--results", play_path("merged"), "--json",
			 play_path("m.json"), play_path("1.json"),
			 play_path("2.json"), NULL);
	play_status(125);
	ck_assert_ptr_nonnull(strstr(p->out, "\n1 passed, 0 failed, 1 skip"));
	ck_assert_ptr_nonnull(strstr(play_read("m.json"), "\"seed\": 5,"));
}
END_TEST

/* Results may come from anywhere: XML gets only what it can hold. */
START_TEST(odd_results)
{
	json_t *j, *suite, *test;

	play_file("suites/u/suite", "test = a /fail b\n");
	play_run("run", "u", "--json", play_path("1.json"), NULL);
	j = json_load_file(play_path("1.json"), 0, NULL);
	suite = json_array_get(json_object_get(j, "suites"), 0);
	json_object_set_new(suite, "folder", json_string("u\002"));
	test = json_array_get(json_object_get(suite, "tests"), 0);
	json_object_set_new(test, "name", json_string("a\001"));
	test = json_array_get(json_object_get(suite, "failures"), 0);
	json_object_set_new(test, "test", json_string("a\001"));
	json_object_set_new(test, "signature", json_string("b\003"));
	json_object_set_new(test, "rerun", json_string("c\004"));
	ck_assert_int_eq(json_dump_file(j, play_path("1.json"), 0), 0);
	json_decref(j);
	play_command("merge", "--results", play_path("merged"), "--junit",
		     play_path("m.xml"), play_path("1.json"), NULL);
	play_status(1);
	play_valid_xml("m.xml");
	ck_assert_ptr_nonnull(strstr(play_read("m.xml"), "name=\"a?\""));
	ck_assert_ptr_nonnull(strstr(play_read("m.xml"), "b?\nc?<"));
}
END_TEST

/* If a signal interrupted one shard, it interrupted the whole. */
START_TEST(merge_interrupted)
{
	json_t *j;

	play_file("suites/u/suite", "test = a /ok\ntest = b /ok\n");
	play_run("run", "u", "--shard=1/2", "--json", play_path("1.json"),
		 NULL);
	play_run("run", "u", "--shard=2/2", "--json", play_path("2.json"),
		 "--shuffle=5", NULL);
	j = json_load_file(play_path("2.json"), 0, NULL);
	json_object_set_new(j, "interrupted", json_string("Terminated"));
	json_object_set_new(j, "exit", json_integer(125));
	ck_assert_int_eq(json_dump_file(j, play_path("2.json"), 0), 0);
	json_decref(j);
	play_command("merge", "--results", play_path("merged"), "--json",
		     play_path("m.json"), play_path("1.json"),
		     play_path("2.json"), NULL);
	play_status(125);
	ck_assert_ptr_nonnull(strstr(play_read("m.json"),
				     "\"interrupted\": \"Terminated\""));
	ck_assert_ptr_nonnull(strstr(play_read("m.json"), "\"seed\": null"));
}
END_TEST

/* Each shard looks fine by itself. */
START_TEST(merge_strangers)
{
	struct play *p;

	play_file("suites/u/suite", "test = a /ok\n");
	play_file("suites/v/suite", "test = a /ok\n");
	play_run("run", "u", "v", "--shard=1/2", "--json", play_path("1.json"),
		 NULL);
	play_status(0);
	/* asked for less: v was never run */
	play_run("run", "u", "--shard=2/2", "--json", play_path("2.json"),
		 NULL);
	p = play_command("merge", "--results", play_path("merged"),
			 play_path("1.json"), play_path("2.json"), NULL);
	play_status(2);
	ck_assert_ptr_nonnull(strstr(p->out, "2.json: was to run other suites "
				     "or tests than "));
	/* another suite with another kernel */
	play_file("transcript", PLAN "# another kernel\n");
	play_run("run", "u", "v", "--shard=2/2", "--json", play_path("2.json"),
		 NULL);
	play_status(0);
	p = play_command("merge", "--results", play_path("merged"),
			 play_path("1.json"), play_path("2.json"), NULL);
	play_status(2);
	ck_assert_ptr_nonnull(strstr(p->out, "ran with another kernel"));
	/* a whole run twice */
	play_run("run", "u", "--json", play_path("1.json"), NULL);
	play_file("2.json", play_read("1.json"));
	p = play_command("merge", "--results", play_path("merged"),
			 play_path("1.json"), play_path("2.json"), NULL);
	play_status(2);
	ck_assert_ptr_nonnull(strstr(p->out, "2.json: was given before"));
	p = play_command("merge", "--baseline=x", play_path("1.json"), NULL);
	play_status(2);
}
END_TEST

/*
 * An incomplete report must not exist, and the run has not passed. The report
 * is a link here: whatever replaces it by mistake replaces the link.
 */
START_TEST(full_disk)
{
	static const char *const options[] = { "--json", "--junit", "--html" };
	char full[200], says[300];
	struct play *p;

	snprintf(full, sizeof(full), "%s", play_path("full"));
	snprintf(says, sizeof(says), "lgcheck: %s: cannot write: No space left",
		 full);
	ck_assert_int_eq(symlink("/dev/full", full), 0);
	play_file("suites/u/suite", "test = a /ok\n");
	for (int i = 0; i < 3; i++) {
		p = play_run("run", "u", options[i], full, NULL);
		play_status(125);
		ck_assert_ptr_nonnull(strstr(p->out, says));
	}
}
END_TEST

/* A device is written to; a file beside it would take its place. */
START_TEST(special_files)
{
	char pipe[200];
	struct stat st;
	int fd;

	snprintf(pipe, sizeof(pipe), "%s", play_path("pipe"));
	ck_assert_int_eq(mkfifo(pipe, 0644), 0);
	/* a reader and room for what comes */
	fd = open(pipe, O_RDWR);
	play_file("suites/u/suite", "test = a /ok\n");
	play_run("run", "u", "--json", pipe, NULL);
	play_status(0);
	ck_assert_int_eq(stat(pipe, &st), 0);
	ck_assert(S_ISFIFO(st.st_mode));
	close(fd);
}
END_TEST

TCase *reports_cases(void)
{
	TCase *tc = tcase_create("reports");

	tcase_add_checked_fixture(tc, set_up, play_tear_down);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, schemas);
	tcase_add_test(tc, html_escapes);
	tcase_add_test(tc, annotations);
	tcase_add_test(tc, baseline);
	tcase_add_test(tc, known_crash);
	tcase_add_test(tc, bad_baselines);
	tcase_add_test(tc, compare);
	tcase_add_test(tc, bad_results);
	tcase_add_test(tc, merge);
	tcase_add_test(tc, merge_skips);
	tcase_add_test(tc, odd_results);
	tcase_add_test(tc, merge_interrupted);
	tcase_add_test(tc, merge_strangers);
	tcase_add_test(tc, full_disk);
	tcase_add_test(tc, special_files);
	return tc;
}
