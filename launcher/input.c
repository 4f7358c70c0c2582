// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 200: Keys
 *
 * The input thread waits for bytes on every console that has input, queues them
 * and gives them to the guest.
 *
 * When the guest has no free buffer, the bytes stay queued. A guest frees its
 * buffer by clearing used_len in its own memory, and nobody hears that. So
 * while something is queued, the thread looks again every RETRY_MS, and at once
 * when the run loop, after a send (often an echo), sees that the last buffer is
 * free. With nothing queued the thread sleeps.
 *
 * The thread ends with the process. A console whose input fails is no longer
 * watched; nothing here ends the guest but three ^C.
 */
#include "input.h"

#include "lib/clock.h"
#include "thread.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define RETRY_MS	5

static int64_t now_ms(void)
{
	return (int64_t)(clock_now() / 1000000);
}

static void deliver_all(struct input *in)
{
	bool waiting = false;

	/* Set first, so that a kick during delivery is not lost. */
	for (unsigned int i = 0; i < in->count; i++)
		waiting |= in->consoles[i]->used > 0;
	atomic_store(&in->waiting, waiting);
	if (!waiting)
		return;
	waiting = false;
	for (unsigned int i = 0; i < in->count; i++)
		waiting |= !console_deliver(in->consoles[i]);
	if (!waiting)
		atomic_store(&in->waiting, false);
}

void input_turn(struct input *in)
{
	struct pollfd fds[1 + LGUEST_MAX_DEVICES];
	uint64_t kicks;

	fds[0] = (struct pollfd){ .fd = in->kick, .events = POLLIN };
	for (unsigned int i = 0; i < in->count; i++) {
		const struct console *con = in->consoles[i];

		/* poll() skips negative descriptors. */
		fds[1 + i] = (struct pollfd){
			.fd = console_wants_input(con) ? con->in : -1,
			.events = POLLIN,
		};
	}
	if (poll(fds, 1 + in->count,
		 atomic_load(&in->waiting) ? RETRY_MS : -1) < 0)
		return;
	if (fds[0].revents && read(in->kick, &kicks, sizeof(kicks)) < 0)
		kicks = 0;
	for (unsigned int i = 0; i < in->count; i++) {
		if (!fds[1 + i].revents)
			continue;
		if (console_read(in->consoles[i], now_ms()) == CONSOLE_BREAK)
			in->on_break();
	}
	deliver_all(in);
}

static void *input_thread(void *arg)
{
	for (;;)
		input_turn(arg);
	return NULL;
}

int input_start(struct input *in, struct console **consoles,
		unsigned int count, void (*on_break)(void),
		struct refusal *why)
{
	memset(in, 0, sizeof(*in));
	in->consoles = consoles;
	in->count = count;
	in->on_break = on_break;
	in->kick = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (in->kick < 0)
		return refuse(why, errno, "cannot make an event descriptor: %s",
			      strerror(errno));
	return thread_start(input_thread, in, "the input thread", why);
}

void input_kick(struct input *in)
{
	uint64_t one = 1;

	if (!atomic_load(&in->waiting))
		return;
	for (unsigned int i = 0; i < in->count; i++) {
		if (!console_buffer_free(in->consoles[i]))
			continue;
		/* Fails only if there are enough kicks already. */
		if (write(in->kick, &one, sizeof(one)) < 0)
			return;
		return;
	}
}
