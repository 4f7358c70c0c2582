// SPDX-License-Identifier: GPL-2.0
/* Waiting for things: futexes, eventfd, epoll, poll and select. */
#include "syscalls.h"

#include <linux/futex.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <time.h>

static uint32_t *word;

static long futex(uint32_t *at, int op, uint32_t value, void *time,
		  uint32_t *at2, uint32_t value3)
{
	return syscall(SYS_futex, at, op, value, time, at2, value3);
}

static void wait_on(void *arg)
{
	SYS(futex(arg, FUTEX_WAIT, 0, NULL, NULL, 0));
}

void test_futex_errors(void)
{
	struct timespec t = { 0, 1000000 };
	uint32_t *w = word = shared_memory(PAGE);

	FAILS(futex(w, FUTEX_WAIT, 1, NULL, NULL, 0), EAGAIN);
	FAILS(futex(w, FUTEX_WAIT, 0, &t, NULL, 0), ETIMEDOUT);
	t.tv_nsec = 1000000000;
	FAILS(futex(w, FUTEX_WAIT, 0, &t, NULL, 0), EINVAL);
	FAILS(futex((void *)((char *)w + 1), FUTEX_WAIT, 0, NULL, NULL, 0),
	      EINVAL);
	FAILS(futex(NOWHERE, FUTEX_WAIT, 0, NULL, NULL, 0), EFAULT);
	FAILS(futex(w, FUTEX_WAIT, 0, NOWHERE, NULL, 0), EFAULT);
	FAILS(futex(w, FUTEX_WAIT_BITSET, 0, NULL, NULL, 0), EINVAL);
	FAILS(futex(w, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0), EINVAL);
	FAILS(futex(w, 77, 0, NULL, NULL, 0), ENOSYS);
	CHECK_EQ(futex(w, FUTEX_WAKE, 9, NULL, NULL, 0), 0);
	FAILS(futex(w, FUTEX_CMP_REQUEUE, 1, (void *)1, w + 1, 5), EAGAIN);
	FAILS(futex(w, FUTEX_CMP_REQUEUE, 1, (void *)-1, w + 1, 0), EINVAL);
	FAILS(syscall(SYS_set_robust_list, w, 4), EINVAL);
}

void test_futex_requeue(void)
{
	uint32_t *w = shared_memory(PAGE);
	pid_t pids[5];
	int i;

	for (i = 0; i < 5; i++)
		pids[i] = child_start(wait_on, w);
	for (i = 0; i < 5; i++)
		child_sleeps(pids[i]);
	/* one wakes, three go to the other word, one stays */
	CHECK_EQ(futex(w, FUTEX_CMP_REQUEUE, 1, (void *)3, w + 8, 0), 4);
	CHECK_EQ(futex(w, FUTEX_WAKE, 9, NULL, NULL, 0), 1);
	CHECK_EQ(futex(w + 8, FUTEX_WAKE, 2, NULL, NULL, 0), 2);
	CHECK_EQ(futex(w + 8, FUTEX_WAKE, 9, NULL, NULL, 0), 1);
	CHECK_EQ(futex(w + 8, FUTEX_WAKE, 9, NULL, NULL, 0), 0);
	for (i = 0; i < 5; i++)
		child_exits(pids[i], 0);
}

/* What FUTEX_WAKE_OP does to the second word, and whether it wakes there. */
void test_futex_wake_op(void)
{
	uint32_t *w = shared_memory(PAGE);
	pid_t a, b;

	a = child_start(wait_on, w);
	b = child_start(wait_on, w + 8);
	child_sleeps(a);
	child_sleeps(b);
	CHECK_EQ(futex(w, FUTEX_WAKE_OP, 1, (void *)1, w + 8,
		       FUTEX_OP(FUTEX_OP_ADD, 5, FUTEX_OP_CMP_GT, 0)), 1);
	CHECK_EQ(w[8], 5);
	CHECK_EQ(futex(w, FUTEX_WAKE_OP, 1, (void *)1, w + 8,
		       FUTEX_OP(FUTEX_OP_OR, 8, FUTEX_OP_CMP_EQ, 5)), 1);
	CHECK_EQ(w[8], 13);
	child_exits(a, 0);
	child_exits(b, 0);
}

static void die_holding(void *arg)
{
	SYS(futex(arg, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
}

static void want_pi(void *arg)
{
	uint32_t *w = arg;

	SYS(futex(w, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
	CHECK_EQ(*w & FUTEX_TID_MASK, getpid());
	SYS(futex(w, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
}

void test_futex_pi(void)
{
	uint32_t *w = shared_memory(PAGE);
	pid_t pid;

	NEED(futex(w, FUTEX_LOCK_PI, 0, NULL, NULL, 0), "CONFIG_FUTEX_PI");
	CHECK_EQ(*w, getpid());
	FAILS(futex(w, FUTEX_LOCK_PI, 0, NULL, NULL, 0), EDEADLK);
	pid = child_start(want_pi, w);
	child_sleeps(pid);
	CHECK_EQ(*w, getpid() | FUTEX_WAITERS);
	SYS(futex(w, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
	child_exits(pid, 0);
	CHECK_EQ(*w & FUTEX_TID_MASK, 0);
	*w = 1;
	FAILS(futex(w, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0), EPERM);
	*w = 0;
	child_exits(child_start(die_holding, w + 1), 0);
	FAILS(futex(w + 1, FUTEX_TRYLOCK_PI, 0, NULL, NULL, 0), ESRCH);
}

struct robust {
	struct robust_list_head head;
	struct robust_list entry;
	uint32_t lock;
};

static void die_robust(void *arg)
{
	struct robust *r = arg;

	r->lock = getpid();
	SYS(syscall(SYS_set_robust_list, &r->head, sizeof(r->head)));
}

void test_futex_owner_dies(void)
{
	struct robust *r = shared_memory(PAGE);

	r->head.list.next = &r->entry;
	r->entry.next = &r->head.list;
	r->head.futex_offset = offsetof(struct robust, lock) -
			       offsetof(struct robust, entry);
	child_exits(child_start(die_robust, r), 0);
	CHECK_EQ(r->lock, FUTEX_OWNER_DIED);
}

void test_eventfd_limits(void)
{
	uint64_t v = ~0ULL;
	int fd = NEED(eventfd(3, EFD_NONBLOCK), "CONFIG_EVENTFD");
	struct pollfd p = { fd, POLLIN | POLLOUT, 0 };

	FAILS(eventfd(0, 0x40000000), EINVAL);
	FAILS(write(fd, &v, 8), EINVAL);
	FAILS(write(fd, &v, 4), EINVAL);
	FAILS(read(fd, &v, 4), EINVAL);
	CHECK_EQ(read(fd, &v, 8), 8);
	CHECK_EQ(v, 3);
	FAILS(read(fd, &v, 8), EAGAIN);
	v = ~0ULL - 1;
	CHECK_EQ(write(fd, &v, 8), 8);
	CHECK_EQ(poll(&p, 1, 0), 1);
	CHECK_EQ(p.revents, POLLIN);		/* there is no room for one */
	v = 1;
	FAILS(write(fd, &v, 8), EAGAIN);
	fd = SYS(eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK));
	CHECK_EQ(read(fd, &v, 8), 8);
	CHECK_EQ(v, 1);
	CHECK_EQ(read(fd, &v, 8), 8);
	FAILS(read(fd, &v, 8), EAGAIN);
}

void test_epoll_errors(void)
{
	struct epoll_event e = { .events = EPOLLIN }, got[4];
	int fd = NEED(epoll_create1(0), "CONFIG_EPOLL"), other, file, p[2];

	FAILS(epoll_create(0), EINVAL);
	FAILS(epoll_create1(0x40000000), EINVAL);
	SYS(pipe(p));
	file = SYS(open("file", O_RDWR | O_CREAT, 0600));
	FAILS(epoll_ctl(fd, EPOLL_CTL_ADD, -1, &e), EBADF);
	FAILS(epoll_ctl(fd, EPOLL_CTL_ADD, file, &e), EPERM);
	FAILS(epoll_ctl(fd, EPOLL_CTL_ADD, fd, &e), EINVAL);
	FAILS(epoll_ctl(p[0], EPOLL_CTL_ADD, p[1], &e), EINVAL);
	FAILS(epoll_ctl(fd, 77, p[0], &e), EINVAL);
	FAILS(epoll_ctl(fd, EPOLL_CTL_ADD, p[0], NOWHERE), EFAULT);
	FAILS(epoll_ctl(fd, EPOLL_CTL_MOD, p[0], &e), ENOENT);
	FAILS(epoll_ctl(fd, EPOLL_CTL_DEL, p[0], NULL), ENOENT);
	SYS(epoll_ctl(fd, EPOLL_CTL_ADD, p[0], &e));
	FAILS(epoll_ctl(fd, EPOLL_CTL_ADD, p[0], &e), EEXIST);
	FAILS(epoll_wait(fd, got, 0, 0), EINVAL);
	FAILS(epoll_wait(p[0], got, 1, 0), EINVAL);
	CHECK_EQ(epoll_wait(fd, got, 4, 0), 0);
	CHECK_EQ(write(p[1], "xy", 2), 2);
	FAILS(epoll_wait(fd, NOWHERE, 1, 0), EFAULT);
	CHECK_EQ(epoll_wait(fd, got, 4, 0), 1);
	CHECK_EQ(epoll_wait(fd, got, 4, 0), 1);	/* still so */
	e.events = EPOLLIN | EPOLLET;
	SYS(epoll_ctl(fd, EPOLL_CTL_MOD, p[0], &e));
	CHECK_EQ(epoll_wait(fd, got, 4, 0), 1);
	CHECK_EQ(epoll_wait(fd, got, 4, 0), 0);	/* told once */
	e.events = EPOLLIN | EPOLLONESHOT;
	SYS(epoll_ctl(fd, EPOLL_CTL_MOD, p[0], &e));
	CHECK_EQ(epoll_wait(fd, got, 4, 0), 1);
	CHECK_EQ(write(p[1], "z", 1), 1);
	CHECK_EQ(epoll_wait(fd, got, 4, 0), 0);	/* not before it is asked */
	other = SYS(epoll_create1(0));
	e.events = EPOLLIN;
	SYS(epoll_ctl(other, EPOLL_CTL_ADD, fd, &e));
	FAILS(epoll_ctl(fd, EPOLL_CTL_ADD, other, &e), ELOOP);
	SYS(close(p[1]));
	SYS(epoll_ctl(fd, EPOLL_CTL_MOD, p[0], &e));
	CHECK_EQ(epoll_wait(fd, got, 4, 0), 1);
	CHECK_EQ(got[0].events, EPOLLIN | EPOLLHUP);
}

void test_poll_errors(void)
{
	struct timeval past = { -1, 0 };
	struct timespec t = { 0, -1 };
	struct pollfd p = { 999, POLLIN, 0 };
	int pipes[2];
	fd_set set;

	SYS(pipe(pipes));
	CHECK_EQ(poll(&p, 1, 0), 1);
	CHECK_EQ(p.revents, POLLNVAL);
	p.fd = -1;
	CHECK_EQ(poll(&p, 1, 0), 0);
	FAILS(poll(NOWHERE, 1, 0), EFAULT);
	FAILS(syscall(SYS_poll, &p, 1 << 30, 0), EINVAL);
	FAILS(ppoll(&p, 1, &t, NULL), EINVAL);
	p.fd = pipes[1];
	p.events = POLLOUT;
	CHECK_EQ(poll(&p, 1, 0), 1);
	SYS(close(pipes[0]));
	CHECK_EQ(poll(&p, 1, 0), 1);
	CHECK_EQ(p.revents, POLLOUT | POLLERR);
	FD_ZERO(&set);
	FD_SET(30, &set);
	FAILS(select(31, &set, NULL, NULL, NULL), EBADF);
	FAILS(select(-1, &set, NULL, NULL, NULL), EINVAL);
	FAILS(select(0, NULL, NULL, NULL, &past), EINVAL);
	FD_ZERO(&set);
	FD_SET(pipes[1], &set);
	CHECK_EQ(select(pipes[1] + 1, NULL, &set, NULL, NULL), 1);
}
