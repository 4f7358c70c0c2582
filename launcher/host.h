/* SPDX-License-Identifier: GPL-2.0 */
/* Requests to the host module, through /dev/lguest. */
#ifndef LAUNCHER_HOST_H
#define LAUNCHER_HOST_H

#include "lguest_launcher.h"
#include "memory.h"
#include "report.h"

#include <stdint.h>

struct host_start {
	uint32_t entry, page_offset, boot_params, device_pfn;
};

/* A descriptor, or -errno with the reason. */
int host_open(struct refusal *why);

/* 0 or -errno with the reason. */
int host_initialize(int fd, const struct guest_memory *mem,
		    const struct host_start *start, struct refusal *why);

/*
 * Runs the guest. 1: it has sent something, see *pending. 0: it has ended, see
 * *end, whose text is printable. -errno: the host cannot run it.
 */
int host_run(int fd, struct lguest_pending *pending, struct lguest_end *end);

/*
 * Takes a free buffer that the guest has bound to key. -ENOENT: none is free
 * now, or the guest has ended.
 */
int host_getdma(int fd, uint32_t key, struct lguest_getdma *got);

/* Raises an interrupt line; 0 or -errno. */
int host_irq(int fd, uint32_t line);

/* What the guest is doing now; 0 or -errno. */
int host_state(int fd, struct lguest_state *state);

int host_stats(int fd, struct lguest_stats *stats);

#endif
