/* SPDX-License-Identifier: GPL-2.0 */
/* Packets by which machines let others configure them. */
#ifndef LAUNCHER_GUARD_H
#define LAUNCHER_GUARD_H

#include <stddef.h>
#include <stdint.h>

/*
 * What an Ethernet packet is if it tells its receivers their addresses, routes
 * or topology, such as "a router advertisement"; NULL if it does not.
 */
const char *guard_packet(const uint8_t *packet, size_t len);

#endif
