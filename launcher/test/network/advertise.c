// SPDX-License-Identifier: GPL-2.0
/*
 * Tells the host through a tap device to take it for a router: advertises a
 * default route and the prefix 2001:db8::/64, which must not pass. Asking for a
 * router may.
 */
#include "peers.h"

MINI_EXPECT("SIGTERM");
MINI_WARNS("the guest sent a router advertisement");

#define TYPE		54
#define ADVERTISES	134
#define ASKS		133

static u8 packet[] = {
	0x33, 0x33, 0, 0, 0, 1, 0x02, 0, 0, 0, 0, 7, 0x86, 0xdd,
	/* IPv6 of 48 bytes, from fe80::7 to ff02::1 */
	0x60, 0, 0, 0, 0, 48, 58, 255,
	0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7,
	0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	/* a router for 1800 seconds */
	ADVERTISES, 0, 0xa7, 0x63, 64, 0, 0x07, 0x08, 0, 0, 0, 0, 0, 0, 0, 0,
	/* a prefix to make addresses of, for 3600 */
	3, 4, 64, 0xc0, 0, 0, 0x0e, 0x10, 0, 0, 0x0e, 0x10, 0, 0, 0, 0,
	0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
};

MINI("advertises itself as a router")
{
	static struct lguest_dma list;

	peers_find();
	list.addr[0] = pa(packet);
	list.len[0] = sizeof(packet);
	CHECK(peers_send(&list) == 0);
	packet[TYPE] = ASKS;
	CHECK(peers_send(&list) == sizeof(packet));
	mini_print("ready\n");
	for (;;)
		hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
}
