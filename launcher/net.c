// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 250: Networks
 *
 * With a tap device the run loop passes on what the guest sends, and a thread
 * takes packets to the guest. With a sharenet file the launcher only maps it
 * where the guest's table of peers is: the host then copies from guest to
 * guest.
 *
 * A packet of the guest is bytes of its own memory, copied once and bounded.
 * Guests on one sharenet file can write to all of its page, so nothing here
 * ever reads it; a place in it is a lock, which they cannot reach.
 */
#include "net.h"

#include "guard.h"
#include "host.h"
#include "sharenet.h"
#include "tap.h"
#include "thread.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#define TAP_HOST	0u	/* the places on a tap device's page */
#define TAP_GUEST	1u

static int net_send(struct device *dev, uint32_t key, const struct dma *sent,
		    struct refusal *why)
{
	struct net *net = dev->state;
	uint8_t packet[PACKET_MAX];
	uint64_t one = 1;
	const char *what;
	size_t len;

	(void)why;
	if (key == dev->page + LGUEST_NET_KEY(TAP_GUEST)) {
		/* Fails only if there are enough kicks already. */
		if (write(net->kick, &one, sizeof(one)) < 0)
			return 0;
		return 0;
	}
	if (key != dev->page + LGUEST_NET_KEY(TAP_HOST) ||
	    sent->total < PACKET_MIN || sent->total > PACKET_MAX) {
		warn_guest(&net->warnings,
			   "%s: the guest sent %zu bytes to peer %u: dropped",
			   net->name, sent->total, (key - dev->page) / 4);
		return 0;
	}
	len = dma_take(sent, packet, sizeof(packet));
	what = guard_packet(packet, len);
	if (what) {
		warn_guest(&net->warnings,
			   "%s: the guest sent %s, and a guest does not configure the host's network: dropped",
			   net->name, what);
		return 0;
	}
	/* The queue is full or the interface down: networks lose packets. */
	if (write(net->fd, packet, len) < 0)
		return 0;
	return (int)len;
}

const struct device_ops net_ops = {
	.name = "network interface",
	.type = LGUEST_DEVICE_T_NET,
	.keys = LGUEST_NET_PEERS,
	.send = net_send,
};

int net_open_tap(struct net *net, const char *where, struct refusal *why)
{
	memset(net, 0, sizeof(*net));
	net->name = where;
	net->slot = TAP_GUEST;
	net->kick = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (net->kick < 0)
		return refuse(why, errno, "cannot make an event descriptor: %s",
			      strerror(errno));
	net->fd = tap_open(where, why);
	return net->fd < 0 ? net->fd : 0;
}

/* The kernel drops a lock with its process, however that ends. */
static int take_slot(struct net *net, struct refusal *why)
{
	for (net->slot = 0; net->slot < LGUEST_NET_PEERS; net->slot++) {
		struct flock lock = {
			.l_type = F_WRLCK, .l_whence = SEEK_SET,
			.l_start = net->slot, .l_len = 1,
		};

		if (!fcntl(net->fd, F_OFD_SETLK, &lock))
			return 0;
		if (errno != EAGAIN && errno != EACCES)
			return refuse(why, errno, "%s: cannot be locked: %s",
				      net->name, strerror(errno));
	}
	return refuse(why, ENOSPC,
		      "%s: %d guests use it already, and it has no room for more; give another file",
		      net->name, LGUEST_NET_PEERS);
}

void net_leave(struct net *net)
{
	static const struct lguest_net_peer nobody;

	if (net->kick < 0 &&
	    pwrite(net->fd, &nobody, sizeof(nobody),
		   (off_t)(net->slot * sizeof(nobody))) < 0)
		warn("%s: cannot be written: %s", net->name, strerror(errno));
}

int net_open_shared(struct net *net, const char *path, struct refusal *why)
{
	int err;

	memset(net, 0, sizeof(*net));
	net->name = path;
	net->kick = -1;
	net->fd = sharenet_open(path, why);
	if (net->fd < 0)
		return net->fd;
	err = take_slot(net, why);
	if (err) {
		close(net->fd);
		net->fd = -1;
		return err;
	}
	/* Its last owner may have been killed. */
	net_leave(net);
	return 0;
}

static int same_file(const struct net *a, const struct net *b)
{
	struct stat sa, sb;

	return a->kick < 0 && b->kick < 0 && !fstat(a->fd, &sa) &&
	       !fstat(b->fd, &sb) && sa.st_dev == sb.st_dev &&
	       sa.st_ino == sb.st_ino;
}

/* A guest does not get its own packets, so the same file twice is no use. */
static int check_once(const struct net *net, const struct device_table *table,
		      struct refusal *why)
{
	for (unsigned int i = 0; i < table->count; i++)
		if (table->device[i].ops == &net_ops &&
		    same_file(net, table->device[i].state))
			return refuse(why, EINVAL,
				      "%s: given to --sharenet twice; a guest can have it once",
				      net->name);
	return 0;
}

int net_add(struct net *net, struct device_table *table, struct refusal *why)
{
	struct lguest_net_peer *peers;
	int err = check_once(net, table, why);

	if (err)
		return err;
	net->dev = device_add(table, &net_ops, net, (uint16_t)
			      (net->slot | LGUEST_DEVICE_F_RANDOM), true, why);
	if (!net->dev)
		return -ENOSPC;
	if (net->kick < 0) {
		err = memory_share_page(table->mem, net->dev->page, net->fd);
		if (err)
			return refuse(why, -err, "%s: cannot be mapped: %s",
				      net->name, strerror(-err));
		verbose("%s: place %u", net->name, net->slot);
		return 0;
	}
	/* The host's end gets every packet, whatever its address. */
	peers = guest_range(table->mem, net->dev->page, sizeof(*peers));
	peers[TAP_HOST].mac[0] = 0x03;
	return 0;
}

static void wait_for(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	poll(&p, 1, -1);
}

/* Waits for a packet; its length, or -errno if no more will come. */
static ssize_t read_packet(struct net *net)
{
	for (;;) {
		ssize_t n = read(net->fd, net->packet, sizeof(net->packet));

		if (n >= 0)
			return n;
		if (errno == EAGAIN)
			wait_for(net->fd);
		else if (errno != EINTR)
			return -errno;
	}
}

static void deliver(struct net *net, size_t len)
{
	uint32_t key = net->dev->page + LGUEST_NET_KEY(TAP_GUEST);
	const struct device_table *table = net->dev->table;
	struct lguest_getdma got;
	uint64_t kicks;
	struct dma dma;

	while (host_getdma(table->host, key, &got)) {
		wait_for(net->kick);
		/* Empty the counter before the next look. */
		if (read(net->kick, &kicks, sizeof(kicks)) < 0)
			kicks = 0;
	}
	if (dma_read(table->mem, got.dma, &dma) || dma.total < len) {
		warn_guest(&net->warnings,
			   "%s: the guest's buffer at 0x%x does not hold a packet: dropped",
			   net->name, got.dma);
		return;
	}
	dma_mark_used(table->mem, &dma, (uint32_t)dma_fill(&dma, net->packet,
							   len));
	host_irq(table->host, got.irq);
}

void net_turn(struct net *net)
{
	ssize_t n = read_packet(net);

	if (n >= (ssize_t)PACKET_MIN)
		deliver(net, (size_t)n);
	if (n >= 0)
		return;
	warn("--tunnet=%s: the tap device is gone: %s; the guest goes on without",
	     net->name, strerror((int)-n));
	for (;;)
		pause();
}

static void *net_thread(void *arg)
{
	for (;;)
		net_turn(arg);
	return NULL;
}

int net_start(struct net *net, struct refusal *why)
{
	if (net->kick < 0)
		return 0;
	return thread_start(net_thread, net, "the network thread", why);
}
