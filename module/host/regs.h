/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the assembler of a switcher knows of struct lg_regs, and what it says in
 * its trap.  On i386 the structure ends its page, right below the state page.
 */
#ifndef MODULE_HOST_REGS_H
#define MODULE_HOST_REGS_H

#define REGS_GS			0
#define REGS_FS			4
#define REGS_ES			8
#define REGS_DS			12
#define REGS_EDI		16
#define REGS_ESI		20
#define REGS_EBP		24
#define REGS_EBX		32
#define REGS_EDX		36
#define REGS_ECX		40
#define REGS_EAX		44
#define REGS_SPARE		48	/* i386: for a frame pushed while entering */
#define REGS_SPARE_SIZE		48
#define REGS_TRAP		96
#define REGS_ERROR		100
#define REGS_EIP		104
#define REGS_CS			108
#define REGS_EFLAGS		112
#define REGS_ESP		116
#define REGS_SS			120
#define REGS_SIZE		124

/* With a vector: an entry was given up. */
#define ABORTED			0x100
#define ABORTED_VM86		0x200	/* not an entry: the guest was in vm86 */

/* An exit that left nothing to do. */
#define AGAIN			0x400

/* The guest kernel's code, with RPL 1 where a direct gate leads to it. */
#define GUEST_KERNEL_CS		0x60

/* Slots of a GDT that guests have; beyond them may be the switcher's. */
#define GDT_SLOTS		32

#endif /* MODULE_HOST_REGS_H */
