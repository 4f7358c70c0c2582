// SPDX-License-Identifier: GPL-2.0
/* Who may use a guest: not children, not strangers; and owners that die. */
#include "launcher.h"

/* Every request by who does not own the guest. */
void refused(int fd)
{
	uint64_t words[] = { LHREQ_IRQ, 1, 0 };
	char buf[256];

	FAILS(read(fd, buf, sizeof(buf)), EPERM);
	FAILS(write(fd, words, 16), EPERM);
	words[0] = LHREQ_GETDMA;
	words[2] = (uintptr_t)buf;
	FAILS(write(fd, words, 24), EPERM);
	words[0] = LHREQ_STATS;
	words[1] = (uintptr_t)buf;
	FAILS(write(fd, words, 16), EPERM);
}
static void exec_probe(int fd)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", fd);
	execl("/proc/self/exe", "launcher", "probe", number, NULL);
	fail("exec");
}
static void send_descriptor(int socket, int fd)
{
	char control[CMSG_SPACE(sizeof(int))] = { 0 }, byte = 0;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(int));
	MUST(sendmsg(socket, &msg, 0) == 1);
}
static int receive_descriptor(int socket)
{
	char control[CMSG_SPACE(sizeof(int))], byte;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	int fd;

	MUST(recvmsg(socket, &msg, 0) == 1);
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(int));
	return fd;
}
static void *thread_runs(void *arg)
{
	MUST(!counts_or_ends(arg));
	return NULL;
}
static void L10(void)
{
	pthread_t thread;
	struct guest g;
	int pair[2];
	pid_t child;

	MUST(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	child = fork();
	if (!child) {
		refused(receive_descriptor(pair[1]));
		_exit(0);
	}
	START(&g, counts);
	send_descriptor(pair[0], g.fd);
	child_ok(child);
	/* Our own threads may. */
	MUST(!pthread_create(&thread, NULL, thread_runs, &g));
	pthread_join(thread, NULL);
	child = fork();
	if (!child) {
		refused(g.fd);
		_exit(0);
	}
	child_ok(child);
	child = fork();
	if (!child)
		exec_probe(g.fd);
	child_ok(child);
	MUST(!counts_or_ends(&g));
	end(&g);
}
static void L11(void)
{
	pid_t child = fork();
	struct guest g;

	if (!child) {
		START(&g, counts);
		MUST(!counts_or_ends(&g));
		exec_probe(g.fd);
	}
	child_ok(child);
}
/* A child keeps the file of an owner that is gone, with a timer armed. */
static void L12(void)
{
	int pair[2], killed;
	char byte;

	for (killed = 0; killed < 2; killed++) {
		pid_t owner, child;
		struct guest g;

		MUST(!pipe(pair));
		owner = fork();
		if (!owner) {
			START(&g, halts);
			MUST(run_for(&g, 20, &g, 0) < 0);
			child = fork();
			if (child) {
				char buf[256];

				MUST(run_for(&g, 5, buf, sizeof(buf)) < 0);
				if (killed)
					raise(SIGKILL);
				_exit(0);
			}
			while (getppid() == owner)
				pause_ms(1);
			pause_ms(150);	/* the timer's time */
			refused(g.fd);
			close(g.fd);
			MUST(write(pair[1], "", 1) == 1);
			_exit(0);
		}
		MUST(waitpid(owner, NULL, 0) == owner);
		close(pair[1]);
		MUST(read(pair[0], &byte, 1) == 1);
		close(pair[0]);
	}
}
/* Break-outs are signals: storms of them from many, then the owner dies. */
static void L13(void)
{
	pid_t owner = fork(), senders[4];
	struct guest g;
	char buf[256];
	int i;

	if (!owner) {
		interrupted_by(SIGUSR1);
		START(&g, counts);
		for (;;) {
			ssize_t n = read(g.fd, buf, sizeof(buf));

			MUST(n < 0 && errno == EINTR);
		}
	}
	pause_ms(100);
	for (i = 0; i < 4; i++) {
		senders[i] = fork();
		if (!senders[i]) {
			double limit = now() + 1;

			while (now() < limit)
				MUST(!kill(owner, SIGUSR1));
			_exit(0);
		}
	}
	for (i = 0; i < 4; i++)
		child_ok(senders[i]);
	MUST(!kill(owner, SIGKILL) && waitpid(owner, NULL, 0) == owner);
}
__attribute__((noreturn))
static void run_endlessly(struct guest *g)
{
	char buf[256];

	while (read(g->fd, buf, sizeof(buf)) == 8)
		;
	_exit(0);
}
/* Killed while it runs, sleeps, copies and sets up, again and again. */
static void L18(void)
{
	long before = pinned(), delay;
	struct guest g;
	pid_t child;
	int round;

	for (round = 0; round < 40; round++) {
		child = fork();
		if (!child) {
			switch (round % 4) {
			case 0:
				START(&g, counts);
				run_endlessly(&g);
			case 1:
				START(&g, halts);
				run_endlessly(&g);
			case 2:
				START(&g, sends);
				run_endlessly(&g);
			case 3:
				for (;;) {
					START(&g, counts);
					end(&g);
				}
			}
		}
		delay = round * 7 % 31;
		pause_ms(delay);
		MUST(!kill(child, SIGKILL) &&
		     waitpid(child, NULL, 0) == child);
		MUST(pins_back(before, 5));
	}
}
/*
 * A read() that had to go to user space for a moment, after a preemption for
 * instance, is done again, and finds no file any more.
 */
static volatile int returned;
static void *reads_once(void *arg)
{
	struct guest *g = arg;
	char buf[256];
	ssize_t n = read(g->fd, buf, sizeof(buf));

	MUST(n < 0 && (errno == EINTR || errno == EBADF));
	returned = 1;
	return NULL;
}
static void L19(void)
{
	long before = pinned();
	pthread_t thread;
	struct guest g;

	interrupted_by(SIGUSR1);
	START(&g, counts);
	MUST(!pthread_create(&thread, NULL, reads_once, &g));
	while (!*count_of(&g))
		pause_ms(1);
	MUST(!close(g.fd));
	/* It goes on, as the file is still in use. */
	{
		uint32_t count = *count_of(&g);

		while (*count_of(&g) == count && !returned)
			pause_ms(1);
	}
	MUST(!pthread_kill(thread, SIGUSR1));
	pthread_join(thread, NULL);
	MUST(pins_back(before, 5));
	munmap(g.memory, PAGES * PAGE);
}
/* For L20: holds a guest open until its input ends. */
static void hold(void)
{
	struct guest g;
	char byte;

	START(&g, counts);
	MUST(!counts_or_ends(&g));
	puts("open");
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	end(&g);
}

const struct launcher_case owner_cases[] = {
	{ "L10", L10 },
	{ "L11", L11 },
	{ "L12", L12 },
	{ "L13", L13 },
	{ "L18", L18 },
	{ "L19", L19 },
	{ "hold", hold },
	{ NULL, NULL }
};
