/* SPDX-License-Identifier: GPL-2.0 */
/* One trip into the guest: what the files of the x86_64 switcher share. */
#ifndef MODULE_HOST_X86_64_TRIP_H
#define MODULE_HOST_X86_64_TRIP_H

#include "switcher.h"

/* What is on the stack after a trap of the guest's: FRAME_* in switcher.h. */
struct trip_frame {
	u64 bx, cx, dx, bp, si, di, ax;
	u64 trap, error, ip, cs, flags, sp, ss;
	struct lg_state *state;
};

/* cheap.c: 0 if the guest can go on. */
unsigned long cheap_exit(struct trip_frame *frame);

/* trip.c: on each CPU. */
int trip_check_cpu(void);

/* switcher_asm.S */
void switcher_enter(struct lg_state *state);
void switcher_host_irq(unsigned long handler);

/* switcher.c: interrupts are off. */
struct lg_state *switcher_prepare(struct lguest *lg);

/* root.c: a CPU's page for an iret to a stack of 16 bits; 0: no memory. */
unsigned long root_map_iret(unsigned int cpu, void *page);
void root_unmap_irets(void);

/* fpu.c: around a trip. */
void fpu_load(struct lguest *lg);
void fpu_save(struct lguest *lg);

#endif /* MODULE_HOST_X86_64_TRIP_H */
