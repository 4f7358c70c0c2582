/* SPDX-License-Identifier: GPL-2.0 */
/* A disk of the guest, backed by a file. */
#ifndef LAUNCHER_BLOCK_H
#define LAUNCHER_BLOCK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "device.h"
#include "report.h"

/*
 * How a disk reaches its file: the calls of the same names, but -errno.  Tests
 * put a slow or a failing one here.
 */
struct block_io {
	ssize_t (*read)(int fd, const struct iovec *iov, int count,
			off_t offset);
	ssize_t (*write)(int fd, const struct iovec *iov, int count,
			 off_t offset);
	/* What can be had without waiting for the disk. */
	ssize_t (*read_now)(int fd, const struct iovec *iov, int count,
			    off_t offset);
	int (*sync)(int fd);
};

extern const struct block_io block_file_io;

/* A request: copies of what the guest asked for. */
struct block_job {
	struct lguest_block_page page;
	struct dma sent, bound;
	bool has_bound;		/* the guest bound a list, and it is good */
};

struct block {
	struct device *dev;
	const char *path;
	const struct block_io *io;
	int fd;
	int direct_fd;		/* past the page cache; -1: none */
	bool read_only;
	bool read_now;		/* the file can do that */
	uint32_t num_sectors;
	unsigned int warnings;
	/* The thread's, while it is busy. */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool busy;
	struct block_job job;
};

extern const struct device_ops block_ops;

/*
 * 0 or -errno with the reason.  With direct the page cache is passed by where
 * the file and a request allow that.
 */
int block_open(struct block *blk, const char *path, bool read_only,
	       bool direct, struct refusal *why);
int block_add(struct block *blk, struct device_table *table,
	      struct refusal *why);

/* Starts the thread that does what cannot be done at once. */
int block_start(struct block *blk, struct refusal *why);

/* Waits until what the guest asked for last is done. */
void block_drain(struct block *blk);

/*
 * Does one request.  Bytes transferred, or -errno when the request fails; that
 * is for the guest alone.
 */
int block_request(const struct block *blk, const struct block_job *job);

#endif
