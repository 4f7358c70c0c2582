// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 180: Lists of a stranger
 *
 * Copy once, check the copy, use the copy. Whoever checks a value in memory
 * that another can write, and then reads it again to use it, has checked
 * nothing.
 *
 * A scatter list lies in the guest's memory, at an address that the guest has
 * sent. The guest does not run while we look at the list, but its memory may be
 * shared one day. Sections may overlap and repeat: they are bytes of the
 * guest's own memory, so it only harms itself.
 */
#include "dma.h"

#include <errno.h>
#include <string.h>

int dma_read(const struct guest_memory *mem, uint32_t addr, struct dma *dma)
{
	struct lguest_dma list;
	const void *from = guest_range(mem, addr, sizeof(list));

	if (!from || addr % sizeof(uint32_t))
		return -EFAULT;
	memcpy(&list, from, sizeof(list));
	dma->addr = addr;
	dma->count = 0;
	dma->total = 0;
	for (unsigned int i = 0; i < LGUEST_MAX_DMA_SECTIONS; i++) {
		void *at;

		if (!list.len[i])
			break;
		at = guest_range(mem, list.addr[i], list.len[i]);
		if (!at)
			return -EFAULT;
		dma->iov[i].iov_base = at;
		dma->iov[i].iov_len = list.len[i];
		dma->total += list.len[i];
		dma->count++;
	}
	return 0;
}

void dma_mark_used(const struct guest_memory *mem, const struct dma *dma,
		   uint32_t len)
{
	uint32_t *used = guest_range(mem, dma->addr, sizeof(*used));

	if (used)
		__atomic_store_n(used, len, __ATOMIC_RELEASE);
}

void iov_advance(struct iovec **iov, unsigned int *count, size_t n)
{
	while (*count && n >= (*iov)->iov_len) {
		n -= (*iov)->iov_len;
		(*iov)++;
		(*count)--;
	}
	if (*count) {
		(*iov)->iov_base = (uint8_t *)(*iov)->iov_base + n;
		(*iov)->iov_len -= n;
	}
}

size_t dma_fill(const struct dma *dma, const void *buf, size_t len)
{
	const uint8_t *from = buf;
	size_t done = 0;

	for (unsigned int i = 0; i < dma->count && done < len; i++) {
		size_t n = dma->iov[i].iov_len;

		if (n > len - done)
			n = len - done;
		memcpy(dma->iov[i].iov_base, from + done, n);
		done += n;
	}
	return done;
}

size_t dma_take(const struct dma *dma, void *buf, size_t len)
{
	uint8_t *to = buf;
	size_t done = 0;

	for (unsigned int i = 0; i < dma->count && done < len; i++) {
		size_t n = dma->iov[i].iov_len;

		if (n > len - done)
			n = len - done;
		memcpy(to + done, dma->iov[i].iov_base, n);
		done += n;
	}
	return done;
}
