// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 140: Talking to the host
 *
 * The launcher's side of lguest_launcher.h. Each request is one system call, so
 * there is nothing to lock, and any thread may make one.
 *
 * The host is trusted; what it passes on from the guest is not. The two words
 * of a send are returned as they are, and the text of an end is made printable.
 */
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Addresses are words, as everything else. */
static uint64_t word(const void *address)
{
	return (uintptr_t)address;
}

static int request(int fd, const void *words, size_t bytes)
{
	ssize_t n;

	do {
		n = write(fd, words, bytes);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

int host_open(struct refusal *why)
{
	int fd = open(LGUEST_DEVICE, O_RDWR | O_CLOEXEC);

	if (fd >= 0)
		return fd;
	switch (errno) {
	case ENOENT:
	case ENODEV:
	case ENXIO:
		return refuse(why, errno,
			      LGUEST_DEVICE ": not there; load the host module with `modprobe lg`");
	case EACCES:
	case EPERM:
		return refuse(why, errno,
			      LGUEST_DEVICE ": not permitted; run as root, or get access to it");
	default:
		return refuse(why, errno, LGUEST_DEVICE ": %s; see dmesg",
			      strerror(errno));
	}
}

int host_initialize(int fd, const struct guest_memory *mem,
		    const struct host_start *start, struct refusal *why)
{
	struct {
		uint64_t request;
		struct lguest_init init;
	} words = {
		.request = LHREQ_INITIALIZE,
		.init = {
			.mem_base = word(mem->base),
			.pfn_limit = mem->size / PAGE_BYTES,
			.start = start->entry,
			.page_offset = start->page_offset,
			.boot_params = start->boot_params,
			.device_pfn = start->device_pfn,
		},
	};
	int err = request(fd, &words, sizeof(words));

	switch (-err) {
	case 0:
		return 0;
	case ENOSPC:
		return refuse(why, ENOSPC,
			      LGUEST_DEVICE ": too many guests run already; end one of them");
	case EINVAL:
		return refuse(why, EINVAL,
			      LGUEST_DEVICE ": the host refuses this guest (page offset 0x%x, %u MiB); see dmesg, and build launcher and module from one tree",
			      start->page_offset, mem->ram >> 20);
	default:
		return refuse(why, -err,
			      LGUEST_DEVICE ": cannot set up the guest: %s; see dmesg",
			      strerror(-err));
	}
}

/* The host promises printable text, but it is the user's terminal: check. */
static void clean_reason(char *reason)
{
	reason[LGUEST_REASON_LEN - 1] = '\0';
	for (; *reason; reason++)
		if (*reason < ' ' || *reason > '~')
			*reason = '?';
}

int host_run(int fd, struct lguest_pending *pending, struct lguest_end *end)
{
	for (;;) {
		ssize_t n = read(fd, end, sizeof(*end));

		if (n == (ssize_t)sizeof(*pending)) {
			memcpy(pending, end, sizeof(*pending));
			return 1;
		}
		if (n == (ssize_t)sizeof(*end)) {
			clean_reason(end->reason);
			return 0;
		}
		if (n >= 0)
			return -EPROTO;
		/* The guest has just ended: the next read says how. */
		if (errno != EINTR && errno != ENOENT)
			return -errno;
	}
}

int host_getdma(int fd, uint32_t key, struct lguest_getdma *got)
{
	uint64_t words[] = { LHREQ_GETDMA, key, word(got) };

	return request(fd, words, sizeof(words));
}

int host_irq(int fd, uint32_t line)
{
	uint64_t words[] = { LHREQ_IRQ, line };

	return request(fd, words, sizeof(words));
}

int host_state(int fd, struct lguest_state *state)
{
	uint64_t words[] = { LHREQ_STATE, word(state) };

	return request(fd, words, sizeof(words));
}

int host_stats(int fd, struct lguest_stats *stats)
{
	uint64_t words[] = { LHREQ_STATS, word(stats) };

	return request(fd, words, sizeof(words));
}
