// SPDX-License-Identifier: GPL-2.0
/*
 * DMA between a guest and its launcher.
 *
 * The guest binds an array of buffers (struct lguest_dma) to a key, and sends
 * lists with a key.  A send ends the launcher's read() with list and key; the
 * launcher looks at both with suspicion.  To answer it takes a free buffer of
 * those bound at a key, fills it, and raises the line the buffer came with.
 */
#include <linux/mutex.h>
#include "lg.h"

static struct dma_binding *find_binding(struct lguest *lg, u32 key, u32 array)
{
	u32 i;

	for (i = 0; i < DMA_BINDINGS; i++)
		if (lg->dma[i].count && lg->dma[i].key == key &&
		    (lg->dma[i].array == array || !array))
			return &lg->dma[i];
	return NULL;
}

static struct dma_binding *free_binding(struct lguest *lg)
{
	u32 i;

	for (i = 0; i < DMA_BINDINGS; i++)
		if (!lg->dma[i].count)
			return &lg->dma[i];
	return NULL;
}

static bool key_ok(struct lguest *lg, u32 key)
{
	if (!(key & 3) && guest_range_ok(lg, key, 4))
		return true;
	guest_kill(lg, "DMA key %#x is not in memory or not a multiple of 4",
		   key);
	return false;
}

/* The result of LHCALL_BIND_DMA: 1 done, 0 refused. */
u32 dma_bind(struct lguest *lg, u32 key, u32 array, u32 count_irq)
{
	u32 count = count_irq >> 8, irq = count_irq & 0xff, done = 0;
	struct dma_binding *binding;
	u64 end = (u64)array + (u64)count * sizeof(struct lguest_dma);

	if (!key_ok(lg, key))
		return 0;
	if (irq >= LGUEST_IRQS || !array ||
	    (irq && (!count || count > U16_MAX ||
		     end > (u64)lg->pfn_limit << PAGE_SHIFT)))
		return 0;
	mutex_lock(&lg->dma_lock);
	binding = find_binding(lg, key, array);
	if (!irq) {
		if (binding) {
			binding->count = 0;
			done = 1;
		}
	} else if (!binding) {
		binding = free_binding(lg);
		if (binding) {
			*binding = (struct dma_binding) {
				.key = key, .array = array, .count = count,
				.irq = irq,
			};
			done = 1;
		}
	}
	mutex_unlock(&lg->dma_lock);
	return done;
}

void dma_send(struct lguest *lg, u32 key, u32 dma)
{
	if (!key_ok(lg, key))
		return;
	if (!guest_range_ok(lg, dma, sizeof(struct lguest_dma))) {
		guest_kill(lg, "DMA list at bad physical address %#x", dma);
		return;
	}
	lg_count(lg, SEND);
	lg->send.dma = dma;
	lg->send.key = key;
	lg->send_pending = true;
}

static int take_buffer(struct lguest *lg, struct dma_binding *binding,
		       struct lguest_getdma *get)
{
	u32 i, used, addr;

	for (i = 0; i < binding->count; i++) {
		u32 index = (binding->next + i) % binding->count;

		addr = binding->array + index * sizeof(struct lguest_dma);
		if (!guest_read(lg, addr, &used, sizeof(used)))
			return -ENOENT;
		if (used)
			continue;
		binding->next = (index + 1) % binding->count;
		get->dma = addr;
		get->irq = binding->irq;
		return 0;
	}
	return -ENOENT;
}

/* For LHREQ_GETDMA, from any thread of the launcher. */
int dma_get(struct lguest *lg, u32 key, struct lguest_getdma *get)
{
	struct dma_binding *binding;
	int err = -ENOENT;

	if (key & 3)
		return -EINVAL;
	mutex_lock(&lg->dma_lock);
	binding = find_binding(lg, key, 0);
	if (binding)
		err = take_buffer(lg, binding, get);
	mutex_unlock(&lg->dma_lock);
	return err;
}
