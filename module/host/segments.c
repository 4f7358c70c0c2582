// SPDX-License-Identifier: GPL-2.0
/*
 * Host 110: Segments
 *
 * The guest's GDT and LDT, and what the CPU gets of them. The guest's tables
 * lie in its memory and it writes them without telling us; only lgdt and lldt
 * trap. We copy descriptors, and let in only what cannot lead
 * to ring 0: code and data segments of privilege 1 to 3, with the accessed bit
 * set because the CPU cannot write it into our read-only table.  A fault that
 * names a selector makes us look at the guest's table again.
 *
 * The TLS slots change at every context switch, with plain stores and nothing
 * that traps.  So the CPU runs on a GDT where they are absent: loading one
 * faults, and we copy the descriptor then.  The switcher loads the registers
 * that hold one from a second GDT, where they are present.
 *
 * Why not leave them present? A store to the guest's GDT traps nowhere, and
 * two threads of a process share their page tables: nothing happens between
 * the store and the load of gs. The CPU would take the descriptor of the
 * thread that ran before, and the new thread would write into the other's
 * variables. It is a very quiet bug.
 */
#include <linux/gfp.h>
#include <asm/trapnr.h>
#include "lg.h"

#define DESC_ACCESSED	BIT_ULL(40)
#define DESC_WRITE	BIT_ULL(41)	/* of data; of code: readable */
#define DESC_CONFORMING	BIT_ULL(42)	/* of code */
#define DESC_CODE	BIT_ULL(43)
#define DESC_S		BIT_ULL(44)
#define DESC_DPL_SHIFT	45
#define DESC_DPL	(3ULL << DESC_DPL_SHIFT)
#define DESC_PRESENT	BIT_ULL(47)
#define DESC_FREE	BIT_ULL(52)	/* for software */
#define DESC_LONG	BIT_ULL(53)	/* of code: 64-bit, on x86_64 */
#define DESC_BIG	BIT_ULL(54)	/* 32-bit, not 16 */
#define DESC_TYPE_LDT	2
#define DESC_TYPE_TSS	9
#define DESC_TYPE_BUSY	11

#define FLAT_KERNEL_CODE	0x00cfbb000000ffffULL
#define FLAT_KERNEL_DATA	0x00cfb3000000ffffULL

#define LDT_PER_PAGE	(PAGE_SIZE / sizeof(u64))

static u32 desc_base(u64 d)
{
	return (d >> 16 & 0xffffff) | (d >> 32 & 0xff000000);
}

static u32 desc_limit(u64 d)
{
	u32 limit = (d & 0xffff) | (d >> 32 & 0xf0000);

	return d & BIT_ULL(55) ? limit << PAGE_SHIFT | ~PAGE_MASK : limit;
}

/*
 * No use to a guest: the switcher's segments, our TSS and LDT.  Not every kind
 * of host wants all of them; guests are to find the same on each.
 */
static bool slot_is_host(u32 slot)
{
	return slot == 10 || slot == 11 || slot == 16 || slot == 17;
}

/*
 * Host 120+: Nobody gets to ring 0
 *
 * A descriptor of the guest's reaches the CPU's table through here. System
 * descriptors, call gates among them, become nothing; privilege 0 becomes 1.
 * Code is never 64-bit: on an x86_64 host that would name every address there
 * is, with the rights of a kernel.  All else may stand, for it can only hurt
 * the guest.
 */
u64 segment_sanitise(u64 descriptor)
{
	if (!(descriptor & DESC_S))
		return 0;
	if (!(descriptor & DESC_DPL))
		descriptor |= 1ULL << DESC_DPL_SHIFT;
	return (descriptor & ~DESC_LONG) | DESC_ACCESSED;
}

bool segment_is_tls(u32 selector)
{
	u32 slot = selector >> 3;

	return !(selector & SELECTOR_LDT) && slot >= GDT_TLS_FIRST &&
	       slot <= GDT_TLS_LAST;
}

static u64 descriptor_of(struct lguest *lg, u32 selector)
{
	u32 slot = (selector & 0xffff) >> 3;
	u64 *page;

	if (!(selector & SELECTOR_LDT))
		return slot < GDT_SLOTS ? lg->gdt[slot] : 0;
	if (slot >= lg->ldt_entries)
		return 0;
	page = page_address(lg->ldt[slot / LDT_PER_PAGE]);
	return page[slot % LDT_PER_PAGE];
}

u32 segment_base(struct lguest *lg, u32 selector)
{
	return desc_base(descriptor_of(lg, selector));
}

/* Ring 1's data of 32 bits from 0 to the end: a stack that needs no look. */
bool segment_is_flat(struct lguest *lg, u32 selector)
{
	u64 d = descriptor_of(lg, selector);

	return (d & ~DESC_FREE) == FLAT_KERNEL_DATA && (selector & 3) == 1;
}

/* Is it a stack whose pointer has 16 bits? */
bool segment_is_small(struct lguest *lg, u32 selector)
{
	return !(descriptor_of(lg, selector) & DESC_BIG);
}

static u32 desc_dpl(u64 d)
{
	return d >> DESC_DPL_SHIFT & 3;
}

/* cs of a frame that leads to a ring, SDM volume 2, IRET. */
u32 segment_check_code(struct lguest *lg, u32 selector, u32 ring)
{
	u64 d;

	segment_resync(lg, selector & ~SELECTOR_RPL);
	d = descriptor_of(lg, selector);
	if (!(d & DESC_S) || !(d & DESC_CODE) ||
	    (d & DESC_CONFORMING ? desc_dpl(d) > ring : desc_dpl(d) != ring))
		return X86_TRAP_GP;
	return d & DESC_PRESENT ? 0 : X86_TRAP_NP;
}

/* ss at a ring: writable data of just that privilege. */
u32 segment_check_stack(struct lguest *lg, u32 selector, u32 ring)
{
	u64 d;

	segment_resync(lg, selector & ~SELECTOR_RPL);
	d = descriptor_of(lg, selector);
	if (!(d & DESC_S) || (d & DESC_CODE) || !(d & DESC_WRITE) ||
	    desc_dpl(d) != ring || (selector & SELECTOR_RPL) > ring)
		return X86_TRAP_GP;
	return d & DESC_PRESENT ? 0 : X86_TRAP_SS;
}

/* ds, es, fs or gs at the present ring. */
u32 segment_check_data(struct lguest *lg, u32 selector)
{
	u64 d = descriptor_of(lg, selector);

	if (!(d & DESC_S) ||
	    (d & DESC_CODE && !(d & DESC_WRITE)) ||
	    desc_dpl(d) < (selector & SELECTOR_RPL) ||
	    desc_dpl(d) < (lg->regs->cs & SELECTOR_RPL))
		return X86_TRAP_GP;
	return d & DESC_PRESENT ? 0 : X86_TRAP_NP;
}

static bool selector_in_use(const struct lguest *lg, u32 slot)
{
	const struct lg_regs *r = lg->regs;

	return r->cs >> 3 == slot || r->ss >> 3 == slot || r->ds >> 3 == slot ||
	       r->es >> 3 == slot || r->fs >> 3 == slot || r->gs >> 3 == slot;
}

static bool read_gdt(struct lguest *lg, u32 slot, u64 *descriptor)
{
	*descriptor = 0;
	if (slot * 8 + 7 > lg->gdt_limit)
		return true;
	return guest_read_virt(lg, lg->gdt_base + slot * 8, descriptor,
			       sizeof(*descriptor));
}

/*
 * A CPU goes on using a segment whose descriptor has gone from the table; we
 * have to reload it, so the old descriptor stays while a register holds it.
 */
bool guest_load_gdt(struct lguest *lg, u32 base, u32 limit)
{
	u32 slot;

	lg->gdt_base = base;
	lg->gdt_limit = limit & 0xffff;
	for (slot = 1; slot < GDT_SLOTS; slot++) {
		u64 descriptor;

		if (!read_gdt(lg, slot, &descriptor)) {
			guest_kill(lg, "lgdt: the table at %#x is not mapped",
				   base);
			return false;
		}
		descriptor = segment_sanitise(descriptor);
		if ((descriptor & DESC_PRESENT) || !selector_in_use(lg, slot))
			lg->gdt[slot] = descriptor;
	}
	lg->gdt_changed = true;
	return true;
}

static bool resync_ldt(struct lguest *lg, u32 slot)
{
	u64 descriptor, *entry;

	if (slot >= lg->ldt_entries ||
	    !guest_read_virt(lg, lg->ldt_base + slot * 8, &descriptor,
			     sizeof(descriptor)))
		return false;
	entry = page_address(lg->ldt[slot / LDT_PER_PAGE]);
	entry += slot % LDT_PER_PAGE;
	descriptor = segment_sanitise(descriptor);
	if (descriptor == *entry)
		return false;
	*entry = descriptor;
	return true;
}

/*
 * A fault named this selector: did the guest change the descriptor since we
 * copied it?  If so the instruction may be tried again.
 */
bool segment_resync(struct lguest *lg, u32 error)
{
	u32 slot = (error & 0xffff) >> 3;
	u64 descriptor;

	if (error & SELECTOR_RPL)
		return false;
	if (error & SELECTOR_LDT)
		return resync_ldt(lg, slot);
	if (!slot || slot >= GDT_SLOTS || slot_is_host(slot) ||
	    !read_gdt(lg, slot, &descriptor))
		return false;
	descriptor = segment_sanitise(descriptor);
	if (descriptor == lg->gdt[slot])
		return false;
	lg->gdt[slot] = descriptor;
	lg->gdt_changed = true;
	return true;
}

static void free_ldt(struct lguest *lg)
{
	u32 i;

	lg->ldt_entries = 0;
	ldt_unmap(lg);
	for (i = 0; i < LDT_MAX_PAGES; i++) {
		if (lg->ldt[i])
			__free_page(lg->ldt[i]);
		lg->ldt[i] = NULL;
	}
}

static bool copy_ldt_page(struct lguest *lg, u32 base, u32 index, u32 entries)
{
	u64 *page;
	u32 i;

	lg->ldt[index] = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!lg->ldt[index]) {
		guest_kill(lg, "the host has no memory for an LDT");
		return false;
	}
	page = page_address(lg->ldt[index]);
	if (!guest_read_virt(lg, base + index * PAGE_SIZE, page, entries * 8)) {
		guest_kill(lg, "lldt: the table at %#x is not mapped", base);
		memset(page, 0, PAGE_SIZE);
		return false;
	}
	for (i = 0; i < entries; i++)
		page[i] = segment_sanitise(page[i]);
	return true;
}

/* 0, or the vector the instruction must fault with. */
u32 guest_load_ldt(struct lguest *lg, u16 selector)
{
	u32 entries = 0, index;
	u64 d = 0;

	if (selector & ~SELECTOR_RPL) {
		if (selector & SELECTOR_LDT ||
		    !read_gdt(lg, selector >> 3, &d) ||
		    (d >> 40 & 0x1f) != DESC_TYPE_LDT)
			return X86_TRAP_GP;
		if (!(d & DESC_PRESENT))
			return X86_TRAP_NP;
		entries = min_t(u32, (desc_limit(d) + 1) / 8,
				LDT_MAX_PAGES * LDT_PER_PAGE);
	}
	lg->gdt_changed = true;
	free_ldt(lg);
	lg->ldt_base = desc_base(d);
	for (index = 0; index * LDT_PER_PAGE < entries; index++) {
		u32 part = min_t(u32, entries - index * LDT_PER_PAGE,
				 LDT_PER_PAGE);

		if (!copy_ldt_page(lg, lg->ldt_base, index, part))
			return 0;
	}
	if (index && !ldt_map(lg, index)) {
		guest_kill(lg, "the host has no memory for an LDT");
		return 0;
	}
	lg->ldt_entries = entries;
	return 0;
}

/* The stack that traps from ring 3 use: in the guest's TSS, SDM 7.2.1. */
void guest_reload_stack(struct lguest *lg)
{
	u32 stack[2];

	if (!lg->tss_base || lg->stack_announced ||
	    !guest_read_virt(lg, lg->tss_base + 4, stack, sizeof(stack)))
		return;
	lg->esp1 = stack[0];
	lg->ss1 = (stack[1] & 0xfffc) | 1;
}

/* 0, or the vector the instruction must fault with. */
u32 guest_load_tr(struct lguest *lg, u16 selector)
{
	u32 type;
	u64 d;

	if (selector & SELECTOR_LDT || !read_gdt(lg, selector >> 3, &d))
		return X86_TRAP_GP;
	/* A busy one is taken too: we do not set that bit in the guest. */
	type = d >> 40 & 0x1f;
	if (type != DESC_TYPE_TSS && type != DESC_TYPE_BUSY)
		return X86_TRAP_GP;
	if (!(d & DESC_PRESENT))
		return X86_TRAP_NP;
	lg->tss_base = desc_base(d);
	lg->stack_announced = false;
	guest_reload_stack(lg);
	return 0;
}

/* cs and ss come from the GDT the guest runs on: their slots stay present. */
void segments_note_tls(struct lguest *lg)
{
	u32 in_use = 0;

	if (segment_is_tls(lg->regs->cs))
		in_use |= BIT(lg->regs->cs >> 3);
	if (segment_is_tls(lg->regs->ss))
		in_use |= BIT(lg->regs->ss >> 3);
	if (in_use != lg->tls_in_use) {
		lg->tls_in_use = in_use;
		lg->gdt_changed = true;
	}
}

/*
 * Mastery 40+: Exercise: a present descriptor
 *
 * Delete the line that clears DESC_PRESENT, so that the TLS slots stay present
 * while the guest runs, and try `module/test/mini/run tls-user tls-kernel`.
 */
void segments_to_cpu(const struct lguest *lg, struct lg_state *state)
{
	u32 slot;

	for (slot = 1; slot < GDT_SLOTS; slot++) {
		u64 descriptor = lg->gdt[slot];

		if (slot_is_host(slot)) {
			state->gdt_run[slot] = state->gdt_load[slot];
			continue;
		}
		state->gdt_load[slot] = descriptor;
		if (slot >= GDT_TLS_FIRST && slot <= GDT_TLS_LAST &&
		    !(lg->tls_in_use & BIT(slot)))
			descriptor &= ~DESC_PRESENT;
		state->gdt_run[slot] = descriptor;
	}
}

/* The boot protocol's flat segments, 0x10 and 0x18, until the first lgdt. */
void segments_init(struct lguest *lg)
{
	lg->gdt[2] = FLAT_KERNEL_CODE;
	lg->gdt[3] = FLAT_KERNEL_DATA;
	lg->last_cpu = -1;
	lg->ss1 = 1;
}

void segments_free(struct lguest *lg)
{
	free_ldt(lg);
}
