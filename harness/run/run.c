// SPDX-License-Identifier: GPL-2.0
/*
 * Runs one guest: starts its process, which is the launcher or qemu, moves bytes
 * between its pipes and the score, and ends it when it is dead, late or no longer
 * wanted.
 * Single-threaded; all times are CLOCK_MONOTONIC. The bytes are a guest's: this
 * file only stores them, the score interprets them.
 */
#include "run/run.h"

#include "lib/clock.h"
#include "lib/text.h"
#include "run/hang.h"
#include "run/limits.h"
#include "run/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOG_MAX (UINT64_C(256) << 20)
#define CHUNK 65536
#define CONSOLE_ROUND (16 * CHUNK)
#define SAMPLE_NS UINT64_C(500000000)
#define SAMPLES 4
/* Limits use the launcher's CPU times; they may be this old. */
#define TIMES_NS UINT64_C(50000000)
/* A pipe holds less; more can only come from someone who keeps it open. */
#define LAST_ROUNDS 64

/* How long a machine may take to say what the guest does; how often we look. */
#define ASK_LIMIT	UINT64_C(5000000000)
#define ASK_POLL_MS	20

struct log {
	int fd;
	char path[4096];
	uint64_t left;
};

struct run {
	struct run_config config;
	const struct suite *suite;
	struct score *score;
	struct machine_guest guest;
	uint64_t start;
	struct log console, records, words;
	struct lines stderr_lines;
	char last_word[400];
	char *queue;		/* bytes to type on the console */
	size_t queued;
	uint64_t closed_at;
	bool over;
	struct ending ending;
	bool asking;		/* the launcher must say what the guest does */
	uint64_t ask_until;
	struct limit passed;	/* because this limit has passed */
	/* how busy the launcher was: a ring of samples */
	int64_t cpu[SAMPLES];
	uint64_t cpu_at[SAMPLES];
	unsigned samples;
	struct launch_times times;	/* of the launcher, a moment ago */
	uint64_t times_at;
	struct limit_clock clock;
};

static uint64_t elapsed(const struct run *r)
{
	return clock_now() - r->start;
}

/* --- logs --- */

static int log_open(struct log *log, const char *dir, const char *name,
		    struct refusal *err)
{
	snprintf(log->path, sizeof(log->path), "%s/%s", dir, name);
	log->left = LOG_MAX;
	log->fd = open(log->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		       0644);
	if (log->fd < 0)
		return refuse(err, errno, "%s: cannot create: %s",
			      log->path, strerror(errno));
	return 0;
}

static void log_write(struct log *log, const char *data, size_t n)
{
	static const char cut[] = "\n[lgcheck: the log is cut here]\n";

	if (log->fd < 0 || !log->left)
		return;
	if (n > log->left)
		n = log->left;
	log->left -= n;
	while (n) {
		ssize_t w = write(log->fd, data, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0) {
			fprintf(stderr,
				"lgcheck: %s: cannot write: %s; it ends here\n",
				log->path, strerror(errno));
			close(log->fd);
			log->fd = -1;
			return;
		}
		data += w;
		n -= w;
	}
	if (!log->left && write(log->fd, cut, sizeof(cut) - 1) < 0)
		log->left = 0;
}

static void log_close(struct log *log)
{
	if (log->fd >= 0)
		close(log->fd);
	log->fd = -1;
}

/* --- bytes --- */

static void stderr_line(void *ctx, const char *text, size_t len, bool cut)
{
	struct run *r = ctx;

	(void)cut;
	if (!len)
		return;
	text_clean(r->last_word, sizeof(r->last_word), text, len);
	if (r->config.verbose)
		fprintf(stderr, "%s%s%s\n",
			r->config.label ? r->config.label : "",
			r->config.label ? ": " : "", r->last_word);
}

/* Reads up to size bytes; at the end closes and forgets the descriptor. */
static size_t take(int *fd, char *buf, size_t size)
{
	ssize_t n;

	if (*fd < 0)
		return 0;
	n = read(*fd, buf, size);
	if (n > 0)
		return n;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	close(*fd);
	*fd = -1;
	return 0;
}

/*
 * Takes what is there; false if nothing is. Records are read first and fed
 * last, so that when we judge a result, we know what the guest logged before.
 */
static bool pump(struct run *r)
{
	static char records[CHUNK], buf[CHUNK];
	size_t nrec, n, sum = 0;
	uint64_t now = elapsed(r);

	nrec = take(&r->guest.launch.results, records, sizeof(records));
	while (sum < CONSOLE_ROUND &&
	       (n = take(&r->guest.launch.out, buf, sizeof(buf)))) {
		sum += n;
		log_write(&r->console, buf, n);
		score_console(r->score, buf, n, now);
	}
	log_write(&r->records, records, nrec);
	if (nrec)
		score_records(r->score, records, nrec, now);
	n = take(&r->guest.launch.err, buf, sizeof(buf));
	log_write(&r->words, buf, n);
	lines_feed(&r->stderr_lines, buf, n);
	return nrec || sum || n;
}


static void queue_send(void *ctx, const unsigned char *text, size_t len)
{
	struct run *r = ctx;
	char *q = realloc(r->queue, r->queued + len);

	if (!q)
		return;
	memcpy(q + r->queued, text, len);
	r->queue = q;
	r->queued += len;
}

static void flush_queue(struct run *r)
{
	ssize_t n;

	if (!r->queued || r->guest.launch.in < 0)
		return;
	n = write(r->guest.launch.in, r->queue, r->queued);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0) {
		close(r->guest.launch.in);
		r->guest.launch.in = -1;
		return;
	}
	r->queued -= n;
	memmove(r->queue, r->queue + n, r->queued);
}

/* --- ends --- */

static void end_by_status(struct run *r, int status)
{
	struct ending *e = &r->ending;

	r->over = true;
	e->how = WIFSIGNALED(status) ? END_SIGNAL : END_EXIT;
	e->number = WIFSIGNALED(status) ? WTERMSIG(status) :
					  WEXITSTATUS(status);
	/* What it wrote before it died is still in the pipes. */
	for (int i = 0; i < LAST_ROUNDS && pump(r); i++)
		;
	lines_end(&r->stderr_lines);
	text_copy(e->text, sizeof(e->text), r->last_word);
	if (r->config.machine->ended)
		r->config.machine->ended(&r->guest, r->score, e);
}

static void end_by_us(struct run *r, enum end_how how, const char *text)
{
	r->over = true;
	r->ending.how = how;
	text_copy(r->ending.text, sizeof(r->ending.text), text);
}

static void sample_cpu(struct run *r)
{
	unsigned last = (r->samples + SAMPLES - 1) % SAMPLES;
	uint64_t now = clock_now();
	unsigned i = r->samples % SAMPLES;

	if (r->samples && now - r->cpu_at[last] < SAMPLE_NS)
		return;
	r->cpu[i] = launch_demand(&r->guest.launch);
	r->cpu_at[i] = now;
	r->samples++;
}

/* How much of the last second or two the launcher wanted a CPU, in percent. */
static int busy_percent(struct run *r)
{
	unsigned oldest = r->samples > SAMPLES ? r->samples % SAMPLES : 0;
	int64_t cpu = launch_demand(&r->guest.launch);
	uint64_t span = clock_now() - r->cpu_at[oldest];

	if (!r->samples || cpu < 0 || r->cpu[oldest] < 0 ||
	    span < SAMPLE_NS / 2)
		return -1;
	return (cpu - r->cpu[oldest]) * 100 / (int64_t)span;
}

/* A thread that ends takes its times along: never go back. */
static void read_times(struct run *r, uint64_t age)
{
	struct launch_times t;
	uint64_t now = clock_now();

	if (r->times_at && now - r->times_at < age)
		return;
	r->times_at = now;
	if (launch_times(&r->guest.launch, &t))
		return;
	if (t.run > r->times.run)
		r->times.run = t.run;
	if (t.wait > r->times.wait)
		r->times.wait = t.wait;
}

static void next_limit(struct run *r, struct limit *limit)
{
	r->clock.waited = r->times.wait;
	r->clock.factor = r->config.wall_factor;
	limits_next(r->suite, r->score, r->closed_at, &r->clock, limit);
}

/* A limit has passed: before we end the guest, ask what it is doing. */
static void ask_state(struct run *r, const struct limit *limit)
{
	r->asking = true;
	r->ask_until = elapsed(r) + ASK_LIMIT;
	r->passed = *limit;
	r->config.machine->ask(&r->guest);
}

static void why_asked(const struct run *r, char *out, size_t size)
{
	const char *busy = busy_word(r->ending.busy);

	snprintf(out, size, "%s%s%s; last line: \"%s\"", r->passed.text,
		 *busy ? "; " : "", busy, r->score->last_line);
}

static void check_answer(struct run *r, bool launcher_gone)
{
	char report[4200], why[900];

	if (!hang_answered(r->guest.state) && !launcher_gone &&
	    elapsed(r) < r->ask_until)
		return;
	snprintf(report, sizeof(report), "%s/hang.txt", r->config.dir);
	why_asked(r, why, sizeof(why));
	hang_report(r->guest.state, r->config.kernel, report, why, r->ending.where,
		    sizeof(r->ending.where));
	end_by_us(r, r->passed.how, r->passed.text);
}

static void check_limits(struct run *r)
{
	struct limit limit;
	uint64_t now = elapsed(r);

	next_limit(r, &limit);
	if (now < limit.at)
		return;
	/* Perhaps it got no CPU lately. */
	read_times(r, 0);
	next_limit(r, &limit);
	if (now < limit.at)
		return;
	r->ending.busy = busy_percent(r);
	if (limit.how == END_STOPPED)
		score_step_late(r->score, now);
	ask_state(r, &limit);
}

/* --- the loop --- */

int run_wait_ms(struct run *r)
{
	struct limit limit;
	uint64_t now = elapsed(r), left;

	if (r->asking)
		return ASK_POLL_MS;
	next_limit(r, &limit);
	left = limit.at > now ? limit.at - now : 0;
	/* And once before the limit: a wait counts once we have seen it. */
	if (left > SAMPLE_NS)
		left = SAMPLE_NS;
	else if (left > 2 * TIMES_NS)
		left /= 2;
	return left / 1000000 + 1;
}

void run_poll(const struct run *r, struct pollfd *fds)
{
	const struct launch *l = &r->guest.launch;

	fds[4] = (struct pollfd){ .fd = l->monitor, .events = POLLIN };
	fds[0] = (struct pollfd){ .fd = l->out, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = l->results, .events = POLLIN };
	fds[2] = (struct pollfd){ .fd = l->err, .events = POLLIN };
	fds[3] = (struct pollfd){ .fd = r->queued ? l->in : -1,
				  .events = POLLOUT };
}

void run_turn(struct run *r)
{
	int status;

	if (r->over)
		return;
	sample_cpu(r);
	read_times(r, TIMES_NS);
	pump(r);
	flush_queue(r);
	if (r->config.machine->turn)
		r->config.machine->turn(&r->guest);
	if (r->guest.launch.out < 0 && !r->closed_at)
		r->closed_at = elapsed(r);
	if (r->asking)
		check_answer(r, launch_poll(&r->guest.launch, &status));
	else if (launch_poll(&r->guest.launch, &status))
		end_by_status(r, status);
	else
		check_limits(r);
}

bool run_over(const struct run *r)
{
	return r->over;
}

void run_interrupt(struct run *r)
{
	if (!r->over)
		end_by_us(r, END_INTERRUPTED, "");
}

uint64_t run_cpu(struct run *r)
{
	read_times(r, 0);
	return r->times.run;
}

uint64_t run_cpu_lately(const struct run *r)
{
	return r->times.run;
}

static int start_process(struct run *r, struct refusal *err)
{
	const struct machine *machine = r->config.machine;
	struct launch_how how = machine->how;
	struct command_line command = { .n = 0 };
	int ret;

	how.own_net = r->suite->net;
	machine->command(&command, &r->config, r->suite);
	ret = command.error;
	if (ret)
		refuse(err, -ret, "%s: no command line for the guest: %s",
		       r->suite->file, strerror(-ret));
	else
		ret = launch_start(&r->guest.launch, command.word, &how, err);
	command_free(&command);
	return ret;
}

static int start(struct run *r, struct refusal *err)
{
	const struct run_config *c = &r->config;
	int ret;

	ret = log_open(&r->console, c->dir, "console.log", err);
	if (!ret)
		ret = log_open(&r->records, c->dir, "records.log", err);
	if (!ret)
		ret = log_open(&r->words, c->dir, "launcher.log", err);
	if (ret)
		return ret;
	snprintf(r->guest.state, sizeof(r->guest.state), "%s/" RUN_STATE,
		 c->dir);
	r->start = clock_now();
	ret = start_process(r, err);
	if (!ret && c->machine->started)
		c->machine->started(&r->guest);
	return ret;
}

static void free_run(struct run *r)
{
	qmp_end(&r->guest.qmp);
	launch_close(&r->guest.launch);
	log_close(&r->console);
	log_close(&r->records);
	log_close(&r->words);
	free(r->queue);
	free(r);
}

int run_begin(const struct run_config *c, const struct suite *suite,
	      struct score *s, struct run **out, struct refusal *err)
{
	struct run *r = calloc(1, sizeof(*r));
	int ret;

	*out = NULL;
	if (!r)
		return refuse(err, ENOMEM, "out of memory");
	r->config = *c;
	r->suite = suite;
	r->score = s;
	r->console.fd = r->records.fd = r->words.fd = -1;
	r->guest.launch = (struct launch){ .in = -1, .out = -1, .err = -1,
					   .results = -1, .monitor = -1 };
	r->guest.qmp.fd = -1;
	r->ending.busy = -1;
	lines_init(&r->stderr_lines, stderr_line, r);
	ret = start(r, err);
	if (ret) {
		free_run(r);
		return ret;
	}
	*out = r;
	score_start(s, queue_send, r);
	return 0;
}

int run_end(struct run *r, struct refusal *err)
{
	int status, ret = launch_kill(&r->guest.launch, &status);

	if (ret)
		refuse(err, EBUSY,
		       "process %d, the guest's, cannot be killed: it is stuck in the host's kernel; see the host's log",
		       (int)r->guest.launch.pid);
	pump(r);
	score_end(r->score, &r->ending, elapsed(r));
	free_run(r);
	return ret;
}
