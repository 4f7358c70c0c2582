// SPDX-License-Identifier: GPL-2.0
/* epoll: level and edge triggered, one-shot, and a sleeper that is woken. */
#include "check.h"

#include <sys/epoll.h>

static int pipes[2];

static void late_writer(void *arg)
{
	(void)arg;
	usleep(10000);
	CHECK_EQ(write(pipes[1], "l", 1), 1);
}

void test_epoll(void)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.u32 = 11 }, got;
	int ep = epoll_create1(0);
	pid_t pid;
	char c;

	if (ep < 0 && errno == ENOSYS)
		skip("the kernel has no epoll");
	CHECK(ep >= 0);
	SYS(pipe(pipes));
	SYS(epoll_ctl(ep, EPOLL_CTL_ADD, pipes[0], &ev));
	FAILS(epoll_ctl(ep, EPOLL_CTL_ADD, pipes[0], &ev), EEXIST);
	CHECK_EQ(epoll_wait(ep, &got, 1, 0), 0);
	pid = child_start(late_writer, NULL);
	CHECK_EQ(epoll_wait(ep, &got, 1, -1), 1);
	CHECK_EQ(got.data.u32, 11);
	CHECK_EQ(got.events, EPOLLIN);
	child_exits(pid, 0);
	CHECK_EQ(epoll_wait(ep, &got, 1, 0), 1);	/* level: still ready */

	ev.events = EPOLLIN | EPOLLET;
	SYS(epoll_ctl(ep, EPOLL_CTL_MOD, pipes[0], &ev));
	CHECK_EQ(epoll_wait(ep, &got, 1, 0), 1);
	CHECK_EQ(epoll_wait(ep, &got, 1, 0), 0);	/* edge: told once */
	CHECK_EQ(write(pipes[1], "m", 1), 1);
	CHECK_EQ(epoll_wait(ep, &got, 1, 0), 1);

	ev.events = EPOLLIN | EPOLLONESHOT;
	SYS(epoll_ctl(ep, EPOLL_CTL_MOD, pipes[0], &ev));
	CHECK_EQ(epoll_wait(ep, &got, 1, 0), 1);
	CHECK_EQ(write(pipes[1], "n", 1), 1);
	CHECK_EQ(epoll_wait(ep, &got, 1, 0), 0);
	SYS(epoll_ctl(ep, EPOLL_CTL_DEL, pipes[0], NULL));
	CHECK_EQ(read(pipes[0], &c, 1), 1);
	CHECK_EQ(c, 'l');
}
