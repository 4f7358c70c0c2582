// SPDX-License-Identifier: GPL-2.0
/*
 * Disks.  Main opens them; the run loop calls block_send(), which serves the
 * request before the guest goes on.
 *
 * All of a request is the guest's: it is copied once and checked against the
 * size the file had when it was opened.  Any fault in it is answered with
 * LGUEST_BLOCK_ERROR; none ends the launcher, and nothing is ever written past
 * that size.  The launcher's size is num_sectors here, not the word in the
 * guest's page.
 */
#include "block.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "host.h"

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
			      "%s: larger than 2 TiB, which this disk cannot be; give a smaller image",
			      blk->path);
	if (size % (off_t)SECTOR)
		warn("%s: its last %u bytes are less than a sector and are left out",
		     blk->path, (unsigned int)(size % (off_t)SECTOR));
	blk->num_sectors = (uint32_t)((uint64_t)size / SECTOR);
	return 0;
}

int block_open(struct block *blk, const char *path, bool read_only,
	       struct refusal *why)
{
	int err;

	memset(blk, 0, sizeof(*blk));
	blk->path = path;
	blk->read_only = read_only;
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

/* Moves all bytes of the list from or to the file; 0 or -errno. */
static int transfer(int fd, const struct dma *dma, uint64_t offset,
		    bool write)
{
	for (unsigned int i = 0; i < dma->count; i++) {
		uint8_t *at = dma->iov[i].iov_base;
		size_t left = dma->iov[i].iov_len;

		while (left) {
			ssize_t n = write ?
				pwrite(fd, at, left, (off_t)offset) :
				pread(fd, at, left, (off_t)offset);

			if (n < 0 && errno == EINTR)
				continue;
			if (n < 0)
				return -errno;
			if (!n)
				return -ENODATA;
			at += n;
			left -= (size_t)n;
			offset += (uint64_t)n;
		}
	}
	return 0;
}

int block_request(const struct block *blk,
		  const struct lguest_block_page *page,
		  const struct dma *sent, const struct dma *bound)
{
	bool write = page->type == LGUEST_BLOCK_WRITE;
	const struct dma *data = write ? sent : bound;
	int err;

	if (page->type == LGUEST_BLOCK_FLUSH)
		return blk->read_only || !fdatasync(blk->fd) ? 0 : -errno;
	if (!write && page->type != LGUEST_BLOCK_READ)
		return -EINVAL;
	if (write && blk->read_only)
		return -EROFS;
	if (!data || !page->bytes || page->bytes % SECTOR ||
	    data->total != page->bytes)
		return -EINVAL;
	if (page->sector > blk->num_sectors ||
	    page->bytes / SECTOR > blk->num_sectors - page->sector)
		return -ENXIO;
	err = transfer(blk->fd, data, (uint64_t)page->sector * SECTOR, write);
	return err ? err : (int)page->bytes;
}

static int block_send(struct device *dev, uint32_t key, const struct dma *sent,
		      struct refusal *why)
{
	const struct guest_memory *mem = dev->table->mem;
	struct block *blk = dev->state;
	struct lguest_block_page *page, copy;
	struct dma bound, *reply = NULL;
	struct lguest_getdma got;
	int n;

	(void)key;
	(void)why;
	page = guest_range(mem, dev->page, sizeof(*page));
	memcpy(&copy, page, sizeof(copy));
	if (!host_getdma(dev->table->host, dev->key, &got) &&
	    !dma_read(mem, got.dma, &bound))
		reply = &bound;
	n = block_request(blk, &copy, sent, reply);
	if (n < 0)
		warn_guest(&blk->warnings,
			   "%s: request refused: type %u, sector %u, %u bytes (%s)",
			   blk->path, copy.type, copy.sector, copy.bytes,
			   strerror(-n));
	__atomic_store_n(&page->result, n < 0 ? LGUEST_BLOCK_ERROR :
			 LGUEST_BLOCK_OK, __ATOMIC_RELEASE);
	/* 0 would say that the list is still free: 1 where nothing was read. */
	if (reply)
		dma_mark_used(mem, reply, n > 0 ? (uint32_t)n : 1);
	host_irq(dev->table->host, dev->irq);
	return n > 0 && copy.type == LGUEST_BLOCK_WRITE ? n : 0;
}

const struct device_ops block_ops = {
	.name = "disk",
	.type = LGUEST_DEVICE_T_BLOCK,
	.send = block_send,
};
