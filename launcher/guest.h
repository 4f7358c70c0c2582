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

/* Exit statuses of the launcher. */
#define EXIT_POWEROFF	0
#define EXIT_REFUSED	1
#define EXIT_USAGE	2
#define EXIT_PANIC	3
#define EXIT_KILLED	4
#define EXIT_RESTART	5
#define EXIT_BREAK	130

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

/* Prints how the guest ended, our last line; returns the exit status. */
int guest_report_end(const struct lguest_end *end);

#endif
