// SPDX-License-Identifier: GPL-2.0
/*
 * Host 60: Memory
 *
 * The guest's memory: a range of the launcher's address space.
 *
 * The host reads and writes it with copy_from_user() and copy_to_user() in the
 * launcher's own context, so an address the launcher unmapped is an error and
 * never a crash.  Pages that the guest itself gets mapped are pinned, once and
 * always for writing: a private page is broken out before the guest sees it,
 * and a file the launcher may only read is refused.  So is one of a file system,
 * which has to be told before each time that a page becomes dirty.
 *
 * When the launcher changes the range (munmap, mremap, madvise, truncate of a
 * file under it, fork) an interval notifier says so.  The pages stay pinned
 * until the guest's thread has dropped their shadows, so at no time does a
 * guest reach a page that is somebody else's; a page it touches afterwards is
 * looked up anew, and one that is missing ends it.
 *
 * The whole range counts against RLIMIT_MEMLOCK from the start.
 *
 * Two ways lead to a guest's memory, then. A copy through the launcher's
 * address space, which may fail and may sleep, is for our own looks at tables
 * and structures. A pinned page is for what the CPU or another guest will
 * reach without asking; on an x86_64 host, which has an address for every page,
 * our own looks go there, too, if it is pinned already.
 */
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/sched/mm.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include "lg.h"

/* Pages that are pinned together, aligned; a power of two. */
#define PIN_AHEAD	32

/* Less than 4 GiB of memory. */
#define GUEST_PFNS_MAX	(1u << (32 - PAGE_SHIFT))

bool guest_range_ok(const struct lguest *lg, u32 addr, u32 len)
{
	u64 end = (u64)addr + len;

	return end <= (u64)lg->pfn_limit << PAGE_SHIFT;
}

static void __user *guest_pointer(const struct lguest *lg, u32 addr)
{
	return (void __user *)(lg->mem_base + addr);
}

/*
 * A few words are what is asked for most: entries of tables, frames of traps.
 * Those are read and written as words, for copy_from_user() takes hundreds of
 * instructions to find out what kernel memory it deals with.
 */
#define WORDS_MAX	8

static bool few_words(u32 len)
{
	return !(len % sizeof(u32)) && len <= WORDS_MAX * sizeof(u32);
}

static bool copy_in(void *to, const void __user *from, u32 len)
{
	const u32 __user *words = from;
	u32 *word = to;

	if (!few_words(len))
		return !copy_from_user(to, from, len);
	for (; len; len -= sizeof(*word))
		if (get_user(*word++, words++))
			return false;
	return true;
}

static bool copy_out(void __user *to, const void *from, u32 len)
{
	u32 __user *words = to;
	const u32 *word = from;

	if (!few_words(len))
		return !copy_to_user(to, from, len);
	for (; len; len -= sizeof(*word))
		if (put_user(*word++, words++))
			return false;
	return true;
}

/*
 * Nothing may be done that could sleep, nor by an address of the launcher's: it
 * would be the guest's.  The exit takes the long way and comes here again.
 */
static bool retreat(struct lguest *lg)
{
	if (lg->cheap)
		lg->retreat = true;
	return lg->cheap;
}

bool guest_read(struct lguest *lg, u32 addr, void *to, u32 len)
{
	const void *from = guest_pinned(lg, addr, len);

	if (from) {
		memcpy(to, from, len);
		return true;
	}
	if (retreat(lg)) {
		memset(to, 0, len);
		return false;
	}
	if (guest_range_ok(lg, addr, len) &&
	    copy_in(to, guest_pointer(lg, addr), len))
		return true;
	memset(to, 0, len);
	guest_kill(lg, "read of %u bytes at bad physical address %#x", len,
		   addr);
	return false;
}

/* For a look at memory that need not be there. */
bool guest_peek(struct lguest *lg, u32 addr, void *to, u32 len)
{
	return guest_range_ok(lg, addr, len) &&
	       copy_in(to, guest_pointer(lg, addr), len);
}

bool guest_write(struct lguest *lg, u32 addr, const void *from, u32 len)
{
	void *to = guest_pinned(lg, addr, len);

	if (to) {
		memcpy(to, from, len);
		return true;
	}
	if (retreat(lg))
		return false;
	if (guest_range_ok(lg, addr, len) &&
	    copy_out(guest_pointer(lg, addr), from, len))
		return true;
	guest_kill(lg, "write of %u bytes at bad physical address %#x", len,
		   addr);
	return false;
}

/* Anonymous, hugetlb or shmem, which alone swaps what belongs to files. */
static bool may_be_dirtied(struct page *page)
{
	struct folio *folio = page_folio(page);

	return folio_test_anon(folio) || folio_test_swapbacked(folio) ||
	       folio_test_hugetlb(folio);
}

static u32 pin(struct lguest *lg, u32 pfn, u32 count)
{
	struct page *got[PIN_AHEAD];
	int pinned, i;

	/*
	 * Not while a change is under way: what is pinned now must be stale
	 * when the notifier comes again.
	 */
	mmu_interval_read_begin(&lg->notifier);
	pinned = pin_user_pages_fast(lg->mem_base + (pfn << PAGE_SHIFT),
				     count, FOLL_WRITE | FOLL_LONGTERM,
				     got);
	if (pinned <= 0)
		return 0;
	/* Other guests look at these, so nothing else may ever be there. */
	for (i = 0; i < pinned && may_be_dirtied(got[i]); i++)
		WRITE_ONCE(lg->pages[pfn + i], got[i]);
	unpin_user_pages(got + i, pinned - i);
	lg->stats.count[LGUEST_STAT_PINNED] += i;
	return i;
}

/*
 * Pins a page and those around it that are not pinned yet: a guest that
 * touches one soon touches the next, and many at once cost little more.
 */
static bool pin_around(struct lguest *lg, u32 pfn)
{
	u32 first = pfn & ~(PIN_AHEAD - 1), from = pfn, to = pfn + 1;
	u32 last = min(first + PIN_AHEAD, lg->pfn_limit), pinned;

	while (from > first && !lg->pages[from - 1])
		from--;
	while (to < last && !lg->pages[to])
		to++;
	pinned = pin(lg, from, to - from);
	/* A neighbour may be missing; the page itself must not. */
	return pinned > pfn - from || pin(lg, pfn, 1);
}

struct page *guest_page(struct lguest *lg, u32 pfn)
{
	if (pfn >= lg->pfn_limit) {
		guest_kill(lg, "bad page frame %#x: memory ends at %#x", pfn,
			   lg->pfn_limit);
		return NULL;
	}
	if (!lg->pages[pfn] && retreat(lg))
		return NULL;
	if (!lg->pages[pfn] && !pin_around(lg, pfn)) {
		guest_kill(lg,
			   "the launcher has no writable memory for page frame %#x: anonymous, shmem or hugetlb",
			   pfn);
		return NULL;
	}
	return lg->pages[pfn];
}

static void unpin(struct lguest *lg, u32 first, u32 end)
{
	struct page *batch[PIN_AHEAD];
	u32 n;

	while (first < end) {
		/* No other guest is copying to them then, see dma.c. */
		dma_lock_shared();
		for (n = 0; first < end && n < PIN_AHEAD; first++) {
			if (!lg->pages[first])
				continue;
			batch[n++] = lg->pages[first];
			WRITE_ONCE(lg->pages[first], NULL);
		}
		dma_unlock_shared();
		unpin_user_pages_dirty_lock(batch, n, true);
		lg->stats.count[LGUEST_STAT_PINNED] -= n;
		cond_resched();
	}
}

/* From the mm, any thread: note which frames are stale, stop the guest. */
static bool invalidate(struct mmu_interval_notifier *notifier,
		       const struct mmu_notifier_range *range,
		       unsigned long sequence)
{
	struct lguest *lg = container_of(notifier, struct lguest, notifier);
	unsigned long base = lg->mem_base;
	unsigned long end = base + (lg->pfn_limit << PAGE_SHIFT);
	u32 first_pfn = (max(range->start, base) - base) >> PAGE_SHIFT;
	u32 end_pfn = PFN_UP(min(range->end, end) - base);
	unsigned long flags;

	spin_lock_irqsave(&lg->stale_lock, flags);
	mmu_interval_set_seq(notifier, sequence);
	if (!lg->stale_end || first_pfn < lg->stale_first)
		lg->stale_first = first_pfn;
	WRITE_ONCE(lg->stale_end, max(lg->stale_end, end_pfn));
	spin_unlock_irqrestore(&lg->stale_lock, flags);
	guest_kick(lg);
	/* The owner is gone and with it all that could run the guest. */
	if (range->event == MMU_NOTIFY_RELEASE)
		unpin(lg, 0, lg->pfn_limit);
	return true;
}

static const struct mmu_interval_notifier_ops notifier_ops = {
	.invalidate = invalidate,
};

/* Before an entry: lets go of what the owner has changed. */
void memory_refresh(struct lguest *lg)
{
	u32 first, end;

	if (!READ_ONCE(lg->stale_end))
		return;
	spin_lock_irq(&lg->stale_lock);
	first = lg->stale_first;
	end = lg->stale_end;
	lg->stale_end = 0;
	spin_unlock_irq(&lg->stale_lock);
	shadow_flush_all(lg);
	unpin(lg, first, end);
}

/*
 * Bounds that every later sum relies on: a guest's address fits in 32 bits and
 * so does its memory's size in bytes; base and address together are in what the
 * launcher may map.
 */
static int check_memory(const struct lguest_init *init)
{
	u64 end;

	if (!init->pfn_limit || init->pfn_limit >= GUEST_PFNS_MAX)
		return -EINVAL;
	end = init->pfn_limit << PAGE_SHIFT;
	if (init->mem_base & ~PAGE_MASK || end > TASK_SIZE ||
	    init->mem_base > TASK_SIZE - end)
		return -EINVAL;
	if (init->page_offset & ((4 << 20) - 1) ||
	    init->page_offset >= GUEST_TOP || !init->page_offset)
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
	spin_lock_init(&lg->stale_lock);
	err = mmu_interval_notifier_insert(&lg->notifier, current->mm,
					   lg->mem_base,
					   init->pfn_limit << PAGE_SHIFT,
					   &notifier_ops);
	lg->watched = !err;
	return err;
}

void memory_free(struct lguest *lg, struct mm_struct *mm)
{
	if (lg->watched)
		mmu_interval_notifier_remove(&lg->notifier);
	lg->watched = false;
	if (lg->pages)
		unpin(lg, 0, lg->pfn_limit);
	kvfree(lg->pages);
	lg->pages = NULL;
	if (lg->accounted)
		account_locked_vm(mm, lg->accounted, false);
	lg->accounted = 0;
	lg->pfn_limit = 0;
}
