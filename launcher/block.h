/* SPDX-License-Identifier: GPL-2.0 */
/* A disk of the guest, backed by a file. */
#ifndef LAUNCHER_BLOCK_H
#define LAUNCHER_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "device.h"
#include "report.h"

struct block {
	struct device *dev;
	const char *path;
	int fd;
	bool read_only;
	uint32_t num_sectors;
	unsigned int warnings;
};

extern const struct device_ops block_ops;

/* 0 or -errno with the reason. */
int block_open(struct block *blk, const char *path, bool read_only,
	       struct refusal *why);
int block_add(struct block *blk, struct device_table *table,
	      struct refusal *why);

/*
 * Does one request: page is a copy of what the guest asks for, sent and bound
 * its two lists (bound NULL: the guest bound none).  Bytes transferred, or
 * -errno when the request fails; that is for the guest alone.
 */
int block_request(const struct block *blk,
		  const struct lguest_block_page *page,
		  const struct dma *sent, const struct dma *bound);

#endif
