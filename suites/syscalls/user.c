// SPDX-License-Identifier: GPL-2.0
/* What the system call tests share; see syscalls.h. */
#include "syscalls.h"

#include <grp.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

void as_user(void (*fn)(void))
{
	pid_t pid;

	SYS(chmod(".", 0777));
	pid = SYS(fork());
	if (!pid) {
		SYS(setgroups(0, NULL));
		SYS(setresgid(SOMEBODY, SOMEBODY, SOMEBODY));
		SYS(setresuid(SOMEBODY, SOMEBODY, SOMEBODY));
		fn();
		_exit(0);
	}
	child_exits(pid, 0);
}

void guest_only(const char *what)
{
	if (!in_guest())
		skip("would %s on the machine itself", what);
}

void make_file(const char *name, const char *text, int mode)
{
	int fd = SYS(open(name, O_WRONLY | O_CREAT | O_EXCL, 0600));

	CHECK_EQ(write(fd, text, strlen(text)), strlen(text));
	SYS(fchmod(fd, mode));
	SYS(close(fd));
}

void in_namespace(int flags, const char *what, void (*fn)(void))
{
	pid_t pid = SYS(fork());
	int status;

	if (!pid) {
		if (unshare(flags)) {
			if (errno == EINVAL || errno == ENOSYS ||
			    (errno == EPERM && !in_guest()))
				_exit(EXIT_SKIP);
			SYS(-1);
		}
		fn();
		_exit(0);
	}
	status = child_wait(pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SKIP)
		skip("the kernel has no %s", what);
	CHECK_EQ(status, 0);
}

void child_sleeps(pid_t pid)
{
	char path[32], buf[512], *p;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	do {
		usleep(1000);
		read_text(path, buf, sizeof(buf));
		p = strrchr(buf, ')');
		CHECK(p && p[2] != 'Z');
	} while (p[2] != 'S');
}

void loopback_up(void)
{
	struct ifreq ifr = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 && errno == EAFNOSUPPORT)
		skip("the kernel has no CONFIG_INET");
	SYS(fd);
	SYS(ioctl(fd, SIOCGIFFLAGS, &ifr));
	if (!(ifr.ifr_flags & IFF_UP)) {
		ifr.ifr_flags |= IFF_UP;
		SYS(ioctl(fd, SIOCSIFFLAGS, &ifr));
	}
	SYS(close(fd));
}
