/* SPDX-License-Identifier: GPL-2.0 */
/* Tap devices of the host. */
#ifndef LAUNCHER_TAP_H
#define LAUNCHER_TAP_H

#include "report.h"

#include <stddef.h>
#include <stdint.h>

/* What --tunnet asks for. */
struct tap_end {
	char bridge[16];	/* "": none */
	uint32_t address;	/* in host byte order; 0 with a bridge, as bits */
	unsigned int bits;	/* of the network's prefix */
};

/* 0, or -EINVAL with the reason. */
int tap_parse(const char *where, struct tap_end *end, struct refusal *why);

/*
 * Makes a tap device in the launcher's network namespace, with that address or
 * in that bridge, and brings it up. Returns its descriptor, which does not
 * block, or -errno with the reason. Closing the descriptor removes the device.
 */
int tap_open(const char *where, struct refusal *why);

#endif
