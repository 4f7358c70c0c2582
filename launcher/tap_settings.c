// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 242: What the host must not believe
 *
 * A new interface trusts everybody on its cable: it takes addresses, routes
 * and redirects from whoever offers them. Here the whole cable is one guest. So
 * we set the device's files in /proc/sys/net before it is up. The host kernel
 * keeps to them whatever becomes of the launcher; guard.c is the other guard.
 */
#include "tap_settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SYSCTL_NET	"/proc/sys/net/"

static const struct setting {
	const char *protocol, *name;
	int value;
} settings[] = {
	/* No IPv6 unless the user turns it on for this device, ... */
	{ "ipv6", "disable_ipv6", 1 },
	/* ... and then no address, no route, and no asking for any. */
	{ "ipv6", "accept_ra", 0 },
	{ "ipv6", "autoconf", 0 },
	{ "ipv6", "router_solicitations", 0 },
	{ "ipv6", "accept_redirects", 0 },
	{ "ipv6", "addr_gen_mode", 1 },
	/* Packets come only from senders that have a route here. */
	{ "ipv4", "rp_filter", 1 },
	{ "ipv4", "accept_redirects", 0 },
	{ "ipv4", "accept_source_route", 0 },
	{ "ipv4", "arp_accept", 0 },
};

/* The file's number, or -errno. */
static int read_number(int fd, int *value)
{
	char text[16] = "", *rest;
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

	if (n < 0)
		return -errno;
	*value = (int)strtol(text, &rest, 10);
	return *rest == '\n' ? 0 : -EPROTO;
}

/* A read-only /proc/sys is fine if the value is right already. */
static int set_number(const char *path, int value)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err, now;

	if (fd < 0)
		return -errno;
	err = read_number(fd, &now);
	close(fd);
	if (err || now == value)
		return err;
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (dprintf(fd, "%d\n", value) < 0)
		err = -errno;
	if (!err)
		err = read_number(fd, &now);
	close(fd);
	if (!err && now != value)
		err = -EBUSY;
	return err;
}

/* A host that runs without IPv6 has none of its files. */
static bool has_protocol(const char *protocol)
{
	char path[64];

	snprintf(path, sizeof(path), SYSCTL_NET "%s", protocol);
	return !strcmp(protocol, "ipv4") || !access(path, F_OK);
}

int tap_settings_apply(const char *where, const char *tap,
		       struct refusal *why)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		const struct setting *s = &settings[i];
		char path[96];
		int err;

		if (!has_protocol(s->protocol))
			continue;
		snprintf(path, sizeof(path), SYSCTL_NET "%s/conf/%s/%s",
			 s->protocol, tap, s->name);
		err = set_number(path, s->value);
		if (err)
			return refuse(why, -err,
				      "--tunnet=%s: the guest could configure the host's network, because %s cannot be set to %d: %s; let root write to /proc/sys",
				      where, path, s->value, strerror(-err));
	}
	return 0;
}
