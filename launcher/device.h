/* SPDX-License-Identifier: GPL-2.0 */
/* The guest's devices: one table, one way to find who a send is for. */
#ifndef LAUNCHER_DEVICE_H
#define LAUNCHER_DEVICE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "dma.h"
#include "lguest.h"
#include "memory.h"
#include "report.h"

#define DEVICE_LATER	INT_MAX

struct device;
struct device_table;

/* One kind of device; its file has the only instance. */
struct device_ops {
	const char *name;
	uint16_t type;		/* LGUEST_DEVICE_T_* */
	uint16_t keys;		/* of the device: one each four bytes; 0: one */
	/*
	 * The guest sent this (checked) list with that key of the device.  Returns
	 * bytes taken from it, DEVICE_LATER when the device itself will mark
	 * the list as used, or -errno with the reason when the launcher
	 * cannot go on; what is only the guest's fault is answered to the
	 * guest.
	 */
	int (*send)(struct device *dev, uint32_t key, const struct dma *sent,
		    struct refusal *why);
};

struct device {
	const struct device_ops *ops;
	const struct device_table *table;
	uint32_t key;		/* of what the guest sends to it, the first */
	uint32_t page;		/* guest-physical, 0 without one */
	uint32_t irq;
	void *state;		/* of the device's file */
};

struct device_table {
	struct device device[LGUEST_MAX_DEVICES];
	unsigned int count;
	uint32_t page;		/* guest-physical address of the table */
	struct guest_memory *mem;
	int host;		/* descriptor of /dev/lguest, once it is open */
	unsigned int warnings;
};

/* Makes the table's page, right above RAM.  0 or -errno with the reason. */
int device_table_init(struct device_table *table, struct guest_memory *mem,
		      struct refusal *why);

/*
 * Adds a device, with a page of its own if it wants one.  NULL with the reason
 * if there is no room.
 */
struct device *device_add(struct device_table *table,
			  const struct device_ops *ops, void *state,
			  uint16_t features, bool wants_page,
			  struct refusal *why);

/*
 * Passes a send of the guest to its device.  dma and key are the guest's, any
 * values; -errno with the reason is the launcher's own trouble, which stops it.
 */
int device_send(struct device_table *table, uint32_t key, uint32_t dma,
		struct refusal *why);

#endif
