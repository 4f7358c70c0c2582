// SPDX-License-Identifier: GPL-2.0
/* Namespaces and mounts: what one changes, others do not see. */
#include "syscalls.h"

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <time.h>

static void other_name(void)
{
	struct utsname u;

	SYS(sethostname("elsewhere", 9));
	SYS(uname(&u));
	CHECK(!strcmp(u.nodename, "elsewhere"));
	FAILS(sethostname(u.nodename, 65), EINVAL);
	FAILS(setdomainname(u.nodename, -1), EINVAL);
}

void test_ns_uts(void)
{
	struct utsname before, after;

	SYS(uname(&before));
	in_namespace(CLONE_NEWUTS, "CONFIG_UTS_NS", other_name);
	SYS(uname(&after));
	CHECK(!strcmp(before.nodename, after.nodename));
}

static int key_number;

static void other_ipc(void)
{
	FAILS(shmget(key_number, 1, 0600), ENOENT);
	SYS(shmget(key_number, 9000, IPC_CREAT | 0600));
}

void test_ns_ipc(void)
{
	struct shmid_ds ds;
	int id;

	key_number = 0x6c680000 + getpid();
	id = NEED(shmget(key_number, 5000, IPC_CREAT | 0600), "CONFIG_SYSVIPC");
	in_namespace(CLONE_NEWIPC, "CONFIG_IPC_NS", other_ipc);
	SYS(shmctl(id, IPC_STAT, &ds));
	CHECK_EQ(ds.shm_segsz, 5000);
	SYS(shmctl(id, IPC_RMID, NULL));
}

static void forever(void *arg)
{
	(void)arg;
	for (;;)
		pause();
}

/* Process 1 of a new namespace: when it goes, so do all in it. */
static void pid_one(void *arg)
{
	int *pipes = arg;

	CHECK_EQ(getpid(), 1);
	CHECK_EQ(getppid(), 0);
	close(pipes[0]);
	CHECK_EQ(child_start(forever, NULL), 2);
	FAILS(kill(77, 0), ESRCH);
	SYS(kill(1, SIGTERM));			/* not for process 1 */
	CHECK_EQ(write(pipes[1], "x", 1), 1);
}

static void other_pids(void)
{
	int pipes[2];
	pid_t pid;
	char c;

	SYS(pipe(pipes));
	pid = child_start(pid_one, pipes);
	SYS(close(pipes[1]));
	child_exits(pid, 0);
	CHECK_EQ(read(pipes[0], &c, 1), 1);
	CHECK_EQ(read(pipes[0], &c, 1), 0);	/* nobody holds it any more */
	FAILS(fork(), ENOMEM);			/* the namespace is dead */
}

void test_ns_pid(void)
{
	in_namespace(CLONE_NEWPID, "CONFIG_PID_NS", other_pids);
}

static void other_net(void)
{
	struct ifreq ifr = { .ifr_name = "lo" };
	struct { unsigned short family, port; uint32_t address, pad[2]; } a = {
		AF_INET, 0x1234, 0x0100007f, { 0, 0 } };
	int fd = SYS(socket(AF_INET, SOCK_DGRAM, 0));

	SYS(ioctl(fd, SIOCGIFFLAGS, &ifr));
	CHECK_EQ(ifr.ifr_flags & IFF_UP, 0);
	FAILS(sendto(fd, "x", 1, 0, (void *)&a, sizeof(a)), ENETUNREACH);
	strcpy(ifr.ifr_name, "eth0");
	FAILS(ioctl(fd, SIOCGIFFLAGS, &ifr), ENODEV);
}

void test_ns_net(void)
{
	loopback_up();
	in_namespace(CLONE_NEWNET, "CONFIG_NET_NS", other_net);
}

static void write_text(const char *path, const char *text)
{
	int fd = SYS(open(path, O_WRONLY));

	SYS(write(fd, text, strlen(text)));
	SYS(close(fd));
}

static void map_user(void)
{
	int fd;

	CHECK_EQ(getuid(), 65534);
	fd = SYS(open("/proc/self/uid_map", O_WRONLY));
	FAILS(write(fd, "0 0 0", 5), EINVAL);
	FAILS(write(fd, "words", 5), EINVAL);
	FAILS(write(fd, "0 77 1", 6), EPERM);
	SYS(write(fd, "0 12345 1", 9));
	fd = SYS(open("/proc/self/uid_map", O_WRONLY));
	FAILS(write(fd, "0 12345 1", 9), EPERM);	/* once only */
	CHECK_EQ(getuid(), 0);
	fd = SYS(open("/proc/self/gid_map", O_WRONLY));
	FAILS(write(fd, "0 12345 1", 9), EPERM);
	write_text("/proc/self/setgroups", "deny");
	SYS(write(fd, "0 12345 1", 9));
	FAILS(setuid(1), EINVAL);
	SYS(unshare(CLONE_NEWUTS));
	SYS(sethostname("mine", 4));
	FAILS(mount("none", "/tmp", "ext2", 0, NULL), EPERM);
	FAILS(open("secret", O_RDONLY), EACCES);
}

static void user_as_user(void)
{
	SYS(prctl(PR_SET_DUMPABLE, 1));
	FAILS(unshare(CLONE_NEWUTS), EPERM);
	if (unshare(CLONE_NEWUSER)) {
		if (errno == EINVAL || errno == ENOSPC)
			_exit(EXIT_SKIP);
		SYS(-1);
	}
	map_user();
}

void test_ns_user(void)
{
	pid_t pid;
	int status;

	guest_only("make user namespaces");
	make_file("secret", "x", 0600);
	pid = SYS(fork());
	if (!pid) {
		SYS(setresgid(SOMEBODY, SOMEBODY, SOMEBODY));
		SYS(setresuid(SOMEBODY, SOMEBODY, SOMEBODY));
		user_as_user();
		_exit(0);
	}
	status = child_wait(pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SKIP)
		skip("the kernel has no CONFIG_USER_NS");
	CHECK_EQ(status, 0);
}

static void other_mounts(void)
{
	SYS(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	SYS(mkdir("there", 0700));
	SYS(mount("none", "there", "tmpfs", 0, "size=64k"));
	make_file("there/file", "x", 0600);
	FAILS(rmdir("there"), EBUSY);
}

void test_ns_mount(void)
{
	guest_only("mount");
	in_namespace(CLONE_NEWNS, "mount namespaces", other_mounts);
	FAILS(access("there/file", F_OK), ENOENT);
	SYS(rmdir("there"));
}

static void read_only(const char *path)
{
	FAILS(open(path, O_WRONLY), EROFS);
	FAILS(truncate(path, 0), EROFS);
	FAILS(chmod(path, 0), EROFS);
	FAILS(unlink(path), EROFS);
}

void test_mount_errors(void)
{
	int fd;

	guest_only("mount");
	SYS(mkdir("m", 0700));
	FAILS(mount("none", "m", "nosuchfs", 0, NULL), ENODEV);
	FAILS(mount("none", "missing", "tmpfs", 0, NULL), ENOENT);
	FAILS(mount("none", "m", "tmpfs", 0, "nonsense"), EINVAL);
	FAILS(mount("none", "m", "ext2", 0, NULL), ENOENT);
	FAILS(mount("/dev/null", "m", "ext2", 0, NULL), ENOTBLK);
	FAILS(umount("m"), EINVAL);
	FAILS(umount2("m", 0x80), EINVAL);
	SYS(mount("none", "m", "tmpfs", MS_NOEXEC | MS_NODEV, "size=64k"));
	make_file("m/file", "#!/bin/none\n", 0755);
	FAILS(execl("m/file", "file", NULL), EACCES);
	SYS(mknod("m/null", S_IFCHR | 0600, 0x103));
	FAILS(open("m/null", O_RDONLY), EACCES);
	fd = SYS(open("m/file", O_WRONLY));
	FAILS(umount("m"), EBUSY);
	FAILS(mount(NULL, "m", NULL, MS_REMOUNT | MS_RDONLY, NULL), EBUSY);
	SYS(close(fd));
	SYS(mount(NULL, "m", NULL, MS_REMOUNT | MS_RDONLY, NULL));
	read_only("m/file");
	SYS(mount(NULL, "m", NULL, MS_REMOUNT, NULL));
	SYS(mkdir("b", 0700));
	SYS(mount("m", "b", NULL, MS_BIND, NULL));
	SYS(mount(NULL, "b", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL));
	read_only("b/file");
	SYS(chmod("m/file", 0600));
	FAILS(rename("m/file", "b/other"), EXDEV);
	SYS(umount("b"));
	fd = SYS(open("m/file", O_RDONLY));
	SYS(umount2("m", MNT_DETACH));
	FAILS(access("m/file", F_OK), ENOENT);
	SYS(fcntl(fd, F_GETFL));
	FAILS(chroot("missing"), ENOENT);
}

/* Clocks moved for those born in a time namespace. */
void test_ns_time(void)
{
	long long before = clock_ns(CLOCK_MONOTONIC), after;
	pid_t pid;
	int fd;

	guest_only("make time namespaces");
	if (unshare(0x80 /* CLONE_NEWTIME */)) {
		CHECK_EQ(errno, EINVAL);
		skip("the kernel has no CONFIG_TIME_NS");
	}
	fd = SYS(open("/proc/self/timens_offsets", O_WRONLY));
	FAILS(write(fd, "monotonic 1", 11), EINVAL);
	FAILS(write(fd, "realtime 1 0", 12), EINVAL);
	FAILS(write(fd, "monotonic -99999999999 0", 24), ERANGE);
	CHECK_EQ(write(fd, "monotonic 100000 0", 18), 18);
	CHECK(clock_ns(CLOCK_MONOTONIC) < before + 50000 * SECOND);
	pid = SYS(fork());
	if (!pid) {
		after = clock_ns(CLOCK_MONOTONIC);
		CHECK(after >= before + 100000 * SECOND);
		CHECK(after < before + 101000 * SECOND);
		_exit(0);
	}
	child_exits(pid, 0);
}
