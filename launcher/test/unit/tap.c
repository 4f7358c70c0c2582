// SPDX-License-Identifier: GPL-2.0
/*
 * Real tap devices, in a network namespace for each test. The tests write to
 * their descriptors the worst that a guest could send.
 */
#include "tap.h"

#include "fake_host.h"
#include "net.h"
#include "packet.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/if_tun.h>
#include <linux/sockios.h>

#define ADDRESS	"10.77.0.1"
#define BRIDGE	"lgbridge"
#define LIST	0x1000u		/* in guest memory */
#define BUFFER	0x2000u

static struct refusal why;

/* Gets a network namespace with IPv6, or skips the test. */
static void setup(void)
{
	if (geteuid())
		skip_test("only root makes network namespaces");
	if (access("/dev/net/tun", F_OK))
		skip_test("no /dev/net/tun here");
	if (unshare(CLONE_NEWNET | CLONE_NEWNS))
		skip_test("no network namespaces here");
	if (access("/proc/sys/net/ipv6", F_OK))
		skip_test("no IPv6 here");
	ck_assert(!mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
}

static void setting_path(char path[96], const char *dev, const char *name)
{
	snprintf(path, 96, "/proc/sys/net/%.4s/conf/%s/%s", name, dev,
		 name + 5);
}

static int get(const char *dev, const char *name)
{
	char path[96];
	int value;
	FILE *f;

	setting_path(path, dev, name);
	f = fopen(path, "r");
	ck_assert_msg(f && fscanf(f, "%d", &value) == 1, "%s", path);
	fclose(f);
	return value;
}

static void set(const char *dev, const char *name, int value)
{
	char path[96];
	FILE *f;

	setting_path(path, dev, name);
	f = fopen(path, "w");
	ck_assert_msg(f && fprintf(f, "%d\n", value) > 0 && !fclose(f), "%s",
		      path);
}

/* Does any line of the file have all these words? */
static bool has_line(const char *path, const char *a, const char *b)
{
	char line[512];
	bool found = false;
	FILE *f = fopen(path, "r");

	ck_assert_ptr_nonnull(f);
	while (!found && fgets(line, sizeof(line), f))
		found = strstr(line, a) && strstr(line, b);
	fclose(f);
	return found;
}

/* Did the host take what the advertisement offers? */
static bool has_route(const char *dev)
{
	return has_line("/proc/net/ipv6_route",
			"00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe80000000000000000000000000",
			dev);
}

static bool has_address(const char *dev)
{
	return has_line("/proc/net/if_inet6", "20010db8", dev);
}

static void bring_up(const char *dev)
{
	int sock = socket(AF_INET, SOCK_DGRAM, 0);
	struct ifreq ifr = { 0 };

	strcpy(ifr.ifr_name, dev);
	ck_assert(!ioctl(sock, SIOCGIFFLAGS, &ifr));
	ifr.ifr_flags |= IFF_UP;
	ck_assert(!ioctl(sock, SIOCSIFFLAGS, &ifr));
	close(sock);
}

/* A tap device as the kernel makes it, with the host's own defaults. */
static int open_plain(const char *dev)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);

	ck_assert_int_ge(fd, 0);
	strcpy(ifr.ifr_name, dev);
	ck_assert(!ioctl(fd, TUNSETIFF, &ifr));
	set(dev, "ipv6/disable_ipv6", 0);
	set(dev, "ipv6/accept_ra", 2);
	set(dev, "ipv6/autoconf", 1);
	bring_up(dev);
	return fd;
}

static void advertise(int fd)
{
	struct packet p;

	packet_advertisement(&p);
	ck_assert_int_eq(write(fd, p.data, p.len), (ssize_t)p.len);
}

static const struct {
	const char *name;
	int value;
} wanted[] = {
	{ "ipv6/disable_ipv6", 1 },
	{ "ipv6/accept_ra", 0 },
	{ "ipv6/autoconf", 0 },
	{ "ipv6/router_solicitations", 0 },
	{ "ipv6/accept_redirects", 0 },
	{ "ipv6/addr_gen_mode", 1 },
	{ "ipv4/rp_filter", 1 },
	{ "ipv4/accept_redirects", 0 },
	{ "ipv4/accept_source_route", 0 },
	{ "ipv4/arp_accept", 0 },
};

static void check_settings(void)
{
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		ck_assert_msg(get("tap0", wanted[i].name) == wanted[i].value,
			      "%s is %d", wanted[i].name,
			      get("tap0", wanted[i].name));
}

/* With any defaults of the host for new devices. */
START_TEST(believes_nobody)
{
	set("default", "ipv6/disable_ipv6", 0);
	set("default", "ipv6/accept_ra", 2);
	set("default", "ipv6/autoconf", 1);
	set("default", "ipv6/accept_redirects", 1);
	set("default", "ipv4/rp_filter", 0);
	set("default", "ipv4/accept_redirects", 1);
	set("default", "ipv4/accept_source_route", 1);
	set("default", "ipv4/arp_accept", 1);
	ck_assert_msg(tap_open(ADDRESS, &why) >= 0, "%s", why.text);
	check_settings();
}
END_TEST

START_TEST(ignores_advertisements)
{
	int plain = open_plain("plain"), fd;

	advertise(plain);
	ck_assert_msg(has_route("plain") && has_address("plain"),
		      "an advertisement does nothing here: no test");
	fd = tap_open(ADDRESS, &why);
	ck_assert_msg(fd >= 0, "%s", why.text);
	advertise(fd);
	ck_assert(!has_route("tap0"));
	ck_assert(!has_address("tap0"));
	/* A user who turns IPv6 on has not asked for this. */
	set("tap0", "ipv6/disable_ipv6", 0);
	advertise(fd);
	ck_assert(!has_route("tap0"));
	ck_assert(!has_address("tap0"));
}
END_TEST

static struct guest_memory mem;
static struct device_table table;
static struct net net;

static void guest_advertises(const char *where)
{
	struct lguest_dma *list;
	struct packet p;

	map_memory(&mem, MIB);
	fake_host_init(&mem);
	ck_assert_int_eq(device_table_init(&table, &mem, &why), 0);
	ck_assert_msg(!net_open_tap(&net, where, &why), "%s", why.text);
	ck_assert_msg(!net_add(&net, &table, &why), "%s", why.text);
	packet_advertisement(&p);
	list = (struct lguest_dma *)(mem.base + LIST);
	list->addr[0] = BUFFER;
	list->len[0] = (uint16_t)p.len;
	memcpy(mem.base + BUFFER, p.data, p.len);
	ck_assert_int_eq(device_send(&table, net.dev->page, LIST, &why), 0);
	ck_assert_uint_eq(list->used_len, 0);
}

/* The user's bridge may believe it, but the guest cannot say it. */
START_TEST(keeps_advertisements_from_bridges)
{
	int sock = socket(AF_INET, SOCK_DGRAM, 0);

	if (ioctl(sock, SIOCBRADDBR, BRIDGE))
		skip_test("no bridges here");
	close(sock);
	set(BRIDGE, "ipv6/accept_ra", 2);
	bring_up(BRIDGE);
	guest_advertises("bridge:" BRIDGE);
	check_settings();
	ck_assert(!has_route(BRIDGE));
	ck_assert(!has_address(BRIDGE));
	/* Would the host have believed it? */
	advertise(net.fd);
	ck_assert(has_route(BRIDGE));
	ck_assert(has_address(BRIDGE));
}
END_TEST

static void make_read_only(void)
{
	ck_assert(!mount("/proc/sys", "/proc/sys", NULL, MS_BIND, NULL));
	ck_assert(!mount(NULL, "/proc/sys", NULL,
			 MS_REMOUNT | MS_BIND | MS_RDONLY, NULL));
}

START_TEST(refuses_what_it_cannot_set)
{
	make_read_only();
	assert_refused(tap_open(ADDRESS, &why), &why,
		       "/proc/sys/net/ipv6/conf/tap0/disable_ipv6 cannot be set to 1: Read-only file system");
	ck_assert_uint_eq(if_nametoindex("tap0"), 0);
}
END_TEST

/* As in a container whose owner has set it all already. */
START_TEST(takes_what_is_set_already)
{
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		set("default", wanted[i].name, wanted[i].value);
	make_read_only();
	ck_assert_msg(tap_open(ADDRESS, &why) >= 0, "%s", why.text);
}
END_TEST

/* A kernel without IPv6: its folder is not there. */
START_TEST(works_without_ip6)
{
	char folder[64], ip4[96];

	write_temp(folder, "", 0);
	ck_assert(!unlink(folder) && !mkdir(folder, 0700));
	snprintf(ip4, sizeof(ip4), "%s/ipv4", folder);
	ck_assert(!mkdir(ip4, 0700));
	ck_assert(!mount("/proc/sys/net/ipv4", ip4, NULL, MS_BIND, NULL));
	ck_assert(!mount(folder, "/proc/sys/net", NULL, MS_BIND | MS_REC,
			 NULL));
	ck_assert_msg(tap_open(ADDRESS, &why) >= 0, "%s", why.text);
	ck_assert_int_eq(get("tap0", "ipv4/accept_redirects"), 0);
}
END_TEST

TCase *tap_tests(void)
{
	TCase *tc = tcase_create("tap");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, believes_nobody);
	tcase_add_test(tc, ignores_advertisements);
	tcase_add_test(tc, keeps_advertisements_from_bridges);
	tcase_add_test(tc, refuses_what_it_cannot_set);
	tcase_add_test(tc, takes_what_is_set_already);
	tcase_add_test(tc, works_without_ip6);
	return tc;
}
