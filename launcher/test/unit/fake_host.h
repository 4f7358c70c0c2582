/* SPDX-License-Identifier: GPL-2.0 */
/* Stands in for the host module in the unit tests. */
#ifndef LAUNCHER_TEST_UNIT_FAKE_HOST_H
#define LAUNCHER_TEST_UNIT_FAKE_HOST_H

#include "lguest_launcher.h"
#include "memory.h"

/* Forgets everything; from now on the lists are in mem. */
void fake_host_init(const struct guest_memory *mem);

/* The guest binds one list: host_getdma() gives it out while it is free. */
void fake_host_bind(uint32_t key, uint32_t dma, uint32_t irq);

/* Interrupts raised so far, and the line of the last one. */
unsigned int fake_host_irqs(uint32_t *last);

/* Waits for count interrupts; fails the test after a while. */
void fake_host_wait_irqs(unsigned int count);

/* What host_run() will report, one after the other. */
void fake_host_will_send(uint32_t key, uint32_t dma);
void fake_host_will_end(uint32_t how, const char *reason);

/* What host_state() will report. */
void fake_host_state(const struct lguest_state *state);

#endif
