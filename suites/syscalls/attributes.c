// SPDX-License-Identifier: GPL-2.0
/* What files are besides their bytes: modes, owners, times, locks, names. */
#include "syscalls.h"

#include <dirent.h>
#include <linux/openat2.h>
#include <linux/stat.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/xattr.h>

static void modes_as_user(void)
{
	struct stat st;
	int fd;

	FAILS(chmod("roots", 0666), EPERM);
	FAILS(chown("roots", SOMEBODY, -1), EPERM);
	FAILS(access("roots", W_OK), EACCES);
	SYS(access("roots", R_OK));
	make_file("mine", "x", 04755);
	FAILS(chown("mine", 0, -1), EPERM);
	FAILS(chown("mine", -1, 0), EPERM);
	fd = SYS(open("mine", O_WRONLY));
	CHECK_EQ(write(fd, "y", 1), 1);
	SYS(fstat(fd, &st));
	CHECK_EQ(st.st_mode & 07777, 0755);	/* a write took setuid away */
	FAILS(utimensat(AT_FDCWD, "roots", NULL, 0), EACCES);
}

void test_mode_errors(void)
{
	struct stat st;

	make_file("roots", "x", 0644);
	as_user(modes_as_user);
	FAILS(chmod("none", 0600), ENOENT);
	FAILS(fchmod(-1, 0600), EBADF);
	FAILS(access("roots", 8), EINVAL);
	FAILS(access("roots", X_OK), EACCES);
	FAILS(chown("none", 1, 1), ENOENT);
	FAILS(fchownat(AT_FDCWD, "roots", 1, 1, 0x80), EINVAL);
	umask(027);
	SYS(mkdir("d", 0777));
	SYS(stat("d", &st));
	CHECK_EQ(st.st_mode & 07777, 0750);
	CHECK_EQ(umask(0), 027);
	SYS(chown("roots", 70000, 80000));	/* more than 16 bits */
	SYS(stat("roots", &st));
	CHECK_EQ(st.st_uid, 70000);
	CHECK_EQ(st.st_gid, 80000);
}

void test_stat_errors(void)
{
	struct statx sx;
	struct stat st;
	int fd;

	make_file("file", "12345", 0640);
	fd = SYS(open("file", O_RDONLY));
	FAILS(stat("none", &st), ENOENT);
	FAILS(stat("", &st), ENOENT);
	FAILS(stat("file/x", &st), ENOTDIR);
	FAILS(fstat(-1, &st), EBADF);
	FAILS(fstatat(AT_FDCWD, "file", &st, 0x40000000), EINVAL);
	FAILS(fstatat(fd, "file", &st, 0), ENOTDIR);
	SYS(fstatat(fd, "", &st, AT_EMPTY_PATH));
	CHECK_EQ(st.st_size, 5);
	FAILS(syscall(SYS_stat64, "file", NOWHERE), EFAULT);
	NEED(syscall(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &sx),
	     "statx");
	CHECK_EQ(sx.stx_size, 5);
	CHECK_EQ(sx.stx_mode, S_IFREG | 0640);
	CHECK_EQ(sx.stx_mask & STATX_BASIC_STATS, STATX_BASIC_STATS);
	FAILS(syscall(SYS_statx, fd, "", AT_EMPTY_PATH, 0x80000000, &sx),
	      EINVAL);
	FAILS(syscall(SYS_statx, fd, "", AT_EMPTY_PATH | 0x6000, 0, &sx),
	      EINVAL);
}

void test_time_stamps(void)
{
	struct timespec t[2] = { { 1000, 0 }, { 2000, 0 } };
	struct stat st;

	make_file("file", "x", 0600);
	SYS(utimensat(AT_FDCWD, "file", t, 0));
	SYS(stat("file", &st));
	CHECK_EQ(st.st_atime, 1000);
	CHECK_EQ(st.st_mtime, 2000);
	t[0].tv_nsec = UTIME_OMIT;
	t[1].tv_sec = 3000;
	SYS(utimensat(AT_FDCWD, "file", t, 0));
	SYS(stat("file", &st));
	CHECK_EQ(st.st_atime, 1000);
	CHECK_EQ(st.st_mtime, 3000);
	t[1].tv_nsec = UTIME_NOW;
	SYS(utimensat(AT_FDCWD, "file", t, 0));
	SYS(stat("file", &st));
	CHECK_EQ(st.st_atime, 1000);
	CHECK(st.st_mtime > 3000);
	t[1].tv_nsec = 1000000000;
	FAILS(utimensat(AT_FDCWD, "file", t, 0), EINVAL);
	t[1].tv_nsec = -1;
	FAILS(utimensat(AT_FDCWD, "file", t, 0), EINVAL);
	FAILS(utimensat(AT_FDCWD, "none", NULL, 0), ENOENT);
	FAILS(utimensat(AT_FDCWD, "file", NULL, 0x80), EINVAL);
}

static int lock(int fd, int cmd, int type, off_t from, off_t len)
{
	struct flock fl = { .l_type = type, .l_start = from, .l_len = len };

	return fcntl(fd, cmd, &fl);
}

static void lock_child(void *arg)
{
	struct flock fl = { .l_type = F_WRLCK };
	int fd = *(int *)arg;

	FAILS(lock(fd, F_SETLK, F_WRLCK, 5, 1), EAGAIN);
	SYS(lock(fd, F_SETLK, F_WRLCK, 10, 10));
	SYS(fcntl(fd, F_GETLK, &fl));
	CHECK_EQ(fl.l_type, F_WRLCK);
	CHECK_EQ(fl.l_pid, getppid());
	CHECK_EQ(fl.l_start, 0);
	CHECK_EQ(fl.l_len, 10);
	FAILS(flock(SYS(open("file", O_RDWR)), LOCK_EX | LOCK_NB), EAGAIN);
	SYS(flock(fd, LOCK_EX | LOCK_NB));	/* inherited: the same one */
}

void test_lock_errors(void)
{
	int fd, other;

	make_file("file", "", 0600);
	fd = SYS(open("file", O_RDWR));
	SYS(lock(fd, F_SETLK, F_WRLCK, 0, 10));
	SYS(flock(fd, LOCK_EX));
	FAILS(lock(fd, F_SETLK, 99, 0, 1), EINVAL);
	FAILS(lock(fd, F_SETLK, F_WRLCK, -1, 1), EINVAL);
	FAILS(lock(-1, F_SETLK, F_WRLCK, 0, 1), EBADF);
	FAILS(lock(SYS(open("file", O_RDONLY)), F_SETLK, F_WRLCK, 0, 1), EBADF);
	FAILS(flock(fd, 77), EINVAL);
	child_exits(child_start(lock_child, &fd), 0);
	/* locks of open files stand against each other in one process */
	other = SYS(open("file", O_RDWR));
	SYS(lock(other, F_OFD_SETLK, F_WRLCK, 50, 1));
	FAILS(lock(fd, F_OFD_SETLK, F_WRLCK, 50, 1), EAGAIN);
	SYS(close(other));
	SYS(lock(fd, F_OFD_SETLK, F_WRLCK, 50, 1));
}

void test_directory_entries(void)
{
	static char buf[4096];
	int fd, file, i, n, seen = 0;
	char name[16];

	for (i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "entry-%d", i);
		make_file(name, "", 0600);
	}
	fd = SYS(open(".", O_RDONLY | O_DIRECTORY));
	file = SYS(open("entry-1", O_RDONLY));
	FAILS(syscall(SYS_getdents64, file, buf, sizeof(buf)), ENOTDIR);
	FAILS(syscall(SYS_getdents64, -1, buf, sizeof(buf)), EBADF);
	FAILS(syscall(SYS_getdents64, fd, buf, 8), EINVAL);
	FAILS(syscall(SYS_getdents64, fd, NOWHERE, 4096), EFAULT);
	while ((n = SYS(syscall(SYS_getdents64, fd, buf, 128)))) {
		for (i = 0; i < n; seen++)
			i += ((struct dirent64 *)(buf + i))->d_reclen;
		CHECK_EQ(i, n);
	}
	CHECK_EQ(seen, 22);
	SYS(lseek(fd, 0, SEEK_SET));
	CHECK(syscall(SYS_getdents64, fd, buf, sizeof(buf)) > 20 * 24);
}

void test_xattr_errors(void)
{
	char buf[16];
	int ret;

	make_file("file", "", 0600);
	ret = setxattr("file", "user.a", "value", 5, 0);
	if (ret && errno == ENOTSUP)
		skip("no extended attributes on this file system");
	SYS(ret);
	FAILS(setxattr("file", "user.a", "v", 1, XATTR_CREATE), EEXIST);
	FAILS(setxattr("file", "user.b", "v", 1, XATTR_REPLACE), ENODATA);
	FAILS(setxattr("file", "user.a", "v", 1, 77), EINVAL);
	FAILS(setxattr("file", "unknown.a", "v", 1, 0), ENOTSUP);
	FAILS(setxattr("file", "user.", "v", 1, 0), EINVAL);
	FAILS(getxattr("file", "user.b", buf, 16), ENODATA);
	FAILS(getxattr("file", "user.a", buf, 4), ERANGE);
	CHECK_EQ(getxattr("file", "user.a", NULL, 0), 5);
	CHECK_EQ(getxattr("file", "user.a", buf, 16), 5);
	CHECK(!memcmp(buf, "value", 5));
	CHECK_EQ(listxattr("file", buf, 16), 7);
	SYS(removexattr("file", "user.a"));
	FAILS(removexattr("file", "user.a"), ENODATA);
}

static long open_how(const char *path, int flags, int resolve)
{
	struct open_how how = { .flags = flags, .resolve = resolve };

	return syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
}

void test_open_resolve(void)
{
	struct { struct open_how how; long more; } big = { .more = 1 };

	make_file("file", "", 0600);
	SYS(symlink("file", "link"));
	SYS(mkdir("d", 0700));
	SYS(close(NEED(open_how("link", O_RDONLY, 0), "openat2")));
	FAILS(open_how("link", O_RDONLY, RESOLVE_NO_SYMLINKS), ELOOP);
	FAILS(open_how("d/../../x", O_RDONLY, RESOLVE_BENEATH), EXDEV);
	FAILS(open_how("/etc", O_RDONLY, RESOLVE_BENEATH), EXDEV);
	FAILS(open_how("/proc/self/exe", O_RDONLY, RESOLVE_NO_MAGICLINKS),
	      ELOOP);
	FAILS(open_how("/proc/version", O_RDONLY, RESOLVE_NO_XDEV), EXDEV);
	SYS(close(SYS(open_how("/file", O_RDONLY, RESOLVE_IN_ROOT))));
	FAILS(open_how("file", O_RDONLY, 0x4000), EINVAL);
	FAILS(open_how("file", 0x40000000, 0), EINVAL);
	FAILS(syscall(SYS_openat2, AT_FDCWD, "file", &big, sizeof(big)), E2BIG);
	FAILS(syscall(SYS_openat2, AT_FDCWD, "file", &big, 8), EINVAL);
}

void test_inotify_events(void)
{
	static const uint32_t want[] = { IN_CREATE, IN_MODIFY, IN_MOVED_FROM,
					 IN_MOVED_TO, IN_DELETE };
	char buf[1024];
	struct inotify_event *e = (void *)buf;
	uint32_t cookie = 0;
	int fd, wd, n, at, i = 0;

	fd = NEED(inotify_init1(IN_NONBLOCK), "CONFIG_INOTIFY_USER");
	FAILS(inotify_init1(77), EINVAL);
	FAILS(inotify_add_watch(fd, "none", IN_CREATE), ENOENT);
	FAILS(inotify_add_watch(fd, ".", 0), EINVAL);
	FAILS(inotify_add_watch(0, ".", IN_CREATE), EINVAL);
	FAILS(inotify_rm_watch(fd, 77), EINVAL);
	wd = SYS(inotify_add_watch(fd, ".", IN_CREATE | IN_MODIFY | IN_MOVE |
						    IN_DELETE));
	FAILS(read(fd, buf, sizeof(buf)), EAGAIN);
	make_file("a", "x", 0600);
	SYS(rename("a", "b"));
	SYS(unlink("b"));
	FAILS(read(fd, buf, 8), EINVAL);
	n = SYS(read(fd, buf, sizeof(buf)));
	for (at = 0; at < n; at += sizeof(*e) + e->len, i++) {
		e = (void *)(buf + at);
		CHECK(i < 5);
		CHECK_EQ(e->wd, wd);
		CHECK_EQ(e->mask, want[i]);
		CHECK(!strcmp(e->name, i < 3 ? "a" : "b"));
		if (i == 2)
			cookie = e->cookie;
		if (i == 3)
			CHECK_EQ(e->cookie, cookie);
	}
	CHECK_EQ(i, 5);
	SYS(inotify_rm_watch(fd, wd));
	CHECK_EQ(read(fd, buf, sizeof(buf)), sizeof(*e));
	CHECK_EQ(((struct inotify_event *)buf)->mask, IN_IGNORED);
}
