/* SPDX-License-Identifier: GPL-2.0 */
/* Packets that configure the machine that receives them. */
#ifndef LAUNCHER_GUARD_H
#define LAUNCHER_GUARD_H

#include <stddef.h>
#include <stdint.h>

/*
 * Names an Ethernet packet that tells its receivers their addresses, routes or
 * topology, such as "a router advertisement"; NULL for all other packets.
 */
const char *guard_packet(const uint8_t *packet, size_t len);

#endif
