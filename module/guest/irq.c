// SPDX-License-Identifier: GPL-2.0
/*
 * Guest 90: Interrupts
 *
 * An interrupt controller is the most baroque part of a PC. Ours has 32 bits.
 *
 * The interrupt controller: 32 lines of the host, delivered as vectors from
 * LGUEST_IRQ_VECTOR on, each with one bit in lguest_data.blocked_interrupts.
 *
 * The host forgets a line when it delivers it, so lines are edges: there is
 * nothing to acknowledge and nothing to mask while a handler runs.
 *
 * `lguest_irq_unmask()` shows the one subtle thing: a line that arrived while
 * it was masked is pending in the host, and the host looks only when it is
 * about to run the guest. So make it look.
 */
#include <linux/init.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <asm/hw_irq.h>
#include <asm/i8259.h>
#include <asm/x86_init.h>
#include "guest.h"

/* The timer and one line for each device. */
#define LGUEST_IRQS_USED	(LGUEST_MAX_DEVICES + 1)

static void lguest_irq_mask(struct irq_data *data)
{
	lguest_data.blocked_interrupts |= BIT(data->irq);
}

/* The host looks at the mask when it next runs: make it. */
static void lguest_irq_unmask(struct irq_data *data)
{
	lguest_data.blocked_interrupts &= ~BIT(data->irq);
	lguest_call(LHCALL_FLUSH_ASYNC, 0, 0, 0);
}

static void lguest_irq_ack(struct irq_data *data)
{
}

static struct irq_chip lguest_irq_chip = {
	.name		= "lguest",
	.irq_ack	= lguest_irq_ack,
	.irq_mask	= lguest_irq_mask,
	.irq_unmask	= lguest_irq_unmask,
};

static void __init lguest_irq_init(void)
{
	unsigned int irq;

	BUILD_BUG_ON(LGUEST_IRQS_USED > LGUEST_IRQS);
	for (irq = 0; irq < LGUEST_IRQS_USED; irq++) {
		if (!irq_to_desc(irq) && irq_alloc_desc_at(irq, 0) < 0)
			panic("lguest: no memory for interrupt %u", irq);
		irq_set_chip_and_handler(irq, &lguest_irq_chip,
					 handle_edge_irq);
		this_cpu_write(vector_irq[LGUEST_IRQ_VECTOR + irq],
			       irq_to_desc(irq));
	}
}

void __init lguest_irq_setup(void)
{
	legacy_pic = &null_legacy_pic;
	x86_init.irqs.pre_vector_init = lguest_irq_init;
}
