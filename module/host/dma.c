// SPDX-License-Identifier: GPL-2.0
/*
 * Host 250: Who gets what
 *
 * DMA: which buffers a guest has bound to which key, and who a send is for.
 *
 * A guest binds an array of buffers (struct lguest_dma) to a key, and sends
 * lists with a key.  A key is an address in the guest's memory.  What backs
 * that address decides where a send goes:
 *
 * - Private memory: to the launcher.  The send ends its read() with list and
 *   key; the launcher looks at both with suspicion.  To answer it takes a free
 *   buffer of those bound at a key, fills it, and raises the line the buffer
 *   came with.
 * - A file that is mapped shared: the key is the place in the file, whatever
 *   the address, so guests of different launchers meet there.  The send goes
 *   to the first other guest that has bound this place, see dma_copy.c; a
 *   guest's own bindings do not count.
 *
 * Lifetime.  A binding is a slot in its guest's struct lguest.  One to a shared
 * key holds the file, so that the place keeps its meaning, and is in a hash
 * table of all guests.  It leaves that table when the guest unbinds it and
 * before anything of the guest is freed (dma_release()), in both cases under
 * shared_lock.  A sender holds shared_lock from finding a binding until it is
 * done with that guest, so neither binding nor guest can go away meanwhile;
 * nor can the pinned pages of its memory, which memory.c lets go of under the
 * same lock.
 *
 * Locks, in this order: run_lock of the guest, its dma_lock (its bindings),
 * shared_lock (the table, the cursors of bindings in it, pages[] of their
 * guests as seen from others), runner_lock.  Under shared_lock nothing faults,
 * allocates or waits: the sender reaches its own and the other guest's memory
 * through pages pinned before.  So no guest, and no launcher that maps strange
 * memory, can keep the others from it; a send does a bounded amount of work.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/hashtable.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include "lg.h"
#include "dma.h"

static DEFINE_MUTEX(shared_lock);
static DEFINE_HASHTABLE(shared_bindings, 6);

void dma_lock_shared(void)
{
	mutex_lock(&shared_lock);
}

void dma_unlock_shared(void)
{
	mutex_unlock(&shared_lock);
}

/*
 * Where a key leads, in the launcher's own thread.  False: to private memory.
 * The caller puts the file.
 */
static bool find_place(const struct lguest *lg, u32 key, struct dma_place *at)
{
	unsigned long address = lg->mem_base + key;
	struct vm_area_struct *vma;

	at->file = NULL;
	mmap_read_lock(current->mm);
	vma = vma_lookup(current->mm, address);
	if (vma && vma->vm_file && (vma->vm_flags & VM_SHARED) &&
	    !(vma->vm_flags & (VM_PFNMAP | VM_IO))) {
		at->file = get_file(vma->vm_file);
		at->page = vma->vm_pgoff +
			((address - vma->vm_start) >> PAGE_SHIFT);
		at->offset = offset_in_page(address);
	}
	mmap_read_unlock(current->mm);
	return at->file;
}

static u32 place_hash(const struct dma_place *at)
{
	return hash_long((unsigned long)file_inode(at->file) + at->page * 31 +
			 at->offset, 32);
}

static bool same_place(const struct dma_place *a, const struct dma_place *b)
{
	return file_inode(a->file) == file_inode(b->file) &&
	       a->page == b->page && a->offset == b->offset;
}

/* The first other guest's binding there, under shared_lock. */
struct dma_binding *dma_find_other(const struct lguest *lg,
				   const struct dma_place *at)
{
	struct dma_binding *binding;

	hash_for_each_possible(shared_bindings, binding, node, place_hash(at))
		if (binding->lg != lg && same_place(&binding->at, at) &&
		    !READ_ONCE(binding->lg->ended))
			return binding;
	return NULL;
}

static struct dma_binding *find_binding(struct lguest *lg, u32 key, u32 array)
{
	u32 i;

	for (i = 0; i < DMA_BINDINGS; i++)
		if (lg->dma[i].count && lg->dma[i].key == key &&
		    (lg->dma[i].array == array || !array))
			return &lg->dma[i];
	return NULL;
}

static struct dma_binding *free_binding(struct lguest *lg)
{
	u32 i;

	for (i = 0; i < DMA_BINDINGS; i++)
		if (!lg->dma[i].count)
			return &lg->dma[i];
	return NULL;
}

static bool key_ok(struct lguest *lg, u32 key)
{
	if (!(key & 3) && guest_range_ok(lg, key, 4))
		return true;
	guest_kill(lg, "DMA key %#x is not in memory or not a multiple of 4",
		   key);
	return false;
}

/* Takes over the file of at. */
static bool add_binding(struct lguest *lg, const struct dma_binding *new)
{
	struct dma_binding *binding = free_binding(lg);

	if (!binding || find_binding(lg, new->key, new->array))
		return false;
	*binding = *new;
	if (!binding->at.file)
		return true;
	dma_lock_shared();
	hash_add(shared_bindings, &binding->node, place_hash(&binding->at));
	dma_unlock_shared();
	return true;
}

/* The file to put is returned: never under a lock. */
static struct file *remove_binding(struct dma_binding *binding)
{
	struct file *file = binding->at.file;

	if (file) {
		dma_lock_shared();
		hash_del(&binding->node);
		dma_unlock_shared();
	}
	memset(binding, 0, sizeof(*binding));
	return file;
}

static u32 unbind(struct lguest *lg, u32 key, u32 array)
{
	struct dma_binding *binding;
	struct file *file = NULL;

	mutex_lock(&lg->dma_lock);
	binding = find_binding(lg, key, array);
	if (binding)
		file = remove_binding(binding);
	mutex_unlock(&lg->dma_lock);
	if (file)
		fput(file);
	return binding != NULL;
}

/* The result of LHCALL_BIND_DMA: 1 done, 0 refused. */
u32 dma_bind(struct lguest *lg, u32 key, u32 array, u32 count_irq)
{
	u32 count = count_irq >> 8, irq = count_irq & 0xff;
	u64 end = (u64)array + (u64)count * sizeof(struct lguest_dma);
	struct dma_binding new = {
		.lg = lg, .key = key, .array = array, .count = count,
		.irq = irq,
	};
	bool done;

	if (!key_ok(lg, key) || irq >= LGUEST_IRQS || !array)
		return 0;
	if (!irq)
		return unbind(lg, key, array);
	if (!count || count > U16_MAX || !guest_range_ok(lg, array, 4) ||
	    end > (u64)lg->pfn_limit << PAGE_SHIFT)
		return 0;
	if (find_place(lg, key, &new.at) &&
	    (array & 3 || !dma_pin_array(lg, array, count))) {
		fput(new.at.file);
		return 0;
	}
	mutex_lock(&lg->dma_lock);
	done = add_binding(lg, &new);
	mutex_unlock(&lg->dma_lock);
	if (!done && new.at.file)
		fput(new.at.file);
	return done;
}

/* Before anything of the guest goes away: no other guest finds it any more. */
void dma_release(struct lguest *lg)
{
	u32 i;

	for (i = 0; i < DMA_BINDINGS; i++) {
		struct file *file = remove_binding(&lg->dma[i]);

		if (file)
			fput(file);
	}
}

void dma_send(struct lguest *lg, u32 key, u32 dma)
{
	struct dma_place at;

	if (!key_ok(lg, key))
		return;
	if (!guest_range_ok(lg, dma, sizeof(struct lguest_dma))) {
		guest_kill(lg, "DMA list at bad physical address %#x", dma);
		return;
	}
	if (find_place(lg, key, &at)) {
		dma_copy_to_other(lg, &at, dma);
		fput(at.file);
		return;
	}
	lg_count(lg, SEND);
	lg->send.dma = dma;
	lg->send.key = key;
	lg->send_pending = true;
}

static int take_buffer(struct lguest *lg, struct dma_binding *binding,
		       struct lguest_getdma *get)
{
	u32 i, used, addr;

	for (i = 0; i < binding->count; i++) {
		u32 index = (binding->next + i) % binding->count;

		/* There may be 65535, on pages that are not there yet. */
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
		addr = binding->array + index * sizeof(struct lguest_dma);
		if (!guest_read(lg, addr, &used, sizeof(used)))
			return -ENOENT;
		if (used)
			continue;
		binding->next = (index + 1) % binding->count;
		get->dma = addr;
		get->irq = binding->irq;
		return 0;
	}
	return -ENOENT;
}

/*
 * For LHREQ_GETDMA, from any thread of the launcher.  Buffers bound to shared
 * keys are for other guests.
 */
int dma_get(struct lguest *lg, u32 key, struct lguest_getdma *get)
{
	struct dma_binding *binding;
	int err = -ENOENT;

	if (key & 3)
		return -EINVAL;
	mutex_lock(&lg->dma_lock);
	binding = find_binding(lg, key, 0);
	if (binding && !binding->at.file)
		err = take_buffer(lg, binding, get);
	mutex_unlock(&lg->dma_lock);
	return err;
}
