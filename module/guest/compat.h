/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guest 120: Years of Linux
 *
 * One overlay has to fit trees that are years apart. Where they differ this
 * file has an inline function with one name for all.
 *
 * Every difference between the kernel versions that the overlay knows, from
 * 5.10 on.  No other file of the overlay tests the version.
 *
 * Read it when you want to know what has changed in the kernel's drivers; skip
 * it if you would rather sleep well.
 */
#ifndef MODULE_GUEST_COMPAT_H
#define MODULE_GUEST_COMPAT_H

#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/console.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/notifier.h>
#include <linux/version.h>
#include <asm/paravirt.h>
#include <asm/timer.h>
#include <asm/x86_init.h>

#define LG_SINCE(major, minor) \
	(LINUX_VERSION_CODE >= KERNEL_VERSION(major, minor, 0))

#if LG_SINCE(5, 14)
#include <linux/panic_notifier.h>
#endif

/* The search for tables of multiprocessor machines got another name. */
static inline void lg_no_mptable(void)
{
#if LG_SINCE(6, 9)
	x86_init.mpparse.find_mptable = x86_init_noop;
#else
	x86_init.mpparse.find_smp_config = x86_init_noop;
#endif
}

static inline void lg_no_dmi(void)
{
#if LG_SINCE(6, 1)
	x86_init.resources.dmi_setup = x86_init_noop;
#endif
}

static inline void lg_set_sched_clock(u64 (*clock)(void))
{
#if LG_SINCE(5, 13)
	paravirt_set_sched_clock(clock);
#else
	pv_ops.time.sched_clock = (void *)clock;
#endif
}

/* What for_each_console() needs. */
static inline void lg_console_list_lock(void)
{
#if LG_SINCE(6, 2)
	console_list_lock();
#else
	console_lock();
#endif
}

static inline void lg_console_list_unlock(void)
{
#if LG_SINCE(6, 2)
	console_list_unlock();
#else
	console_unlock();
#endif
}

/* The driver that a bus matches. */
#if LG_SINCE(6, 11)
typedef const struct device_driver lg_match_driver;
#else
typedef struct device_driver lg_match_driver;
#endif

/* Characters of hvc. */
#if LG_SINCE(6, 8)
typedef u8 lg_hvc_char;
typedef size_t lg_hvc_size;
typedef ssize_t lg_hvc_result;
#else
typedef char lg_hvc_char;
typedef int lg_hvc_size;
typedef int lg_hvc_result;
#endif

/* Network: addresses became constant, weights went. */
static inline void lg_eth_address(struct net_device *dev, const u8 *mac)
{
#if LG_SINCE(5, 15)
	eth_hw_addr_set(dev, mac);
#else
	memcpy(dev->dev_addr, mac, ETH_ALEN);
#endif
}

static inline void lg_napi_add(struct net_device *dev,
			       struct napi_struct *napi,
			       int (*poll)(struct napi_struct *napi, int budget))
{
#if LG_SINCE(6, 1)
	netif_napi_add(dev, napi, poll);
#else
	netif_napi_add(dev, napi, poll, NAPI_POLL_WEIGHT);
#endif
}

/* Limits of a disk: how many segments, none of them across a page. */
#if LG_SINCE(6, 9)
static inline struct gendisk *lg_alloc_disk(struct blk_mq_tag_set *set,
					    void *data, unsigned int segments,
					    unsigned int bytes)
{
	struct queue_limits limits = {
		.logical_block_size	= SECTOR_SIZE,
		.max_segments		= segments,
		.max_segment_size	= PAGE_SIZE,
		.seg_boundary_mask	= PAGE_SIZE - 1,
		.max_hw_sectors		= bytes >> SECTOR_SHIFT,
#if LG_SINCE(6, 11)
		.features		= BLK_FEAT_WRITE_CACHE,
#endif
	};
	struct gendisk *disk = blk_mq_alloc_disk(set, &limits, data);

#if !LG_SINCE(6, 11)
	if (!IS_ERR(disk))
		blk_queue_write_cache(disk->queue, true, false);
#endif
	return disk;
}
#else
static inline struct gendisk *lg_alloc_disk(struct blk_mq_tag_set *set,
					    void *data, unsigned int segments,
					    unsigned int bytes)
{
	struct request_queue *queue;
	struct gendisk *disk;

#if LG_SINCE(5, 15)
	disk = blk_mq_alloc_disk(set, data);
	if (IS_ERR(disk))
		return disk;
	queue = disk->queue;
#else
	queue = blk_mq_init_queue(set);
	if (IS_ERR(queue))
		return ERR_CAST(queue);
	queue->queuedata = data;
	disk = alloc_disk(1);
	if (!disk) {
		blk_cleanup_queue(queue);
		return ERR_PTR(-ENOMEM);
	}
	disk->queue = queue;
#endif
	blk_queue_logical_block_size(queue, SECTOR_SIZE);
	blk_queue_max_segments(queue, segments);
	blk_queue_max_segment_size(queue, PAGE_SIZE);
	blk_queue_segment_boundary(queue, PAGE_SIZE - 1);
	blk_queue_max_hw_sectors(queue, bytes >> SECTOR_SHIFT);
	blk_queue_write_cache(queue, true, false);
	return disk;
}
#endif

static inline int lg_map_sg(struct request *req, struct scatterlist *segments)
{
#if LG_SINCE(6, 15)
	return blk_rq_map_sg(req, segments);
#else
	return blk_rq_map_sg(req->q, req, segments);
#endif
}

static inline int lg_add_disk(struct gendisk *disk)
{
#if LG_SINCE(5, 16)
	return add_disk(disk);
#else
	add_disk(disk);
	return 0;
#endif
}

/* Of a disk that was never added. */
static inline void lg_free_disk(struct gendisk *disk)
{
#if LG_SINCE(5, 15) && !LG_SINCE(6, 0)
	blk_cleanup_disk(disk);
#else
#if !LG_SINCE(5, 15)
	blk_cleanup_queue(disk->queue);
	disk->queue = NULL;
#endif
	put_disk(disk);
#endif
}

#endif /* MODULE_GUEST_COMPAT_H */
