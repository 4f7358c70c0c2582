// SPDX-License-Identifier: GPL-2.0
/*
 * Starts, watches, kills and reaps the launcher, or qemu. The kernel kills the
 * child when lgcheck dies in any way (PR_SET_PDEATHSIG), and with it the guest
 * ends. What /proc says of the child is trusted.
 */
#include "run/launch.h"

#include "lib/clock.h"
#include "lib/confine.h"
#include "lib/contract.h"
#include "lib/value.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define KILL_LIMIT UINT64_C(20000000000)
/* Higher than every descriptor that the child gets. */
#define FD_SAFE 10

/* A pipe or a pair of sockets that do not collide with the child's 0 to 4. */
static int make_pipe(int fd[2], bool sockets)
{
	int p[2];

	fd[0] = fd[1] = -1;
	if (sockets ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, p) :
		      pipe2(p, O_CLOEXEC))
		return -errno;
	for (int i = 0; i < 2; i++) {
		fd[i] = fcntl(p[i], F_DUPFD_CLOEXEC, FD_SAFE);
		close(p[i]);
	}
	return fd[0] < 0 || fd[1] < 0 ? -EMFILE : 0;
}

static void close_pipe(int fd[2])
{
	for (int i = 0; i < 2; i++)
		if (fd[i] >= 0)
			close(fd[i]);
}

enum { IN, OUT, ERR, RES, MON, EXEC, PIPES };

/* In the child: 0 or -errno. */
static int give_up_rights(const struct launch_how *how)
{
	if (how->own_net && unshare(CLONE_NEWNET))
		return -errno;
	if (!how->confined)
		return 0;
	/* Whoever is not root may need a namespace of users for that. */
	if (!how->own_net && unshare(CLONE_NEWNET) &&
	    unshare(CLONE_NEWUSER | CLONE_NEWNET))
		errno = 0;
	return confine_drop_capabilities();
}

/* In the child; does not return. */
static void child(char *const argv[], int pipes[PIPES][2], pid_t parent,
		  const struct launch_how *how)
{
	static const int target[EXEC] = { 0, 1, 2, LGUEST_RESULTS_FD,
					  LAUNCH_MONITOR_FD };
	sigset_t none;
	int e = give_up_rights(how);

	/* Afterwards, because a change of rights would undo it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	errno = -e;
	if (e)
		goto fail;
	setpgid(0, 0);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int i = 0; i < EXEC; i++)
		if ((i != MON || how->monitor) &&
		    dup2(pipes[i][i == IN ? 0 : 1], target[i]) < 0)
			goto fail;
	execv(argv[0], argv);
fail:
	e = errno;
	if (write(pipes[EXEC][1], &e, sizeof(e)) < 0)
		_exit(126);
	_exit(127);
}

static int take(int pipe[2], int end)
{
	int fd = pipe[end];

	pipe[end] = -1;
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	return fd;
}

int launch_start(struct launch *l, char *const argv[],
		 const struct launch_how *how, struct refusal *err)
{
	int pipes[PIPES][2], ret = 0, e = 0;
	pid_t parent = getpid();

	memset(l, 0, sizeof(*l));
	l->in = l->out = l->err = l->results = l->monitor = -1;
	memset(pipes, -1, sizeof(pipes));
	for (int i = 0; i < PIPES && !ret; i++)
		if (i != MON || how->monitor)
			ret = make_pipe(pipes[i], i == MON);
	if (!ret) {
		l->pid = fork();
		ret = l->pid < 0 ? -errno : 0;
	}
	if (ret) {
		l->pid = 0;
		refuse(err, -ret, "%s: cannot start: %s", argv[0],
		       strerror(-ret));
		goto out;
	}
	if (!l->pid)
		child(argv, pipes, parent, how);
	close(pipes[EXEC][1]);
	pipes[EXEC][1] = -1;
	if (read(pipes[EXEC][0], &e, sizeof(e)) == sizeof(e)) {
		waitpid(l->pid, NULL, 0);
		l->pid = 0;
		ret = refuse(err, e, "%s: cannot start the launcher: %s",
			     argv[0], strerror(e));
		goto out;
	}
	l->in = take(pipes[IN], 1);
	l->out = take(pipes[OUT], 0);
	l->err = take(pipes[ERR], 0);
	l->results = take(pipes[RES], 0);
	if (how->monitor)
		l->monitor = take(pipes[MON], 0);
out:
	for (int i = 0; i < PIPES; i++)
		close_pipe(pipes[i]);
	return ret;
}

int launch_poll(struct launch *l, int *status)
{
	if (!l->pid || waitpid(l->pid, status, WNOHANG) != l->pid)
		return 0;
	l->pid = 0;
	return 1;
}

int launch_kill(struct launch *l, int *status)
{
	uint64_t limit = clock_now() + KILL_LIMIT;
	struct timespec nap = { 0, 2000000 };

	if (!l->pid)
		return 0;
	kill(l->pid, SIGKILL);
	/* SIGCHLD is blocked and read elsewhere: keep asking. */
	while (!launch_poll(l, status)) {
		if (clock_now() > limit)
			return -EBUSY;
		nanosleep(&nap, NULL);
	}
	return 0;
}

void launch_close(struct launch *l)
{
	int *fds[] = { &l->in, &l->out, &l->err, &l->results, &l->monitor };

	for (int i = 0; i < 5; i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
}

/* A thread's file under /proc, such as "stat"; NULL if the thread is gone. */
static FILE *open_thread(const struct launch *l, pid_t tid, const char *file)
{
	char name[100];

	snprintf(name, sizeof(name), "/proc/%d/task/%d/%s", (int)l->pid,
		 (int)tid, file);
	return fopen(name, "re");
}

/* Does it want to run, and how often has it slept? */
static bool read_status(const struct launch *l, struct launch_thread *t)
{
	FILE *f = open_thread(l, t->tid, "status");
	bool found = false;
	char line[200], state = '?';

	if (!f)
		return false;
	while (!found && fgets(line, sizeof(line), f)) {
		sscanf(line, "State: %c", &state);
		found = sscanf(line, "voluntary_ctxt_switches: %llu",
			       &t->slept) == 1;
	}
	fclose(f);
	t->ready = state == 'R';
	return found;
}

/* The thread's place in the table, or a free one; NULL: there is none. */
static struct launch_thread *find_thread(struct launch *l, pid_t tid)
{
	struct launch_thread *free = NULL;

	for (unsigned i = 0; i < LAUNCH_THREADS; i++) {
		if (l->threads[i].tid == tid)
			return &l->threads[i];
		if (!free && !l->threads[i].tid)
			free = &l->threads[i];
	}
	return free;
}

/*
 * The kernel adds a wait for the CPU only when the wait is over. So we work out
 * one that still goes on: a thread that wants to run, wanted to run when we
 * last looked and has not slept since then has waited whenever it did not run.
 */
static uint64_t waits_now(struct launch *l, pid_t tid, uint64_t run,
			  uint64_t wait)
{
	struct launch_thread now = { .tid = tid, .run = run, .wait = wait },
			     *t = find_thread(l, tid);
	uint64_t known;

	now.at = clock_now();
	if (!t || !read_status(l, &now))
		return 0;
	if (t->tid == tid && t->ready && now.ready && t->slept == now.slept) {
		known = t->at + (run - t->run) + (wait - t->wait);
		return now.at > known ? now.at - known : 0;
	}
	*t = now;
	return 0;
}

/* Adds the times of one thread. */
static bool thread_times(struct launch *l, pid_t tid, struct launch_times *t)
{
	unsigned long long run, wait;
	FILE *f = open_thread(l, tid, "schedstat");
	int n;

	if (!f)
		return false;
	n = fscanf(f, "%llu %llu", &run, &wait);
	fclose(f);
	if (n != 2)
		return false;
	t->run += run;
	t->wait += wait + waits_now(l, tid, run, wait);
	return true;
}

int launch_times(struct launch *l, struct launch_times *t)
{
	char name[40];
	struct dirent *d;
	bool any = false;
	unsigned tid;
	DIR *dir;

	memset(t, 0, sizeof(*t));
	snprintf(name, sizeof(name), "/proc/%d/task", (int)l->pid);
	dir = opendir(name);
	if (!dir)
		return -ENOENT;
	while ((d = readdir(dir)))
		if (!value_number(d->d_name, INT_MAX, &tid) &&
		    thread_times(l, tid, t))
			any = true;
	closedir(dir);
	return any ? 0 : -ENOENT;
}

int64_t launch_demand(struct launch *l)
{
	struct launch_times t;

	return launch_times(l, &t) ? -1 : (int64_t)(t.run + t.wait);
}
