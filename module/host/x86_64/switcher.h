/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The x86_64 switcher's layout in memory, shared by its assembler and C.
 *
 * A guest's root has the host's upper half, so switcher, stacks and state are
 * in both worlds at their own addresses, and a guest, whose code is 32 bits
 * wide, cannot name any of them. Each CPU has three pages in a row: stacks for
 * events that come at any moment, the state page, an IDT.
 */
#ifndef MODULE_HOST_X86_64_SWITCHER_H
#define MODULE_HOST_X86_64_SWITCHER_H

#include "../regs.h"

#define SWITCHER_STUB_SIZE	16	/* bytes from one vector's stub to the next */

/* Selectors beyond a guest's slots, but for the TSS, in slots 16 and 17. */
#define GUEST_TSS_SEL		0x80
#define SWITCHER_CS		0x100
#define GUEST_LDT_SEL		0x108	/* and the next slot */
#define SWITCHER_GDT_SLOTS	35
#define HOST_GDT_SLOTS		16
#define HOST_CS			0x10
#define HOST_DS			0x18
#define HOST_TSS_SEL		0x40

#define TSS_SP0			4
#define FLAGS_TF		0x100
#define FLAGS_IF		0x200
#define FLAGS_IOPL		0x3000
#define FLAGS_NT		0x4000
#define FLAGS_RF		0x10000
#define FLAGS_VM		0x20000

/* Stacks of the IST that the host leaves free. */
#define IST_NMI			6
#define IST_MC			7
#define HOST_ISTS		5

/* The state page: struct lg_state. */
#define STATE_SIZE		0x1000
#define STATE_HOST_RSP		0
#define STATE_HOST_CR3		8
#define STATE_HOST_CR4		16
#define STATE_GUEST_CR3		24
#define STATE_GUEST_CR4		32
#define STATE_GUEST_DR7		40
#define STATE_REGS		48
#define STATE_HOST_GS_BASE	56
#define STATE_ABORT		64
#define STATE_ABORT_ERR		68
#define STATE_EVENTS		72
#define STATE_HOST_TR		76
#define STATE_HOST_LDT		78
#define STATE_GUEST_LDT		80
#define STATE_IRET_STACK	88
#define STATE_SYSCALL_ENTRY	96
#define STATE_ESP1		100
#define STATE_SS1		104
#define STATE_CHEAP		108
#define STATE_HOST_GDT		112
#define STATE_HOST_IDT		128
#define STATE_GUEST_IDT		144
#define STATE_TRANS_GDT		160
#define STATE_LOAD_GDT		176
#define STATE_RUN_GDT		192
#define STATE_HOST_EFER		208
#define STATE_TSS		0x200
#define STATE_GDT_TRANS		0x300
#define STATE_GDT_LOAD		0x480
#define STATE_GDT_RUN		0x600

/* STATE_EVENTS: what is to be raised for the host once it is back. */
#define EVENT_NMI		1
#define EVENT_MC		2
#define EVENT_DEMOTED		4	/* this exit goes on in the host's world */

/* What lies on the stack after a trap, from its lowest address up. */
#define FRAME_EBX		0
#define FRAME_TRAP		56
#define FRAME_STATE		112	/* not if it is a stack of the IST */

#ifndef __ASSEMBLER__
#include <linux/types.h>
#include <asm/desc_defs.h>
#include <asm/fpu/types.h>
#include <asm/processor.h>

struct lguest;

/* What lgdt and lidt take, each with room for the next to be aligned. */
struct lg_table {
	struct desc_ptr ptr;
	u8 pad[6];
} __packed;

/* A CPU's state page. */
struct lg_state {
	u64 host_rsp, host_cr3, host_cr4, guest_cr3, guest_cr4;
	u64 guest_dr7;		/* 0 = the guest has no breakpoints */
	struct lg_regs *regs;
	u64 host_gs_base;
	u32 abort, abort_error;	/* why an entry was given up */
	u32 events;
	u16 host_tr, host_ldt, guest_ldt;
	u8 pad[STATE_IRET_STACK - STATE_GUEST_LDT - 2];
	unsigned long iret_stack; /* end of one for the iret, or 0 */
	u32 syscall_entry;	/* where int 0x80 goes; 0 = to the host */
	u32 esp1, ss1;
	u32 cheap;		/* exits may be dealt with by cheap.c */
	struct lg_table host_gdt, host_idt, guest_idt;
	struct lg_table trans_gdt, load_gdt, run_gdt;
	u64 host_efer;
	struct lguest *guest;
	unsigned long cr2;	/* of a page fault that cheap.c has seen */
	u8 pad2[STATE_TSS - STATE_HOST_EFER - 24];
	struct x86_hw_tss tss;
	u8 pad3[STATE_GDT_TRANS - STATE_TSS - sizeof(struct x86_hw_tss)];
	u64 gdt_trans[48];	/* the host's, and the switcher's slots */
	u64 gdt_load[48];
	u64 gdt_run[48];
	u8 pad4[STATE_SIZE - STATE_GDT_RUN - 48 * 8];
} __packed __aligned(8);

/* A guest's floating point registers, and its LDT where the CPU finds it. */
struct lg_fpu {
	struct fxregs_state *registers;
};

#endif /* __ASSEMBLER__ */
#endif /* MODULE_HOST_X86_64_SWITCHER_H */
