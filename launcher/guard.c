// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 245: Do not talk to strangers about routes
 *
 * One packet can give a machine a default route, and the machine will not ask
 * twice who sent it. Guests may talk to the host's network; they may not run
 * it.
 *
 * The packet is the guest's, but a copy that no longer changes. Every header is
 * looked for in what is left of it. A packet that ends before we know what it
 * is passes only if no receiver can put it together either.
 */
#include "guard.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>

#include <linux/if_ether.h>

#define MAC_PAIR	12
#define VLAN_TAG	4
#define IP6_HEADER	40
#define IP6_NEXT	6
#define IP4_HEADER	20
#define IP4_FRAGMENT	6
#define IP4_PROTOCOL	9
#define FRAGMENT_OFFSET	0x1fff

#define ICMP4_REDIRECT	5
#define ICMP4_ROUTER	9
#define ICMP6_ROUTER	134
#define ICMP6_REDIRECT	137
#define DHCP4_CLIENT	68
#define DHCP6_CLIENT	546

/* What is left of the packet. */
struct rest {
	const uint8_t *at;
	size_t len;
};

static void skip(struct rest *rest, size_t len)
{
	if (len > rest->len)
		len = rest->len;
	rest->at += len;
	rest->len -= len;
}

static unsigned int word(const uint8_t *at)
{
	return (unsigned int)at[0] << 8 | at[1];
}

static const char *check_udp(const struct rest *udp, unsigned int client)
{
	if (udp->len >= 4 && word(udp->at + 2) == client)
		return "what only a DHCP server sends";
	return NULL;
}

static const char *check_ip4(struct rest ip)
{
	uint8_t protocol;
	bool first;

	if (ip.len < IP4_HEADER)
		return NULL;
	protocol = ip.at[IP4_PROTOCOL];
	first = !(word(ip.at + IP4_FRAGMENT) & FRAGMENT_OFFSET);
	skip(&ip, (ip.at[0] & 0xfu) * 4);
	/* A fragment has eight bytes or more: type and ports are complete. */
	if (!first || !ip.len)
		return NULL;
	if (protocol == IPPROTO_UDP)
		return check_udp(&ip, DHCP4_CLIENT);
	if (protocol != IPPROTO_ICMP)
		return NULL;
	if (ip.at[0] == ICMP4_REDIRECT)
		return "a redirect";
	return ip.at[0] == ICMP4_ROUTER ? "a router advertisement" : NULL;
}

static const char *check_icmp6(const struct rest *icmp)
{
	if (icmp->at[0] == ICMP6_ROUTER)
		return "a router advertisement";
	return icmp->at[0] == ICMP6_REDIRECT ? "a redirect" : NULL;
}

/*
 * The length of an extension header between IPv6 and what it carries; 0 if this
 * is not one. Sets *ends if another packet has what follows.
 */
static size_t extension(uint8_t type, const struct rest *ip, bool *ends)
{
	switch (type) {
	case IPPROTO_FRAGMENT:
		*ends = word(ip->at + 2) & ~7u;
		return 8;
	case IPPROTO_AH:
		return (ip->at[1] + 2u) * 4;
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_DSTOPTS:
		return (ip->at[1] + 1u) * 8;
	default:
		return 0;
	}
}

static const char *check_ip6(struct rest ip)
{
	bool ends = false;
	uint8_t type;
	size_t len;

	if (ip.len < IP6_HEADER)
		return NULL;
	type = ip.at[IP6_NEXT];
	skip(&ip, IP6_HEADER);
	while (ip.len >= 8 && (len = extension(type, &ip, &ends))) {
		if (ends)
			return NULL;
		type = ip.at[0];
		skip(&ip, len);
	}
	if (type == IPPROTO_NONE)
		return NULL;
	/* Receivers must drop it (RFC 7112), but have they all read that? */
	if (ip.len < 8)
		return "an IPv6 packet that ends before it says what it is";
	if (type == IPPROTO_ICMPV6)
		return check_icmp6(&ip);
	return type == IPPROTO_UDP ? check_udp(&ip, DHCP6_CLIENT) : NULL;
}

const char *guard_packet(const uint8_t *packet, size_t len)
{
	/* Addresses ...00 to ...0f go to the next bridge and no further. */
	static const uint8_t bridges[] = { 0x01, 0x80, 0xc2, 0x00, 0x00 };
	struct rest rest = { packet, len };
	unsigned int type;

	if (len < ETH_HLEN)
		return NULL;
	if (!memcmp(packet, bridges, sizeof(bridges)) && packet[5] < 0x10)
		return "what bridges tell each other";
	skip(&rest, MAC_PAIR);
	type = word(rest.at);
	while ((type == ETH_P_8021Q || type == ETH_P_8021AD ||
		type == ETH_P_QINQ1) && rest.len >= VLAN_TAG + 2) {
		skip(&rest, VLAN_TAG);
		type = word(rest.at);
	}
	skip(&rest, 2);
	if (type == ETH_P_IP)
		return check_ip4(rest);
	return type == ETH_P_IPV6 ? check_ip6(rest) : NULL;
}
