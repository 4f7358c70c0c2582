// SPDX-License-Identifier: GPL-2.0
/* The guest's state as text, as JSON, and on demand. */
#include "state.h"

#include "fake_host.h"
#include "lguest.h"
#include "test.h"

#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A spinning guest that has exited 18 times and made two calls. */
static struct state_report spinning(void)
{
	struct state_report report = {
		.eip = { 0xc0100000, 0xc0100004 },
		.last = {
			.cs = 0x61, .eip = 0xc0100004, .cr3 = 0x1000,
			.irqs_pending = 2, .nr_exits = 18, .nr_calls = 2,
			.calls = {
				{ LHCALL_LGUEST_INIT, 0x2000, 0, 0, 7 },
				{ 99, 1, 2, 3, 0xffffffff },
			},
		},
	};

	/* Numbers 16 and 17 overwrote 0 and 1. */
	for (uint32_t i = 2; i < 18; i++)
		report.last.exits[i % LGUEST_STATE_EXITS].eip = i;
	report.last.exits[1].trap = 14;
	return report;
}

START_TEST(prints_text)
{
	struct state_report report = spinning();
	char *text = NULL, *at;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	state_print(&report, to);
	fclose(to);
	ck_assert_ptr_nonnull(strstr(text, "guest is running, ring 1, interrupts off; lines pending 0x2, blocked 0\n"));
	ck_assert_ptr_nonnull(strstr(text, "eip samples: c0100000 c0100004"));
	ck_assert_ptr_nonnull(strstr(text, "call 0: LGUEST_INIT(0x2000, 0, 0) at 00000007\n"));
	ck_assert_ptr_nonnull(strstr(text, "call 1: unknown(0x1, 0x2, 0x3) at ffffffff\n"));
	/* The oldest one that is left comes first. */
	at = strstr(text, "exit ");
	ck_assert_ptr_eq(at, strstr(text, "exit 2: trap 0 error 0 at 00000002"));
	ck_assert_ptr_nonnull(strstr(text, "exit 17: trap 14 error 0 at 00000011"));
	free(text);
}
END_TEST

static void check_json(const char *text)
{
	json_t *all = json_loads(text, 0, NULL), *exits;

	ck_assert_ptr_nonnull(all);
	ck_assert_str_eq(json_string_value(json_object_get(all, "guest")),
			 "running");
	ck_assert(json_is_false(json_object_get(all, "irq_enabled")));
	ck_assert_uint_eq(json_array_size(json_object_get(all, "eip_samples")),
			  STATE_SAMPLES);
	ck_assert_int_eq(json_integer_value(json_object_get(
		json_object_get(all, "registers"), "eip")), 0xc0100004);
	exits = json_object_get(all, "exits");
	ck_assert_uint_eq(json_array_size(exits), LGUEST_STATE_EXITS);
	ck_assert_int_eq(json_integer_value(json_object_get(
		json_array_get(exits, 15), "trap")), 14);
	ck_assert_str_eq(json_string_value(json_object_get(json_array_get(
		json_object_get(all, "calls"), 0), "name")), "LGUEST_INIT");
	json_decref(all);
}

START_TEST(writes_one_line_of_json)
{
	struct state_report report = spinning();
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	ck_assert_int_eq(state_write_json(&report, to), 0);
	fclose(to);
	ck_assert_ptr_eq(strchr(text, '\n'), text + size - 1);
	check_json(text);
	free(text);
	to = fopen("/dev/full", "w");
	ck_assert_int_eq(state_write_json(&report, to), -EIO);
	fclose(to);
}
END_TEST

START_TEST(answers_the_signal)
{
	struct state_report report = spinning();
	struct refusal why;
	char text[8192];
	size_t size = 0;
	int pipes[2];

	fake_host_state(&report.last);
	ck_assert_int_eq(pipe(pipes), 0);
	state_block_signal();
	ck_assert_int_eq(state_start(3, fdopen(pipes[1], "w"), &why), 0);
	ck_assert_int_eq(kill(getpid(), SIGUSR1), 0);
	do {
		struct pollfd fd = { .fd = pipes[0], .events = POLLIN };
		ssize_t n;

		ck_assert_int_eq(poll(&fd, 1, 20000), 1);
		n = read(pipes[0], text + size, sizeof(text) - 1 - size);
		ck_assert_int_gt(n, 0);
		size += (size_t)n;
		text[size] = '\0';
	} while (!strchr(text, '\n'));
	check_json(text);
}
END_TEST

TCase *state_tests(void)
{
	TCase *tests = tcase_create("state");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, prints_text);
	tcase_add_test(tests, writes_one_line_of_json);
	tcase_add_test(tests, answers_the_signal);
	return tests;
}
