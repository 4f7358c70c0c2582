// SPDX-License-Identifier: GPL-2.0
/* The rights that are gone, and those that must stay. */
#include "harden.h"

#include "test.h"

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static struct refusal why;

/* How a child ends that does this under the filter. */
static int behind_filter(void (*what)(void))
{
	int status;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (!pid) {
		static const struct rlimit none;

		setrlimit(RLIMIT_CORE, &none);
		if (harden_capabilities(&why) || harden_system_calls(&why))
			_exit(99);
		what();
		/* The sanitizer's _exit() does more. */
		syscall(SYS_exit_group, 0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return status;
}

static void do_open(void)
{
	syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
}

static void do_exec(void)
{
	syscall(SYS_execve, "/bin/true", NULL, NULL);
}

static void do_fork(void)
{
	syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static void do_socket(void)
{
	syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
}

static void do_kill(void)
{
	syscall(SYS_kill, getppid(), 0);
}

static void do_tgkill(void)
{
	syscall(SYS_tgkill, 1, 1, 0);
}

static void do_ptrace(void)
{
	syscall(SYS_ptrace, 16, 1, 0, 0);
}

static void do_unlink(void)
{
	syscall(SYS_unlinkat, AT_FDCWD, "/nonexistent", 0);
}

static void do_ioctl(void)
{
	syscall(SYS_ioctl, 0, 0x5412 /* TIOCSTI */, "x");
}

static void do_executable(void)
{
#ifdef SYS_mmap2
	syscall(SYS_mmap2, 0, 4096, PROT_READ | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
#else
	syscall(SYS_mmap, 0, 4096, PROT_READ | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
#endif
}

static void do_protect(void)
{
	syscall(SYS_mprotect, 0, 4096, PROT_READ | PROT_EXEC);
}

static void (*const forbidden[])(void) = {
	do_open, do_exec, do_fork, do_socket, do_kill, do_tgkill, do_ptrace,
	do_unlink, do_ioctl, do_executable, do_protect,
};

START_TEST(forbidden_calls_kill)
{
	int status = behind_filter(forbidden[_i]);

	ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS,
		      "ended with status 0x%x", status);
}
END_TEST

/* In a thread that is older than the filter. */
static int ready[2];

static void *open_later(void *arg)
{
	char byte;

	if (read(ready[0], &byte, 1) == 1)
		do_open();
	return arg;
}

static void use_thread(void)
{
	char byte = 0;

	if (write(ready[1], &byte, 1) == 1)
		pause();
}

START_TEST(filters_all_threads)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		static const struct rlimit none;
		pthread_t thread;

		setrlimit(RLIMIT_CORE, &none);
		if (pipe(ready) ||
		    pthread_create(&thread, NULL, open_later, NULL) ||
		    harden_capabilities(&why) || harden_system_calls(&why))
			_exit(99);
		use_thread();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS,
		      "ended with status 0x%x", status);
}
END_TEST

static void do_work(void)
{
	char buf[64] = "";
	struct iovec iov = { .iov_base = buf, .iov_len = sizeof(buf) };
	int fd = STDIN_FILENO;
	void *memory;

	/* stdin is a file here, see below. */
	if (pwritev(fd, &iov, 1, 0) != sizeof(buf) ||
	    preadv(fd, &iov, 1, 0) != sizeof(buf) || fdatasync(fd))
		_exit(1);
	/* What malloc() does; that of the sanitizer does more. */
	memory = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED || munmap(memory, 1 << 20))
		_exit(2);
	if (isatty(fd) || raise(0))
		_exit(3);
}

START_TEST(what_is_needed_works)
{
	char path[64];
	int fd, status;

	write_temp(path, "x", 1);
	fd = open(path, O_RDWR);
	ck_assert_int_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	status = behind_filter(do_work);
	ck_assert_msg(status == 0, "ended with status 0x%x", status);
}
END_TEST

START_TEST(capabilities_are_gone)
{
	int status;
	pid_t pid;

	if (geteuid())
		skip_test("only root has any");
	pid = fork();
	if (!pid) {
		if (harden_capabilities(&why))
			_exit(99);
		capng_get_caps_process();
		if (capng_have_capabilities(CAPNG_SELECT_CAPS) != CAPNG_NONE)
			_exit(1);
		if (capng_have_capabilities(CAPNG_SELECT_BOUNDS) != CAPNG_NONE)
			_exit(2);
		/* What root could do, and root without them cannot. */
		if (!setgid(65534) || errno != EPERM)
			_exit(3);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(status == 0, "ended with status 0x%x", status);
}
END_TEST

TCase *harden_tests(void)
{
	TCase *tc = tcase_create("harden");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, forbidden_calls_kill, 0,
			    sizeof(forbidden) / sizeof(forbidden[0]));
	tcase_add_test(tc, filters_all_threads);
	tcase_add_test(tc, what_is_needed_works);
	tcase_add_test(tc, capabilities_are_gone);
	return tc;
}
