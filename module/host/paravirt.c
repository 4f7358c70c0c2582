// SPDX-License-Identifier: GPL-2.0
/*
 * Host 240: Hypercalls that nobody needs
 *
 * A guest kernel may announce what it does: page table changes, descriptors,
 * gates, its stack. It need not: everything also works with the instructions
 * of a bare machine, and each call means the same as those. So no call can give
 * a guest more than they do, and each goes through the same checks. What a call
 * says about page tables is a hint where to look; the guest's tables decide.
 */
#include <linux/slab.h>
#include "lg.h"

#define GATE_PRESENT	0x8000
#define GATE_TYPE	0x1f00
#define GATE_INTERRUPT	0x0e00
#define GATE_TRAP	0x0f00

#define STACK_PAGES_MAX	2

#define PTE_PRESENT	BIT(0)
#define PTE_ACCESSED	BIT(5)

/* Slots of 4 MiB; the last one is the switcher's. */
#define PMD_SLOTS	(GUEST_TOP >> 22)

static void drop(struct shadow_space *space, u32 va, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++) {
		spte_t *leaf = shadow_leaf(space, va + i * PAGE_SIZE);

		if (leaf)
			*leaf = 0;
	}
}

/* Drops pages of all shadows that were made from a guest's page directory. */
static void drop_of_directory(struct lguest *lg, u32 dir, u32 va, u32 count)
{
	u32 i;

	if (shadow_is_shared(lg, va)) {
		drop(lg->space, va, count);
		return;
	}
	for (i = 0; i < SHADOW_SPACES; i++)
		if (lg->spaces[i].last_use &&
		    !((lg->spaces[i].guest_cr3 ^ dir) & PAGE_MASK))
			drop(&lg->spaces[i], va, count);
}

void call_set_pte(struct lguest *lg, u32 dir, u32 va, u32 entry)
{
	struct guest_walk walk;

	if (va >= GUEST_TOP) {
		guest_kill(lg, "SET_PTE: address %#x is the host's", va);
		return;
	}
	if (test_bit(va >> 22, lg->big))
		drop_of_directory(lg, dir, va & ~((4 << 20) - 1), 1024);
	else
		drop_of_directory(lg, dir, va & PAGE_MASK, 1);
	/* Likely to be used at once, and the fault is saved. */
	if ((entry & PTE_PRESENT) && (entry & PTE_ACCESSED) &&
	    !((lg->cr3 ^ dir) & PAGE_MASK) && guest_walk(lg, va, 0, &walk))
		shadow_fill(lg, va, &walk);
}

void call_set_pmd(struct lguest *lg, u32 dir, u32 slot)
{
	if (slot < PMD_SLOTS)
		drop_of_directory(lg, dir, slot << 22, 1024);
}

void call_load_gdt(struct lguest *lg, u32 base, u32 entries)
{
	if (entries > GDT_SLOTS) {
		guest_kill(lg, "LOAD_GDT: %u entries are more than %u", entries,
			   GDT_SLOTS);
		return;
	}
	guest_load_gdt(lg, base, entries ? entries * 8 - 1 : 0);
}

/* As if the kernel had stored them into its GDT. */
void call_load_tls(struct lguest *lg, u32 addr)
{
	u64 tls[GDT_TLS_LAST - GDT_TLS_FIRST + 1];
	u32 to = lg->gdt_base + GDT_TLS_FIRST * 8, slot;

	if (lg->gdt_limit < GDT_TLS_LAST * 8 + 7) {
		guest_kill(lg, "LOAD_TLS: the GDT ends at %#x",
			   lg->gdt_limit);
		return;
	}
	if (!guest_read(lg, addr, tls, sizeof(tls)))
		return;
	if (!guest_write_virt(lg, to, tls, sizeof(tls))) {
		guest_kill(lg, "LOAD_TLS: the GDT at %#x cannot be written",
			   lg->gdt_base);
		return;
	}
	for (slot = GDT_TLS_FIRST; slot <= GDT_TLS_LAST; slot++)
		segment_resync(lg, slot * 8);
}

void call_load_idt_entry(struct lguest *lg, u32 vector, u32 low, u32 high)
{
	u32 type = high & GATE_TYPE;

	if (vector > 255) {
		guest_kill(lg, "LOAD_IDT_ENTRY: there is no vector %#x",
			   vector);
		return;
	}
	if ((high & GATE_PRESENT) && type != GATE_INTERRUPT &&
	    type != GATE_TRAP) {
		guest_kill(lg, "LOAD_IDT_ENTRY: a gate of type %u for vector %u cannot be served",
			   type >> 8, vector);
		return;
	}
	if (!lg->gates)
		lg->gates = kcalloc(256, sizeof(u64), GFP_KERNEL_ACCOUNT);
	if (!lg->gates) {
		guest_kill(lg, "the host has no memory for an IDT");
		return;
	}
	lg->gates[vector] = (u64)high << 32 | low;
}

/* An lidt: gates are in memory again. */
void guest_load_idt(struct lguest *lg, u32 base, u32 limit)
{
	lg->idt_base = base;
	lg->idt_limit = limit;
	paravirt_free(lg);
}

/* Pages of the stack are not fixed in the shadows: a push may fault. */
void call_set_stack(struct lguest *lg, u32 selector, u32 esp, u32 pages)
{
	if ((selector & SELECTOR_RPL) != 1 || selector > 0xffff) {
		guest_kill(lg, "SET_STACK: selector %#x has not privilege 1",
			   selector);
		return;
	}
	if (pages > STACK_PAGES_MAX) {
		guest_kill(lg, "SET_STACK: %u pages are more than %u", pages,
			   STACK_PAGES_MAX);
		return;
	}
	lg->ss1 = selector;
	lg->esp1 = esp;
	lg->stack_announced = true;
}

void paravirt_free(struct lguest *lg)
{
	kfree(lg->gates);
	lg->gates = NULL;
}
