/* SPDX-License-Identifier: GPL-2.0 */
/* The rights that the launcher gives up before the guest runs. */
#ifndef LAUNCHER_HARDEN_H
#define LAUNCHER_HARDEN_H

#include "report.h"

/*
 * Gives up all capabilities and every way to get new ones, for this thread and
 * those started later. 0 or -errno with the reason.
 */
int harden_capabilities(struct refusal *why);

/* Leaves all threads only the system calls that a running guest needs. */
int harden_system_calls(struct refusal *why);

#endif
