// SPDX-License-Identifier: GPL-2.0
/* Resource limits and permissions hold, each with its own error or signal. */
#include "check.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>

static void set(int what, rlim_t value)
{
	struct rlimit lim = { value, value };

	SYS(setrlimit(what, &lim));
}

static void descriptors(void *arg)
{
	int fds[64], n;

	(void)arg;
	set(RLIMIT_NOFILE, 20);
	for (n = 0; n < 64; n++) {
		fds[n] = dup(0);
		if (fds[n] < 0)
			break;
	}
	CHECK_EQ(errno, EMFILE);
	CHECK_EQ(fds[n - 1], 19);
}

static void address_space(void *arg)
{
	(void)arg;
	set(RLIMIT_AS, 64 << 20);
	CHECK(mmap(NULL, 80 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		   0) == MAP_FAILED);
	CHECK_EQ(errno, ENOMEM);
	SYS(mmap(NULL, 8 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		 0));
}

static void file_size(void *arg)
{
	int fd = SYS(open("limited", O_WRONLY | O_CREAT, 0600));

	(void)arg;
	set(RLIMIT_FSIZE, 1000);
	CHECK_EQ(write(fd, private_memory(PAGE), 2000), 1000);
	CHECK_EQ(write(fd, "x", 1), -1);	/* not reached */
	_exit(1);
}

static void other_user(void *arg)
{
	(void)arg;
	SYS(setgid(1000));
	SYS(setuid(1000));
	FAILS(open("secret", O_RDONLY), EACCES);
	FAILS(setuid(0), EPERM);
	FAILS(kill(getppid(), SIGTERM), EPERM);
	FAILS(sethostname("x", 1), EPERM);
	set(RLIMIT_NPROC, 0);
	FAILS(fork(), EAGAIN);
}

void test_limits(void)
{
	int fd = SYS(open("secret", O_WRONLY | O_CREAT, 0600));

	close(fd);
	SYS(chmod(".", 0755));
	child_exits(child_start(descriptors, NULL), 0);
	child_exits(child_start(address_space, NULL), 0);
	child_dies(child_start(file_size, NULL), SIGXFSZ);
	if (getuid() == 0)
		child_exits(child_start(other_user, NULL), 0);
}
