// SPDX-License-Identifier: GPL-2.0
/* Files by name and by descriptor: what each call refuses, and how. */
#include "syscalls.h"

#include <limits.h>
#include <sys/resource.h>
#include <sys/uio.h>

static void open_as_user(void)
{
	FAILS(open("secret", O_RDONLY), EACCES);
	FAILS(open("locked/inside", O_RDONLY), EACCES);
	FAILS(open("public", O_WRONLY), EACCES);
	SYS(close(SYS(open("public", O_RDONLY))));
	FAILS(open("public", O_RDONLY | O_NOATIME), EPERM);
}

void test_open_errors(void)
{
	static char name[PATH_MAX + 1];
	struct rlimit limit;
	int fd;

	FAILS(open("none", O_RDONLY), ENOENT);
	FAILS(open("", O_RDONLY), ENOENT);
	FAILS(open("none/inside", O_RDWR | O_CREAT, 0600), ENOENT);
	make_file("public", "text", 0644);
	FAILS(open("public", O_CREAT | O_EXCL, 0600), EEXIST);
	FAILS(open("public/inside", O_RDONLY), ENOTDIR);
	FAILS(open("public", O_RDONLY | O_DIRECTORY), ENOTDIR);
	FAILS(open(".", O_WRONLY), EISDIR);
	FAILS(open(NOWHERE, O_RDONLY), EFAULT);
	SYS(symlink("public", "link"));
	FAILS(open("link", O_RDONLY | O_NOFOLLOW), ELOOP);
	FAILS(open("link", O_CREAT | O_EXCL, 0600), EEXIST);
	SYS(symlink("loop", "loop"));
	FAILS(open("loop", O_RDONLY), ELOOP);
	SYS(mkfifo("fifo", 0600));
	FAILS(open("fifo", O_WRONLY | O_NONBLOCK), ENXIO);
	FAILS(open(".", O_TMPFILE | O_RDONLY, 0600), EINVAL);
	FAILS(open("/proc/self/exe", O_WRONLY), ETXTBSY);
	memset(name, 'n', sizeof(name) - 1);
	FAILS(open(name, O_RDONLY), ENAMETOOLONG);
	name[NAME_MAX + 1] = '\0';
	FAILS(open(name, O_RDONLY), ENAMETOOLONG);
	name[NAME_MAX] = '\0';
	FAILS(open(name, O_RDONLY), ENOENT);
	make_file("secret", "text", 0600);
	SYS(mkdir("locked", 0700));
	make_file("locked/inside", "text", 0666);
	as_user(open_as_user);

	SYS(getrlimit(RLIMIT_NOFILE, &limit));
	fd = SYS(dup(0));
	SYS(close(fd));
	limit.rlim_cur = fd;
	SYS(setrlimit(RLIMIT_NOFILE, &limit));
	FAILS(open("public", O_RDONLY), EMFILE);
	FAILS(dup(0), EMFILE);
	limit.rlim_cur = fd + 1;
	SYS(setrlimit(RLIMIT_NOFILE, &limit));
	CHECK_EQ(open("public", O_RDONLY), fd);
}

void test_read_write_errors(void)
{
	int fd, ro, dir, pipes[2];
	char buf[16] = "0123456789";
	struct rlimit limit;

	make_file("file", "0123456789", 0600);
	fd = SYS(open("file", O_RDWR));
	ro = SYS(open("file", O_RDONLY));
	dir = SYS(open(".", O_RDONLY));
	SYS(pipe(pipes));
	FAILS(read(-1, buf, 1), EBADF);
	FAILS(read(9999, buf, 1), EBADF);
	FAILS(write(ro, buf, 1), EBADF);
	FAILS(read(dir, buf, 1), EISDIR);
	FAILS(write(dir, buf, 1), EBADF);
	FAILS(read(fd, NOWHERE, 1), EFAULT);
	FAILS(write(fd, NOWHERE, 1), EFAULT);
	FAILS(pread(fd, buf, 1, -1), EINVAL);
	FAILS(pwrite(fd, buf, 1, -1), EINVAL);
	FAILS(pread(pipes[0], buf, 1, 0), ESPIPE);
	FAILS(read(pipes[1], buf, 1), EBADF);
	CHECK_EQ(read(fd, NOWHERE, 0), 0);
	CHECK_EQ(write(fd, buf, 0), 0);
	CHECK_EQ(pread(fd, buf, 16, 8), 2);
	CHECK(!memcmp(buf, "89", 2));
	CHECK_EQ(pread(fd, buf, 16, 10), 0);
	CHECK_EQ(pread(fd, buf, 16, 1LL << 40), 0);

	/* a file that may not grow any further */
	signal(SIGXFSZ, SIG_IGN);
	SYS(getrlimit(RLIMIT_FSIZE, &limit));
	limit.rlim_cur = 12;
	SYS(setrlimit(RLIMIT_FSIZE, &limit));
	CHECK_EQ(pwrite(fd, "abcdef", 6, 10), 2);
	FAILS(pwrite(fd, "abcdef", 6, 12), EFBIG);
	FAILS(ftruncate(fd, 13), EFBIG);
	SYS(ftruncate(fd, 12));
	CHECK_EQ(lseek(fd, 0, SEEK_END), 12);
}

void test_vector_io(void)
{
	char a[4] = "", b[4] = "", c[8] = "";
	struct iovec v[3] = { { a, 3 }, { NULL, 0 }, { b, 3 } };
	static struct iovec many[IOV_MAX + 1];
	int fd, i;

	make_file("file", "0123456789", 0600);
	fd = SYS(open("file", O_RDWR));
	CHECK_EQ(readv(fd, v, 3), 6);
	CHECK(!strcmp(a, "012") && !strcmp(b, "345"));
	CHECK_EQ(preadv(fd, v, 3, 8), 2);
	CHECK(!strcmp(a, "892"));
	CHECK_EQ(lseek(fd, 0, SEEK_CUR), 6);
	CHECK_EQ(readv(fd, v, 0), 0);
	FAILS(readv(fd, v, -1), EINVAL);
	FAILS(readv(fd, NOWHERE, 1), EFAULT);
	FAILS(preadv(fd, v, 3, -1), EINVAL);
	v[0].iov_len = SSIZE_MAX;
	v[0].iov_len++;
	FAILS(writev(fd, v, 1), EINVAL);
	v[0].iov_len = 3;
	v[2].iov_base = NOWHERE;
	CHECK_EQ(pwritev(fd, v, 3, 0), 3);
	v[0].iov_base = NOWHERE;
	FAILS(pwritev(fd, v, 1, 0), EFAULT);
	for (i = 0; i <= IOV_MAX; i++)
		many[i] = (struct iovec){ c, i % 2 };
	FAILS(syscall(SYS_readv, fd, many, IOV_MAX + 1), EINVAL);
	SYS(lseek(fd, 0, SEEK_SET));
	CHECK_EQ(syscall(SYS_readv, fd, many, IOV_MAX), 10);
	FAILS(preadv2(fd, v, 1, 0, 0x40000000), EOPNOTSUPP);
}

void test_seek_limits(void)
{
	int fd, pipes[2];
	loff_t at;

	make_file("file", "0123456789", 0600);
	fd = SYS(open("file", O_RDWR));
	SYS(pipe(pipes));
	FAILS(lseek(pipes[0], 0, SEEK_CUR), ESPIPE);
	FAILS(lseek(fd, 0, 77), EINVAL);
	FAILS(lseek(fd, -1, SEEK_SET), EINVAL);
	FAILS(lseek(fd, -11, SEEK_END), EINVAL);
	CHECK_EQ(lseek(fd, -10, SEEK_END), 0);
	FAILS(lseek(-1, 0, SEEK_SET), EBADF);
	FAILS(lseek(fd, 10, SEEK_DATA), ENXIO);
	FAILS(lseek(fd, 10, SEEK_HOLE), ENXIO);
	CHECK_EQ(lseek(fd, 3, SEEK_DATA), 3);
	CHECK_EQ(lseek(fd, 3, SEEK_HOLE), 10);
	CHECK_EQ(lseek(fd, 3LL << 32, SEEK_SET), 3LL << 32);
	if (kernel_start())	/* a 64-bit kernel cuts it short */
		FAILS(syscall(SYS_lseek, fd, 0, SEEK_CUR), EOVERFLOW);
	FAILS(syscall(SYS__llseek, fd, 0, 0, NOWHERE, SEEK_SET), EFAULT);
	CHECK_EQ(syscall(SYS__llseek, fd, 0, 7, &at, SEEK_SET), 0);
	CHECK_EQ(at, 7);
}

void test_truncate_errors(void)
{
	int fd, ro, pipes[2], i;
	char buf[32];

	make_file("file", "0123456789", 0600);
	fd = SYS(open("file", O_RDWR));
	ro = SYS(open("file", O_RDONLY));
	SYS(pipe(pipes));
	FAILS(truncate("none", 0), ENOENT);
	FAILS(truncate(".", 0), EISDIR);
	FAILS(truncate("file/x", 0), ENOTDIR);
	FAILS(truncate("file", -1), EINVAL);
	FAILS(truncate(NOWHERE, 0), EFAULT);
	FAILS(ftruncate(fd, -1), EINVAL);
	FAILS(ftruncate(ro, 0), EINVAL);
	FAILS(ftruncate(pipes[1], 0), EINVAL);
	FAILS(ftruncate(-1, 0), EBADF);
	SYS(ftruncate(fd, 5));
	SYS(ftruncate(fd, 20));
	CHECK_EQ(pread(fd, buf, 32, 0), 20);
	CHECK(!memcmp(buf, "01234", 5));
	for (i = 5; i < 20; i++)
		CHECK_EQ(buf[i], 0);
}

void test_rename_errors(void)
{
	struct stat st;

	make_file("a", "a", 0600);
	make_file("b", "b", 0600);
	SYS(mkdir("d", 0700));
	SYS(mkdir("d/sub", 0700));
	SYS(mkdir("e", 0700));
	FAILS(rename("none", "x"), ENOENT);
	FAILS(rename("a", "none/x"), ENOENT);
	FAILS(rename("a", "d"), EISDIR);
	FAILS(rename("d", "a"), ENOTDIR);
	FAILS(rename("a/x", "b"), ENOTDIR);
	FAILS(rename("e", "d"), ENOTEMPTY);
	FAILS(rename("d", "d/sub/x"), EINVAL);
	FAILS(rename("d/.", "x"), EBUSY);
	FAILS(rename("a", "/proc/x"), EXDEV);
	FAILS(rename(NOWHERE, "x"), EFAULT);
	FAILS(renameat2(AT_FDCWD, "a", AT_FDCWD, "b", RENAME_NOREPLACE),
	      EEXIST);
	FAILS(renameat2(AT_FDCWD, "a", AT_FDCWD, "b",
			RENAME_NOREPLACE | RENAME_EXCHANGE), EINVAL);
	FAILS(renameat2(AT_FDCWD, "a", AT_FDCWD, "x", RENAME_EXCHANGE), ENOENT);
	FAILS(renameat2(AT_FDCWD, "a", AT_FDCWD, "x", 0x80), EINVAL);
	SYS(rename("a", "a"));
	SYS(rename("d", "e"));
	FAILS(stat("d", &st), ENOENT);
	SYS(stat("e/sub", &st));
	SYS(link("a", "a2"));
	SYS(rename("a", "a2"));		/* one file: nothing happens */
	SYS(stat("a", &st));
	CHECK_EQ(st.st_nlink, 2);
	SYS(rename("b", "a2"));
	SYS(stat("a", &st));
	CHECK_EQ(st.st_nlink, 1);
	CHECK_EQ(st.st_size, 1);
}

static void link_as_user(void)
{
	FAILS(link("locked/file", "mine"), EACCES);
	FAILS(unlink("sticky/file"), EPERM);
	FAILS(rename("sticky/file", "sticky/mine"), EPERM);
	FAILS(mkdir("locked/dir", 0700), EACCES);
	FAILS(mknod("null", S_IFCHR | 0600, 0x103), EPERM);
	SYS(mknod("pipe", S_IFIFO | 0600, 0));
	FAILS(mkfifo("pipe", 0600), EEXIST);
}

void test_link_errors(void)
{
	struct stat st;

	make_file("a", "a", 0600);
	FAILS(link("none", "x"), ENOENT);
	FAILS(link("a", "a"), EEXIST);
	FAILS(link(".", "x"), EPERM);
	if (in_guest())
		FAILS(link("a", "/tmp/x"), EXDEV);
	FAILS(link("a", NOWHERE), EFAULT);
	FAILS(linkat(AT_FDCWD, "a", AT_FDCWD, "x", 0x80), EINVAL);
	FAILS(unlink("none"), ENOENT);
	FAILS(unlink("."), EISDIR);
	FAILS(unlink("a/x"), ENOTDIR);
	FAILS(unlinkat(AT_FDCWD, "a", AT_REMOVEDIR), ENOTDIR);
	FAILS(unlinkat(AT_FDCWD, "a", 0x80), EINVAL);
	FAILS(unlinkat(-1, "a", 0), EBADF);
	SYS(symlink("a", "s"));
	SYS(link("s", "s2"));		/* the link itself */
	SYS(lstat("s2", &st));
	CHECK(S_ISLNK(st.st_mode));
	SYS(linkat(AT_FDCWD, "s", AT_FDCWD, "f", AT_SYMLINK_FOLLOW));
	SYS(lstat("f", &st));
	CHECK(S_ISREG(st.st_mode));
	CHECK_EQ(st.st_nlink, 2);
	SYS(mkdir("locked", 0700));
	make_file("locked/file", "x", 0666);
	SYS(mkdir("sticky", 01777));
	SYS(chmod("sticky", 01777));
	make_file("sticky/file", "x", 0666);
	as_user(link_as_user);
}

void test_directory_errors(void)
{
	char path[PATH_MAX], *p;
	struct stat st;

	make_file("file", "", 0600);
	SYS(mkdir("d", 0700));
	SYS(stat("d", &st));
	CHECK_EQ(st.st_nlink, 2);
	FAILS(mkdir("d", 0700), EEXIST);
	FAILS(mkdir("none/x", 0700), ENOENT);
	FAILS(mkdir("file/x", 0700), ENOTDIR);
	FAILS(mkdir("/", 0700), EEXIST);
	SYS(mkdir("d/sub/", 0700));
	SYS(stat("d", &st));
	CHECK_EQ(st.st_nlink, 3);
	FAILS(rmdir("d"), ENOTEMPTY);
	FAILS(rmdir("d/."), EINVAL);
	FAILS(rmdir("d/sub/.."), ENOTEMPTY);
	FAILS(rmdir("file"), ENOTDIR);
	FAILS(rmdir("/"), EBUSY);
	FAILS(rmdir("none"), ENOENT);
	FAILS(chdir("file"), ENOTDIR);
	FAILS(chdir("none"), ENOENT);
	FAILS(fchdir(-1), EBADF);
	FAILS(syscall(SYS_getcwd, path, 2), ERANGE);
	FAILS(syscall(SYS_getcwd, NOWHERE, PATH_MAX), EFAULT);
	p = getcwd(path, sizeof(path));
	CHECK(p);
	SYS(chdir("d/sub"));
	SYS(rmdir("../sub"));
	FAILS(syscall(SYS_getcwd, path, PATH_MAX), ENOENT);
	FAILS(open("x", O_CREAT | O_WRONLY, 0600), ENOENT);
}

void test_symlink_errors(void)
{
	char name[16], target[16], buf[64];
	int i, fd;

	make_file("l0", "end", 0600);
	FAILS(symlink("", "x"), ENOENT);
	FAILS(symlink("x", "l0"), EEXIST);
	FAILS(symlink("x", "none/x"), ENOENT);
	FAILS(symlink(NOWHERE, "x"), EFAULT);
	FAILS(readlink("l0", buf, sizeof(buf)), EINVAL);
	FAILS(readlink("none", buf, sizeof(buf)), ENOENT);
	/* as many in a row as a walk follows, and one more */
	for (i = 1; i <= 41; i++) {
		snprintf(name, sizeof(name), "l%d", i);
		snprintf(target, sizeof(target), "l%d", i - 1);
		SYS(symlink(target, name));
	}
	FAILS(readlink("l1", buf, 0), EINVAL);
	CHECK_EQ(readlink("l1", buf, 1), 1);
	CHECK_EQ(readlink("l41", buf, sizeof(buf)), 3);
	fd = SYS(open("l40", O_RDONLY));
	CHECK_EQ(read(fd, buf, sizeof(buf)), 3);
	FAILS(open("l41", O_RDONLY), ELOOP);
}

void test_descriptor_errors(void)
{
	struct rlimit limit;
	int fd, copy;

	fd = SYS(open("/dev/null", O_RDONLY | O_CLOEXEC));
	FAILS(dup(-1), EBADF);
	FAILS(dup2(-1, 5), EBADF);
	FAILS(dup2(999, 999), EBADF);
	CHECK_EQ(dup2(fd, fd), fd);
	FAILS(dup3(fd, fd, 0), EINVAL);
	FAILS(dup3(fd, 100, O_APPEND), EINVAL);
	SYS(getrlimit(RLIMIT_NOFILE, &limit));
	FAILS(dup2(fd, limit.rlim_cur), EBADF);
	FAILS(fcntl(fd, F_DUPFD, limit.rlim_cur), EINVAL);
	FAILS(fcntl(fd, F_DUPFD, -1), EINVAL);
	CHECK_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
	copy = SYS(dup(fd));
	CHECK_EQ(fcntl(copy, F_GETFD), 0);
	CHECK_EQ(fcntl(fd, F_DUPFD_CLOEXEC, 200), 200);
	CHECK_EQ(fcntl(200, F_GETFD), FD_CLOEXEC);
	FAILS(fcntl(fd, 9999), EINVAL);
	FAILS(fcntl(-1, F_GETFD), EBADF);
	SYS(close(copy));
	FAILS(close(copy), EBADF);
	FAILS(close(-1), EBADF);
	SYS(dup2(fd, 201));
	SYS(dup2(fd, 203));
	NEED(syscall(SYS_close_range, 200, 202, 0), "close_range");
	FAILS(fcntl(200, F_GETFD), EBADF);
	FAILS(fcntl(201, F_GETFD), EBADF);
	CHECK_EQ(fcntl(203, F_GETFD), 0);
	FAILS(syscall(SYS_close_range, 203, 202, 0), EINVAL);
	FAILS(syscall(SYS_close_range, 203, 203, 0x80), EINVAL);
	SYS(syscall(SYS_close_range, 203, ~0U, 4));
	CHECK_EQ(fcntl(203, F_GETFD), FD_CLOEXEC);
}
