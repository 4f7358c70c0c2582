// SPDX-License-Identifier: GPL-2.0
/* Bisecting, on a history of 40 commits that test/fake_bisect makes. */
#include "bisect/inner.h"
#include "test.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char first[64], dir[64], fake[4096], program[4096], output[65536];

static int shell(const char *fmt, ...)
	__attribute__((format(printf, 1, 2)));
static int shell(const char *fmt, ...)
{
	char line[20000];
	va_list ap;
	int raw;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	raw = system(line);
	return WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
}

static const char *contents(const char *name)
{
	char path[200];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "r");
	ck_assert_msg(f, "%s is missing", path);
	n = fread(output, 1, sizeof(output) - 1, f);
	output[n] = '\0';
	fclose(f);
	return output;
}

static unsigned counter(const char *name)
{
	return (unsigned)atoi(contents(name));
}

static void setup_once(void)
{
	strcpy(first, "/tmp/lgcheck-bisect-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(first));
	ck_assert_ptr_nonnull(realpath("fake-bisect", fake));
	ck_assert_ptr_nonnull(realpath("lgcheck", program));
	ck_assert(!shell("%s history %s/tree", fake, first));
}

static void teardown_once(void)
{
	shell("rm -rf %s", first);
}

static void setup(void)
{
	strcpy(dir, "/tmp/lgcheck-bisect-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert(!setenv("FAKE", dir, 1));
	ck_assert(!shell("cp -a %s/tree %s/", first, dir));
}

static void teardown(void)
{
	shell("rm -rf %s", dir);
}

/* The exit status; the output is in DIR/out. */
static int bisect(const char *good, const char *bad, const char *more)
{
	return shell("exec %s bisect --good=%s --bad=%s --tree=%s/tree --work=%s/work --build-command='%s build' --run-command='%s run' %s >%s/out 2>&1",
		     program, good, bad, dir, dir, fake, fake, more, dir);
}

static void must_say(const char *text)
{
	ck_assert_msg(strstr(contents("out"), text), "\"%s\" is not in:\n%s",
		      text, output);
}

static void must_find(int status, unsigned commit)
{
	char text[40];

	must_say("");
	ck_assert_msg(!status, "status %d:\n%s", status, output);
	snprintf(text, sizeof(text), " step %u\n", commit);
	contents("out");
	ck_assert_msg(strstr(output, "first bad commit: ") &&
		      strstr(strstr(output, "first bad commit: "), text),
		      "%s is not the answer:\n%s", text, output);
	ck_assert_msg(shell("git -C %s/tree diff --quiet HEAD", dir) == 0 &&
		      shell("test $(git -C %s/tree worktree list | wc -l) = 1",
			    dir) == 0, "the tree is not as it was");
}

/* Each bug of the history, by the suite that shows it. */
static const struct bug {
	const char *suite, *bad;
	unsigned commit;
	const char *says;
} bugs[] = {
	{ "fails", "c32", 17, "looking for fails/one: test: value N" },
	{ "crash", "c35", 26, "looking for crash/two: crash: kernel BUG" },
	{ "hang", "c35", 29, "looking for hang/three: hang" },
	{ "fails", "c40", 36, "looking for fails: does not boot" },
	{ "flaky", "c16", 8, "looking for flaky/four: test: lost" },
	{ "flaky", "c35", 8, "looking for flaky/four: test: lost" },
};

START_TEST(finds)
{
	const struct bug *bug = &bugs[_i];
	char more[60];

	snprintf(more, sizeof(more), "--suite=%s", bug->suite);
	must_find(bisect("c1", bug->bad, more), bug->commit);
	must_say(bug->says);
}
END_TEST

/* A search in a job of a shard still runs everything. */
START_TEST(is_no_shard)
{
	setenv("SLURM_ARRAY_TASK_ID", "1", 1);
	setenv("SLURM_ARRAY_TASK_COUNT", "2", 1);
	setenv("CI_NODE_INDEX", "2", 1);
	setenv("CI_NODE_TOTAL", "2", 1);
	must_find(bisect("c1", "c32", "--suite=fails"), 17);
	unsetenv("SLURM_ARRAY_TASK_ID");
	unsetenv("CI_NODE_INDEX");
}
END_TEST

/* The run needs the suite's folder, although results have its name. */
START_TEST(takes_path_of_suite)
{
	must_find(bisect("c1", "c35", "--suite=/my/hang --test=hang/three"),
		  29);
	ck_assert_int_eq(shell("grep -vx /my/hang %s/suites", dir), 1);
}
END_TEST

/* A run boots a machine first: the guests of a commit share it. */
START_TEST(shares_runs)
{
	must_find(bisect("c1", "c16", "--suite=flaky"), 8);
	ck_assert_uint_ge(counter("guests"), 20);
	ck_assert_uint_le(2 * counter("runs"), counter("guests"));
	must_say(" guests (build 0 s, run ");
	/* An error in one guest does not change the others. */
	shell("rm -rf %s/work %s/guests; echo 8 >%s/guest-error-at", dir, dir,
	      dir);
	must_find(bisect("c1", "c16", "--suite=flaky"), 8);
	must_say("ERROR: no room");
}
END_TEST

/* The console as read on a terminal: without what ends its lines. */
START_TEST(quotes_console)
{
	must_find(bisect("c1", "c35", "--suite=crash"), 26);
	ck_assert_msg(strstr(contents("work/summary"), "\n  on it\n  BUG?\n"),
		      "%s", output);
}
END_TEST

START_TEST(takes_few_steps)
{
	must_find(bisect("c1", "c35", "--suite=crash"), 26);
	/* 2 + 1 at the ends, 5 steps and skips, 5 to verify. */
	ck_assert_uint_le(counter("runs"), 16);
	ck_assert_uint_le(counter("builds"), 14);
}
END_TEST

/* The last good commits do not build, or crash in another way. */
START_TEST(names_candidates)
{
	ck_assert(!shell("cd %s/tree && git checkout -q c13 && git rm -q broken && echo bug >crash && git add crash && git commit -qm late && git tag late && git checkout -q c40",
			 dir));
	ck_assert_int_eq(bisect("c9", "late", "--suite=crash"), 125);
	must_say("the first bad commit is one of:");
	must_say(" step 10\n");
	must_say(" step 13\n");
	must_say(" late\n");
	must_say("do not build");
}
END_TEST

/* A saved failure, with others in the same results and at the bad end. */
START_TEST(looks_for_saved_failure)
{
	ck_assert(!shell("cd %s/tree && git checkout -q c32 && echo * >%s/bzImage; %s run --kernel %s/bzImage --results %s/saved --suite crash --suite fails; test $? = 3",
			 dir, dir, fake, dir, dir));
	shell("rm -f %s/runs; git -C %s/tree checkout -q c40", dir, dir);
	must_find(bisect("c1", "c32", "--for=$FAKE/saved/latest --test=fails/one"),
		  17);
	must_say("others");
	shell("rm -rf %s/work", dir);
	must_find(bisect("c1", "c32", "--for=$FAKE/saved/latest/results.json --test=crash"),
		  26);
	/* A bundle says the same. */
	shell("rm -rf %s/work; mkdir %s/b; echo '{\"bundle\":1,\"suite\":\"crash\",\"exit\":3,\"failures\":[{\"test\":\"two\",\"verdict\":\"CRASH\",\"reason\":\"\",\"signature\":\"CRASH: kernel BUG at mm/slub.c:N\"}]}' >%s/b/bundle.json",
	      dir, dir, dir);
	must_find(bisect("c1", "c32", "--for=$FAKE/b"), 26);
	/* At c40 nothing boots: that is another failure. */
	shell("rm -rf %s/work", dir);
	ck_assert_int_eq(bisect("c1", "c40", "--for=$FAKE/saved/latest"), 125);
	must_say("does not boot");
	ck_assert_int_eq(bisect("c1", "c40", "--work=$FAKE/w2 --for=$FAKE/saved/latest --test=none"),
			 125);
	must_say("no failure of none");
}
END_TEST

/* Interrupted once in each run, it does no step twice. */
START_TEST(goes_on)
{
	static const char *const signals[] = { "INT", "TERM", "KILL" };
	static const int numbers[] = { 2, 15, 9 };
	unsigned runs, builds;

	must_find(bisect("c1", "c35", "--suite=hang"), 29);
	runs = counter("runs");
	builds = counter("builds");
	shell("rm -rf %s/work %s/runs %s/builds; echo %s >%s/stop-by", dir,
	      dir, dir, signals[_i], dir);
	/* Each time one run ends and the second is stopped. */
	shell("echo 2 >%s/stop-at", dir);
	for (unsigned i = 1; i < runs; i++) {
		shell("echo 0 >%s/runs", dir);
		ck_assert_int_eq(bisect("c1", "c35", "--suite=hang"),
				 128 + numbers[_i]);
	}
	shell("rm %s/stop-at", dir);
	must_find(bisect("c1", "c35", "--suite=hang"), 29);
	must_say("going on after ");
	ck_assert_msg(strstr(contents("work/summary"), "runs in"), "%s",
		      output);
	/* As many runs counted as without interruption. */
	ck_assert_uint_eq(shell("test $(grep -c '\"what\":\"run\"' %s/work/journal) = %u",
				dir, runs), 0);
	ck_assert_uint_ge(counter("builds"), builds);
}
END_TEST

START_TEST(drops_half_a_line)
{
	must_find(bisect("c1", "c35", "--suite=hang"), 29);
	ck_assert(!shell("cd %s/work && head -c -30 journal >j && mv j journal",
			 dir));
	must_find(bisect("c1", "c35", "--suite=hang"), 29);
	ck_assert(!shell("echo '{\"what\":\"lunch\"}' >>%s/work/journal", dir));
	ck_assert_int_eq(bisect("c1", "c35", "--suite=hang"), 2);
	must_say("work/journal:");
	must_say("remove that folder");
}
END_TEST

/* An error of ours is not a verdict on a commit, which is skipped. */
START_TEST(passes_over_errors)
{
	ck_assert(!shell("echo 5 >%s/error-at", dir));
	must_find(bisect("c1", "c35", "--suite=hang"), 29);
	must_say("the run ended with status 125");
	shell("rm -rf %s/work; echo 1 >%s/error-at; rm %s/runs", dir, dir,
	      dir);
	ck_assert_int_eq(bisect("c1", "c35", "--suite=hang"), 125);
	must_say("the bad commit");
}
END_TEST

START_TEST(refuses)
{
	static const struct {
		const char *good, *bad, *more, *says;
		int status;
	} all[] = {
		{ "c9", "c1", "", "not an ancestor", 2 },
		{ "c1", "c1", "", "same commit", 2 },
		{ "nope", "c1", "", "nope: no commit of ", 2 },
		{ "c1", "c2", "--tree=/nowhere", "--tree=/nowhere", 2 },
		{ "c1", "c2", "--frob", "no such option", 2 },
		{ "c1", "c2", "--confidence=200", "expected percent", 2 },
		{ "c1", "c2", "--max-runs=1", "from 2 to 1000", 2 },
		{ "c1", "c2", "frob", "options of run go after --", 2 },
		{ "c1", "c2", "--build-command=''", "expected a command", 2 },
		{ "c1", "c5", "--build-command=/nowhere/build",
		  "/nowhere/build: cannot be run", 125 },
		{ "c30", "c35", "--work=$FAKE/w2 --suite=hang", "the good commit", 2 },
		{ "c1", "c5", "--work=$FAKE/w3 --suite=hang", "does not show the failure", 125 },
		{ "c1", "c12", "--work=$FAKE/w4", "the bad commit", 125 },
		{ "c1", "c5", "--work=/dev/null/x", "/dev/null/x", 125 },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		ck_assert_int_eq(bisect(all[i].good, all[i].bad, all[i].more),
				 all[i].status);
		must_say(all[i].says);
	}
	/* The folder of another search. */
	ck_assert_int_eq(bisect("c2", "c35", "--suite=hang"), 2);
	must_say("remove it, or give another folder");
}
END_TEST

/* For git bisect run: the failure is there, is not, or something else is. */
START_TEST(judges)
{
	static const struct { unsigned commit; int status; } all[] = {
		{ 9, 0 }, { 18, 1 }, { 21, 125 }, { 33, 125 }, { 36, 125 },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		shell("cd %s/tree && git checkout -q c%u && echo * >%s/bzImage; rm -f %s/runs; %s run --kernel %s/bzImage --results %s/c%u --suite fails",
		      dir, all[i].commit, dir, dir, fake, dir, dir,
		      all[i].commit);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		ck_assert_int_eq(shell("%s bisect --judge=%s/c%u/latest --for=%s/c18/latest >%s/out 2>&1",
				       program, dir, all[i].commit, dir, dir),
				 all[i].status);
	must_say("another failure: fails: does not boot");
	ck_assert_int_eq(shell("%s bisect --judge=%s >%s/out 2>&1", program,
			       dir, dir), 2);
	must_say("--judge needs --for");
}
END_TEST

START_TEST(writes_summary)
{
	must_find(bisect("c1", "c35", "--suite=flaky"), 8);
	contents("work/summary");
	ck_assert_ptr_nonnull(strstr(output, "[BISECTED] flaky/four"));
	ck_assert_ptr_nonnull(strstr(output, "Author: nobody"));
	ck_assert_ptr_nonnull(strstr(output, "Confidence: 99."));
	ck_assert_ptr_nonnull(strstr(output, "flaky | 1 +"));
	ck_assert_ptr_nonnull(strstr(output, "% of the time was building"));
	contents("work/git-bisect-log");
	ck_assert_ptr_nonnull(strstr(output, "git bisect bad"));
	ck_assert(!shell("cd %s/tree && git bisect replay %s/work/git-bisect-log >%s/out 2>&1",
			 dir, dir, dir));
	must_say("is the first bad commit");
}
END_TEST

START_TEST(odds)
{
	ck_assert_double_eq_tol(odds_doubt(2, 0, 1), 0.25, 1e-9);
	ck_assert_double_eq_tol(odds_doubt(2, 0, 2), 0.1, 1e-9);
	ck_assert_double_eq_tol(odds_doubt(0, 0, 1), 0.5, 1e-9);
	ck_assert_uint_eq(odds_passes(2, 0, 0.1001, 30), 2);
	ck_assert_uint_eq(odds_passes(8, 0, 0.01, 30), 3);
	ck_assert_uint_eq(odds_passes(1, 20, 0.01, 30), 30);
	/* More that passed before: more runs. */
	for (unsigned i = 0; i < 20; i++)
		ck_assert_uint_le(odds_passes(5, i, 0.01, 1000),
				  odds_passes(5, i + 1, 0.01, 1000));
}
END_TEST

TCase *bisect_cases(void)
{
	TCase *tc = tcase_create("bisect");

	tcase_set_timeout(tc, 300);
	tcase_add_unchecked_fixture(tc, setup_once, teardown_once);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, finds, 0, sizeof(bugs) / sizeof(bugs[0]));
	tcase_add_test(tc, quotes_console);
	tcase_add_test(tc, takes_few_steps);
	tcase_add_test(tc, shares_runs);
	tcase_add_test(tc, is_no_shard);
	tcase_add_test(tc, takes_path_of_suite);
	tcase_add_test(tc, names_candidates);
	tcase_add_test(tc, looks_for_saved_failure);
	tcase_add_loop_test(tc, goes_on, 0, 3);
	tcase_add_test(tc, drops_half_a_line);
	tcase_add_test(tc, passes_over_errors);
	tcase_add_test(tc, refuses);
	tcase_add_test(tc, judges);
	tcase_add_test(tc, writes_summary);
	tcase_add_test(tc, odds);
	return tc;
}
