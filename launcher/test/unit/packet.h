/* SPDX-License-Identifier: GPL-2.0 */
/* Makes packets for a test's guest to send. */
#ifndef LAUNCHER_TEST_UNIT_PACKET_H
#define LAUNCHER_TEST_UNIT_PACKET_H

#include <stddef.h>
#include <stdint.h>

struct packet {
	uint8_t data[256];
	size_t len;
};

/* Adds an Ethernet header; to is the receiver's address. */
void packet_start(struct packet *p, const uint8_t to[6], unsigned int type);
void packet_add(struct packet *p, const void *data, size_t len);
void packet_add_byte(struct packet *p, unsigned int byte, size_t count);
void packet_add_word(struct packet *p, unsigned int word);

/* A router advertisement: use me as your router and 2001:db8::/64. */
void packet_advertisement(struct packet *p);

#endif
