// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 170: Devices
 *
 * The device table, and the way from a key that the guest sends to, to the
 * device that serves it. Device i has interrupt line i + 1 and, if it wants
 * one, a page; the pages follow the table.
 *
 * The guest reads the table in a page of its memory, and it may write there,
 * too. So the launcher works from a table of its own and never reads that page
 * back.
 */
#include "device.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

int device_table_init(struct device_table *table, struct guest_memory *mem,
		      struct refusal *why)
{
	memset(table, 0, sizeof(*table));
	table->mem = mem;
	table->host = -1;
	if (memory_add_pages(mem, 1, &table->page))
		return refuse(why, ENOMEM,
			      "no guest memory for the device table");
	return 0;
}

struct device *device_add(struct device_table *table,
			  const struct device_ops *ops, void *state,
			  uint16_t features, bool wants_page,
			  struct refusal *why)
{
	struct lguest_device_desc *desc;
	struct device *dev;
	uint32_t page = 0;

	if (table->count == LGUEST_MAX_DEVICES ||
	    (wants_page && memory_add_pages(table->mem, 1, &page))) {
		refuse(why, ENOSPC, "no room for one more %s; a guest has at most %d devices",
		       ops->name, LGUEST_MAX_DEVICES);
		return NULL;
	}
	dev = &table->device[table->count];
	dev->ops = ops;
	dev->table = table;
	dev->key = page;
	dev->page = page;
	dev->irq = table->count + 1;
	dev->state = state;

	desc = guest_range(table->mem, table->page, PAGE_BYTES);
	desc += table->count++;
	desc->type = ops->type;
	desc->features = features;
	desc->num_pages = wants_page ? 1 : 0;
	desc->pfn = page / PAGE_BYTES;
	verbose("device %u: %s, line %u, page 0x%x", dev->irq - 1, ops->name,
		dev->irq, page);
	return dev;
}

static struct device *find_device(struct device_table *table, uint32_t key)
{
	for (unsigned int i = 0; i < table->count; i++) {
		struct device *dev = &table->device[i];

		if (key == dev->key || (key > dev->key && !(key % 4) &&
					(key - dev->key) / 4 < dev->ops->keys))
			return dev;
	}
	return NULL;
}

int device_send(struct device_table *table, uint32_t key, uint32_t addr,
		struct refusal *why)
{
	struct device *dev = find_device(table, key);
	struct dma dma;
	int n;

	if (!dev) {
		warn_guest(&table->warnings,
			   "the guest sent to key 0x%x, which has no device: ignored",
			   key);
		return 0;
	}
	if (dma_read(table->mem, addr, &dma)) {
		warn_guest(&table->warnings,
			   "the guest sent %s a list at 0x%x that is not all in its memory: ignored",
			   dev->ops->name, addr);
		return 0;
	}
	n = dev->ops->send(dev, key, &dma, why);
	if (n < 0)
		return n;
	if (n != DEVICE_LATER)
		dma_mark_used(table->mem, &dma, (uint32_t)n);
	return 0;
}
