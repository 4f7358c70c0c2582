// SPDX-License-Identifier: GPL-2.0
/*
 * The program itself, run as a user runs it: its exit status and last words.
 * LGUEST in the environment names it.
 */
#include "builder.h"
#include "lguest_launcher.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char out[8192], err[8192];

static void read_file(const char *path, char *to, size_t size)
{
	int fd = open(path, O_RDONLY);
	ssize_t n;

	ck_assert_int_ge(fd, 0);
	n = read(fd, to, size - 1);
	ck_assert_int_ge(n, 0);
	to[n] = '\0';
	close(fd);
}

static void redirect(int fd, const char *path)
{
	int to;

	close(fd);
	if (!path)
		return;
	to = open(path, O_RDWR);
	if (to != fd)
		_exit(98);
}

/* Runs it with these words and stdin (NULL: closed); its exit status. */
static int run(const char *in, char *const *argv)
{
	char out_path[64], err_path[64];
	int status;
	pid_t pid;

	write_temp(out_path, "", 0);
	write_temp(err_path, "", 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		redirect(STDIN_FILENO, in);
		dup2(open(out_path, O_WRONLY), STDOUT_FILENO);
		dup2(open(err_path, O_WRONLY), STDERR_FILENO);
		if (!in)
			close(STDIN_FILENO);
		execv(argv[0], argv);
		_exit(99);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	read_file(out_path, out, sizeof(out));
	read_file(err_path, err, sizeof(err));
	ck_assert_msg(WIFEXITED(status), "ended with status 0x%x: %s", status,
		      err);
	return WEXITSTATUS(status);
}

static char *program(void)
{
	char *path = getenv("LGUEST");

	ck_assert_msg(path != NULL, "LGUEST is not set; use make test");
	return path;
}

#define RUN(...) run("/dev/null", \
	(char *const[]){ program(), __VA_ARGS__ __VA_OPT__(,) NULL })

/* The last line of its output; a refusal has no other. */
static void check_line(const char *line)
{
	ck_assert_msg(strstr(err, line) != NULL, "stderr: %s", err);
	ck_assert_int_eq(strncmp(err, "lguest: ", 8), 0);
	ck_assert_ptr_eq(strchr(err, '\n') + 1, err + strlen(err));
}

static void check_usage(const char *line)
{
	ck_assert_msg(strstr(err, line) != NULL, "stderr: %s", err);
	ck_assert_ptr_nonnull(strstr(err, "\nusage: lguest [options]"));
}

static char kernel_path[64];

static void setup(void)
{
	struct blob elf = blob_elf();

	write_temp(kernel_path, elf.data, elf.size);
	blob_free(&elf);
}

START_TEST(usage)
{
	ck_assert_int_eq(RUN(), 2);
	check_usage("no memory size and no kernel given");
	ck_assert_int_eq(RUN((char *)"--shark=x", (char *)"64m",
			     kernel_path), 2);
	check_usage("lguest: --shark=x: unknown option");
	ck_assert_int_eq(RUN((char *)"64", kernel_path), 2);
	check_usage("did you mean 64m?");
	ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(help_and_version)
{
	ck_assert_int_eq(RUN((char *)"--help"), 0);
	ck_assert_ptr_nonnull(strstr(out, "--block=FILE"));
	ck_assert_ptr_nonnull(strstr(out, "130 three ^C"));
	ck_assert_str_eq(err, "");
	ck_assert_int_eq(RUN((char *)"--version"), 0);
	ck_assert_int_eq(strncmp(out, "lguest ", 7), 0);
}
END_TEST

START_TEST(missing_kernel)
{
	ck_assert_int_eq(RUN((char *)"64m", (char *)"/nonexistent/bzImage"),
			 1);
	check_line("lguest: /nonexistent/bzImage: No such file");
}
END_TEST

START_TEST(not_a_kernel)
{
	ck_assert_int_eq(RUN((char *)"64m", (char *)"/etc/passwd"), 1);
	check_line("lguest: /etc/passwd: not a kernel");
}
END_TEST

START_TEST(one_mib)
{
	ck_assert_int_eq(RUN((char *)"1m", kernel_path), 1);
	check_line("does not fit in 1 MiB of guest memory");
	ck_assert_ptr_nonnull(strstr(err, "give at least 2m"));
}
END_TEST

START_TEST(missing_disk)
{
	ck_assert_int_eq(RUN((char *)"--block=/nonexistent/img",
			     (char *)"64m", kernel_path), 1);
	check_line("lguest: /nonexistent/img: No such file");
}
END_TEST

START_TEST(missing_initrd)
{
	ck_assert_int_eq(RUN((char *)"--initrd=/nonexistent/rd",
			     (char *)"64m", kernel_path), 1);
	check_line("lguest: /nonexistent/rd: No such file");
}
END_TEST

START_TEST(unwritable_stats)
{
	ck_assert_int_eq(RUN((char *)"--stats=/nonexistent/s.json",
			     (char *)"64m", kernel_path), 1);
	check_line("lguest: /nonexistent/s.json: cannot write");
}
END_TEST

START_TEST(long_arguments)
{
	char word[3000];

	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	ck_assert_int_eq(RUN((char *)"64m", kernel_path, word), 1);
	check_line("characters long, this kernel takes 2047");
}
END_TEST

START_TEST(no_host)
{
	if (!access(LGUEST_DEVICE, F_OK))
		skip_test("this machine has " LGUEST_DEVICE);
	ck_assert_int_eq(RUN((char *)"64m", kernel_path, (char *)"quiet"), 1);
	check_line("lguest: " LGUEST_DEVICE ": not there; load the host module with `modprobe lg`");
}
END_TEST

/* Files opened later must not land on the standard descriptors. */
START_TEST(closed_stdin)
{
	char *argv[] = { program(), (char *)"1m", kernel_path, NULL };

	ck_assert_int_eq(run(NULL, argv), 1);
	check_line("does not fit in 1 MiB");
}
END_TEST

START_TEST(verbose_tells)
{
	RUN((char *)"-v", (char *)"--block=/nonexistent/img", (char *)"64m",
	    kernel_path, (char *)"quiet");
	ck_assert_ptr_nonnull(strstr(err, "arguments: console=hvc0 quiet"));
	ck_assert_ptr_nonnull(strstr(err, "device 0: console"));
}
END_TEST

TCase *program_tests(void)
{
	TCase *tc = tcase_create("program");

	tcase_set_timeout(tc, 30);
	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, usage);
	tcase_add_test(tc, help_and_version);
	tcase_add_test(tc, missing_kernel);
	tcase_add_test(tc, not_a_kernel);
	tcase_add_test(tc, one_mib);
	tcase_add_test(tc, missing_disk);
	tcase_add_test(tc, missing_initrd);
	tcase_add_test(tc, unwritable_stats);
	tcase_add_test(tc, long_arguments);
	tcase_add_test(tc, no_host);
	tcase_add_test(tc, closed_stdin);
	tcase_add_test(tc, verbose_tells);
	return tc;
}
