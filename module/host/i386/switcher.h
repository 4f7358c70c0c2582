/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Switcher 10: A place that is in both worlds
 *
 * To change CR3 is to have the ground replaced under one's feet: the next
 * instruction is fetched through the new tables. So the code that does it has
 * to be at the same address in the old and in the new ones, and so has the
 * stack.
 *
 * That place starts at SWITCHER_ADDR, in the host and in every guest, and the
 * assembler and the C around it share this layout: SWITCHER_TEXT_PAGES pages of
 * code, then a register page and a state page for each CPU. While a guest runs,
 * only its own CPU's two pages are there: the register page is the guest's own
 * and writable, the state page is read-only even to ring 0 (CR0.WP).
 */
#ifndef MODULE_HOST_I386_SWITCHER_H
#define MODULE_HOST_I386_SWITCHER_H

#include "../regs.h"

#define SWITCHER_ADDR		0xffc00000
#define SWITCHER_TEXT_PAGES	2
#define SWITCHER_STUB_SIZE	16	/* bytes from one vector's stub to the next */

/* Ring-0 flat segments: unused slots 10 and 11 of the host's and our GDT. */
#define SWITCHER_CS		0x50
#define SWITCHER_DS		0x58
#define GUEST_TSS_SEL		0x80	/* slot 16, as in the host */
#define GUEST_LDT_SEL		0x88	/* slot 17 */
#define HOST_DS			0x68	/* __KERNEL_DS, ring 0 */

#define FLAGS_VM		0x20000

/* The state page: struct lg_state. */
#define STATE_HOST_CR3		0
#define STATE_HOST_CR4		4
#define STATE_GUEST_CR3		8
#define STATE_GUEST_CR4		12
#define STATE_HOST_ESP		16
#define STATE_HOST_IDT		20
#define STATE_HOST_GDT		28
#define STATE_GUEST_IDT		36
#define STATE_LOAD_GDT		44
#define STATE_GUEST_GDT		52
#define STATE_HOST_TR		60
#define STATE_HOST_LDT		62
#define STATE_HOST_TSS_TYPE	64
#define STATE_GUEST_LDT		68
#define STATE_LATE		72
#define STATE_ABORT		76
#define STATE_ABORT_ERR		80
#define STATE_GUEST_DR7		84
#define STATE_TSS		0x500
#define STATE_GDT_LOAD		0x600
#define STATE_GDT_RUN		0x700
#define STATE_IDT		0x800

#ifndef __ASSEMBLER__
#include <linux/types.h>
#include <asm/desc_defs.h>
#include <asm/fpu/api.h>
#include <asm/processor.h>

/* A CPU's state page. */
struct lg_state {
	u32 host_cr3, host_cr4, guest_cr3, guest_cr4;
	u32 host_esp;
	struct desc_ptr host_idt __aligned(4);
	struct desc_ptr host_gdt __aligned(4);
	struct desc_ptr guest_idt __aligned(4);
	struct desc_ptr load_gdt __aligned(4);
	struct desc_ptr guest_gdt __aligned(4);
	u16 host_tr __aligned(4);
	u16 host_ldt;
	u32 host_tss_type;
	u32 guest_ldt;
	u32 late;		/* vectors for the host that came while leaving, as bits */
	u32 abort, abort_error;	/* why an entry was given up */
	u32 guest_dr7;		/* 0 = the guest has no breakpoints */
	u8 pad[STATE_TSS - 88];
	struct x86_hw_tss tss;
	u8 pad2[STATE_GDT_LOAD - STATE_TSS - sizeof(struct x86_hw_tss)];
	u64 gdt_load[GDT_SLOTS];
	u64 gdt_run[GDT_SLOTS];
	u64 idt[256];
} __packed __aligned(8);

/* A guest's floating point registers. */
struct lg_fpu {
	struct fpu_guest guest;
};

#endif /* __ASSEMBLER__ */
#endif /* MODULE_HOST_I386_SWITCHER_H */
