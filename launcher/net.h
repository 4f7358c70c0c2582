/* SPDX-License-Identifier: GPL-2.0 */
/* A network interface of the guest: a tap device, or a sharenet file. */
#ifndef LAUNCHER_NET_H
#define LAUNCHER_NET_H

#include "device.h"
#include "report.h"

#include <stdint.h>

/* The largest Ethernet packet without its checksum. */
#define PACKET_MIN	14u
#define PACKET_MAX	1514u

struct net {
	struct device *dev;
	const char *name;	/* for messages */
	int fd;			/* of the tap device, or the sharenet file */
	unsigned int slot;	/* the guest's place among the peers */
	int kick;		/* tap: eventfd, the guest has freed buffers */
	unsigned int warnings;
	/* Tap: the packet on its way to the guest; only for the thread. */
	uint8_t packet[PACKET_MAX];
};

extern const struct device_ops net_ops;

/*
 * Opens what --tunnet asks for: ADDRESS[/BITS] of the host's end, or
 * bridge:NAME. 0 or -errno with the reason.
 */
int net_open_tap(struct net *net, const char *where, struct refusal *why);

/*
 * Opens the file given to --sharenet, or makes it if it is missing, and takes a
 * place in it that no other guest has. 0 or -errno with the reason.
 */
int net_open_shared(struct net *net, const char *path, struct refusal *why);

/* Adds it to the guest's devices. */
int net_add(struct net *net, struct device_table *table, struct refusal *why);

/* Starts the thread that takes packets from a tap device to the guest. */
int net_start(struct net *net, struct refusal *why);

/* Gives the guest one packet; waits for one and for a buffer. */
void net_turn(struct net *net);

/* Gives up the place in a sharenet file; at any time, any number of times. */
void net_leave(struct net *net);

#endif
