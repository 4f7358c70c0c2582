/* SPDX-License-Identifier: GPL-2.0 */
/* Guest-physical memory: RAM and, right above it, the device pages. */
#ifndef LAUNCHER_MEMORY_H
#define LAUNCHER_MEMORY_H

#include "report.h"

#include <stdbool.h>
#include <stdint.h>

#define PAGE_BYTES	4096u
#define PAGE_SHIFT_BITS	12

struct guest_memory {
	uint8_t *base;		/* where guest-physical 0 is */
	uint32_t ram;		/* bytes of RAM, whole pages */
	uint32_t size;		/* bytes of RAM and device pages */
	uint32_t capacity;	/* bytes that size may grow to */
};

/* Maps RAM; 0 or -errno with the reason. */
int memory_map(struct guest_memory *mem, uint32_t ram, struct refusal *why);
void memory_unmap(struct guest_memory *mem);

/*
 * Adds npages zeroed pages at the end of guest memory; *addr becomes their
 * guest-physical address. -ENOSPC if the room set aside is used up.
 */
int memory_add_pages(struct guest_memory *mem, uint32_t npages,
		     uint32_t *addr);

/*
 * May the guest's memory be pages of this file? Only if the file is memory
 * itself (a tmpfs, a memfd), because the host writes to pages behind a file
 * system's back.
 */
bool memory_is_shareable(int fd);

/*
 * Replaces a page added before by the first page of a file, shared.
 * -EMEDIUMTYPE: guests cannot share this file.
 */
int memory_share_page(struct guest_memory *mem, uint32_t addr, int fd);

/*
 * Mastery 60: Exercise: a sum that wraps
 *
 * The launcher's address of len bytes at guest-physical addr, or NULL unless
 * all of them exist.  Takes any values.
 *
 * In `memory.c` of the launcher, write the check as "addr + len > mem->size"
 * and run the launcher's tests ("make -C launcher test" in the root, see
 * `ci/root`): `checks_ranges` fails, and `refuses_lists_outside` dies of a
 * segmentation fault.
 */
void *guest_range(const struct guest_memory *mem, uint32_t addr,
		  uint32_t len);

#endif
