// SPDX-License-Identifier: GPL-2.0
/*
 * Drivers 30: A disk
 *
 * Disks: /dev/lgba, lgbb, ... for the block devices of the table.
 *
 * One request at a time: its kind and place go into the device's page, its
 * buffers into the list that is bound (a read) or sent (a write).  The
 * launcher answers in the page and raises the device's line.
 *
 * Why only one request at a time? Because all that is shared is then one page
 * and two lists, and neither side has to keep account of anything. The request
 * ends when the interrupt comes, so the guest's CPU works on meanwhile.
 *
 * There is a check in `lguest_disk_irq()` that looks superfluous: a read that
 * is said to have worked must also have transferred as much as was asked for.
 * The page and the list are two places, and a disk is where lies become
 * permanent.
 */
#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include "compat.h"
#include "guest.h"

#undef pr_fmt
#define pr_fmt(fmt) "lguest: " fmt

#define DISKS_MAX	LGUEST_MAX_DEVICES

struct lguest_disk {
	struct lguest_block_page *page;
	unsigned long key;
	struct request *request;	/* the one in flight */
	struct blk_mq_tag_set tags;
	struct gendisk *disk;
	struct lguest_dma bound, sent;
	struct scatterlist segments[LGUEST_MAX_DMA_SECTIONS];
};

static int lguest_major;
static unsigned int disk_count;

/* Zero length ends the list, if it is not full. */
static void fill_dma(struct lguest_dma *dma, struct scatterlist *segments,
		     unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++, segments = sg_next(segments)) {
		dma->addr[i] = sg_phys(segments);
		dma->len[i] = segments->length;
	}
	if (count < LGUEST_MAX_DMA_SECTIONS)
		dma->len[count] = 0;
	dma->used_len = 0;
}

/* The type of a request, or -1 for one that this device does not have. */
static int request_type(struct request *req)
{
	switch (req_op(req)) {
	case REQ_OP_READ:
		return LGUEST_BLOCK_READ;
	case REQ_OP_WRITE:
		return LGUEST_BLOCK_WRITE;
	case REQ_OP_FLUSH:
		return LGUEST_BLOCK_FLUSH;
	default:
		return -1;
	}
}

static blk_status_t lguest_queue_rq(struct blk_mq_hw_ctx *hctx,
				    const struct blk_mq_queue_data *data)
{
	struct lguest_disk *disk = hctx->queue->queuedata;
	struct request *req = data->rq;
	int type = request_type(req);
	unsigned int count = 0;

	if (type < 0)
		return BLK_STS_NOTSUPP;
	blk_mq_start_request(req);
	if (type != LGUEST_BLOCK_FLUSH) {
		sg_init_table(disk->segments, LGUEST_MAX_DMA_SECTIONS);
		count = lg_map_sg(req, disk->segments);
	}
	fill_dma(&disk->bound, disk->segments,
		 type == LGUEST_BLOCK_READ ? count : 0);
	fill_dma(&disk->sent, disk->segments,
		 type == LGUEST_BLOCK_WRITE ? count : 0);
	disk->page->type = type;
	disk->page->sector = type == LGUEST_BLOCK_FLUSH ? 0 : blk_rq_pos(req);
	disk->page->bytes = blk_rq_bytes(req);
	disk->page->result = LGUEST_BLOCK_PENDING;
	disk->request = req;
	lguest_call(LHCALL_SEND_DMA, disk->key, __pa(&disk->sent), 0);
	return BLK_STS_OK;
}

static irqreturn_t lguest_disk_irq(int irq, void *cookie)
{
	struct lguest_disk *disk = cookie;
	struct request *req = disk->request;
	u32 result = READ_ONCE(disk->page->result);
	blk_status_t status = BLK_STS_OK;

	if (!req || result == LGUEST_BLOCK_PENDING)
		return IRQ_NONE;
	rmb();
	if (result == LGUEST_BLOCK_NOSPACE)
		status = BLK_STS_NOSPC;
	else if (result != LGUEST_BLOCK_OK)
		status = BLK_STS_IOERR;
	else if (req_op(req) == REQ_OP_READ &&
		 READ_ONCE(disk->bound.used_len) != blk_rq_bytes(req))
		status = BLK_STS_IOERR;
	disk->request = NULL;
	blk_mq_end_request(req, status);
	return IRQ_HANDLED;
}

static const struct blk_mq_ops lguest_disk_ops = {
	.queue_rq	= lguest_queue_rq,
};

static const struct block_device_operations lguest_disk_fops;

/* The queue, and the disk in front of it; nothing is left if it fails. */
static int create_disk(struct lguest_disk *disk, unsigned int number,
		       bool readonly)
{
	int err;

	disk->tags.ops = &lguest_disk_ops;
	disk->tags.nr_hw_queues = 1;
	disk->tags.queue_depth = 1;
	disk->tags.numa_node = NUMA_NO_NODE;
	err = blk_mq_alloc_tag_set(&disk->tags);
	if (err)
		return err;
	disk->disk = lg_alloc_disk(&disk->tags, disk, LGUEST_MAX_DMA_SECTIONS,
				   LGUEST_MAX_DMA_SECTIONS * PAGE_SIZE);
	if (IS_ERR(disk->disk)) {
		blk_mq_free_tag_set(&disk->tags);
		return PTR_ERR(disk->disk);
	}
	disk->disk->major = lguest_major;
	disk->disk->first_minor = number;
	disk->disk->minors = 1;
	disk->disk->fops = &lguest_disk_fops;
	disk->disk->private_data = disk;
	snprintf(disk->disk->disk_name, DISK_NAME_LEN, "lgb%c", 'a' + number);
	set_capacity(disk->disk, READ_ONCE(disk->page->num_sectors));
	set_disk_ro(disk->disk, readonly);
	return 0;
}

static int lguest_disk_probe(struct lguest_device *dev)
{
	unsigned int number = disk_count;
	struct lguest_disk *disk;
	int err = -ENOMEM;

	if (number == DISKS_MAX)
		return -ENOSPC;
	/* The host uses two lists of it, which must not cross a page. */
	BUILD_BUG_ON(sizeof(*disk) > PAGE_SIZE);
	disk = (void *)get_zeroed_page(GFP_KERNEL);
	if (!disk)
		return err;
	disk->key = dev->key;
	disk->page = lguest_device_map(dev);
	if (!disk->page)
		goto free;
	err = create_disk(disk, number,
			  dev->desc->features & LGUEST_DEVICE_F_READONLY);
	if (err)
		goto unmap;
	err = request_irq(dev->irq, lguest_disk_irq, 0,
			  disk->disk->disk_name, disk);
	if (err)
		goto remove;
	err = -EIO;
	if (!lguest_call(LHCALL_BIND_DMA, disk->key, __pa(&disk->bound),
			 1 << 8 | dev->irq))
		goto free_irq;
	disk_count++;
	err = lg_add_disk(disk->disk);
	if (!err)
		return 0;
	disk_count--;
	lguest_call(LHCALL_BIND_DMA, disk->key, __pa(&disk->bound), 0);
free_irq:
	free_irq(dev->irq, disk);
remove:
	lg_free_disk(disk->disk);
	blk_mq_free_tag_set(&disk->tags);
unmap:
	memunmap(disk->page);
free:
	free_page((unsigned long)disk);
	return err;
}

static struct lguest_driver lguest_disk_driver = {
	.type		= LGUEST_DEVICE_T_BLOCK,
	.probe		= lguest_disk_probe,
	.driver.name	= "lguest-block",
};

static int __init lguest_disk_driver_init(void)
{
	int err;

	if (!lguest_running())
		return 0;
	lguest_major = register_blkdev(0, "lguest");
	if (lguest_major < 0)
		return lguest_major;
	err = lguest_driver_register(&lguest_disk_driver);
	if (err)
		unregister_blkdev(lguest_major, "lguest");
	return err;
}
device_initcall(lguest_disk_driver_init);
