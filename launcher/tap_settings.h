/* SPDX-License-Identifier: GPL-2.0 */
/* What the host believes of packets that come by a tap device. */
#ifndef LAUNCHER_TAP_SETTINGS_H
#define LAUNCHER_TAP_SETTINGS_H

#include "report.h"

/*
 * Sets a tap device that is still down to be configured by nobody but the
 * host: no IPv6, no advertisements, no redirects.  0, or -errno with the
 * reason, which begins with where, the word given to --tunnet.
 */
int tap_settings_apply(const char *where, const char *tap,
		       struct refusal *why);

#endif
