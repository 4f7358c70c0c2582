// SPDX-License-Identifier: GPL-2.0
/* Packets, byte by byte. */
#include "packet.h"

#include "test.h"

#include <netinet/in.h>
#include <string.h>

#include <linux/if_ether.h>

#define IP6_AT		ETH_HLEN
#define IP6_HEADER	40
#define ICMP_AT		(IP6_AT + IP6_HEADER)

void packet_add(struct packet *p, const void *data, size_t len)
{
	ck_assert_uint_le(p->len + len, sizeof(p->data));
	memcpy(p->data + p->len, data, len);
	p->len += len;
}

void packet_add_byte(struct packet *p, unsigned int byte, size_t count)
{
	uint8_t one = (uint8_t)byte;

	while (count--)
		packet_add(p, &one, 1);
}

void packet_add_word(struct packet *p, unsigned int word)
{
	packet_add_byte(p, word >> 8, 1);
	packet_add_byte(p, word & 0xff, 1);
}

void packet_start(struct packet *p, const uint8_t to[6], unsigned int type)
{
	static const uint8_t from[] = { 0x02, 0, 0, 0, 0, 7 };

	memset(p, 0, sizeof(*p));
	packet_add(p, to, 6);
	packet_add(p, from, sizeof(from));
	packet_add_word(p, type);
}

static uint32_t sum_words(uint32_t sum, const uint8_t *at, size_t len)
{
	for (size_t i = 0; i + 1 < len; i += 2)
		sum += (uint32_t)at[i] << 8 | at[i + 1];
	return sum;
}

/* Of all that follows the IPv6 header, which has an even length. */
static void set_icmp6_sum(struct packet *p)
{
	size_t len = p->len - ICMP_AT;
	uint32_t sum = (uint32_t)len + IPPROTO_ICMPV6;

	sum = sum_words(sum, p->data + IP6_AT + 8, 32);
	sum = sum_words(sum, p->data + ICMP_AT, len);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	p->data[ICMP_AT + 2] = (uint8_t)(~sum >> 8);
	p->data[ICMP_AT + 3] = (uint8_t)~sum;
}

void packet_advertisement(struct packet *p)
{
	static const uint8_t everybody[] = { 0x33, 0x33, 0, 0, 0, 1 };
	static const uint8_t router[16] = { 0xfe, 0x80, [15] = 7 };
	static const uint8_t nodes[16] = { 0xff, 0x02, [15] = 1 };
	static const uint8_t prefix[16] = { 0x20, 0x01, 0x0d, 0xb8 };

	packet_start(p, everybody, ETH_P_IPV6);
	packet_add_byte(p, 0x60, 1);
	packet_add_byte(p, 0, 3);
	packet_add_word(p, 16 + 32);
	packet_add_byte(p, IPPROTO_ICMPV6, 1);
	packet_add_byte(p, 255, 1);		/* never routed */
	packet_add(p, router, sizeof(router));
	packet_add(p, nodes, sizeof(nodes));
	packet_add_byte(p, 134, 1);
	packet_add_byte(p, 0, 3);		/* code and sum */
	packet_add_byte(p, 64, 1);		/* hop limit */
	packet_add_byte(p, 0, 1);
	packet_add_word(p, 1800);		/* a default router, seconds */
	packet_add_byte(p, 0, 8);
	packet_add_byte(p, 3, 1);		/* a prefix, */
	packet_add_byte(p, 4, 1);		/* four times eight bytes, */
	packet_add_byte(p, 64, 1);
	packet_add_byte(p, 0xc0, 1);		/* to make addresses of */
	packet_add_byte(p, 0, 2);
	packet_add_word(p, 3600);
	packet_add_byte(p, 0, 2);
	packet_add_word(p, 3600);
	packet_add_byte(p, 0, 4);
	packet_add(p, prefix, sizeof(prefix));
	set_icmp6_sum(p);
}
