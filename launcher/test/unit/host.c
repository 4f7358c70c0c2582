// SPDX-License-Identifier: GPL-2.0
/*
 * The real host.c, with scripted read() and write(). Its functions get other
 * names here, because the other tests have a host of their own.
 */
#include "test.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* One answer to a read or write: bytes given, or an error. */
struct answer {
	const void *data;
	ssize_t n;
	int err;
};

static const struct answer *answers;
static uint64_t written[16];
static size_t written_bytes;
static unsigned int calls;

static ssize_t scripted_read(int fd, void *buf, size_t size)
{
	const struct answer *a = answers++;

	(void)fd;
	calls++;
	if (a->n > 0) {
		ck_assert_int_le(a->n, (ssize_t)size);
		memcpy(buf, a->data, (size_t)a->n);
	}
	errno = a->err;
	return a->n;
}

static ssize_t scripted_write(int fd, const void *buf, size_t size)
{
	const struct answer *a = answers++;

	(void)fd;
	calls++;
	ck_assert_uint_le(size, sizeof(written));
	memcpy(written, buf, size);
	written_bytes = size;
	errno = a->err;
	return a->n;
}

#define read		scripted_read
#define write		scripted_write
#define host_open	real_host_open
#define host_initialize	real_host_initialize
#define host_run	real_host_run
#define host_getdma	real_host_getdma
#define host_irq	real_host_irq
#define host_stats	real_host_stats
#define host_state	real_host_state
#include "launcher/host.c"
#undef read
#undef write

static struct lguest_pending pending;
static struct lguest_end end;
static struct refusal why;

START_TEST(run_returns_sends)
{
	static const struct lguest_pending sent = { 0x1234, 0x5678 };
	const struct answer script[] = { { NULL, -1, EINTR },
					 { &sent, sizeof(sent), 0 } };

	answers = script;
	ck_assert_int_eq(real_host_run(3, &pending, &end), 1);
	ck_assert_uint_eq(pending.dma, 0x1234);
	ck_assert_uint_eq(pending.key, 0x5678);
	ck_assert_uint_eq(calls, 2);
}
END_TEST

START_TEST(run_returns_the_end)
{
	struct lguest_end sent = { .how = LGUEST_END_KILLED };
	const struct answer script[] = { { NULL, -1, ENOENT },
					 { &sent, sizeof(sent), 0 } };

	/* Neither terminated nor printable: no good host sends this. */
	memset(sent.reason, 'x', sizeof(sent.reason));
	memcpy(sent.reason, "a\033[2J\n\377", 7);
	answers = script;
	ck_assert_int_eq(real_host_run(3, &pending, &end), 0);
	ck_assert_uint_eq(end.how, LGUEST_END_KILLED);
	ck_assert_uint_eq(strlen(end.reason), LGUEST_REASON_LEN - 1);
	ck_assert_int_eq(strncmp(end.reason, "a?[2J??x", 8), 0);
}
END_TEST

START_TEST(run_reports_errors)
{
	const struct answer script[] = { { NULL, -1, EINVAL },
					 { "abcde", 5, 0 },
					 { NULL, 0, 0 } };

	answers = script;
	ck_assert_int_eq(real_host_run(3, &pending, &end), -EINVAL);
	ck_assert_int_eq(real_host_run(3, &pending, &end), -EPROTO);
	ck_assert_int_eq(real_host_run(3, &pending, &end), -EPROTO);
}
END_TEST

START_TEST(requests_have_their_words)
{
	const struct answer script[] = { { NULL, 0, 0 }, { NULL, 0, 0 },
					 { NULL, -1, ENOENT } };
	struct host_start start = { .entry = 0x100010,
				    .page_offset = 0xc0000000,
				    .boot_params = 0x1000,
				    .device_pfn = 256 };
	struct lguest_getdma got;
	struct guest_memory mem;
	uint32_t addr;

	answers = script;
	map_memory(&mem, MIB);
	ck_assert_int_eq(memory_add_pages(&mem, 3, &addr), 0);
	ck_assert_int_eq(real_host_initialize(3, &mem, &start, &why), 0);
	ck_assert_uint_eq(written_bytes, 56);
	ck_assert_uint_eq(written[0], LHREQ_INITIALIZE);
	ck_assert_uint_eq(written[1], (uintptr_t)mem.base);
	ck_assert_uint_eq(written[2], 256 + 3);
	ck_assert_uint_eq(written[3], 0x100010);
	ck_assert_uint_eq(written[4], 0xc0000000);
	ck_assert_uint_eq(written[5], 0x1000);
	ck_assert_uint_eq(written[6], 256);
	ck_assert_int_eq(real_host_irq(3, 9), 0);
	ck_assert_uint_eq(written_bytes, 16);
	ck_assert_uint_eq(written[0], LHREQ_IRQ);
	ck_assert_uint_eq(written[1], 9);
	ck_assert_int_eq(real_host_getdma(3, 4, &got), -ENOENT);
	ck_assert_uint_eq(written_bytes, 24);
	ck_assert_uint_eq(written[0], LHREQ_GETDMA);
	ck_assert_uint_eq(written[1], 4);
	ck_assert_uint_eq(written[2], (uintptr_t)&got);
	memory_unmap(&mem);
}
END_TEST

static const struct {
	int err;
	const char *part;
} init_errors[] = {
	{ ENOSPC, "too many guests run already" },
	{ EINVAL, "the host refuses this guest" },
	{ ENOMEM, "Cannot allocate memory" },
};

START_TEST(initialize_says_why_not)
{
	const struct answer script[] = {
		{ NULL, -1, init_errors[_i].err } };
	struct host_start start = { 0 };
	struct guest_memory mem = { 0 };

	answers = script;
	assert_refused(real_host_initialize(3, &mem, &start, &why), &why,
		       init_errors[_i].part);
}
END_TEST

TCase *host_tests(void)
{
	TCase *tc = tcase_create("host");

	tcase_add_test(tc, run_returns_sends);
	tcase_add_test(tc, run_returns_the_end);
	tcase_add_test(tc, run_reports_errors);
	tcase_add_test(tc, requests_have_their_words);
	tcase_add_loop_test(tc, initialize_says_why_not, 0,
			    sizeof(init_errors) / sizeof(init_errors[0]));
	return tc;
}
