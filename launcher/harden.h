/* SPDX-License-Identifier: GPL-2.0 */
/* Rights the launcher gives up before the guest runs. */
#ifndef LAUNCHER_HARDEN_H
#define LAUNCHER_HARDEN_H

#include "report.h"

/*
 * Gives up all capabilities, and the way to get any; for threads started
 * later as well.  0 or -errno with the reason.
 */
int harden_capabilities(struct refusal *why);

/* Leaves all threads only the system calls a running guest needs. */
int harden_system_calls(struct refusal *why);

#endif
