// SPDX-License-Identifier: GPL-2.0
/* Which packets configure their receivers, and which only look like it. */
#include "guard.h"

#include "packet.h"
#include "test.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include <linux/if_ether.h>

static const uint8_t other[6] = { 0x02, 0, 0, 0, 0, 1 };
static struct packet packet;

/* The packet as it is, and cut anywhere: no byte after the cut may be read. */
static void check(const char *want)
{
	const char *what = guard_packet(packet.data, packet.len);

	if (want)
		ck_assert_msg(what && strstr(what, want),
			      "\"%s\" instead of \"%s\"",
			      what ? what : "nothing", want);
	else
		ck_assert_msg(!what, "\"%s\" instead of nothing", what);
	for (size_t len = 0; len < packet.len; len++) {
		uint8_t *cut = malloc(len + 1);

		ck_assert_ptr_nonnull(cut);
		memcpy(cut + 1, packet.data, len);
		guard_packet(cut + 1, len);
		free(cut);
	}
}

/* An IPv4 packet of so many bytes of options, up to what it carries. */
static void ip4(unsigned int protocol, unsigned int fragment,
		unsigned int options)
{
	packet_add_byte(&packet, 0x45 + options / 4, 1);
	packet_add_byte(&packet, 0, 5);
	packet_add_word(&packet, fragment);
	packet_add_byte(&packet, 64, 1);
	packet_add_byte(&packet, protocol, 1);
	packet_add_byte(&packet, 10, 10);
	packet_add_byte(&packet, 1, options);
}

static void ip6(unsigned int next)
{
	packet_add_byte(&packet, 0x60, 1);
	packet_add_byte(&packet, 0, 5);
	packet_add_byte(&packet, next, 1);
	packet_add_byte(&packet, 255, 1);
	packet_add_byte(&packet, 0xfe, 32);
}

static void udp(unsigned int to)
{
	packet_add_word(&packet, 67);
	packet_add_word(&packet, to);
	packet_add_byte(&packet, 0, 4);
}

static void icmp(unsigned int type)
{
	packet_add_byte(&packet, type, 1);
	packet_add_byte(&packet, 0, 7);
}

/* An extension header of eight bytes times 1 + more. */
static void extension(unsigned int next, unsigned int more)
{
	packet_add_byte(&packet, next, 1);
	packet_add_byte(&packet, more, 1);
	packet_add_byte(&packet, 0, 6 + 8 * more);
}

static void fragment6(unsigned int next, unsigned int offset)
{
	packet_add_byte(&packet, next, 1);
	packet_add_byte(&packet, 0, 1);
	packet_add_word(&packet, offset | 1);
	packet_add_byte(&packet, 9, 4);
}

START_TEST(ip4_packets)
{
	static const struct {
		unsigned int protocol, fragment, options, byte;
		const char *want;
	} all[] = {
		{ IPPROTO_ICMP, 0, 0, 8, NULL },
		{ IPPROTO_ICMP, 0, 0, 5, "a redirect" },
		{ IPPROTO_ICMP, 0, 0, 9, "a router advertisement" },
		{ IPPROTO_ICMP, 0, 40, 5, "a redirect" },
		/* More follow; do not fragment; not the first. */
		{ IPPROTO_ICMP, 0x2000, 0, 5, "a redirect" },
		{ IPPROTO_ICMP, 0x4000, 0, 5, "a redirect" },
		{ IPPROTO_ICMP, 0x2001, 0, 5, NULL },
		{ IPPROTO_ICMP, 0x1fff, 0, 5, NULL },
		{ IPPROTO_TCP, 0, 0, 5, NULL },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		packet_start(&packet, other, ETH_P_IP);
		ip4(all[i].protocol, all[i].fragment, all[i].options);
		icmp(all[i].byte);
		check(all[i].want);
	}
}
END_TEST

START_TEST(udp_packets)
{
	static const struct {
		unsigned int port4, port6;
		const char *want;
	} all[] = {
		{ 68, 546, "DHCP server" },
		/* A guest may ask, and may have ports that look like it. */
		{ 67, 547, NULL },
		{ 546, 68, NULL },
		{ 68 << 8, 53, NULL },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		packet_start(&packet, other, ETH_P_IP);
		ip4(IPPROTO_UDP, 0, 4);
		udp(all[i].port4);
		check(all[i].want);
		packet_start(&packet, other, ETH_P_IPV6);
		ip6(IPPROTO_UDP);
		udp(all[i].port6);
		check(all[i].want);
	}
}
END_TEST

START_TEST(ip6_packets)
{
	static const struct {
		unsigned int type;
		const char *want;
	} all[] = {
		{ 128, NULL }, { 133, NULL }, { 135, NULL }, { 136, NULL },
		{ 134, "a router advertisement" },
		{ 137, "a redirect" },
	};

	packet_advertisement(&packet);
	check("a router advertisement");
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		packet_start(&packet, other, ETH_P_IPV6);
		ip6(IPPROTO_ICMPV6);
		icmp(all[i].type);
		check(all[i].want);
	}
	packet_start(&packet, other, ETH_P_IPV6);
	ip6(IPPROTO_NONE);
	check(NULL);
}
END_TEST

/* Any number of headers may come first. */
START_TEST(behind_extensions)
{
	packet_start(&packet, other, ETH_P_IPV6);
	ip6(IPPROTO_HOPOPTS);
	extension(IPPROTO_ROUTING, 0);
	extension(IPPROTO_DSTOPTS, 3);
	extension(IPPROTO_AH, 1);
	/* AH counts words: this one has 12 bytes. */
	extension(IPPROTO_FRAGMENT, 1);
	packet.len -= 4;
	fragment6(IPPROTO_DSTOPTS, 0);
	extension(IPPROTO_ICMPV6, 0);
	icmp(134);
	check("a router advertisement");
	packet.data[packet.len - 8] = 128;
	check(NULL);
}
END_TEST

START_TEST(hidden_in_fragments)
{
	packet_start(&packet, other, ETH_P_IPV6);
	ip6(IPPROTO_FRAGMENT);
	fragment6(IPPROTO_DSTOPTS, 0);
	extension(IPPROTO_ICMPV6, 0);
	check("ends before it says what it is");
	packet.len -= 8;
	check("ends before it says what it is");
	/* Without the first fragment nobody can put this together. */
	packet_start(&packet, other, ETH_P_IPV6);
	ip6(IPPROTO_FRAGMENT);
	fragment6(IPPROTO_ICMPV6, 8);
	icmp(134);
	check(NULL);
}
END_TEST

START_TEST(behind_vlan_tags)
{
	static const unsigned int tags[] = {
		ETH_P_8021Q, ETH_P_8021AD, ETH_P_QINQ1,
	};
	struct packet plain;

	packet_advertisement(&plain);
	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
		packet_start(&packet, other, tags[i]);
		packet_add_word(&packet, 10);
		packet_add_word(&packet, ETH_P_8021Q);
		packet_add_word(&packet, 20);
		packet_add(&packet, plain.data + 12, plain.len - 12);
		check("a router advertisement");
	}
	packet_start(&packet, other, ETH_P_8021Q);
	check(NULL);
}
END_TEST

START_TEST(bridges)
{
	uint8_t to[] = { 0x01, 0x80, 0xc2, 0, 0, 0 };

	for (unsigned int i = 0; i <= 0x10; i++) {
		to[5] = (uint8_t)i;
		packet_start(&packet, to, 38);
		packet_add_byte(&packet, 0x42, 38);
		check(i < 0x10 ? "bridges" : NULL);
	}
}
END_TEST

START_TEST(other_packets)
{
	packet_start(&packet, other, ETH_P_ARP);
	packet_add_byte(&packet, 134, 28);
	check(NULL);
	packet_start(&packet, other, 134);
	packet_add_byte(&packet, 134, 134);
	check(NULL);
}
END_TEST

TCase *guard_tests(void)
{
	TCase *tc = tcase_create("guard");

	tcase_add_test(tc, ip4_packets);
	tcase_add_test(tc, udp_packets);
	tcase_add_test(tc, ip6_packets);
	tcase_add_test(tc, behind_extensions);
	tcase_add_test(tc, hidden_in_fragments);
	tcase_add_test(tc, behind_vlan_tags);
	tcase_add_test(tc, bridges);
	tcase_add_test(tc, other_packets);
	return tc;
}
