/* SPDX-License-Identifier: GPL-2.0 */
/* The guest's devices: one table, one way from a key to its device. */
#ifndef LAUNCHER_DEVICE_H
#define LAUNCHER_DEVICE_H

#include "dma.h"
#include "lguest.h"
#include "memory.h"
#include "report.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#define DEVICE_LATER	INT_MAX

struct device;
struct device_table;

/* One kind of device; its file has the only instance. */
struct device_ops {
	const char *name;
	uint16_t type;		/* LGUEST_DEVICE_T_* */
	uint16_t keys;		/* how many, four bytes apart; 0 means one */
	/*
	 * The guest has sent this checked list to that key of the device.
	 * Returns the bytes taken from it, DEVICE_LATER if the device will
	 * mark the list as used itself, or -errno with the reason if the
	 * launcher cannot go on. For a fault of the guest it answers the guest
	 * and returns no error.
	 */
	int (*send)(struct device *dev, uint32_t key, const struct dma *sent,
		    struct refusal *why);
};

struct device {
	const struct device_ops *ops;
	const struct device_table *table;
	uint32_t key;		/* the first of those that the guest sends to */
	uint32_t page;		/* guest-physical; 0: it has none */
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

/* Makes the table's page right above RAM. 0 or -errno with the reason. */
int device_table_init(struct device_table *table, struct guest_memory *mem,
		      struct refusal *why);

/*
 * Adds a device, and a page of its own if it wants one. NULL with the reason if
 * there is no room.
 */
struct device *device_add(struct device_table *table,
			  const struct device_ops *ops, void *state,
			  uint16_t features, bool wants_page,
			  struct refusal *why);

/*
 * Passes what the guest sent to its device. dma and key are the guest's and may
 * be any values. -errno with the reason is trouble of the launcher's own, which
 * must then stop.
 */
int device_send(struct device_table *table, uint32_t key, uint32_t dma,
		struct refusal *why);

#endif
