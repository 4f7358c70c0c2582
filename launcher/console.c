// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 190: Consoles
 *
 * Output: the run loop calls console_send() with a checked list, and the guest
 * waits until all of it is written. Input: the input thread reads, queues and
 * delivers; the queue is that thread's own, so there is no lock.
 *
 * The guest chooses what is written to the user's terminal, as on any serial
 * line. It does not choose where.
 */
#include "console.h"

#include "host.h"
#include "lib/text.h"
#include "lib/value.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int write_fully(int fd, struct iovec *iov, unsigned int count)
{
	while (count) {
		ssize_t n = writev(fd, iov, (int)count);

		if (n >= 0) {
			iov_advance(&iov, &count, (size_t)n);
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			struct pollfd p = { .fd = fd, .events = POLLOUT };

			poll(&p, 1, -1);
		} else if (errno != EINTR) {
			return -errno;
		}
	}
	return 0;
}

static int console_send(struct device *dev, uint32_t key,
			const struct dma *sent, struct refusal *why)
{
	struct console *con = dev->state;
	struct dma copy = *sent;
	int err = write_fully(con->out, copy.iov, copy.count);

	(void)key;
	if (err && err != -EPIPE) {
		warn_guest(&con->warnings,
			   "%s: console output is lost: %s", con->name,
			   strerror(-err));
		return 0;
	}
	if (err)
		return refuse(why, -err,
			      "%s: cannot write the console's output: %s; the guest is stopped",
			      con->name, strerror(-err));
	if (sent->count) {
		const struct iovec *last = &sent->iov[sent->count - 1];
		const char *text = last->iov_base;

		con->mid_line = text[last->iov_len - 1] != '\n';
	}
	return (int)sent->total;
}

const struct device_ops console_ops = {
	.name = "console",
	.type = LGUEST_DEVICE_T_CONSOLE,
	.send = console_send,
};

void console_stdio(struct console *con)
{
	memset(con, 0, sizeof(*con));
	con->name = "standard output";
	con->out = STDOUT_FILENO;
	con->in = STDIN_FILENO;
	con->terminal = isatty(STDIN_FILENO);
}

static int use_descriptor(struct console *con, const char *where,
			  struct refusal *why)
{
	unsigned int fd;
	int flags;

	if (value_number(where + 3, 65535, &fd))
		return refuse(why, EINVAL,
			      "--console=%s: not a descriptor; give --console=fd:N with a number N",
			      where);
	flags = fcntl((int)fd, F_GETFL);
	if (flags < 0)
		return refuse(why, errno,
			      "--console=%s: that descriptor is not open; open it before starting lguest",
			      where);
	if ((flags & O_ACCMODE) == O_RDONLY)
		return refuse(why, EINVAL,
			      "--console=%s: that descriptor is not open for writing",
			      where);
	con->out = (int)fd;
	/* The standard descriptors' input belongs to hvc0. */
	if ((flags & O_ACCMODE) == O_RDWR && fd > STDERR_FILENO)
		con->in = (int)fd;
	return 0;
}

int console_open(struct console *con, const char *where, struct refusal *why)
{
	memset(con, 0, sizeof(*con));
	con->name = where;
	con->in = -1;
	if (text_after(where, "fd:"))
		return use_descriptor(con, where, why);
	con->out = open(where, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC |
			O_NOCTTY, 0644);
	if (con->out < 0)
		return refuse(why, errno,
			      "%s: cannot open it for the console's output: %s",
			      where, strerror(errno));
	return 0;
}

int console_add(struct console *con, struct device_table *table, bool first,
		struct refusal *why)
{
	con->dev = device_add(table, &console_ops, con, 0, !first, why);
	if (!con->dev)
		return -ENOSPC;
	con->dev->key += LGUEST_CONSOLE_OUT;
	return 0;
}

bool console_wants_input(const struct console *con)
{
	/*
	 * A terminal is always read, or else we would miss ^C while the guest
	 * takes nothing; what does not fit is dropped, as terminals do. Files
	 * and pipes wait, so they lose nothing.
	 */
	return con->in >= 0 && (con->terminal || con->used < CONSOLE_QUEUE);
}

static void enqueue(struct console *con, const uint8_t *buf, size_t n)
{
	if (n > CONSOLE_QUEUE - con->used) {
		n = CONSOLE_QUEUE - con->used;
		warn_guest(&con->warnings,
			   "the guest takes no input: some of what was typed is dropped");
	}
	for (size_t i = 0; i < n; i++)
		con->queue[(con->start + con->used + i) % CONSOLE_QUEUE] =
			buf[i];
	con->used += n;
}

enum console_event console_read(struct console *con, int64_t now)
{
	uint8_t buf[1024];
	size_t max = sizeof(buf);
	ssize_t n;

	if (!con->terminal && max > CONSOLE_QUEUE - con->used)
		max = CONSOLE_QUEUE - con->used;
	n = read(con->in, buf, max);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return CONSOLE_NOTHING;
	if (n <= 0) {
		if (n < 0 && errno != EIO)
			warn("cannot read console input: %s; the guest goes on without",
			     strerror(errno));
		else
			verbose("console input has ended");
		con->in = -1;
		return CONSOLE_NOTHING;
	}
	enqueue(con, buf, (size_t)n);
	if (con->terminal && break_rule_feed(&con->rule, buf, (size_t)n, now))
		return CONSOLE_BREAK;
	return CONSOLE_INPUT;
}

/* Moves the front of the queue to one buffer of the guest; bytes moved. */
static size_t fill_buffer(struct console *con, const struct dma *dma)
{
	size_t first = CONSOLE_QUEUE - con->start, done;
	struct dma rest = *dma;
	struct iovec *iov = rest.iov;

	if (first > con->used)
		first = con->used;
	done = dma_fill(dma, con->queue + con->start, first);
	if (done == first && first < con->used) {
		iov_advance(&iov, &rest.count, done);
		memmove(rest.iov, iov, rest.count * sizeof(*iov));
		done += dma_fill(&rest, con->queue, con->used - first);
	}
	con->start = (con->start + done) % CONSOLE_QUEUE;
	con->used -= done;
	return done;
}

bool console_deliver(struct console *con)
{
	const struct guest_memory *mem = con->dev->table->mem;
	uint32_t key = con->dev->page + LGUEST_CONSOLE_IN;
	int host = con->dev->table->host;
	struct lguest_getdma got;
	struct dma dma;
	size_t n;

	while (con->used) {
		if (host_getdma(host, key, &got))
			return false;
		if (dma_read(mem, got.dma, &dma) || !dma.total) {
			warn_guest(&con->warnings,
				   "the guest's buffer for console input at 0x%x is no good",
				   got.dma);
			return false;
		}
		n = fill_buffer(con, &dma);
		dma_mark_used(mem, &dma, (uint32_t)n);
		con->filled = got.dma;
		host_irq(host, got.irq);
	}
	return true;
}

bool console_buffer_free(const struct console *con)
{
	uint32_t filled = con->filled;
	const uint32_t *used = filled ?
		guest_range(con->dev->table->mem, filled, sizeof(*used)) :
		NULL;

	return used && !__atomic_load_n(used, __ATOMIC_ACQUIRE);
}
