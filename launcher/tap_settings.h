/* SPDX-License-Identifier: GPL-2.0 */
/* What the host believes of packets that come through a tap device. */
#ifndef LAUNCHER_TAP_SETTINGS_H
#define LAUNCHER_TAP_SETTINGS_H

#include "report.h"

/*
 * Sets up a tap device that is still down so that nobody but the host
 * configures it: no IPv6, no advertisements, no redirects. 0, or -errno with
 * the reason; where is --tunnet's value, for that message.
 */
int tap_settings_apply(const char *where, const char *tap,
		       struct refusal *why);

#endif
