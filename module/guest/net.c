// SPDX-License-Identifier: GPL-2.0
/*
 * Drivers 40: A network
 *
 * The most curious driver: between guests nobody is in the middle, only the
 * host that copies. Each guest has a slot in a table that all can see, writes
 * its address there, and binds buffers to the slot's key. To send is to look
 * up who wants the packet and to send a list with that one's key. A broadcast
 * is a loop.
 *
 * Network: eth0, eth1, ... for the net devices of the table.
 *
 * A device's page is a table of peers: who wants which packets.  A packet goes
 * to each peer that wants it with a send of its own, straight from the skb;
 * the host has copied it when the call returns.  At the other end of a key is
 * the launcher (a tap device) or another guest, which makes no difference here
 * but for one thing, see freed().
 *
 * The receive buffers live as long as the device: a launcher that was just
 * filling one when the interface went down writes into nothing else.
 *
 * Trust: the peers' page may be written by other guests.  Each entry is copied
 * before it is looked at; lengths come from the host.
 */
#include <linux/err.h>
#include <linux/etherdevice.h>
#include <linux/if_ether.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include "compat.h"
#include "guest.h"

#undef pr_fmt
#define pr_fmt(fmt) "lguest: " fmt

#define BUFFERS		64
#define BUFFER_SIZE	(PAGE_SIZE / 2)
#define BUFFER_PAGES	(BUFFERS / 2)
#define PACKET_MAX	(ETH_HLEN + ETH_DATA_LEN)

/* What the host reads and writes: pages of their own. */
struct lguest_net_lists {
	struct lguest_dma receive[BUFFERS];
	struct lguest_dma send;
	struct lguest_dma nothing;	/* stays empty */
};

struct lguest_net {
	struct net_device *netdev;
	struct napi_struct napi;
	struct lguest_net_peer *peers;
	struct lguest_net_lists *lists;
	unsigned long pages[BUFFER_PAGES];
	unsigned long key;
	unsigned int irq;
	unsigned int slot;	/* our own */
	unsigned int next;	/* buffer that the host fills next */
	unsigned int streak;	/* buffers freed without finding a free one */
};

static void *buffer(const struct lguest_net *net, unsigned int i)
{
	return (void *)(net->pages[i / 2] + i % 2 * BUFFER_SIZE);
}

/* One send; how many bytes the other end took. */
static u32 send_to(struct lguest_net *net, unsigned int slot,
		   struct lguest_dma *dma)
{
	dma->used_len = 0;
	lguest_call(LHCALL_SEND_DMA, net->key + LGUEST_NET_KEY(slot),
		    __pa(dma), 0);
	return READ_ONCE(dma->used_len);
}

/* No section crosses a page. */
static void fill_send(struct lguest_dma *dma, const void *data,
		      unsigned int len)
{
	unsigned int i, n;

	for (i = 0; len; i++, data += n, len -= n) {
		n = min_t(unsigned int, len, PAGE_SIZE - offset_in_page(data));
		dma->addr[i] = __pa(data);
		dma->len[i] = n;
	}
	dma->len[i] = 0;
}

static bool wants(const struct lguest_net_peer *peer, const u8 *target)
{
	u8 mac[ETH_ALEN];

	if (!READ_ONCE(peer->mac[0]))
		return false;
	memcpy(mac, peer->mac, ETH_ALEN);
	if (is_multicast_ether_addr(target) || (mac[0] & 1))
		return true;
	return !memcmp(mac, target, ETH_ALEN);
}

static netdev_tx_t lguest_net_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct lguest_net *net = netdev_priv(dev);
	const u8 *target = skb->data;
	unsigned int slot;

	if (skb->len < ETH_HLEN || skb->len > PACKET_MAX) {
		dev->stats.tx_dropped++;
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	fill_send(&net->lists->send, skb->data, skb->len);
	for (slot = 0; slot < LGUEST_NET_PEERS; slot++) {
		if (slot == net->slot || !wants(&net->peers[slot], target))
			continue;
		if (send_to(net, slot, &net->lists->send) != skb->len)
			dev->stats.tx_carrier_errors++;
	}
	dev->stats.tx_packets++;
	dev->stats.tx_bytes += skb->len;
	dev_kfree_skb_any(skb);
	return NETDEV_TX_OK;
}

static void receive(struct lguest_net *net, const void *data, u32 len)
{
	struct net_device *dev = net->netdev;
	struct sk_buff *skb;

	if (len < ETH_HLEN || len > PACKET_MAX) {
		dev->stats.rx_length_errors++;
		dev->stats.rx_errors++;
		return;
	}
	skb = netdev_alloc_skb_ip_align(dev, len);
	if (!skb) {
		dev->stats.rx_dropped++;
		return;
	}
	skb_put_data(skb, data, len);
	skb->protocol = eth_type_trans(skb, dev);
	dev->stats.rx_packets++;
	dev->stats.rx_bytes += len;
	napi_gro_receive(&net->napi, skb);
}

/*
 * Drivers 50: Who waits for whom
 *
 * If a receiver has no free buffer, what another guest sends is lost, as on a
 * cable. A tap device should not lose any while its reader could wait.
 *
 * A buffer was made free.  A launcher that found none free waits to be told;
 * it has then filled all of them, so that many frees in a row follow.
 *
 * These drivers talk to somebody. That is a process you can read, trace and
 * debug like any other: `make Launcher`.
 */
static void freed(struct lguest_net *net)
{
	if (++net->streak < BUFFERS)
		return;
	net->streak = 0;
	send_to(net, net->slot, &net->lists->nothing);
}

static int lguest_net_poll(struct napi_struct *napi, int budget)
{
	struct lguest_net *net = container_of(napi, struct lguest_net, napi);
	int done;

	for (done = 0; done < budget; done++) {
		struct lguest_dma *dma = &net->lists->receive[net->next];
		u32 len = READ_ONCE(dma->used_len);

		if (!len) {
			net->streak = 0;
			break;
		}
		rmb();
		receive(net, buffer(net, net->next), len);
		mb();
		WRITE_ONCE(dma->used_len, 0);
		net->next = (net->next + 1) % BUFFERS;
		freed(net);
	}
	/* An interrupt since then makes this schedule us again. */
	if (done < budget)
		napi_complete_done(napi, done);
	return done;
}

static irqreturn_t lguest_net_irq(int irq, void *cookie)
{
	struct lguest_net *net = cookie;

	napi_schedule(&net->napi);
	return IRQ_HANDLED;
}

/* What peers find in our slot: the address, and whether we want all. */
static void publish(struct lguest_net *net)
{
	struct net_device *dev = net->netdev;
	struct lguest_net_peer peer;

	memcpy(peer.mac, dev->dev_addr, ETH_ALEN);
	if (dev->flags & (IFF_PROMISC | IFF_ALLMULTI))
		peer.mac[0] |= 1;
	/* A peer that reads in between sees an address of nobody. */
	memcpy(net->peers[net->slot].mac + 1, peer.mac + 1, ETH_ALEN - 1);
	wmb();
	WRITE_ONCE(net->peers[net->slot].mac[0], peer.mac[0]);
}

static void lguest_net_rx_mode(struct net_device *dev)
{
	if (netif_running(dev))
		publish(netdev_priv(dev));
}

static u32 bind_buffers(struct lguest_net *net, unsigned int irq)
{
	return lguest_call(LHCALL_BIND_DMA,
			   net->key + LGUEST_NET_KEY(net->slot),
			   __pa(net->lists->receive), BUFFERS << 8 | irq);
}

static int lguest_net_open(struct net_device *dev)
{
	struct lguest_net *net = netdev_priv(dev);
	unsigned int i;

	for (i = 0; i < BUFFERS; i++)
		WRITE_ONCE(net->lists->receive[i].used_len, 0);
	net->next = 0;
	net->streak = 0;
	napi_enable(&net->napi);
	if (!bind_buffers(net, net->irq)) {
		napi_disable(&net->napi);
		return -EIO;
	}
	publish(net);
	/* There are buffers now, for one who waits for some. */
	send_to(net, net->slot, &net->lists->nothing);
	netif_start_queue(dev);
	return 0;
}

static int lguest_net_stop(struct net_device *dev)
{
	struct lguest_net *net = netdev_priv(dev);

	netif_stop_queue(dev);
	WRITE_ONCE(net->peers[net->slot].mac[0], 0);
	bind_buffers(net, 0);
	napi_disable(&net->napi);
	return 0;
}

static const struct net_device_ops lguest_net_ops = {
	.ndo_open		= lguest_net_open,
	.ndo_stop		= lguest_net_stop,
	.ndo_start_xmit		= lguest_net_xmit,
	.ndo_set_rx_mode	= lguest_net_rx_mode,
	.ndo_set_mac_address	= eth_mac_addr,
	.ndo_validate_addr	= eth_validate_addr,
};

/* Locally administered, unique among the guests and devices of a host. */
static void set_address(struct net_device *netdev, unsigned int index)
{
	u8 mac[ETH_ALEN] = {
		0x02, 0, lguest_data.guestid >> 8, lguest_data.guestid, 0,
		index,
	};

	lg_eth_address(netdev, mac);
}

static void free_buffers(struct lguest_net *net)
{
	unsigned int i;

	for (i = 0; i < BUFFER_PAGES; i++)
		free_page(net->pages[i]);
	free_pages((unsigned long)net->lists,
		   get_order(sizeof(*net->lists)));
}

static int alloc_buffers(struct lguest_net *net)
{
	unsigned int i;

	net->lists = (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO,
					      get_order(sizeof(*net->lists)));
	if (!net->lists)
		return -ENOMEM;
	for (i = 0; i < BUFFER_PAGES; i++) {
		net->pages[i] = get_zeroed_page(GFP_KERNEL);
		if (!net->pages[i])
			return -ENOMEM;
	}
	for (i = 0; i < BUFFERS; i++) {
		net->lists->receive[i].addr[0] = __pa(buffer(net, i));
		net->lists->receive[i].len[0] = PACKET_MAX;
	}
	return 0;
}

static int lguest_net_probe(struct lguest_device *dev)
{
	struct net_device *netdev = alloc_etherdev(sizeof(struct lguest_net));
	struct lguest_net *net;
	int err = -ENOMEM;

	if (!netdev)
		return err;
	net = netdev_priv(netdev);
	net->netdev = netdev;
	net->key = dev->key;
	net->irq = dev->irq;
	net->slot = dev->desc->features & LGUEST_DEVICE_F_SLOT;
	if (net->slot >= LGUEST_NET_PEERS) {
		err = -EINVAL;
		goto free_netdev;
	}
	net->peers = lguest_device_map(dev);
	if (!net->peers || alloc_buffers(net))
		goto free_all;
	netdev->netdev_ops = &lguest_net_ops;
	SET_NETDEV_DEV(netdev, &dev->dev);
	set_address(netdev, dev->index);
	lg_napi_add(netdev, &net->napi, lguest_net_poll);
	err = request_irq(net->irq, lguest_net_irq, 0, "lguest-net", net);
	if (err)
		goto free_all;
	err = register_netdev(netdev);
	if (!err)
		return 0;
	free_irq(net->irq, net);
free_all:
	free_buffers(net);
	if (net->peers)
		memunmap(net->peers);
free_netdev:
	free_netdev(netdev);
	return err;
}

static struct lguest_driver lguest_net_driver = {
	.type		= LGUEST_DEVICE_T_NET,
	.probe		= lguest_net_probe,
	.driver.name	= "lguest-net",
};

static int __init lguest_net_driver_init(void)
{
	return lguest_driver_register(&lguest_net_driver);
}
device_initcall(lguest_net_driver_init);
