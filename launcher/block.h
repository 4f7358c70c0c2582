/* SPDX-License-Identifier: GPL-2.0 */
/* A disk of the guest, backed by a file. */
#ifndef LAUNCHER_BLOCK_H
#define LAUNCHER_BLOCK_H

#include "device.h"
#include "report.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * How a disk reaches its file: the system calls of the same names, but with
 * -errno. Tests put slow or failing ones here.
 */
struct block_io {
	ssize_t (*read)(int fd, const struct iovec *iov, int count,
			off_t offset);
	ssize_t (*write)(int fd, const struct iovec *iov, int count,
			 off_t offset);
	/* Reads only what needs no waiting for the disk. */
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
	int direct_fd;		/* bypasses the page cache; -1: none */
	bool read_only;
	bool read_now;		/* the file supports io->read_now */
	uint32_t num_sectors;
	unsigned int warnings;
	/* Belongs to the thread while busy is set. */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool busy;
	struct block_job job;
};

extern const struct device_ops block_ops;

/*
 * 0 or -errno with the reason. With direct, transfers bypass the page cache
 * where the file and the request allow it.
 */
int block_open(struct block *blk, const char *path, bool read_only,
	       bool direct, struct refusal *why);
int block_add(struct block *blk, struct device_table *table,
	      struct refusal *why);

/* Starts the thread that does what has to wait. */
int block_start(struct block *blk, struct refusal *why);

/* Waits until the guest's latest request is done. */
void block_drain(struct block *blk);

/*
 * Does one request. Returns the bytes transferred, or -errno: a failed request
 * is the guest's trouble, never the launcher's.
 */
int block_request(const struct block *blk, const struct block_job *job);

#endif
