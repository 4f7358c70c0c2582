/* SPDX-License-Identifier: GPL-2.0 */
/*
 * qemu on this machine: where it is, and whether KVM works with it.
 */
#ifndef HARNESS_RUN_QEMU_H
#define HARNESS_RUN_QEMU_H

#include "lib/refusal.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The program that runs kernels of that kind: wanted, or the one in PATH.
 * -ENOENT and a message: there is none.
 */
int qemu_find(const char *wanted, bool wide, char *path, size_t size,
	      struct refusal *err);
/* Takes a moment: it lets a tiny guest run. */
bool qemu_kvm_works(void);

#endif
