// SPDX-License-Identifier: GPL-2.0
/* Children without rights: what they can do, and what ends them. */
#include "lib/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

#define LEN	(1u << 20)

static int file, other;

static void setup(void)
{
	file = memfd_create("file", MFD_CLOEXEC);
	other = memfd_create("other", MFD_CLOEXEC);
	ck_assert_int_eq(pwrite(file, "words", 5, 0), 5);
	ck_assert_int_eq(pwrite(other, "words", 5, 0), 5);
}

static void teardown(void)
{
	close(file);
	close(other);
}

/* Reads, allocates, computes, answers at length. */
static void honest(void *arg, int out)
{
	char word[6] = "";
	char *much = malloc(LEN);

	(void)arg;
	if (!much || pread(file, word, 5, 0) != 5)
		return;
	memset(much, word[0], LEN);
	much = realloc(much, 3 * LEN);
	if (!much || confine_write(out, word, 5) ||
	    confine_write(out, much, LEN))
		return;
	free(much);
}

START_TEST(works_and_answers)
{
	struct confined child;
	char *got = malloc(LEN), word[6] = "";

	ck_assert(!confine_start(&child, file, honest, NULL));
	ck_assert(!confine_read(&child, word, 5));
	ck_assert_str_eq(word, "words");
	ck_assert(!confine_read(&child, got, LEN));
	ck_assert_int_eq(got[0], 'w');
	ck_assert_int_eq(got[LEN - 1], 'w');
	ck_assert_int_eq(confine_read(&child, word, 1), -ENODATA);
	ck_assert_int_eq(confine_end(&child), 0);
	ck_assert_int_eq(confine_end(&child), 0);
	ck_assert_int_eq(waitpid(-1, NULL, 0), -1);
	free(got);
}
END_TEST

static void do_nothing(void)
{
}

static void read_other(void)
{
	char c;

	if (pread(other, &c, 1, 0) < 0)
		return;
}

static void read_file_on(void)
{
	char c;

	if (read(file, &c, 1) < 0)
		return;
}

static void write_other(void)
{
	if (write(other, "x", 1) < 0)
		return;
}

static void open_file(void)
{
	if (open("/dev/null", O_RDONLY) < 0)
		return;
}

static void run_program(void)
{
	char name[] = "/bin/true", *argv[] = { name, NULL };

	execv(name, argv);
}

static void fork_child(void)
{
	if (!fork())
		_exit(0);
}

static void signal_self(void)
{
	raise(SIGUSR2);
}

static void map_file(void)
{
	mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0);
}

static void get_rights(void)
{
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static const struct {
	void (*what)(void);
	int sig;
} all[] = {
	{ do_nothing, 0 }, { read_other, SIGSYS }, { read_file_on, SIGSYS },
	{ write_other, SIGSYS }, { open_file, SIGSYS },
	{ run_program, SIGSYS }, { fork_child, SIGSYS },
	{ signal_self, SIGSYS }, { map_file, SIGSYS },
	{ get_rights, SIGSYS }, { abort, SIGSYS },
};

static void do_one(void *arg, int out)
{
	const int *i = arg;

	all[*i].what();
	confine_write(out, "done", 4);
}

START_TEST(has_no_rights)
{
	struct confined child;
	char word[4];
	int i = _i, err;

	ck_assert(!confine_start(&child, file, do_one, &i));
	err = confine_read(&child, word, sizeof(word));
	ck_assert_int_eq(err, all[i].sig ? -ENODATA : 0);
	/* Until it has ended by itself. */
	ck_assert_int_eq(confine_read(&child, word, 1), -ENODATA);
	ck_assert_int_eq(confine_end(&child), all[i].sig);
}
END_TEST

static void read_any(void *arg, int out)
{
	char c;

	(void)arg;
	if (pread(file, &c, 1, 0) >= 0)
		confine_write(out, "done", 4);
}

START_TEST(may_have_no_file)
{
	struct confined child;
	char word[4];

	ck_assert(!confine_start(&child, -1, read_any, NULL));
	ck_assert_int_eq(confine_read(&child, word, 1), -ENODATA);
	ck_assert_int_eq(confine_end(&child), SIGSYS);
}
END_TEST

static void spin(void *arg, int out)
{
	(void)arg;
	confine_write(out, "spin", 4);
	for (;;)
		asm volatile("");
}

START_TEST(ends_who_does_not)
{
	struct confined child;
	char word[4];

	ck_assert(!confine_start(&child, file, spin, NULL));
	ck_assert(!confine_read(&child, word, sizeof(word)));
	ck_assert_int_eq(confine_end(&child), SIGKILL);
}
END_TEST

static bool has_line(pid_t pid, const char *line)
{
	char name[64], text[256];
	bool found = false;
	FILE *f;

	snprintf(name, sizeof(name), "/proc/%d/status", (int)pid);
	f = fopen(name, "r");
	ck_assert_ptr_nonnull(f);
	while (!found && fgets(text, sizeof(text), f))
		found = !strncmp(text, line, strlen(line));
	fclose(f);
	return found;
}

/* As the kernel sees it. */
START_TEST(kernel_agrees)
{
	struct confined child;
	char word[4];

	ck_assert(!confine_start(&child, file, spin, NULL));
	ck_assert(!confine_read(&child, word, sizeof(word)));
	ck_assert(has_line(child.pid, "CapPrm:\t0000000000000000"));
	ck_assert(has_line(child.pid, "CapEff:\t0000000000000000"));
	ck_assert(has_line(child.pid, "NoNewPrivs:\t1"));
	ck_assert(has_line(child.pid, "Seccomp:\t2"));
	confine_end(&child);
}
END_TEST

/* A kernel that takes no filter: one is in force that forbids it. */
START_TEST(does_nothing_without_filter)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	struct confined child;

	ck_assert(!seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL),
				    SCMP_SYS(seccomp), 0));
	ck_assert(!seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL),
				    SCMP_SYS(prctl), 1,
				    SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP)));
	ck_assert(!seccomp_load(filter));
	seccomp_release(filter);
	ck_assert_int_lt(confine_start(&child, file, spin, NULL), 0);
	ck_assert_int_eq(waitpid(-1, NULL, 0), -1);
}
END_TEST

TCase *confine_cases(void)
{
	TCase *tc = tcase_create("confine");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, works_and_answers);
	tcase_add_loop_test(tc, has_no_rights, 0,
			    sizeof(all) / sizeof(all[0]));
	tcase_add_test(tc, may_have_no_file);
	tcase_add_test(tc, ends_who_does_not);
	tcase_add_test(tc, kernel_agrees);
	tcase_add_test(tc, does_nothing_without_filter);
	return tc;
}
