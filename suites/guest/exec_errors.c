// SPDX-License-Identifier: GPL-2.0
/* execve refuses what is no program, and the caller lives on. */
#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>

static void make(const char *name, const void *data, size_t len, int mode)
{
	int fd = SYS(open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600));

	CHECK_EQ(write(fd, data, len), len);
	SYS(fchmod(fd, mode));
	SYS(close(fd));
}

static int try(const char *path, char *arg)
{
	char *argv[] = { "x", arg, NULL };
	char *envp[] = { NULL };

	CHECK_EQ(execve(path, argv, envp), -1);
	return errno;
}

void test_exec_errors(void)
{
	static const char script[] = "#!" SELF " --child\n";
	static unsigned char elf[512];
	char *big = private_memory(300 * 1024);
	pid_t pid;
	int fd;

	CHECK_EQ(try("none", NULL), ENOENT);
	CHECK_EQ(try(".", NULL), EACCES);
	CHECK_EQ(try("/proc/self/exe/x", NULL), ENOTDIR);
	CHECK_EQ(try((char *)8, NULL), EFAULT);
	make("plain", "text", 4, 0644);
	CHECK_EQ(try("plain", NULL), EACCES);
	make("garbage", "text", 4, 0755);
	CHECK_EQ(try("garbage", NULL), ENOEXEC);
	make("empty", "", 0, 0755);
	CHECK_EQ(try("empty", NULL), ENOEXEC);

	/* a file that begins as this very program, but ends early */
	fd = SYS(open(SELF, O_RDONLY));
	CHECK_EQ(read(fd, elf, 60), 60);
	close(fd);
	make("short", elf, 60, 0755);
	CHECK(try("short", NULL) != 0);
	elf[18] ^= 0x40;	/* another machine */
	make("alien", elf, 512, 0755);
	CHECK_EQ(try("alien", NULL), ENOEXEC);

	memset(big, 'x', 300 * 1024 - 1);
	CHECK_EQ(try(SELF, big), E2BIG);

	make("script", script, sizeof(script) - 1, 0755);
	pid = SYS(fork());
	if (!pid) {
		execl("./script", "script", "exit", "7", NULL);
		_exit(99);
	}
	child_exits(pid, 7);
}
