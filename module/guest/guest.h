/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guest 130: How it calls
 *
 * Private to the guest overlay: the hypercall, and what its files share.
 * Everything here runs in the guest kernel, which trusts the host.
 *
 * `lguest_call()` below is the guest's end of all hypercalls but one: four
 * registers and one instruction. It asks for "memory" to be considered
 * changed, because the other side may have written to anything.
 *
 * The guest now runs, but it can neither say so nor read a disk:
 * `make Drivers`.
 */
#ifndef MODULE_GUEST_GUEST_H
#define MODULE_GUEST_GUEST_H

#include <linux/device.h>
#include <linux/types.h>
#include "lguest.h"

/* May be called at any time, also with interrupts off and in noinstr code. */
static __always_inline u32 lguest_call(u32 call, u32 edx, u32 ebx, u32 ecx)
{
	asm volatile("int %[trap]"
		     : "+a" (call)
		     : "d" (edx), "b" (ebx), "c" (ecx),
		       [trap] "i" (LGUEST_TRAP_ENTRY)
		     : "memory");
	return call;
}

/* entry.S */
asmlinkage void lguest_iret(void);
asmlinkage void lguest_syscall(void);
extern const char lguest_noirq_start[], lguest_noirq_end[];

/* setup.c */
extern struct lguest_data lguest_data;
extern unsigned long lguest_iret_error;

static inline bool lguest_running(void)
{
	return lguest_data.noirq_start;
}

/* irq.c */
void lguest_irq_setup(void);

/* time.c */
void lguest_time_setup(void);

/* console.c */
void lguest_console_setup(void);

/* power.c */
void lguest_power_setup(void);

/* bus.c: a device of the table, and the driver for one type of them */
struct lguest_device {
	struct device dev;
	struct lguest_device_desc *desc;	/* in the table */
	unsigned int index;
	unsigned int irq;
	unsigned long key;		/* of its DMA: address of its pages */
};

struct lguest_driver {
	u16 type;
	int (*probe)(struct lguest_device *dev);
	struct device_driver driver;
};

int lguest_driver_register(struct lguest_driver *drv);
void *lguest_device_map(struct lguest_device *dev);

#endif /* MODULE_GUEST_GUEST_H */
