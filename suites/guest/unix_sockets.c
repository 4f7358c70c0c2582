// SPDX-License-Identifier: GPL-2.0
/* Unix sockets: streams, datagrams, a server, a descriptor passed along. */
#include "check.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

static void pass_descriptor(int s[2])
{
	char control[CMSG_SPACE(sizeof(int))] = "", c = 'd';
	struct iovec iov = { &c, 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1,
			    .msg_control = control,
			    .msg_controllen = sizeof(control) };
	struct cmsghdr *cm = CMSG_FIRSTHDR(&m);
	int fd = SYS(open("passed", O_RDWR | O_CREAT, 0600)), got;

	CHECK_EQ(write(fd, "hello", 5), 5);
	cm->cmsg_level = SOL_SOCKET;
	cm->cmsg_type = SCM_RIGHTS;
	cm->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cm), &fd, sizeof(int));
	CHECK_EQ(sendmsg(s[0], &m, 0), 1);
	close(fd);
	memset(control, 0, sizeof(control));
	CHECK_EQ(recvmsg(s[1], &m, 0), 1);
	memcpy(&got, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(int));
	CHECK_EQ(lseek(got, 0, SEEK_CUR), 5);
	close(got);
}

static void client(void *arg)
{
	static char buf[40000];
	int s = SYS(socket(AF_UNIX, SOCK_STREAM, 0));

	SYS(connect(s, arg, sizeof(struct sockaddr_un)));
	pattern_fill(buf, sizeof(buf), 5);
	CHECK_EQ(write(s, buf, sizeof(buf)), sizeof(buf));
	SYS(shutdown(s, SHUT_WR));
	CHECK_EQ(read(s, buf, 2), 2);
	CHECK(!memcmp(buf, "ok", 2));
}

static void serve(void)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX, .sun_path = "sock" };
	int s = SYS(socket(AF_UNIX, SOCK_STREAM, 0)), c;
	static char buf[40001];
	size_t have = 0;
	ssize_t n;
	pid_t pid;

	FAILS(connect(s, (void *)&un, sizeof(un)), ENOENT);
	SYS(bind(s, (void *)&un, sizeof(un)));
	SYS(listen(s, 3));
	pid = child_start(client, &un);
	c = SYS(accept(s, NULL, NULL));
	while ((n = SYS(read(c, buf + have, sizeof(buf) - have))) > 0)
		have += n;
	CHECK_EQ(have, 40000);
	pattern_check(buf, have, 5);
	CHECK_EQ(write(c, "ok", 2), 2);
	child_exits(pid, 0);
	c = SYS(socket(AF_UNIX, SOCK_STREAM, 0));
	FAILS(bind(c, (void *)&un, sizeof(un)), EADDRINUSE);
}

void test_unix_sockets(void)
{
	char buf[10];
	int s[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, s)) {
		if (errno == EAFNOSUPPORT || errno == ENOSYS)
			skip("the kernel has no unix sockets");
		CHECK(!"socketpair");
	}
	pass_descriptor(s);
	SYS(socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	CHECK_EQ(send(s[0], "one", 3, 0), 3);
	CHECK_EQ(send(s[0], "three", 5, 0), 5);
	CHECK_EQ(recv(s[1], buf, sizeof(buf), 0), 3);
	CHECK_EQ(recv(s[1], buf, sizeof(buf), 0), 5);
	FAILS(recv(s[1], buf, sizeof(buf), MSG_DONTWAIT), EAGAIN);
	serve();
}
