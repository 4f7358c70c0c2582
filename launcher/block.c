// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 220: Disks
 *
 * A slow disk must not stop the guest's CPU, so a thread waits in its place.
 * But waking a thread costs more than copying a page that is in the cache
 * anyway. Hence both: `try_now()` reads what needs no waiting, and
 * `hand_over()` gives the rest to the disk's thread while the guest goes on. A
 * guest has one request at a time; the job belongs to the run loop until busy
 * is set, then to the thread.
 *
 * All of a request is the guest's. It is copied once and checked against the
 * size that the file had when it was opened; num_sectors here is the launcher's
 * own word, the one in the guest's page is never read. A bad request is
 * answered with LGUEST_BLOCK_ERROR; none ends the launcher, and nothing is ever
 * written beyond that size.
 */
#include "block.h"

#include "host.h"
#include "thread.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define SECTOR	512u

/* Two guests writing one file would destroy it. */
static int lock_file(int fd, const char *path, bool read_only,
		     struct refusal *why)
{
	struct flock lock = {
		.l_type = read_only ? F_RDLCK : F_WRLCK,
		.l_whence = SEEK_SET,
	};

	if (!fcntl(fd, F_OFD_SETLK, &lock) ||
	    (errno != EAGAIN && errno != EACCES))
		return 0;
	return refuse(why, EBUSY,
		      "%s: in use by another guest; give each its own copy, or --block-ro to all",
		      path);
}

static int measure(struct block *blk, struct refusal *why)
{
	off_t size = lseek(blk->fd, 0, SEEK_END);
	struct stat st;

	if (size < 0 || fstat(blk->fd, &st) ||
	    !(S_ISREG(st.st_mode) || S_ISBLK(st.st_mode)))
		return refuse(why, EINVAL,
			      "%s: neither a file nor a disk; give a disk image",
			      blk->path);
	if (size < (off_t)SECTOR)
		return refuse(why, EINVAL,
			      "%s: smaller than a sector (512 bytes); give a disk image",
			      blk->path);
	if ((uint64_t)size / SECTOR > UINT32_MAX)
		return refuse(why, EFBIG,
			      "%s: larger than 2 TiB, the most a guest's disk can have; give a smaller image",
			      blk->path);
	if (size % (off_t)SECTOR)
		warn("%s: its last %u bytes are less than a sector; the guest does not see them",
		     blk->path, (unsigned int)(size % (off_t)SECTOR));
	blk->num_sectors = (uint32_t)((uint64_t)size / SECTOR);
	return 0;
}

/* A second descriptor; the first one does what direct transfers cannot. */
static void open_direct(struct block *blk)
{
	blk->direct_fd = open(blk->path, (blk->read_only ? O_RDONLY : O_RDWR) |
			      O_DIRECT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (blk->direct_fd < 0)
		warn("%s: --direct does not work for this file (%s); using the page cache",
		     blk->path, strerror(errno));
	else
		blk->read_now = false;
}

int block_open(struct block *blk, const char *path, bool read_only,
	       bool direct, struct refusal *why)
{
	int err;

	memset(blk, 0, sizeof(*blk));
	pthread_mutex_init(&blk->lock, NULL);
	pthread_cond_init(&blk->changed, NULL);
	blk->path = path;
	blk->io = &block_file_io;
	blk->direct_fd = -1;
	blk->read_only = read_only;
	blk->read_now = true;
	blk->fd = open(path, (read_only ? O_RDONLY : O_RDWR) | O_CLOEXEC |
		       O_NOCTTY | O_NONBLOCK);
	if (blk->fd < 0 && !read_only &&
	    (errno == EACCES || errno == EROFS || errno == EPERM))
		return refuse(why, errno,
			      "%s: cannot be written (%s); make it writable, or give it with --block-ro",
			      path, strerror(errno));
	if (blk->fd < 0 && errno == EISDIR)
		return refuse(why, EISDIR,
			      "%s: a folder; give a disk image", path);
	if (blk->fd < 0)
		return refuse(why, errno,
			      "%s: %s; give the name of a disk image", path,
			      strerror(errno));
	err = measure(blk, why);
	if (!err)
		err = lock_file(blk->fd, path, read_only, why);
	if (err) {
		close(blk->fd);
		blk->fd = -1;
	} else if (direct) {
		open_direct(blk);
	}
	return err;
}

int block_add(struct block *blk, struct device_table *table,
	      struct refusal *why)
{
	struct lguest_block_page *page;

	blk->dev = device_add(table, &block_ops, blk, blk->read_only ?
			      LGUEST_DEVICE_F_READONLY : 0, true, why);
	if (!blk->dev)
		return -ENOSPC;
	page = guest_range(table->mem, blk->dev->page, sizeof(*page));
	page->num_sectors = blk->num_sectors;
	verbose("%s: %u sectors%s", blk->path, blk->num_sectors,
		blk->read_only ? ", read-only" : "");
	return 0;
}

/*
 * Moves all bytes of the list from or to the file; 0 or -errno. What is not
 * aligned for a direct transfer goes through the page cache.
 */
static int transfer(const struct block *blk, const struct dma *data,
		    uint64_t offset, bool write)
{
	int fd = blk->direct_fd >= 0 ? blk->direct_fd : blk->fd;
	struct dma rest = *data;
	struct iovec *iov = rest.iov;

	while (rest.count) {
		ssize_t n = (write ? blk->io->write : blk->io->read)
			(fd, iov, (int)rest.count, (off_t)offset);

		if (n == -EINVAL && fd != blk->fd)
			fd = blk->fd;
		else if (!n)
			return -ENODATA;
		else if (n < 0 && n != -EINTR)
			return (int)n;
		else if (n > 0) {
			iov_advance(&iov, &rest.count, (size_t)n);
			offset += (uint64_t)n;
		}
	}
	return 0;
}

/* The buffers of a good request; NULL with *err for a bad one. */
static const struct dma *check(const struct block *blk,
			       const struct block_job *job, int *err)
{
	const struct lguest_block_page *page = &job->page;
	bool write = page->type == LGUEST_BLOCK_WRITE;
	const struct dma *data = write ? &job->sent : &job->bound;

	*err = -EINVAL;
	if (!write && page->type != LGUEST_BLOCK_READ)
		return NULL;
	if (write && blk->read_only) {
		*err = -EROFS;
		return NULL;
	}
	if ((!write && !job->has_bound) || !page->bytes ||
	    page->bytes % SECTOR || data->total != page->bytes)
		return NULL;
	if (page->sector > blk->num_sectors ||
	    page->bytes / SECTOR > blk->num_sectors - page->sector) {
		*err = -ENXIO;
		return NULL;
	}
	*err = 0;
	return data;
}

int block_request(const struct block *blk, const struct block_job *job)
{
	const struct dma *data;
	int err;

	if (job->page.type == LGUEST_BLOCK_FLUSH)
		return blk->read_only ? 0 : blk->io->sync(blk->fd);
	data = check(blk, job, &err);
	if (data)
		err = transfer(blk, data, (uint64_t)job->page.sector * SECTOR,
			       job->page.type == LGUEST_BLOCK_WRITE);
	return err ? err : (int)job->page.bytes;
}

/* Tells the guest what became of its request. */
static void answer(struct block *blk, const struct block_job *job, int n)
{
	const struct device_table *table = blk->dev->table;
	struct lguest_block_page *page;
	uint32_t result = LGUEST_BLOCK_OK;

	if (n < 0) {
		warn_guest(&blk->warnings,
			   "%s: request failed: type %u, sector %u, %u bytes (%s)",
			   blk->path, job->page.type, job->page.sector,
			   job->page.bytes, strerror(-n));
		result = n == -ENOSPC || n == -EDQUOT ?
			LGUEST_BLOCK_NOSPACE : LGUEST_BLOCK_ERROR;
	}
	if (n > 0 && job->page.type == LGUEST_BLOCK_WRITE)
		dma_mark_used(table->mem, &job->sent, (uint32_t)n);
	page = guest_range(table->mem, blk->dev->page, sizeof(*page));
	__atomic_store_n(&page->result, result, __ATOMIC_RELEASE);
	/* 0 would mark the list as free, so 1 if nothing was read. */
	if (job->has_bound)
		dma_mark_used(table->mem, &job->bound,
			      n > 0 ? (uint32_t)n : 1);
	host_irq(table->host, blk->dev->irq);
}

/* Reads what needs no waiting; false if the thread has to do it. */
static bool try_now(struct block *blk, const struct block_job *job)
{
	const struct dma *data;
	ssize_t n;
	int err;

	if (!blk->read_now || job->page.type != LGUEST_BLOCK_READ)
		return false;
	data = check(blk, job, &err);
	if (!data)
		return false;
	n = blk->io->read_now(blk->fd, data->iov, (int)data->count,
			      (off_t)job->page.sector * SECTOR);
	if (n == -EOPNOTSUPP || n == -ENOSYS)
		blk->read_now = false;
	if (n != (ssize_t)job->page.bytes)
		return false;
	answer(blk, job, (int)n);
	return true;
}

static void hand_over(struct block *blk, const struct block_job *job)
{
	pthread_mutex_lock(&blk->lock);
	blk->job = *job;
	blk->busy = true;
	pthread_cond_broadcast(&blk->changed);
	pthread_mutex_unlock(&blk->lock);
}

static bool is_busy(struct block *blk)
{
	bool busy;

	pthread_mutex_lock(&blk->lock);
	busy = blk->busy;
	pthread_mutex_unlock(&blk->lock);
	return busy;
}

static int block_send(struct device *dev, uint32_t key, const struct dma *sent,
		      struct refusal *why)
{
	const struct device_table *table = dev->table;
	struct block *blk = dev->state;
	struct block_job job = { .sent = *sent };
	struct lguest_getdma got;

	(void)key;
	(void)why;
	if (is_busy(blk)) {
		warn_guest(&blk->warnings,
			   "%s: the guest sent a request before its last one was done: ignored",
			   blk->path);
		return 0;
	}
	memcpy(&job.page, guest_range(table->mem, dev->page, PAGE_BYTES),
	       sizeof(job.page));
	job.has_bound = !host_getdma(table->host, dev->key, &got) &&
			!dma_read(table->mem, got.dma, &job.bound);
	if (!try_now(blk, &job))
		hand_over(blk, &job);
	return DEVICE_LATER;
}

const struct device_ops block_ops = {
	.name = "disk",
	.type = LGUEST_DEVICE_T_BLOCK,
	.send = block_send,
};

static void *block_thread(void *arg)
{
	struct block *blk = arg;

	for (;;) {
		int n;

		pthread_mutex_lock(&blk->lock);
		while (!blk->busy)
			pthread_cond_wait(&blk->changed, &blk->lock);
		pthread_mutex_unlock(&blk->lock);
		/* The job is ours until we answer it: see block_send(). */
		n = block_request(blk, &blk->job);
		pthread_mutex_lock(&blk->lock);
		answer(blk, &blk->job, n);
		blk->busy = false;
		pthread_cond_broadcast(&blk->changed);
		pthread_mutex_unlock(&blk->lock);
	}
	return NULL;
}

int block_start(struct block *blk, struct refusal *why)
{
	return thread_start(block_thread, blk, "a disk's thread", why);
}

void block_drain(struct block *blk)
{
	pthread_mutex_lock(&blk->lock);
	while (blk->busy)
		pthread_cond_wait(&blk->changed, &blk->lock);
	pthread_mutex_unlock(&blk->lock);
}

static ssize_t file_read(int fd, const struct iovec *iov, int count,
			 off_t offset)
{
	ssize_t n = preadv(fd, iov, count, offset);

	return n < 0 ? -errno : n;
}

static ssize_t file_write(int fd, const struct iovec *iov, int count,
			  off_t offset)
{
	ssize_t n = pwritev(fd, iov, count, offset);

	return n < 0 ? -errno : n;
}

static ssize_t file_read_now(int fd, const struct iovec *iov, int count,
			     off_t offset)
{
	ssize_t n = preadv2(fd, iov, count, offset, RWF_NOWAIT);

	return n < 0 ? -errno : n;
}

static int file_sync(int fd)
{
	return fdatasync(fd) ? -errno : 0;
}

const struct block_io block_file_io = {
	.read = file_read,
	.write = file_write,
	.read_now = file_read_now,
	.sync = file_sync,
};
