// SPDX-License-Identifier: GPL-2.0
/* Bytes that move inside the kernel: pipes, splice, sendfile, memfd. */
#include "syscalls.h"

#include <linux/falloc.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

void test_pipe_limits(void)
{
	static char buf[65536];
	int p[2], n;

	FAILS(pipe2(p, 0x40000000), EINVAL);
	FAILS(syscall(SYS_pipe, NOWHERE), EFAULT);
	SYS(pipe2(p, O_NONBLOCK));
	FAILS(read(p[0], buf, 1), EAGAIN);
	CHECK_EQ(fcntl(p[0], F_GETPIPE_SZ), 65536);
	CHECK_EQ(write(p[1], buf, sizeof(buf)), sizeof(buf));
	FAILS(write(p[1], buf, 1), EAGAIN);
	SYS(ioctl(p[0], FIONREAD, &n));
	CHECK_EQ(n, 65536);
	FAILS(fcntl(p[0], F_SETPIPE_SZ, 4096), EBUSY);
	CHECK_EQ(read(p[0], buf, sizeof(buf)), sizeof(buf));
	CHECK_EQ(fcntl(p[0], F_SETPIPE_SZ, 4096), 4096);
	CHECK_EQ(write(p[1], buf, 4000), 4000);
	FAILS(write(p[1], buf, 4096), EAGAIN);	/* at once or not at all */
	CHECK_EQ(write(p[1], buf, 96), 96);
	SYS(close(p[1]));
	CHECK_EQ(read(p[0], buf, sizeof(buf)), 4096);
	CHECK_EQ(read(p[0], buf, 1), 0);
	SYS(close(p[0]));

	SYS(pipe2(p, O_DIRECT));		/* packets */
	CHECK_EQ(write(p[1], "abc", 3), 3);
	CHECK_EQ(write(p[1], "defgh", 5), 5);
	CHECK_EQ(read(p[0], buf, 2), 2);
	CHECK_EQ(read(p[0], buf, sizeof(buf)), 5);
	SYS(close(p[0]));
	signal(SIGPIPE, SIG_IGN);
	FAILS(write(p[1], "x", 1), EPIPE);
}

static void write_to_none(void *arg)
{
	int *p = arg;

	CHECK_EQ(write(p[1], "x", 1), 1);
}

void test_pipe_signal(void)
{
	int p[2];

	SYS(pipe(p));
	SYS(close(p[0]));
	child_dies(child_start(write_to_none, p), SIGPIPE);
}

void test_splice_errors(void)
{
	int a[2], b[2], fd;
	struct iovec v = { "vector", 6 };
	loff_t at = 4;
	char buf[32];

	make_file("file", "0123456789", 0600);
	fd = SYS(open("file", O_RDWR));
	SYS(pipe(a));
	SYS(pipe(b));
	FAILS(splice(fd, NULL, fd, NULL, 1, 0), EINVAL);
	FAILS(splice(a[0], &at, b[1], NULL, 1, 0), ESPIPE);
	FAILS(splice(-1, NULL, a[1], NULL, 1, 0), EBADF);
	FAILS(splice(fd, NULL, a[1], NULL, 1, 0x80), EINVAL);
	FAILS(splice(a[0], NULL, a[1], NULL, 1, 0), EINVAL);
	CHECK_EQ(splice(fd, &at, a[1], NULL, 3, 0), 3);
	CHECK_EQ(at, 7);
	CHECK_EQ(tee(a[0], b[1], 100, 0), 3);
	CHECK_EQ(read(a[0], buf, 32), 3);
	CHECK(!memcmp(buf, "456", 3));
	CHECK_EQ(splice(b[0], NULL, a[1], NULL, 100, 0), 3);
	CHECK_EQ(vmsplice(a[1], &v, 1, 0), 6);
	CHECK_EQ(read(a[0], buf, 32), 9);
	CHECK(!memcmp(buf, "456vector", 9));
	FAILS(splice(a[0], NULL, b[1], NULL, 1, SPLICE_F_NONBLOCK), EAGAIN);
	FAILS(tee(a[0], a[1], 1, 0), EINVAL);
	FAILS(tee(fd, a[1], 1, 0), EINVAL);
	FAILS(vmsplice(fd, &v, 1, 0), EBADF);
	FAILS(sendfile(a[1], -1, NULL, 1), EBADF);
	FAILS(sendfile(a[1], b[0], NULL, 1), EINVAL);
	at = -1;
	FAILS(sendfile(a[1], fd, &at, 1), EINVAL);
	at = 8;
	CHECK_EQ(sendfile(a[1], fd, &at, 100), 2);
	CHECK_EQ(at, 10);
}

void test_copy_range(void)
{
	loff_t from = 0, to = 2;
	int fd, ro, ap, out;
	char buf[16];

	make_file("file", "0123456789", 0600);
	make_file("out", "", 0600);
	fd = SYS(open("file", O_RDWR));
	ro = SYS(open("file", O_RDONLY));
	ap = SYS(open("out", O_RDWR | O_APPEND));
	out = SYS(open("out", O_RDWR));
	FAILS(copy_file_range(fd, &from, fd, &to, 5, 0), EINVAL);
	FAILS(copy_file_range(fd, NULL, out, NULL, 5, 1), EINVAL);
	FAILS(copy_file_range(fd, NULL, ro, NULL, 5, 0), EBADF);
	FAILS(copy_file_range(fd, NULL, ap, NULL, 5, 0), EBADF);
	FAILS(copy_file_range(SYS(open(".", O_RDONLY)), NULL, out, NULL, 5, 0),
	      EISDIR);
	CHECK_EQ(copy_file_range(fd, NULL, out, &to, 4, 0), 4);
	CHECK_EQ(to, 6);
	CHECK_EQ(pread(out, buf, 16, 0), 6);
	CHECK(!memcmp(buf, "\0\0" "0123", 6));
	from = 10;
	CHECK_EQ(copy_file_range(fd, &from, out, NULL, 4, 0), 0);
}

void test_memfd_seals(void)
{
	int fd = NEED(memfd_create("m", MFD_ALLOW_SEALING), "memfd_create");
	char buf[8192];
	void *p;
	int i;

	FAILS(memfd_create("m", 0x4000), EINVAL);
	FAILS(memfd_create(NOWHERE, 0), EFAULT);
	memset(buf, 'x', sizeof(buf));
	CHECK_EQ(write(fd, buf, sizeof(buf)), sizeof(buf));
	FAILS(fallocate(fd, FALLOC_FL_PUNCH_HOLE, 0, 1), EOPNOTSUPP);
	FAILS(fallocate(fd, 0, -1, 1), EINVAL);
	FAILS(fallocate(fd, 0, 0, 0), EINVAL);
	SYS(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 1000,
		      6000));
	CHECK_EQ(pread(fd, buf, sizeof(buf), 0), sizeof(buf));
	for (i = 0; i < 8192; i++)
		CHECK_EQ(buf[i], i >= 1000 && i < 7000 ? 0 : 'x');
	CHECK_EQ(fcntl(fd, F_GET_SEALS), 0);
	p = SYS(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
	FAILS(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), EBUSY);
	SYS(munmap(p, PAGE));
	SYS(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW));
	FAILS(ftruncate(fd, 9000), EPERM);
	SYS(ftruncate(fd, 8000));
	SYS(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK));
	FAILS(pwrite(fd, "x", 1, 0), EPERM);
	FAILS(ftruncate(fd, 0), EPERM);
	FAILS(mmap(NULL, PAGE, PROT_WRITE, MAP_SHARED, fd, 0), EPERM);
	SYS(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL));
	FAILS(fcntl(fd, F_ADD_SEALS, 0), EPERM);
	FAILS(fcntl(SYS(memfd_create("n", 0)), F_ADD_SEALS, F_SEAL_WRITE),
	      EPERM);
}
