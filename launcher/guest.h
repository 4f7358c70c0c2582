/* SPDX-License-Identifier: GPL-2.0 */
/* A guest as a whole, and running it. */
#ifndef LAUNCHER_GUEST_H
#define LAUNCHER_GUEST_H

#include "block.h"
#include "console.h"
#include "device.h"
#include "input.h"
#include "lguest_launcher.h"
#include "memory.h"
#include "net.h"

struct guest {
	struct guest_memory mem;
	struct device_table devices;
	struct input input;
	struct console *consoles[LGUEST_MAX_DEVICES];
	unsigned int nconsoles;
	struct block disks[LGUEST_MAX_DEVICES];
	unsigned int ndisks;
	struct net nets[LGUEST_MAX_DEVICES];
	unsigned int nnets;
};

/* Runs the guest to its end: 0 with *end, or -errno with the reason. */
int guest_run(struct guest *guest, struct lguest_end *end,
	      struct refusal *why);

/* Prints how the guest ended, our last line; returns the exit status (lib/contract.h). */
int guest_report_end(const struct lguest_end *end);

#endif
