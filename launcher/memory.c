// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 30: A machine's memory is an mmap
 *
 * Guest-physical address 0 is wherever mmap() put it. Remember that the guest
 * is hostile and that nearly every number which it sends is an address. The
 * launcher reaches the guest's memory through guest_range() alone, which takes
 * any numbers, and inaccessible pages lie on both sides in case it is wrong.
 *
 * The host pins these pages while the guest uses them, so nothing here may be
 * unmapped before /dev/lguest is closed.
 */
#include "memory.h"

#include "lguest.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/vfs.h>

#include <linux/magic.h>

/* The device table, and a page for each device. */
#define DEVICE_PAGES	(1 + LGUEST_MAX_DEVICES)
#define GUARD_BYTES	(16 * PAGE_BYTES)

int memory_map(struct guest_memory *mem, uint32_t ram, struct refusal *why)
{
	size_t capacity = (size_t)ram + DEVICE_PAGES * PAGE_BYTES;
	uint8_t *all;

	memset(mem, 0, sizeof(*mem));
	all = mmap(NULL, capacity + 2 * GUARD_BYTES, PROT_NONE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (all == MAP_FAILED)
		return refuse(why, errno,
			      "no room for %u MiB of guest memory (%s); give the guest less",
			      ram >> 20, strerror(errno));
	if (mprotect(all + GUARD_BYTES, ram, PROT_READ | PROT_WRITE)) {
		int err = errno;

		munmap(all, capacity + 2 * GUARD_BYTES);
		return refuse(why, err,
			      "cannot get %u MiB of guest memory (%s); give the guest less",
			      ram >> 20, strerror(err));
	}
	mem->base = all + GUARD_BYTES;
	mem->ram = ram;
	mem->size = ram;
	mem->capacity = (uint32_t)capacity;
	return 0;
}

void memory_unmap(struct guest_memory *mem)
{
	if (mem->base)
		munmap(mem->base - GUARD_BYTES,
		       (size_t)mem->capacity + 2 * GUARD_BYTES);
	memset(mem, 0, sizeof(*mem));
}

int memory_add_pages(struct guest_memory *mem, uint32_t npages,
		     uint32_t *addr)
{
	if (npages > (mem->capacity - mem->size) / PAGE_BYTES)
		return -ENOSPC;
	if (mprotect(mem->base + mem->size, (size_t)npages * PAGE_BYTES,
		     PROT_READ | PROT_WRITE))
		return -errno;
	*addr = mem->size;
	mem->size += npages * PAGE_BYTES;
	return 0;
}

bool memory_is_shareable(int fd)
{
	struct statfs fs;

	return !fstatfs(fd, &fs) && fs.f_type == TMPFS_MAGIC;
}

int memory_share_page(struct guest_memory *mem, uint32_t addr, int fd)
{
	if (addr < mem->ram || addr >= mem->size || addr % PAGE_BYTES)
		return -EINVAL;
	if (!memory_is_shareable(fd))
		return -EMEDIUMTYPE;
	if (mmap(mem->base + addr, PAGE_BYTES, PROT_READ | PROT_WRITE,
		 MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED)
		return -errno;
	return 0;
}

/*
 * Launcher 40+: The one check
 *
 * This is the border between guest and launcher, and there is no second one.
 * Write it as addr + len > size and a guest with an address close to 4 GiB
 * walks through, because 32-bit sums wrap. Here nothing is added that the
 * guest chose.
 */
void *guest_range(const struct guest_memory *mem, uint32_t addr,
		  uint32_t len)
{
	if (addr > mem->size || len > mem->size - addr)
		return NULL;
	return mem->base + addr;
}
