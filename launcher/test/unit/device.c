// SPDX-License-Identifier: GPL-2.0
/* The device table, dispatch by key, and the run loop above it. */
#include "device.h"

#include "fake_host.h"
#include "guest.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static struct guest guest;
static struct refusal why;
static unsigned int sends;
static size_t last_total;

static uint32_t last_key;

static int count_send(struct device *dev, uint32_t key, const struct dma *sent,
		      struct refusal *text)
{
	(void)text;
	last_key = key;
	(*(unsigned int *)dev->state)++;
	sends++;
	last_total = sent->total;
	return 5;
}

static int fail_send(struct device *dev, uint32_t key, const struct dma *sent,
		     struct refusal *text)
{
	(void)key;
	(void)dev;
	(void)sent;
	return refuse(text, EPIPE, "nobody listens");
}

static const struct device_ops counting = { "counter", 7, 0, count_send };
static const struct device_ops many = { "many keys", 9, 3, count_send };
static const struct device_ops failing = { "failure", 8, 0, fail_send };

static void setup(void)
{
	map_memory(&guest.mem, MIB);
	fake_host_init(&guest.mem);
	ck_assert_int_eq(device_table_init(&guest.devices, &guest.mem, &why),
			 0);
}

static void teardown(void)
{
	memory_unmap(&guest.mem);
}

static struct lguest_device_desc *desc(unsigned int i)
{
	return (struct lguest_device_desc *)
		(guest.mem.base + guest.devices.page) + i;
}

static struct lguest_dma *list(uint32_t addr)
{
	return (struct lguest_dma *)(guest.mem.base + addr);
}

/* Sends the list at 0x1000, which must never be the launcher's trouble. */
static void send_ok(uint32_t key)
{
	ck_assert_int_eq(device_send(&guest.devices, key, 0x1000, &why), 0);
}

START_TEST(lays_out_the_table)
{
	unsigned int state = 0;
	struct device *dev;

	ck_assert_uint_eq(guest.devices.page, MIB);
	for (unsigned int i = 0; i < LGUEST_MAX_DEVICES; i++) {
		ck_assert_uint_eq(desc(i)->type, 0);
		dev = device_add(&guest.devices, &counting, &state,
				 (uint16_t)(i * 2), i, &why);
		ck_assert_ptr_nonnull(dev);
		ck_assert_uint_eq(dev->irq, i + 1);
		ck_assert_uint_eq(desc(i)->type, 7);
		ck_assert_uint_eq(desc(i)->features, i * 2);
		ck_assert_uint_eq(desc(i)->status, 0);
		ck_assert_uint_eq(desc(i)->num_pages, i ? 1 : 0);
		ck_assert_uint_eq(desc(i)->pfn,
				  i ? MIB / PAGE_BYTES + i : 0);
		ck_assert_uint_eq(dev->key, desc(i)->pfn * PAGE_BYTES);
	}
	ck_assert_ptr_null(device_add(&guest.devices, &counting, &state, 0,
				      false, &why));
	assert_refused(-1, &why, "at most 16 devices");
}
END_TEST

START_TEST(dispatches_by_key)
{
	unsigned int first = 0, second = 0;
	struct device *dev;

	device_add(&guest.devices, &counting, &first, 0, false, &why);
	dev = device_add(&guest.devices, &counting, &second, 0, true, &why);
	list(0x1000)->len[0] = 9;
	send_ok(0);
	ck_assert_uint_eq(first, 1);
	ck_assert_uint_eq(last_total, 9);
	ck_assert_uint_eq(list(0x1000)->used_len, 5);
	send_ok(dev->key);
	ck_assert_uint_eq(second, 1);
	/* Keys of nobody, and the key that only input is bound to. */
	send_ok(dev->key + 4);
	send_ok(4);
	send_ok(0xffffffff);
	ck_assert_uint_eq(sends, 2);
}
END_TEST

START_TEST(dispatches_many_keys)
{
	unsigned int state = 0;
	struct device *dev = device_add(&guest.devices, &many, &state, 0, true,
					&why);

	for (uint32_t i = 0; i < 3; i++) {
		send_ok(dev->key + 4 * i);
		ck_assert_uint_eq(last_key, dev->key + 4 * i);
	}
	ck_assert_uint_eq(state, 3);
	send_ok(dev->key + 12);
	send_ok(dev->key - 4);
	send_ok(dev->key + 2);
	ck_assert_uint_eq(state, 3);
}
END_TEST

START_TEST(ignores_bad_lists)
{
	unsigned int state = 0;

	device_add(&guest.devices, &counting, &state, 0, false, &why);
	ck_assert_int_eq(device_send(&guest.devices, 0, 0xfffffffc, &why), 0);
	ck_assert_int_eq(device_send(&guest.devices, 0, 0x1001, &why), 0);
	list(0x1000)->addr[0] = 0xffffffff;
	list(0x1000)->len[0] = 2;
	send_ok(0);
	ck_assert_uint_eq(list(0x1000)->used_len, 0);
	ck_assert_uint_eq(state, 0);
}
END_TEST

/* The guest may write what it likes there: nobody reads it back. */
START_TEST(keeps_its_own_table)
{
	unsigned int state = 0;
	struct device *dev = device_add(&guest.devices, &counting, &state, 0,
					true, &why);

	memset(desc(0), 0xff, PAGE_BYTES);
	send_ok(dev->key);
	ck_assert_uint_eq(state, 1);
	send_ok(0xfffff000);
	ck_assert_uint_eq(state, 1);
}
END_TEST

START_TEST(runs_until_the_end)
{
	struct lguest_end end;
	unsigned int state = 0;

	device_add(&guest.devices, &counting, &state, 0, false, &why);
	fake_host_will_send(0, 0x1000);
	fake_host_will_send(0x12340000, 0x1000);
	fake_host_will_send(0, 0x1000);
	fake_host_will_end(LGUEST_END_CRASH, "why not");
	ck_assert_int_eq(guest_run(&guest, &end, &why), 0);
	ck_assert_uint_eq(state, 2);
	ck_assert_uint_eq(end.how, LGUEST_END_CRASH);
	ck_assert_str_eq(end.reason, "why not");
}
END_TEST

START_TEST(stops_when_it_cannot_go_on)
{
	struct lguest_end end;
	struct device *dev = device_add(&guest.devices, &failing, NULL, 0,
					true, &why);

	fake_host_will_send(dev->key, 0x1000);
	assert_refused(guest_run(&guest, &end, &why), &why, "nobody listens");
	/* The plan is empty: the host fails. */
	assert_refused(guest_run(&guest, &end, &why), &why,
		       "cannot go on running the guest");
}
END_TEST

static const struct {
	uint32_t how;
	int status;
	const char *line;
} ends[] = {
	{ LGUEST_END_POWEROFF, 0, "lguest: guest powered off\n" },
	{ LGUEST_END_CRASH, 3, "lguest: guest panicked: REASON\n" },
	{ LGUEST_END_KILLED, 4, "lguest: guest killed: REASON\n" },
	{ LGUEST_END_RESTART, 5, "lguest: guest asked for a restart\n" },
	{ 77, 1, "lguest: guest ended in an unknown way (77); " },
};

START_TEST(reports_the_end)
{
	struct lguest_end end = { .how = ends[_i].how, .reason = "REASON" };
	char got[256] = "";
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(dup2(fds[1], STDERR_FILENO), STDERR_FILENO);
	ck_assert_int_eq(guest_report_end(&end), ends[_i].status);
	ck_assert_int_gt(read(fds[0], got, sizeof(got) - 1), 0);
	ck_assert_int_eq(strncmp(got, ends[_i].line, strlen(ends[_i].line)),
			 0);
}
END_TEST

TCase *device_tests(void)
{
	TCase *tc = tcase_create("device");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, lays_out_the_table);
	tcase_add_test(tc, dispatches_by_key);
	tcase_add_test(tc, dispatches_many_keys);
	tcase_add_test(tc, ignores_bad_lists);
	tcase_add_test(tc, keeps_its_own_table);
	tcase_add_test(tc, runs_until_the_end);
	tcase_add_test(tc, stops_when_it_cannot_go_on);
	tcase_add_loop_test(tc, reports_the_end, 0,
			    sizeof(ends) / sizeof(ends[0]));
	return tc;
}
