// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's memory: a range of the launcher's address space.
 *
 * The host reads and writes it with copy_from_user() and copy_to_user() in the
 * launcher's own context, so an address the launcher unmapped is an error and
 * never a crash.  Pages that the guest itself gets mapped are pinned, once and
 * always for writing: a private page is broken out before the guest sees it,
 * and a file the launcher may only read is refused.
 *
 * The whole range counts against RLIMIT_MEMLOCK from the start.
 */
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include "lg.h"

bool guest_range_ok(const struct lguest *lg, u32 addr, u32 len)
{
	u64 end = (u64)addr + len;

	return end <= (u64)lg->pfn_limit << PAGE_SHIFT;
}

static void __user *guest_pointer(const struct lguest *lg, u32 addr)
{
	return (void __user *)(unsigned long)(lg->mem_base + addr);
}

bool guest_read(struct lguest *lg, u32 addr, void *to, u32 len)
{
	if (guest_range_ok(lg, addr, len) &&
	    !copy_from_user(to, guest_pointer(lg, addr), len))
		return true;
	memset(to, 0, len);
	guest_kill(lg, "read of %u bytes at bad physical address %#x", len,
		   addr);
	return false;
}

/* For a look at memory that need not be there. */
bool guest_peek(struct lguest *lg, u32 addr, u32 *value)
{
	return guest_range_ok(lg, addr, sizeof(*value)) &&
	       !get_user(*value, (u32 __user *)guest_pointer(lg, addr));
}

bool guest_write(struct lguest *lg, u32 addr, const void *from, u32 len)
{
	if (guest_range_ok(lg, addr, len) &&
	    !copy_to_user(guest_pointer(lg, addr), from, len))
		return true;
	guest_kill(lg, "write of %u bytes at bad physical address %#x", len,
		   addr);
	return false;
}

struct page *guest_page(struct lguest *lg, u32 pfn)
{
	struct page *page;

	if (pfn >= lg->pfn_limit) {
		guest_kill(lg, "bad page frame %#x: memory ends at %#x", pfn,
			   lg->pfn_limit);
		return NULL;
	}
	if (lg->pages[pfn])
		return lg->pages[pfn];
	if (pin_user_pages_fast(lg->mem_base + (pfn << PAGE_SHIFT), 1,
				FOLL_WRITE | FOLL_LONGTERM, &page) != 1) {
		guest_kill(lg, "the launcher has no writable memory for page frame %#x",
			   pfn);
		return NULL;
	}
	lg->pages[pfn] = page;
	lg_count(lg, PINNED);
	return page;
}

/* Bounds that make every later sum of base and address fit in 32 bits. */
static int check_memory(const struct lguest_init *init)
{
	u64 end = (u64)init->pfn_limit << PAGE_SHIFT;

	if (!init->pfn_limit || init->mem_base & ~PAGE_MASK ||
	    init->mem_base + end > TASK_SIZE)
		return -EINVAL;
	if (init->page_offset & ((4 << 20) - 1) ||
	    init->page_offset >= SWITCHER_ADDR || !init->page_offset)
		return -EINVAL;
	if (init->start >= end || init->device_pfn > init->pfn_limit ||
	    init->boot_params >= end)
		return -EINVAL;
	return 0;
}

int memory_init(struct lguest *lg, const struct lguest_init *init)
{
	int err = check_memory(init);

	if (err)
		return err;
	err = account_locked_vm(current->mm, init->pfn_limit, true);
	if (err)
		return err;
	lg->accounted = init->pfn_limit;
	lg->pages = kvcalloc(init->pfn_limit, sizeof(*lg->pages),
			     GFP_KERNEL_ACCOUNT);
	if (!lg->pages)
		return -ENOMEM;
	lg->mem_base = init->mem_base;
	lg->pfn_limit = init->pfn_limit;
	lg->page_offset = init->page_offset;
	lg->device_pfn = init->device_pfn;
	return 0;
}

void memory_free(struct lguest *lg, struct mm_struct *mm)
{
	u32 pfn;

	for (pfn = 0; lg->pages && pfn < lg->pfn_limit; pfn++) {
		if (!lg->pages[pfn])
			continue;
		unpin_user_pages_dirty_lock(&lg->pages[pfn], 1, true);
		cond_resched();
	}
	kvfree(lg->pages);
	lg->pages = NULL;
	if (lg->accounted)
		account_locked_vm(mm, lg->accounted, false);
	lg->accounted = 0;
	lg->pfn_limit = 0;
}
