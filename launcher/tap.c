// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 240: The end of a cable
 *
 * Tap devices of the host. This is the only part of the launcher that needs
 * CAP_NET_ADMIN, which is gone when the guest runs. The words come from the
 * user, who is trusted.
 */
#include "tap.h"

#include "lib/text.h"
#include "lib/value.h"
#include "tap_settings.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* From the kernel's headers, which clash with <net/if.h>. */
#include <linux/if_tun.h>
#include <linux/sockios.h>

#define TUN_FILE	"/dev/net/tun"
#define BRIDGE		"bridge:"

static int parse_bridge(const char *where, const char *name,
			struct tap_end *end, struct refusal *why)
{
	size_t len = strlen(name);

	if (!len || len >= sizeof(end->bridge) || strchr(name, '/'))
		return refuse(why, EINVAL,
			      "--tunnet=%s: not a bridge's name; give --tunnet=bridge:NAME, such as bridge:br0",
			      where);
	memcpy(end->bridge, name, len + 1);
	return 0;
}

int tap_parse(const char *where, struct tap_end *end, struct refusal *why)
{
	int err;

	memset(end, 0, sizeof(*end));
	if (text_after(where, BRIDGE))
		return parse_bridge(where, where + strlen(BRIDGE), end, why);
	err = value_network(where, &end->address, &end->bits);
	if (err == -ERANGE)
		return refuse(why, EINVAL,
			      "--tunnet=%s: the bits of a network are 1 to 30, such as 192.168.19.1/24",
			      where);
	if (err)
		return refuse(why, EINVAL,
			      "--tunnet=%s: not an address; give that of the host's end, such as 192.168.19.1, or bridge:NAME",
			      where);
	return 0;
}

static void set_sockaddr(struct sockaddr *to, uint32_t address)
{
	struct sockaddr_in in = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(address),
	};

	memcpy(to, &in, sizeof(in));
}

static int set_address(int sock, struct ifreq *ifr, const struct tap_end *end,
		       const char *where, struct refusal *why)
{
	set_sockaddr(&ifr->ifr_addr, end->address);
	if (!ioctl(sock, SIOCSIFADDR, ifr)) {
		set_sockaddr(&ifr->ifr_netmask, ~0u << (32 - end->bits));
		if (!ioctl(sock, SIOCSIFNETMASK, ifr))
			return 0;
	}
	return refuse(why, errno,
		      "--tunnet=%s: the host does not take this address: %s",
		      where, strerror(errno));
}

static int join_bridge(int sock, const char *tap, const char *bridge,
		       struct refusal *why)
{
	struct ifreq ifr = { .ifr_ifindex = (int)if_nametoindex(tap) };

	memcpy(ifr.ifr_name, bridge, strlen(bridge) + 1);
	if (!ioctl(sock, SIOCBRADDIF, &ifr))
		return 0;
	if (errno == ENODEV)
		return refuse(why, ENODEV,
			      "--tunnet=bridge:%s: there is no such bridge; make it with `ip link add %s type bridge`",
			      bridge, bridge);
	if (errno == EOPNOTSUPP || errno == EINVAL)
		return refuse(why, errno,
			      "--tunnet=bridge:%s: that interface is not a bridge",
			      bridge);
	return refuse(why, errno,
		      "--tunnet=bridge:%s: the tap device cannot be added: %s",
		      bridge, strerror(errno));
}

static int bring_up(int sock, struct ifreq *ifr, struct refusal *why)
{
	if (!ioctl(sock, SIOCGIFFLAGS, ifr)) {
		ifr->ifr_flags |= IFF_UP;
		if (!ioctl(sock, SIOCSIFFLAGS, ifr))
			return 0;
	}
	return refuse(why, errno, "%s: the tap device cannot be brought up: %s",
		      ifr->ifr_name, strerror(errno));
}

static int configure(struct ifreq *ifr, const struct tap_end *end,
		     const char *where, struct refusal *why)
{
	int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err;

	if (sock < 0)
		return refuse(why, errno, "--tunnet=%s: no network: %s", where,
			      strerror(errno));
	err = tap_settings_apply(where, ifr->ifr_name, why);
	if (!err && end->address)
		err = set_address(sock, ifr, end, where, why);
	else if (!err)
		err = join_bridge(sock, ifr->ifr_name, end->bridge, why);
	if (!err)
		err = bring_up(sock, ifr, why);
	close(sock);
	return err;
}

static int open_tun(struct refusal *why)
{
	int fd = open(TUN_FILE, O_RDWR | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		return fd;
	if (errno == ENOENT || errno == ENODEV)
		return refuse(why, errno,
			      TUN_FILE ": not there; load the module with `modprobe tun`");
	return refuse(why, errno, TUN_FILE ": %s; --tunnet needs root",
		      strerror(errno));
}

int tap_open(const char *where, struct refusal *why)
{
	struct ifreq ifr = { .ifr_name = "tap%d" };
	struct tap_end end;
	int err, fd;

	err = tap_parse(where, &end, why);
	if (err)
		return err;
	fd = open_tun(why);
	if (fd < 0)
		return fd;
	ifr.ifr_flags = IFF_TAP | IFF_NO_PI;
	if (ioctl(fd, TUNSETIFF, &ifr))
		err = refuse(why, errno,
			     "--tunnet=%s: cannot make a tap device: %s; it needs root (CAP_NET_ADMIN)",
			     where, strerror(errno));
	if (!err)
		err = configure(&ifr, &end, where, why);
	if (err) {
		close(fd);
		return err;
	}
	verbose("--tunnet=%s: %s", where, ifr.ifr_name);
	return fd;
}
