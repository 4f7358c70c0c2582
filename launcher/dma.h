/* SPDX-License-Identifier: GPL-2.0 */
/* Checked copies of a guest's scatter lists. */
#ifndef LAUNCHER_DMA_H
#define LAUNCHER_DMA_H

#include "lguest.h"
#include "memory.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

struct dma {
	uint32_t addr;		/* guest-physical, of struct lguest_dma */
	unsigned int count;	/* sections */
	size_t total;		/* bytes in all sections */
	struct iovec iov[LGUEST_MAX_DMA_SECTIONS];
};

/*
 * Copies the list at guest-physical addr once and checks the copy: 0, or
 * -EFAULT if the list or one of its sections is outside guest memory. A list
 * without sections is fine and has total 0.
 */
int dma_read(const struct guest_memory *mem, uint32_t addr, struct dma *dma);

/*
 * Marks the guest's list as used, with len bytes transferred. A guest that sees
 * the mark also sees all that was written to its memory before.
 */
void dma_mark_used(const struct guest_memory *mem, const struct dma *dma,
		   uint32_t len);

/* Steps over n bytes of an array of sections. */
void iov_advance(struct iovec **iov, unsigned int *count, size_t n);

/* Copies as much to the sections as fits; returns how much. */
size_t dma_fill(const struct dma *dma, const void *buf, size_t len);

/* Copies at most len bytes from the sections; returns how many. */
size_t dma_take(const struct dma *dma, void *buf, size_t len);

#endif
