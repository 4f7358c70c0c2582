// SPDX-License-Identifier: GPL-2.0
/* Sockets of the machine itself: unix and loopback, what they refuse and end. */
#include "syscalls.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_un unix_name(const char *name)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	strcpy(a.sun_path, name);
	return a;
}

#define NAME(a) (struct sockaddr *)&(a), sizeof(a)

void test_socket_errors(void)
{
	struct sockaddr_un a = unix_name("none");
	int fd, file, value, p[2];
	socklen_t len = 2;
	char buf[8];

	file = SYS(open("file", O_RDWR | O_CREAT, 0600));
	FAILS(socket(77, SOCK_STREAM, 0), EAFNOSUPPORT);
	FAILS(socket(AF_UNIX, 77, 0), EINVAL);
	FAILS(socket(AF_UNIX, SOCK_STREAM, 77), EPROTONOSUPPORT);
	FAILS(socket(AF_UNIX, SOCK_RDM, 0), ESOCKTNOSUPPORT);
	FAILS(bind(file, NAME(a)), ENOTSOCK);
	FAILS(bind(-1, NAME(a)), EBADF);
	fd = SYS(socket(AF_UNIX, SOCK_STREAM, 0));
	FAILS(connect(fd, NAME(a)), ENOENT);
	FAILS(connect(fd, NOWHERE, sizeof(a)), EFAULT);
	FAILS(connect(fd, (void *)&a, 1), EINVAL);
	FAILS(connect(fd, (void *)&a, 4096), EINVAL);
	FAILS(accept(fd, NULL, NULL), EINVAL);
	FAILS(send(fd, buf, 1, 0), ENOTCONN);
	FAILS(recv(fd, buf, 1, 0), EINVAL);
	FAILS(shutdown(fd, 77), EINVAL);
	FAILS(getpeername(fd, (void *)&a, &len), ENOTCONN);
	FAILS(getsockopt(fd, SOL_SOCKET, 7777, &value, &len), ENOPROTOOPT);
	len = -1;
	FAILS(getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, &len), EINVAL);
	len = 4;
	SYS(getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, &len));
	CHECK_EQ(value, SOCK_STREAM);
	FAILS(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, 2), EINVAL);
	FAILS(listen(SYS(socket(AF_UNIX, SOCK_DGRAM, 0)), 1), EOPNOTSUPP);
	FAILS(accept4(fd, NULL, NULL, 0x40000000), EINVAL);
	FAILS(socketpair(AF_UNIX, SOCK_STREAM, 0, NOWHERE), EFAULT);
	SYS(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, p));
	FAILS(recv(p[0], buf, 8, 0), EAGAIN);
}

void test_unix_names(void)
{
	struct sockaddr_un a = unix_name("sock"), got;
	int fd = SYS(socket(AF_UNIX, SOCK_STREAM, 0)), c, d;
	socklen_t len = sizeof(got);

	SYS(bind(fd, NAME(a)));
	a = unix_name("other");
	FAILS(bind(fd, NAME(a)), EINVAL);
	a = unix_name("sock");
	c = SYS(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0));
	FAILS(bind(c, NAME(a)), EADDRINUSE);
	FAILS(connect(c, NAME(a)), ECONNREFUSED);
	d = SYS(socket(AF_UNIX, SOCK_DGRAM, 0));
	FAILS(connect(d, NAME(a)), EPROTOTYPE);
	FAILS(open("sock", O_RDONLY), ENXIO);
	SYS(listen(fd, 0));
	SYS(connect(c, NAME(a)));
	FAILS(connect(SYS(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0)),
		      NAME(a)), EAGAIN);	/* the queue is full */
	SYS(getpeername(c, (void *)&got, &len));
	CHECK(!strcmp(got.sun_path, "sock"));
	SYS(close(fd));
	FAILS(send(c, "x", 1, MSG_NOSIGNAL), EPIPE);
	/* a name of the kernel's choice, and one that is no file */
	SYS(bind(d, (void *)&a, sizeof(sa_family_t)));
	len = sizeof(got);
	SYS(getsockname(d, (void *)&got, &len));
	CHECK_EQ(len, sizeof(sa_family_t) + 6);
	CHECK_EQ(got.sun_path[0], 0);
	memset(a.sun_path, 'p', sizeof(a.sun_path));
	SYS(bind(SYS(socket(AF_UNIX, SOCK_DGRAM, 0)), NAME(a)));
	CHECK_EQ(open("p", O_RDONLY), -1);
}

static void send_descriptor(int sock, int fd)
{
	char data = 'd', control[CMSG_SPACE(sizeof(int))] = "";
	struct iovec v = { &data, 1 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1,
			    .msg_control = control,
			    .msg_controllen = sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	if (fd < 0)
		FAILS(sendmsg(sock, &m, 0), EBADF);
	else
		CHECK_EQ(sendmsg(sock, &m, 0), 1);
}

static int receive_descriptor(int sock, size_t room, int *flags)
{
	char data, control[64];
	struct iovec v = { &data, 1 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1,
			    .msg_control = control, .msg_controllen = room };
	struct cmsghdr *c;
	int fd;

	CHECK_EQ(recvmsg(sock, &m, MSG_CMSG_CLOEXEC), 1);
	*flags = m.msg_flags;
	c = CMSG_FIRSTHDR(&m);
	if (!c)
		return -1;
	memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	return fd;
}

void test_unix_descriptors(void)
{
	int s[2], p[2], fd, flags;
	struct ucred cred;
	socklen_t len = sizeof(cred);
	char buf[4];

	SYS(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	SYS(pipe(p));
	send_descriptor(s[0], -1);
	send_descriptor(s[0], p[0]);
	SYS(close(p[0]));			/* lives on in the queue */
	CHECK_EQ(write(p[1], "pipe", 4), 4);
	fd = receive_descriptor(s[1], 64, &flags);
	CHECK_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
	CHECK_EQ(read(fd, buf, 4), 4);
	CHECK(!memcmp(buf, "pipe", 4));
	/* no room for it: it is dropped, and that is said */
	send_descriptor(s[0], fd);
	SYS(close(fd));
	CHECK_EQ(receive_descriptor(s[1], 0, &flags), -1);
	CHECK(flags & MSG_CTRUNC);
	signal(SIGPIPE, SIG_IGN);
	FAILS(write(p[1], "x", 1), EPIPE);
	SYS(getsockopt(s[0], SOL_SOCKET, SO_PEERCRED, &cred, &len));
	CHECK_EQ(cred.pid, getpid());
	CHECK_EQ(cred.uid, getuid());
}

void test_unix_shutdown(void)
{
	int s[2];
	char buf[8];
	struct pollfd p;

	signal(SIGPIPE, SIG_IGN);
	SYS(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_EQ(send(s[0], "abc", 3, 0), 3);
	CHECK_EQ(recv(s[1], buf, 8, MSG_PEEK), 3);
	SYS(shutdown(s[0], SHUT_WR));
	FAILS(send(s[0], "x", 1, 0), EPIPE);
	CHECK_EQ(recv(s[1], buf, 8, 0), 3);
	CHECK_EQ(recv(s[1], buf, 8, 0), 0);
	CHECK_EQ(send(s[1], "y", 1, 0), 1);	/* the other way is open */
	CHECK_EQ(recv(s[0], buf, 8, 0), 1);
	p = (struct pollfd){ s[1], POLLIN | POLLRDHUP, 0 };
	CHECK_EQ(poll(&p, 1, 0), 1);
	CHECK_EQ(p.revents, POLLIN | POLLRDHUP);
	SYS(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, s));
	CHECK_EQ(send(s[0], "abcdef", 6, 0), 6);
	CHECK_EQ(recv(s[1], buf, 2, MSG_TRUNC), 6);
	FAILS(recv(s[1], buf, 8, MSG_DONTWAIT), EAGAIN);
	FAILS(recv(s[1], buf, 8, MSG_OOB), EOPNOTSUPP);
}

static struct sockaddr_in inet_name(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons(port) };

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return a;
}

/* Bound to a port of the kernel's choice; the address. */
static struct sockaddr_in inet_bound(int fd)
{
	struct sockaddr_in a = inet_name(0);
	socklen_t len = sizeof(a);

	SYS(bind(fd, NAME(a)));
	SYS(getsockname(fd, (void *)&a, &len));
	CHECK(ntohs(a.sin_port) > 0);
	return a;
}

static void low_port(void)
{
	struct sockaddr_in a = inet_name(7);

	FAILS(bind(SYS(socket(AF_INET, SOCK_STREAM, 0)), NAME(a)), EACCES);
	FAILS(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP), EPERM);
}

void test_tcp_errors(void)
{
	struct sockaddr_in a, other;
	struct timeval tv = { 0, 20000 };
	struct linger hard = { 1, 0 };
	int l, c, d, one = 1;
	char buf[16];

	loopback_up();
	l = SYS(socket(AF_INET, SOCK_STREAM, 0));
	a = inet_bound(l);
	other = a;
	other.sin_addr.s_addr = htonl(0x01020304);
	c = SYS(socket(AF_INET, SOCK_STREAM, 0));
	FAILS(bind(c, NAME(other)), EADDRNOTAVAIL);
	FAILS(bind(c, NAME(a)), EADDRINUSE);
	FAILS(connect(c, NAME(a)), ECONNREFUSED);
	FAILS(send(c, "x", 1, MSG_NOSIGNAL), EPIPE);
	FAILS(recv(c, buf, 1, 0), ENOTCONN);
	FAILS(setsockopt(c, IPPROTO_TCP, 7777, &one, 4), ENOPROTOOPT);
	FAILS(setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &one, 1), EINVAL);
	SYS(listen(l, 5));
	SYS(connect(c, NAME(a)));
	FAILS(connect(c, NAME(a)), EISCONN);
	FAILS(listen(c, 1), EINVAL);
	d = SYS(accept4(l, NULL, NULL, SOCK_CLOEXEC));
	CHECK_EQ(fcntl(d, F_GETFD), FD_CLOEXEC);
	CHECK_EQ(send(c, "abcd", 4, 0), 4);
	CHECK_EQ(recv(d, buf, 2, MSG_PEEK | MSG_WAITALL), 2);
	CHECK_EQ(recv(d, buf, 4, MSG_WAITALL), 4);
	CHECK(!memcmp(buf, "abcd", 4));
	SYS(setsockopt(d, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)));
	FAILS(recv(d, buf, 1, 0), EAGAIN);
	SYS(shutdown(c, SHUT_WR));
	CHECK_EQ(recv(d, buf, 1, 0), 0);
	CHECK_EQ(send(d, "late", 4, 0), 4);
	CHECK_EQ(recv(c, buf, 16, 0), 4);
	SYS(close(c));
	SYS(close(d));
	/* cut off, not closed */
	c = SYS(socket(AF_INET, SOCK_STREAM, 0));
	SYS(connect(c, NAME(a)));
	d = SYS(accept(l, NULL, NULL));
	SYS(setsockopt(c, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard)));
	SYS(close(c));
	FAILS(recv(d, buf, 1, 0), ECONNRESET);
	FAILS(send(d, "x", 1, MSG_NOSIGNAL), EPIPE);
	a.sin_family = 77;
	c = SYS(socket(AF_INET, SOCK_STREAM, 0));
	FAILS(connect(c, NAME(a)), EAFNOSUPPORT);
	FAILS(connect(c, (void *)&a, 4), EINVAL);
	as_user(low_port);
}

/* All of it, in order, when neither side has time for the other. */
void test_tcp_bulk(void)
{
	size_t chunk = 16 * PAGE, at, n, rounds = 16;
	unsigned char *buf = private_memory(chunk);
	int l, c, d;
	struct sockaddr_in a;
	pid_t pid;

	loopback_up();
	l = SYS(socket(AF_INET, SOCK_STREAM, 0));
	a = inet_bound(l);
	SYS(listen(l, 1));
	pid = SYS(fork());
	if (!pid) {
		c = SYS(socket(AF_INET, SOCK_STREAM, 0));
		SYS(connect(c, NAME(a)));
		for (at = 0; at < rounds; at++) {
			pattern_fill(buf, chunk, at);
			for (n = 0; n < chunk;)
				n += SYS(send(c, buf + n, chunk - n, 0));
		}
		_exit(0);
	}
	d = SYS(accept(l, NULL, NULL));
	for (at = 0; at < rounds; at++) {
		CHECK_EQ(recv(d, buf, chunk, MSG_WAITALL), chunk);
		pattern_check(buf, chunk, at);
	}
	CHECK_EQ(recv(d, buf, 1, 0), 0);
	child_exits(pid, 0);
}

void test_udp_errors(void)
{
	struct sockaddr_in a, b;
	int s, c, one = 1;
	static char buf[65536];
	socklen_t len = sizeof(b);

	loopback_up();
	s = SYS(socket(AF_INET, SOCK_DGRAM, 0));
	c = SYS(socket(AF_INET, SOCK_DGRAM, 0));
	a = inet_bound(s);
	FAILS(send(c, "x", 1, 0), EDESTADDRREQ);
	FAILS(sendto(c, buf, 65508, 0, NAME(a)), EMSGSIZE);
	FAILS(sendto(c, "x", 1, 0, (void *)&a, 4), EINVAL);
	CHECK_EQ(sendto(c, buf, 0, 0, NAME(a)), 0);
	CHECK_EQ(recvfrom(s, buf, 8, 0, (void *)&b, &len), 0);
	CHECK_EQ(sendto(c, "abcdef", 6, 0, NAME(a)), 6);
	SYS(ioctl(s, FIONREAD, &one));
	CHECK_EQ(one, 6);
	CHECK_EQ(recv(s, buf, 2, MSG_TRUNC), 6);
	FAILS(recv(s, buf, 8, MSG_DONTWAIT), EAGAIN);
	SYS(connect(c, NAME(a)));
	SYS(close(s));
	CHECK_EQ(send(c, "x", 1, 0), 1);	/* nobody there: told later */
	FAILS(recv(c, buf, 1, 0), ECONNREFUSED);
	a.sin_addr.s_addr = htonl(0x7fffffff);	/* broadcasts: if allowed */
	c = SYS(socket(AF_INET, SOCK_DGRAM, 0));
	FAILS(sendto(c, "x", 1, 0, NAME(a)), EACCES);
	SYS(setsockopt(c, SOL_SOCKET, SO_BROADCAST, &one, sizeof(one)));
	CHECK_EQ(sendto(c, "x", 1, 0, NAME(a)), 1);
}
