/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Host 270: Between the two
 *
 * What dma.c (bindings) and dma_copy.c (from guest to guest) share.
 */
#ifndef MODULE_HOST_DMA_H
#define MODULE_HOST_DMA_H

#include "lg.h"

/* Under shared_lock: the first other guest that has bound this place. */
struct dma_binding *dma_find_other(const struct lguest *lg,
				   const struct dma_place *at);

bool dma_pin_array(struct lguest *lg, u32 array, u32 count);
void dma_copy_to_other(struct lguest *lg, const struct dma_place *at, u32 dma);

#endif /* MODULE_HOST_DMA_H */
