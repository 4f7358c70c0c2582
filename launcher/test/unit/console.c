// SPDX-License-Identifier: GPL-2.0
/* Consoles: output in full, input without loss, and the input thread. */
#include "console.h"

#include "builder.h"
#include "fake_host.h"
#include "input.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#define LIST	0x1000u		/* sent by the guest */
#define BOUND	0x1100u		/* bound for input */
#define BUFFER	0x2000u
#define BUFFER_SIZE 256u
#define LINE	1u

static struct guest_memory mem;
static struct device_table table;
static struct console *con;
static struct refusal why;

static struct lguest_dma *list(uint32_t addr)
{
	return (struct lguest_dma *)(mem.base + addr);
}

static void setup(void)
{
	map_memory(&mem, 4 * MIB);
	fake_host_init(&mem);
	ck_assert_int_eq(device_table_init(&table, &mem, &why), 0);
	con = malloc(sizeof(*con));
	console_stdio(con);
	con->in = -1;
	con->terminal = false;
	ck_assert_int_eq(console_add(con, &table, true, &why), 0);
	list(BOUND)->addr[0] = BUFFER;
	list(BOUND)->len[0] = BUFFER_SIZE;
}

static void teardown(void)
{
	free(con);
	memory_unmap(&mem);
}

static void bind_input(void)
{
	fake_host_bind(LGUEST_CONSOLE_IN, BOUND, LINE);
}

START_TEST(first_has_key_zero)
{
	ck_assert_uint_eq(con->dev->key, LGUEST_CONSOLE_OUT);
	ck_assert_uint_eq(con->dev->page, 0);
	ck_assert_uint_eq(con->dev->irq, LINE);
}
END_TEST

START_TEST(writes_sections)
{
	char got[64] = "";
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	con->out = fds[1];
	memcpy(mem.base + 0x3000, "hello ", 6);
	memcpy(mem.base + 0x4000, "world\n", 6);
	list(LIST)->addr[0] = 0x3000;
	list(LIST)->len[0] = 6;
	list(LIST)->addr[1] = 0x4000;
	list(LIST)->len[1] = 6;
	ck_assert_int_eq(device_send(&table, 0, LIST, &why), 0);
	ck_assert_uint_eq(list(LIST)->used_len, 12);
	ck_assert_int_eq(read(fds[0], got, sizeof(got)), 12);
	ck_assert_str_eq(got, "hello world\n");
}
END_TEST

struct reader {
	int fd;
	size_t got, bad;
};

static void *read_all(void *arg)
{
	struct reader *reader = arg;
	uint8_t buf[777];
	ssize_t n;

	while ((n = read(reader->fd, buf, sizeof(buf))) > 0) {
		for (ssize_t i = 0; i < n; i++)
			reader->bad += buf[i] !=
				(uint8_t)((reader->got + (size_t)i) % 251);
		reader->got += (size_t)n;
	}
	return NULL;
}

/* 1 MiB through a pipe of 64 KiB that cannot wait: every byte, in order. */
START_TEST(writes_fully)
{
	struct reader reader = { 0 };
	pthread_t thread;
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(fcntl(fds[1], F_SETFL, O_NONBLOCK), 0);
	con->out = fds[1];
	reader.fd = fds[0];
	for (uint32_t i = 0; i < 16 * 65535; i++)
		mem.base[0x10000 + i] = (uint8_t)(i % 251);
	for (uint32_t i = 0; i < 16; i++) {
		list(LIST)->addr[i] = 0x10000 + i * 65535;
		list(LIST)->len[i] = 65535;
	}
	ck_assert_int_eq(pthread_create(&thread, NULL, read_all, &reader), 0);
	ck_assert_int_eq(device_send(&table, 0, LIST, &why), 0);
	close(fds[1]);
	pthread_join(thread, NULL);
	ck_assert_uint_eq(reader.got, 16 * 65535);
	ck_assert_uint_eq(reader.bad, 0);
	ck_assert_uint_eq(list(LIST)->used_len, 16 * 65535);
}
END_TEST

/* A full disk loses output, as a cut cable would; a closed pipe ends it. */
START_TEST(survives_a_full_disk)
{
	int fds[2];

	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(pipe(fds), 0);
	close(fds[0]);
	con->out = fds[1];
	list(LIST)->len[0] = 1;
	ck_assert_int_eq(device_send(&table, 0, LIST, &why), -EPIPE);
	assert_refused(-1, &why, "cannot write the console's output: Broken");
	con->out = open("/dev/full", O_WRONLY);
	ck_assert_int_ge(con->out, 0);
	list(LIST)->used_len = 77;
	ck_assert_int_eq(device_send(&table, 0, LIST, &why), 0);
	ck_assert_uint_eq(list(LIST)->used_len, 0);
	/* And works again when there is space. */
	con->out = open("/dev/null", O_WRONLY);
	ck_assert_int_eq(device_send(&table, 0, LIST, &why), 0);
	ck_assert_uint_eq(list(LIST)->used_len, 1);
}
END_TEST

START_TEST(opens_files_for_appending)
{
	struct console extra;
	char path[64], got[16] = "";

	write_temp(path, "old ", 4);
	ck_assert_int_eq(console_open(&extra, path, &why), 0);
	ck_assert_int_eq(extra.in, -1);
	ck_assert_int_eq(console_add(&extra, &table, false, &why), 0);
	ck_assert_uint_ne(extra.dev->key, 0);
	memcpy(mem.base, "new", 3);
	list(LIST)->len[0] = 3;
	ck_assert_int_eq(device_send(&table, extra.dev->key, LIST, &why), 0);
	close(extra.out);
	extra.out = open(path, O_RDONLY);
	ck_assert_int_eq(read(extra.out, got, sizeof(got)), 7);
	ck_assert_str_eq(got, "old new");
}
END_TEST

START_TEST(takes_descriptors)
{
	struct console extra;
	char word[32];
	int fds[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	snprintf(word, sizeof(word), "fd:%d", fds[0]);
	ck_assert_int_eq(console_open(&extra, word, &why), 0);
	ck_assert_int_eq(extra.out, fds[0]);
	ck_assert_int_eq(extra.in, fds[0]);
	ck_assert_int_eq(pipe(fds), 0);
	snprintf(word, sizeof(word), "fd:%d", fds[1]);
	ck_assert_int_eq(console_open(&extra, word, &why), 0);
	ck_assert_int_eq(extra.in, -1);
	snprintf(word, sizeof(word), "fd:%d", fds[0]);
	assert_refused(console_open(&extra, word, &why), &why,
		       "not open for writing");
	assert_refused(console_open(&extra, "fd:4321", &why), &why,
		       "not open");
	assert_refused(console_open(&extra, "fd:", &why), &why,
		       "not a descriptor");
	assert_refused(console_open(&extra, "fd:3x", &why), &why,
		       "not a descriptor");
	assert_refused(console_open(&extra, "fd:-1", &why), &why,
		       "not a descriptor");
	assert_refused(console_open(&extra, "/nonexistent/log", &why), &why,
		       "/nonexistent/log: cannot open");
}
END_TEST

/* Gives con a pipe for its input; returns the end to write to. */
static int connect_input(void)
{
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	con->in = fds[0];
	return fds[1];
}

/* The guest takes what is in its buffer and frees it. */
static size_t guest_takes(uint8_t *to)
{
	size_t used = __atomic_load_n(&list(BOUND)->used_len,
				      __ATOMIC_ACQUIRE);

	ck_assert_uint_le(used, BUFFER_SIZE);
	if (to)
		memcpy(to, mem.base + BUFFER, used);
	__atomic_store_n(&list(BOUND)->used_len, 0, __ATOMIC_RELEASE);
	return used;
}

START_TEST(delivers_input)
{
	int in = connect_input();

	bind_input();
	ck_assert_int_eq(write(in, "ls\n", 3), 3);
	ck_assert_int_eq(console_read(con, 0), CONSOLE_INPUT);
	ck_assert(console_deliver(con));
	ck_assert_uint_eq(list(BOUND)->used_len, 3);
	ck_assert_mem_eq(mem.base + BUFFER, "ls\n", 3);
	ck_assert_uint_eq(fake_host_irqs(NULL), 1);
}
END_TEST

START_TEST(keeps_input_until_there_is_a_buffer)
{
	int in = connect_input();
	uint8_t got[BUFFER_SIZE];

	ck_assert_int_eq(write(in, "early", 5), 5);
	ck_assert_int_eq(console_read(con, 0), CONSOLE_INPUT);
	ck_assert(!console_deliver(con));
	bind_input();
	ck_assert(console_deliver(con));
	/* The guest has not looked at it yet: more must wait. */
	ck_assert_int_eq(write(in, "late", 4), 4);
	ck_assert_int_eq(console_read(con, 0), CONSOLE_INPUT);
	ck_assert(!console_deliver(con));
	ck_assert_uint_eq(guest_takes(got), 5);
	ck_assert_mem_eq(got, "early", 5);
	ck_assert(console_deliver(con));
	ck_assert_uint_eq(guest_takes(got), 4);
	ck_assert_mem_eq(got, "late", 4);
}
END_TEST

START_TEST(loses_nothing)
{
	static uint8_t sent[8192];
	size_t total = 0, taken = 0, bad = 0;
	int in = connect_input();
	uint32_t random = 3;

	bind_input();
	/* Several times round the queue, in uneven pieces. */
	while (total < 5 * CONSOLE_QUEUE) {
		size_t n = next_random(&random) % sizeof(sent) + 1;
		uint8_t got[BUFFER_SIZE];

		for (size_t i = 0; i < n; i++)
			sent[i] = (uint8_t)((total + i) % 253);
		ck_assert_int_eq(write(in, sent, n), (ssize_t)n);
		total += n;
		while (con->used < total - taken)
			ck_assert_int_eq(console_read(con, 0), CONSOLE_INPUT);
		while (taken < total) {
			console_deliver(con);
			n = guest_takes(got);
			ck_assert_uint_gt(n, 0);
			for (size_t i = 0; i < n; i++)
				bad += got[i] != (taken + i) % 253;
			ck_assert_uint_eq(bad, 0);
			taken += n;
			if (next_random(&random) % 64 == 0)
				break;
		}
	}
}
END_TEST

START_TEST(stops_reading_when_full)
{
	static const uint8_t zeros[CONSOLE_QUEUE];
	int in = connect_input();

	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(write(in, zeros, CONSOLE_QUEUE / 2),
				 CONSOLE_QUEUE / 2);
		while (con->used < (size_t)(i + 1) * CONSOLE_QUEUE / 2)
			ck_assert_int_eq(console_read(con, 0), CONSOLE_INPUT);
	}
	ck_assert(!console_wants_input(con));
	bind_input();
	console_deliver(con);
	ck_assert(console_wants_input(con));
}
END_TEST

START_TEST(reads_a_terminal_even_when_full)
{
	static const uint8_t zeros[CONSOLE_QUEUE];
	int in = connect_input();

	con->terminal = true;
	ck_assert_int_eq(write(in, zeros, CONSOLE_QUEUE), CONSOLE_QUEUE);
	while (con->used < CONSOLE_QUEUE)
		console_read(con, 0);
	for (int64_t now = 0; now < 3; now++) {
		ck_assert(console_wants_input(con));
		ck_assert_int_eq(write(in, "\003", 1), 1);
		ck_assert_int_eq(console_read(con, now), now < 2 ?
				 CONSOLE_INPUT : CONSOLE_BREAK);
	}
	ck_assert_uint_eq(con->used, CONSOLE_QUEUE);
}
END_TEST

/* From a pipe, ^C is a byte like any other. */
START_TEST(rule_is_for_terminals)
{
	int in = connect_input();

	for (int i = 0; i < 5; i++) {
		ck_assert_int_eq(write(in, "\003", 1), 1);
		ck_assert_int_eq(console_read(con, 0), CONSOLE_INPUT);
	}
	ck_assert_uint_eq(con->used, 5);
}
END_TEST

START_TEST(goes_on_after_the_end_of_input)
{
	int in = connect_input();

	ck_assert_int_eq(write(in, "x", 1), 1);
	close(in);
	ck_assert_int_eq(console_read(con, 0), CONSOLE_INPUT);
	ck_assert_int_eq(console_read(con, 0), CONSOLE_NOTHING);
	ck_assert_int_eq(con->in, -1);
	ck_assert(!console_wants_input(con));
	/* Earlier bytes are still delivered. */
	bind_input();
	ck_assert(console_deliver(con));
	ck_assert_uint_eq(guest_takes(NULL), 1);
}
END_TEST

START_TEST(gives_up_input_that_fails)
{
	con->in = open("/tmp", O_RDONLY);
	ck_assert_int_eq(console_read(con, 0), CONSOLE_NOTHING);
	ck_assert_int_eq(con->in, -1);
}
END_TEST

START_TEST(survives_bad_buffers)
{
	int in = connect_input();

	ck_assert_int_eq(write(in, "x", 1), 1);
	ck_assert_int_eq(console_read(con, 0), CONSOLE_INPUT);
	bind_input();
	list(BOUND)->addr[0] = 0xfffffff0;
	ck_assert(!console_deliver(con));
	list(BOUND)->addr[0] = BUFFER;
	list(BOUND)->len[0] = 0;
	ck_assert(!console_deliver(con));
	ck_assert_uint_eq(fake_host_irqs(NULL), 0);
	list(BOUND)->len[0] = 1;
	ck_assert(console_deliver(con));
	ck_assert_uint_eq(fake_host_irqs(NULL), 1);
}
END_TEST

static bool broke;

static void on_break(void)
{
	broke = true;
}

START_TEST(thread_delivers)
{
	struct console *all[] = { con };
	int in = connect_input();
	static struct input input;
	uint8_t got[BUFFER_SIZE];

	ck_assert_int_eq(input_start(&input, all, 1, on_break, &why), 0);
	bind_input();
	ck_assert_int_eq(write(in, "one", 3), 3);
	fake_host_wait_irqs(1);
	ck_assert_int_eq(write(in, "two", 3), 3);
	/* No send follows, so we must find the free buffer by ourselves. */
	ck_assert_uint_eq(guest_takes(got), 3);
	ck_assert_mem_eq(got, "one", 3);
	fake_host_wait_irqs(2);
	ck_assert_uint_eq(guest_takes(got), 3);
	ck_assert_mem_eq(got, "two", 3);
	close(in);
	/* The thread still uses the console: end without tidying up. */
	_exit(0);
}
END_TEST

/* A kick alone ends the wait, without a timer to help. */
START_TEST(kick_ends_a_wait)
{
	struct console *all[] = { con };
	struct input input = {
		.consoles = all, .count = 1, .on_break = on_break,
		.kick = eventfd(0, EFD_NONBLOCK),
	};
	int in = connect_input();
	uint64_t kicks;

	bind_input();
	ck_assert_int_eq(write(in, "x", 1), 1);
	input_turn(&input);
	ck_assert_uint_eq(fake_host_irqs(NULL), 1);
	/* Nothing waits: a kick would only cost time. */
	guest_takes(NULL);
	input_kick(&input);
	ck_assert_int_lt(read(input.kick, &kicks, sizeof(kicks)), 0);
	/* Something waits, but the guest has not taken what it has. */
	list(BOUND)->used_len = 1;
	ck_assert_int_eq(write(in, "y", 1), 1);
	input_turn(&input);
	ck_assert(atomic_load(&input.waiting));
	input_kick(&input);
	ck_assert_int_lt(read(input.kick, &kicks, sizeof(kicks)), 0);
	guest_takes(NULL);
	input_kick(&input);
	ck_assert_int_eq(read(input.kick, &kicks, sizeof(kicks)),
			 sizeof(kicks));
	input_kick(&input);
	input_turn(&input);
	ck_assert(!atomic_load(&input.waiting));
	ck_assert_uint_eq(fake_host_irqs(NULL), 2);
	ck_assert_int_lt(read(input.kick, &kicks, sizeof(kicks)), 0);
}
END_TEST

START_TEST(three_breaks_on_a_terminal)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	struct console *all[] = { con };
	struct input input = {
		.consoles = all, .count = 1, .on_break = on_break,
		.kick = eventfd(0, EFD_NONBLOCK),
	};
	struct termios raw;

	ck_assert_int_ge(master, 0);
	ck_assert_int_eq(grantpt(master), 0);
	ck_assert_int_eq(unlockpt(master), 0);
	con->in = open(ptsname(master), O_RDWR | O_NOCTTY);
	con->terminal = true;
	ck_assert_int_eq(tcgetattr(con->in, &raw), 0);
	cfmakeraw(&raw);
	ck_assert_int_eq(tcsetattr(con->in, TCSANOW, &raw), 0);
	for (int i = 0; i < 3; i++) {
		ck_assert(!broke);
		ck_assert_int_eq(write(master, "\003", 1), 1);
		while (con->used < (size_t)i + 1)
			input_turn(&input);
	}
	ck_assert(broke);
	/* The guest gets them too. */
	ck_assert_uint_eq(con->used, 3);
}
END_TEST

TCase *console_tests(void)
{
	TCase *tc = tcase_create("console");

	tcase_set_timeout(tc, 30);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, first_has_key_zero);
	tcase_add_test(tc, writes_sections);
	tcase_add_test(tc, writes_fully);
	tcase_add_test(tc, survives_a_full_disk);
	tcase_add_test(tc, opens_files_for_appending);
	tcase_add_test(tc, takes_descriptors);
	tcase_add_test(tc, delivers_input);
	tcase_add_test(tc, keeps_input_until_there_is_a_buffer);
	tcase_add_test(tc, loses_nothing);
	tcase_add_test(tc, stops_reading_when_full);
	tcase_add_test(tc, reads_a_terminal_even_when_full);
	tcase_add_test(tc, rule_is_for_terminals);
	tcase_add_test(tc, goes_on_after_the_end_of_input);
	tcase_add_test(tc, gives_up_input_that_fails);
	tcase_add_test(tc, survives_bad_buffers);
	tcase_add_test(tc, thread_delivers);
	tcase_add_test(tc, kick_ends_a_wait);
	tcase_add_test(tc, three_breaks_on_a_terminal);
	return tc;
}
