// SPDX-License-Identifier: GPL-2.0
/* Network: the words of --tunnet, packets both ways, places in a sharenet. */
#include "net.h"

#include "fake_host.h"
#include "tap.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define SENT	0x1000u		/* lists and buffers in guest memory */
#define BOUND	0x1100u
#define BUFFER	0x2000u

static struct guest_memory mem;
static struct device_table table;
static struct net net;
static struct refusal why;
static int host_end;		/* the other end of our "tap device" */

static void setup(void)
{
	map_memory(&mem, MIB);
	fake_host_init(&mem);
	ck_assert_int_eq(device_table_init(&table, &mem, &why), 0);
}

static void teardown(void)
{
	memory_unmap(&mem);
}

static struct lguest_dma *list(uint32_t addr)
{
	return (struct lguest_dma *)(mem.base + addr);
}

static struct lguest_net_peer *peers(const struct net *of)
{
	return (struct lguest_net_peer *)(mem.base + of->dev->page);
}

/* A socket instead of a tap device; it also has one packet per message. */
static void open_tap(void)
{
	int ends[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0,
				    ends), 0);
	memset(&net, 0, sizeof(net));
	net.name = "test";
	net.slot = 1;
	net.fd = ends[0];
	host_end = ends[1];
	net.kick = eventfd(0, EFD_NONBLOCK);
	ck_assert_msg(!net_add(&net, &table, &why), "%s", why.text);
}

static void guest_sends(uint32_t slot, uint16_t len)
{
	list(SENT)->used_len = 0;
	list(SENT)->addr[0] = BUFFER;
	list(SENT)->len[0] = 10 < len ? 10 : len;
	list(SENT)->addr[1] = BUFFER + 10;
	list(SENT)->len[1] = (uint16_t)(len - list(SENT)->len[0]);
	ck_assert_int_eq(device_send(&table, net.dev->page + 4 * slot, SENT,
				     &why), 0);
}

static void bind_buffer(uint16_t len)
{
	list(BOUND)->used_len = 0;
	list(BOUND)->addr[0] = BUFFER;
	list(BOUND)->len[0] = len;
	fake_host_bind(net.dev->page + 4, BOUND, net.dev->irq);
}

static const struct {
	const char *where;
	uint32_t address;
	unsigned int bits;
	const char *bridge;
} good_ends[] = {
	{ "192.168.19.1", 0xc0a81301, 24, "" },
	{ "10.0.0.1/8", 0x0a000001, 8, "" },
	{ "10.1.2.3/30", 0x0a010203, 30, "" },
	{ "bridge:br0", 0, 0, "br0" },
	{ "bridge:a23456789012345", 0, 0, "a23456789012345" },
};

START_TEST(takes_ends)
{
	struct tap_end end;

	ck_assert_msg(!tap_parse(good_ends[_i].where, &end, &why), "%s",
		      why.text);
	ck_assert_uint_eq(end.address, good_ends[_i].address);
	ck_assert_uint_eq(end.bits, good_ends[_i].bits);
	ck_assert_str_eq(end.bridge, good_ends[_i].bridge);
}
END_TEST

static const struct {
	const char *where, *part;
} bad_ends[] = {
	{ "bridge:", "not a bridge's name" },
	{ "bridge:a234567890123456", "not a bridge's name" },
	{ "bridge:../x", "not a bridge's name" },
	{ "192.168.19", "not an address" },
	{ "192.168.19.1.1", "not an address" },
	{ "192.168.19.256", "not an address" },
	{ "host", "not an address" },
	{ "/24", "not an address" },
	{ "0.0.0.0", "not an address" },
	{ "224.0.0.1", "not an address" },
	{ "255.255.255.255", "not an address" },
	{ "1111111111111111111111111111111111111111", "not an address" },
	{ "10.0.0.1/", "bits of a network" },
	{ "10.0.0.1/0", "bits of a network" },
	{ "10.0.0.1/31", "bits of a network" },
	{ "10.0.0.1/8x", "bits of a network" },
	{ "10.0.0.1/-8", "bits of a network" },
};

START_TEST(refuses_ends)
{
	struct tap_end end;

	assert_refused(tap_parse(bad_ends[_i].where, &end, &why), &why,
		       bad_ends[_i].part);
}
END_TEST

START_TEST(shows_the_host)
{
	open_tap();
	/* Everything is for the host, and nobody else is there. */
	ck_assert_uint_eq(peers(&net)[0].mac[0] & 1, 1);
	ck_assert_uint_eq(peers(&net)[1].mac[0], 0);
}
END_TEST

START_TEST(sends_to_the_host)
{
	char got[2000];

	open_tap();
	memset(mem.base + BUFFER, 'x', PACKET_MAX);
	memcpy(mem.base + BUFFER + 9, "ab", 2);
	guest_sends(0, 64);
	ck_assert_uint_eq(list(SENT)->used_len, 64);
	ck_assert_int_eq(read(host_end, got, sizeof(got)), 64);
	ck_assert_mem_eq(got + 8, "xabx", 4);
	guest_sends(0, PACKET_MAX);
	ck_assert_int_eq(read(host_end, got, sizeof(got)), PACKET_MAX);
}
END_TEST

START_TEST(drops_what_is_no_packet)
{
	char got[2000];

	open_tap();
	guest_sends(0, PACKET_MIN - 1);
	guest_sends(0, PACKET_MAX + 1);
	guest_sends(0, 0);
	guest_sends(0, 65535);
	/* Nobody is there. */
	guest_sends(2, 64);
	guest_sends(681, 64);
	guest_sends(682, 64);
	ck_assert_uint_eq(list(SENT)->used_len, 0);
	ck_assert_int_eq(read(host_end, got, sizeof(got)), -1);
}
END_TEST

/* If the interface is down or gone, the guest's packets are lost. */
START_TEST(survives_a_tap_that_fails)
{
	open_tap();
	close(host_end);
	guest_sends(0, 64);
	ck_assert_uint_eq(list(SENT)->used_len, 0);
	close(net.fd);
	guest_sends(0, 64);
	ck_assert_uint_eq(list(SENT)->used_len, 0);
}
END_TEST

START_TEST(takes_packets_to_the_guest)
{
	uint32_t line;

	open_tap();
	bind_buffer(PACKET_MAX);
	ck_assert_int_eq(write(host_end, "twenty bytes of data", 20), 20);
	net_turn(&net);
	ck_assert_uint_eq(list(BOUND)->used_len, 20);
	ck_assert_mem_eq(mem.base + BUFFER, "twenty bytes of data", 20);
	ck_assert_uint_eq(fake_host_irqs(&line), 1);
	ck_assert_uint_eq(line, net.dev->irq);
}
END_TEST

START_TEST(drops_what_does_not_fit)
{
	open_tap();
	bind_buffer(19);
	ck_assert_int_eq(write(host_end, "twenty bytes of data", 20), 20);
	net_turn(&net);
	ck_assert_uint_eq(list(BOUND)->used_len, 0);
	list(BOUND)->addr[0] = 0xfffffff0;
	list(BOUND)->len[0] = 1514;
	ck_assert_int_eq(write(host_end, "twenty bytes of data", 20), 20);
	net_turn(&net);
	ck_assert_uint_eq(list(BOUND)->used_len, 0);
	ck_assert_uint_eq(fake_host_irqs(NULL), 0);
}
END_TEST

static void *turn(void *arg)
{
	net_turn(arg);
	return NULL;
}

/* The thread waits until the guest says that it has freed buffers. */
START_TEST(waits_for_a_buffer)
{
	pthread_t thread;

	open_tap();
	ck_assert_int_eq(write(host_end, "twenty bytes of data", 20), 20);
	ck_assert_int_eq(pthread_create(&thread, NULL, turn, &net), 0);
	/* A kick that brings nothing. */
	guest_sends(1, 0);
	bind_buffer(PACKET_MAX);
	guest_sends(1, 0);
	fake_host_wait_irqs(1);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	ck_assert_uint_eq(list(BOUND)->used_len, 20);
}
END_TEST

/* Each guest has its own place, which is free and empty when it ends. */
START_TEST(takes_places)
{
	static const struct lguest_net_peer nobody;
	struct net other, third;
	char path[64];

	memory_file_name(path);
	ck_assert_int_eq(net_open_shared(&net, path, &why), 0);
	ck_assert_int_eq(net_open_shared(&other, path, &why), 0);
	ck_assert_uint_eq(net.slot, 0);
	ck_assert_uint_eq(other.slot, 1);
	ck_assert_int_eq(net_add(&net, &table, &why), 0);
	memset(peers(&net), 0x22, 12);
	/* Killed: the address stays behind. */
	close(other.fd);
	ck_assert_int_eq(net_open_shared(&third, path, &why), 0);
	ck_assert_uint_eq(third.slot, 1);
	ck_assert_mem_eq(&peers(&net)[1], &nobody, sizeof(nobody));
	ck_assert_uint_eq(peers(&net)[0].mac[0], 0x22);
	net_leave(&net);
	ck_assert_uint_eq(peers(&net)[0].mac[0], 0);
}
END_TEST

START_TEST(shares_the_page)
{
	const struct lguest_device_desc *desc;
	char path[64];
	uint8_t *map;
	int fd;

	memory_file_name(path);
	ck_assert_int_eq(net_open_shared(&net, path, &why), 0);
	ck_assert_int_eq(net_add(&net, &table, &why), 0);
	desc = guest_range(&mem, table.page, PAGE_BYTES);
	ck_assert_uint_eq(desc->type, LGUEST_DEVICE_T_NET);
	ck_assert_uint_eq(desc->features & LGUEST_DEVICE_F_SLOT, 0);
	fd = open(path, O_RDONLY);
	map = mmap(NULL, PAGE_BYTES, PROT_READ, MAP_SHARED, fd, 0);
	ck_assert_ptr_ne(map, MAP_FAILED);
	mem.base[net.dev->page + 4000] = 77;
	ck_assert_uint_eq(map[4000], 77);
}
END_TEST

START_TEST(refuses_one_file_twice)
{
	struct net other;
	char path[64];

	memory_file_name(path);
	ck_assert_int_eq(net_open_shared(&net, path, &why), 0);
	ck_assert_int_eq(net_add(&net, &table, &why), 0);
	ck_assert_int_eq(net_open_shared(&other, path, &why), 0);
	assert_refused(net_add(&other, &table, &why), &why, "twice");
}
END_TEST

START_TEST(refuses_one_too_many)
{
	struct flock all = { .l_type = F_WRLCK, .l_len = LGUEST_NET_PEERS };
	char path[64];
	int fd;

	memory_file_name(path);
	ck_assert_int_eq(net_open_shared(&net, path, &why), 0);
	close(net.fd);
	fd = open(path, O_RDWR);
	ck_assert_int_eq(fcntl(fd, F_OFD_SETLK, &all), 0);
	assert_refused(net_open_shared(&net, path, &why), &why,
		       "682 guests use it already");
	close(fd);
}
END_TEST

TCase *net_tests(void)
{
	TCase *tc = tcase_create("net");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, takes_ends, 0,
			    sizeof(good_ends) / sizeof(good_ends[0]));
	tcase_add_loop_test(tc, refuses_ends, 0,
			    sizeof(bad_ends) / sizeof(bad_ends[0]));
	tcase_add_test(tc, shows_the_host);
	tcase_add_test(tc, sends_to_the_host);
	tcase_add_test(tc, drops_what_is_no_packet);
	tcase_add_test(tc, survives_a_tap_that_fails);
	tcase_add_test(tc, takes_packets_to_the_guest);
	tcase_add_test(tc, drops_what_does_not_fit);
	tcase_add_test(tc, waits_for_a_buffer);
	tcase_add_test(tc, takes_places);
	tcase_add_test(tc, shares_the_page);
	tcase_add_test(tc, refuses_one_file_twice);
	tcase_add_test(tc, refuses_one_too_many);
	return tc;
}
