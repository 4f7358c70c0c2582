// SPDX-License-Identifier: GPL-2.0
/* Locks on files: kept between processes, waited for, dropped at the end. */
#include "check.h"

#include <fcntl.h>
#include <sys/file.h>

static void add(void *arg)
{
	int fd = SYS(open("counter", O_RDWR)), i, v;
	struct flock fl = { .l_type = F_WRLCK, .l_whence = SEEK_SET,
			    .l_len = 4 };

	(void)arg;
	for (i = 0; i < 100; i++) {
		fl.l_type = F_WRLCK;
		SYS(fcntl(fd, F_SETLKW, &fl));
		CHECK_EQ(pread(fd, &v, 4, 0), 4);
		v++;
		CHECK_EQ(pwrite(fd, &v, 4, 0), 4);
		fl.l_type = F_UNLCK;
		SYS(fcntl(fd, F_SETLK, &fl));
	}
	fl.l_type = F_WRLCK;
	SYS(fcntl(fd, F_SETLKW, &fl));	/* exits with the lock */
}

static void try_flock(void *arg)
{
	int fd = SYS(open("counter", O_RDWR));

	(void)arg;
	FAILS(flock(fd, LOCK_EX | LOCK_NB), EWOULDBLOCK);
	SYS(flock(fd, LOCK_EX));
}

void test_file_locks(void)
{
	int fd = SYS(open("counter", O_RDWR | O_CREAT, 0600)), v = 0, i;
	pid_t pids[3];

	CHECK_EQ(write(fd, &v, 4), 4);
	for (i = 0; i < 3; i++)
		pids[i] = child_start(add, NULL);
	for (i = 0; i < 3; i++)
		child_exits(pids[i], 0);
	CHECK_EQ(pread(fd, &v, 4, 0), 4);
	CHECK_EQ(v, 300);

	SYS(flock(fd, LOCK_EX));
	pids[0] = child_start(try_flock, NULL);
	usleep(20000);
	SYS(flock(fd, LOCK_UN));
	child_exits(pids[0], 0);
}
