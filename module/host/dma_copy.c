// SPDX-License-Identifier: GPL-2.0
/*
 * Host 260: From guest to guest
 *
 * The sender's thread copies from the sender's buffers straight into a free
 * buffer of the receiver and raises the receiver's line.
 *
 * It reaches both through pages that their own threads pinned: the sender's
 * just before, the receiver's when it bound its buffers. dma.c says which lock
 * keeps the receiver's there. Either guest may change its lists and buffers at
 * any time: a list is copied once, and the copy is checked and used.
 *
 * If the receiver's buffers are wrong, that is the receiver's business, and it
 * may be running. So we take a note, and its own thread deals with it before
 * its next entry (dma_settle()). A page that is not pinned (the guest has named
 * another buffer, or its launcher has mapped something else) is pinned there,
 * and the packet is lost. The sender learns how much arrived, and no more.
 */
#include <linux/highmem.h>
#include <linux/sched/signal.h>
#include "lg.h"
#include "dma.h"

/* How many buffers of a receiver one send looks at for a free one. */
#define BUFFERS_LOOKED_AT	64

enum dma_trouble { TROUBLE_NONE, TROUBLE_MISSING, TROUBLE_LIST };

/* A place in a list. */
struct cursor {
	struct lguest *lg;
	const struct lguest_dma *list;
	u32 section, done;	/* done: bytes of the section */
};

static bool list_ok(const struct lguest *lg, const struct lguest_dma *list)
{
	u32 i;

	for (i = 0; i < LGUEST_MAX_DMA_SECTIONS && list->len[i]; i++)
		if (list->len[i] > PAGE_SIZE ||
		    !guest_range_ok(lg, list->addr[i], list->len[i]))
			return false;
	return true;
}

static bool pin_range(struct lguest *lg, u32 addr, u32 len)
{
	u32 pfn, last = (addr + len - 1) >> PAGE_SHIFT;

	for (pfn = addr >> PAGE_SHIFT; pfn <= last; pfn++)
		if (!guest_page(lg, pfn))
			return false;
	return true;
}

static bool pin_list(struct lguest *lg, const struct lguest_dma *list)
{
	u32 i;

	for (i = 0; i < LGUEST_MAX_DMA_SECTIONS && list->len[i]; i++)
		if (!pin_range(lg, list->addr[i], list->len[i]))
			return false;
	return true;
}

/*
 * For a binding: pins the array and the buffers it names now.  False: the
 * guest was killed, or its launcher is to end.
 */
bool dma_pin_array(struct lguest *lg, u32 array, u32 count)
{
	struct lguest_dma list;
	u32 i;

	for (i = 0; i < count; i++) {
		if (!pin_range(lg, array + i * sizeof(list), sizeof(list)) ||
		    !guest_read(lg, array + i * sizeof(list), &list,
				sizeof(list)))
			return false;
		if ((list_ok(lg, &list) && !pin_list(lg, &list)) ||
		    fatal_signal_pending(current))
			return false;
		cond_resched();
	}
	return true;
}

static void note_trouble(struct lguest *other, enum dma_trouble what, u32 addr)
{
	if (other->dma_trouble)
		return;
	other->dma_trouble_at = addr;
	WRITE_ONCE(other->dma_trouble, what);
	guest_kick(other);
}

/* Memory of a guest by way of its pinned page, up to the page's end at most. */
static void *map_pinned(struct lguest *lg, u32 addr)
{
	struct page *page = READ_ONCE(lg->pages[addr >> PAGE_SHIFT]);

	if (!page) {
		note_trouble(lg, TROUBLE_MISSING, addr);
		return NULL;
	}
	return kmap_local_page(page) + offset_in_page(addr);
}

/* Both NULL when there is nothing more. */
static u32 cursor_chunk(struct cursor *c, u32 *addr)
{
	const struct lguest_dma *list = c->list;

	if (c->section < LGUEST_MAX_DMA_SECTIONS &&
	    c->done == list->len[c->section]) {
		c->section++;
		c->done = 0;
	}
	if (c->section == LGUEST_MAX_DMA_SECTIONS || !list->len[c->section])
		return 0;
	*addr = list->addr[c->section] + c->done;
	return min_t(u32, list->len[c->section] - c->done,
		     PAGE_SIZE - offset_in_page(*addr));
}

static bool copy_chunk(struct cursor *to, u32 to_addr, struct cursor *from,
		       u32 from_addr, u32 len)
{
	void *source, *target;

	source = map_pinned(from->lg, from_addr);
	if (!source)
		return false;
	target = map_pinned(to->lg, to_addr);
	if (target) {
		memcpy(target, source, len);
		kunmap_local(target);
		to->done += len;
		from->done += len;
	}
	kunmap_local(source);
	return target;
}

/* Bytes copied, until either list ends; 0 if a page is missing. */
static u32 copy_lists(struct cursor *to, struct cursor *from)
{
	u32 to_addr, from_addr, n, total = 0;

	for (;;) {
		n = min(cursor_chunk(to, &to_addr),
			cursor_chunk(from, &from_addr));
		if (!n)
			return total;
		if (!copy_chunk(to, to_addr, from, from_addr, n))
			return 0;
		total += n;
	}
}

/* Reads or writes a few bytes of another guest; false if it has no page. */
static bool peek_other(struct lguest *other, u32 addr, void *to, u32 len)
{
	u32 n;

	for (; len; addr += n, to += n, len -= n) {
		void *from = map_pinned(other, addr);

		if (!from)
			return false;
		n = min_t(u32, len, PAGE_SIZE - offset_in_page(addr));
		memcpy(to, from, n);
		kunmap_local(from);
	}
	return true;
}

/* The data is there before the receiver sees this; addr is aligned. */
static bool mark_used(struct lguest *other, u32 addr, u32 used)
{
	u32 *at = map_pinned(other, addr);

	if (!at)
		return false;
	smp_store_release(at, used);
	kunmap_local(at);
	return true;
}

/* Address of the next free buffer's list, 0 if none is found. */
static u32 find_free(struct dma_binding *binding)
{
	u32 looks = min_t(u32, binding->count, BUFFERS_LOOKED_AT);
	u32 i, index = binding->next, addr, used;

	for (i = 0; i < looks; i++) {
		index = (binding->next + i) % binding->count;
		addr = binding->array + index * sizeof(struct lguest_dma);
		if (!peek_other(binding->lg, addr, &used, sizeof(used)))
			return 0;
		if (!used) {
			binding->next = index;
			return addr;
		}
	}
	/* Of very many, the next send looks at others. */
	binding->next = (index + 1) % binding->count;
	return 0;
}

/* Bytes that went into a free buffer of the binding's guest. */
static u32 fill_buffer(struct dma_binding *binding, struct lguest *lg,
		       const struct lguest_dma *sent)
{
	struct lguest *other = binding->lg;
	u32 addr = find_free(binding), total;
	struct lguest_dma list;
	struct cursor from = { .lg = lg, .list = sent };
	struct cursor to = { .lg = other, .list = &list };

	if (!addr || !peek_other(other, addr, &list, sizeof(list)))
		return 0;
	if (!list_ok(other, &list)) {
		note_trouble(other, TROUBLE_LIST, addr);
		return 0;
	}
	total = copy_lists(&to, &from);
	if (!total || !mark_used(other, addr, total))
		return 0;
	binding->next = (binding->next + 1) % binding->count;
	return total;
}

/*
 * Tries once.  False: there is a receiver, but it has no buffer.  Its line is
 * raised then too, so that it makes some free.
 */
static bool try_copy(struct lguest *lg, const struct dma_place *at,
		     const struct lguest_dma *sent, u32 *total)
{
	struct dma_binding *binding;

	*total = 0;
	dma_lock_shared();
	binding = dma_find_other(lg, at);
	if (binding) {
		*total = fill_buffer(binding, lg, sent);
		guest_raise_irq(binding->lg, binding->irq);
	}
	dma_unlock_shared();
	return *total || !binding;
}

/* Called in the sender's thread; list and sections may be anything. */
void dma_copy_to_other(struct lguest *lg, const struct dma_place *at, u32 dma)
{
	struct lguest_dma sent;
	u32 total;

	if (!guest_read(lg, dma, &sent, sizeof(sent)))
		return;
	if (!list_ok(lg, &sent)) {
		guest_kill(lg, "DMA list at %#x has a section that is not in memory or longer than a page",
			   dma);
		return;
	}
	if (!pin_list(lg, &sent))
		return;
	if (!try_copy(lg, at, &sent, &total) && sent.len[0]) {
		/* It has been told: give it the time to make one free. */
		cond_resched();
		try_copy(lg, at, &sent, &total);
	}
	if (!total)
		return;
	lg_count(lg, COPY);
	guest_write(lg, dma, &total, sizeof(total));
}

/* In the receiver's own thread: what a sender found wrong with its buffers. */
void dma_settle(struct lguest *lg)
{
	enum dma_trouble what;
	u32 addr;

	if (!READ_ONCE(lg->dma_trouble))
		return;
	dma_lock_shared();
	what = lg->dma_trouble;
	addr = lg->dma_trouble_at;
	lg->dma_trouble = TROUBLE_NONE;
	dma_unlock_shared();
	if (what == TROUBLE_MISSING)
		guest_page(lg, addr >> PAGE_SHIFT);
	else
		guest_kill(lg, "bound DMA list at %#x has a section that is not in memory or longer than a page",
			   addr);
}
