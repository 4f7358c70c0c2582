// SPDX-License-Identifier: GPL-2.0
/* Requests that are wrong: too early, twice, of odd lengths and addresses. */
#include <stdbool.h>
#include "launcher.h"

#define NR(array)	(sizeof(array) / sizeof(*(array)))

static void L01(void)
{
	struct guest g;
	char buf[256];
	uint32_t i;

	open_guest(&g);
	for (i = 1; i < 20; i++)
		FAILS(request(g.fd, i, (uintptr_t)buf, 0, 2), EINVAL);
	FAILS(request(g.fd, ~0, 0, 0, 3), EINVAL);
	FAILS(request(g.fd, LHREQ_INITIALIZE | 1ull << 32, 0, 0, 3), EINVAL);
	FAILS(read(g.fd, buf, sizeof(buf)), EINVAL);
	end(&g);
}
/* The numbers of guests that are gone are given to new ones. */
static void number_is_small(void)
{
	struct lguest_data *data;
	struct lguest_end buf;
	struct guest g;

	START(&g, sends);
	data = (struct lguest_data *)(g.memory + DATA_AT);
	MUST(read(g.fd, &buf, sizeof(buf)) == 8);
	MUST(data->guestid < 100);
	end(&g);
}
/* With so much memory that a page at least is taken for each of its tables. */
static void initialise_twice(void)
{
	const uint32_t pages = PAGES * 16;
	struct lguest_end buf;
	struct words words;
	struct guest g;

	g.fd = open(LGUEST_DEVICE, O_RDWR);
	MUST(g.fd >= 0);
	g.memory = map_pages(pages);
	memcpy(g.memory + CODE, counts, sizeof(counts));
	words = init_words(g.memory, pages, CODE);
	MUST(!send_words(g.fd, &words));
	FAILS(write(g.fd, &words, sizeof(words)), EBUSY);
	words.init.pfn_limit = 0;
	FAILS(write(g.fd, &words, sizeof(words)), EBUSY);
	FAILS(run_for(&g, 1, &buf, sizeof(buf)), EINTR);
	close(g.fd);
	munmap(g.memory, pages * PAGE);
}
/* Very often: a page that each guest leaves behind is seen in the sum. */
static void L02(void)
{
	struct words words;
	struct guest g;
	int i;

	for (i = 0; i < 1000; i++)
		initialise_twice();
	START(&g, counts);
	words = good_words(&g);
	FAILS(write(g.fd, &words, sizeof(words)), EBUSY);
	MUST(!counts_or_ends(&g));
	end(&g);
	number_is_small();
}
/* The limit is 65536 guests; memory ends before. Forty run here. */
static void L03(void)
{
	static struct guest g[40];
	int i, round;

	for (i = 0; i < 40; i++)
		START(&g[i], counts);
	for (round = 0; round < 2; round++)
		for (i = 0; i < 40; i++)
			MUST(!counts_or_ends(&g[i]));
	for (i = 0; i < 40; i++)
		end(&g[i]);
}
static void L04(void)
{
	struct words words;
	uint8_t buf[256];
	struct guest g;
	size_t len;

	open_guest(&g);
	words = good_words(&g);
	for (len = 0; len < 80; len++)
		if (len != sizeof(words))
			FAILS(write(g.fd, &words, len), EINVAL);
	memcpy(g.memory + CODE, sends, sizeof(sends));
	initialise(&g);
	memset(buf, 0xa5, sizeof(buf));
	for (len = 0; len < 8; len++) {
		FAILS(read(g.fd, buf, len), EINVAL);
		MUST(buf[0] == 0xa5 && !memcmp(buf, buf + 1, 255));
	}
	MUST(read(g.fd, buf, sizeof(buf)) == 8);
	MUST(buf[8] == 0xa5 && !memcmp(buf + 8, buf + 9, 247));
	for (len = 0; len < 40; len++) {
		uint64_t all[5] = { LHREQ_IRQ, 1 };

		if (len != 16)
			FAILS(write(g.fd, all, len), EINVAL);
		all[0] = LHREQ_GETDMA;
		if (len != 24)
			FAILS(write(g.fd, all, len), EINVAL);
		all[0] = LHREQ_STATS;
		if (len != 16)
			FAILS(write(g.fd, all, len), EINVAL);
	}
	end(&g);
}
static void L05(void)
{
	static const uintptr_t bad[] = {
		1, 0x1000, KERNEL_ADDRESS, 0xffc00000, 0xfffffff0,
#if LAUNCHER_BITS == 64
		0x800000000000, 0xffff888000000000, 0xffffffff81000000,
#endif
		-8
	};
	struct lguest_stats stats;
	struct lguest_end reason;
	struct guest g;
	unsigned int i;

	START(&g, binds);
	MUST(!counts_or_ends(&g));
	for (i = 0; i < NR(bad); i++) {
		void *at = (void *)bad[i];

		FAILS(write(g.fd, at, 16), EFAULT);
		FAILS(write(g.fd, at, sizeof(struct words)), EFAULT);
		FAILS(request(g.fd, LHREQ_STATS, bad[i], 0, 2), EFAULT);
		FAILS(request(g.fd, LHREQ_STATE, bad[i], 0, 2), EFAULT);
		FAILS(request(g.fd, LHREQ_GETDMA, 8, bad[i], 3), EFAULT);
		/* One that is good if it is cut. */
		FAILS(request(g.fd, LHREQ_STATS,
			      (uintptr_t)&stats | 1ull << 63, 0, 2), EFAULT);
		run_for(&g, 5, at, 256);
		MUST(errno == EINTR || errno == EFAULT);
	}
	end(&g);
	/* No answer is written there, nor where a wider address would be cut. */
	START(&g, sends);
	for (i = 0; i < NR(bad); i++)
		FAILS(read(g.fd, (void *)bad[i], 256), EFAULT);
	MUST(read(g.fd, &reason, sizeof(reason)) == 8);
	end(&g);
}
static void offset_case(uint32_t offset, int error)
{
	struct words words;
	struct guest g;

	open_guest(&g);
	words = good_words(&g);
	words.init.page_offset = offset;
	if (error) {
		FAILS(write(g.fd, &words, sizeof(words)), error);
		words.init.page_offset = 0xc0000000;
	}
	memcpy(g.memory + CODE, counts, sizeof(counts));
	MUST(write(g.fd, &words, sizeof(words)) == sizeof(words));
	MUST(!counts_or_ends(&g));
	end(&g);
}
static void L06(void)
{
	offset_case(0, EINVAL);
	offset_case(0x1000, EINVAL);
	offset_case(0xffbfffff, EINVAL);
	offset_case(0xffc00000, EINVAL);
	offset_case(0xffffffff, EINVAL);
	offset_case(0xff800000, 0);
	offset_case(0x400000, 0);
}
static void L07(void)
{
	static const uint64_t limits[] = {
		0, 1, 0x100000, 0x100001, 0x7fffffff, 0xffffffff,
		1ull << 32, (1ull << 32) + PAGES, 1ull << 52, 1ull << 63, -1ull,
#if LAUNCHER_BITS == 32
		0xfffff,
#endif
	};
	/* Not in pages, or beyond what a process may map. */
	static const uint64_t bases[] = {
		1, 0xfff, 0xffffffffffe000, 0x100000000000000,
		0xffff888000000000, 0xffffffff81000000, 0xfffffffffffff000,
#if LAUNCHER_BITS == 32
		0xfffff000, 0x100000000, 0x100001000,
#endif
	};
	struct words words;
	struct guest g;
	unsigned int i;

	open_guest(&g);
	words = good_words(&g);
	for (i = 0; i < NR(limits) * 100; i++) {
		words.init.pfn_limit = limits[i % NR(limits)];
		FAILS(write(g.fd, &words, sizeof(words)), EINVAL);
	}
	words = good_words(&g);
	for (i = 0; i < NR(bases); i++) {
		words.init.mem_base = bases[i];
		FAILS(write(g.fd, &words, sizeof(words)), EINVAL);
	}
	words = good_words(&g);
	words.init.start = PAGES * PAGE;
	FAILS(write(g.fd, &words, sizeof(words)), EINVAL);
	words = good_words(&g);
	words.init.device_pfn = PAGES + 1;
	FAILS(write(g.fd, &words, sizeof(words)), EINVAL);
	words = good_words(&g);
	words.init.boot_params = 0xfffff000;
	FAILS(write(g.fd, &words, sizeof(words)), EINVAL);
	/* What is the guest's has 32 bits; nothing is cut to them. */
	for (i = 1; i < sizeof(words.init) / sizeof(uint64_t); i++) {
		words = good_words(&g);
		(&words.init.mem_base)[i] |= 1ull << 32;
		FAILS(write(g.fd, &words, sizeof(words)), EINVAL);
	}
	number_is_small();
	/* None of that spoiled it. */
	memcpy(g.memory + CODE, counts, sizeof(counts));
	initialise(&g);
	MUST(!counts_or_ends(&g));
	end(&g);
	/* One page, and what is behind it is not the guest's. */
	open_guest(&g);
	words = good_words(&g);
	words.init.pfn_limit = 1;
	words.init.device_pfn = 1;
	words.init.start = 0x100;
	memcpy(g.memory + 0x100, counts, sizeof(counts));
	MUST(write(g.fd, &words, sizeof(words)) == sizeof(words));
	MUST(counts_or_ends(&g) && !*count_of(&g));
	end(&g);
}
static void L08(void)
{
	struct guest g;

	START(&g, counts);
	MUST(request(g.fd, LHREQ_IRQ, 0, 0, 2) == 16);
	MUST(request(g.fd, LHREQ_IRQ, 31, 0, 2) == 16);
	FAILS(request(g.fd, LHREQ_IRQ, 32, 0, 2), EINVAL);
	FAILS(request(g.fd, LHREQ_IRQ, 0xffffffff, 0, 2), EINVAL);
	FAILS(request(g.fd, LHREQ_IRQ, 1ull << 32, 0, 2), EINVAL);
	MUST(!counts_or_ends(&g));
	end(&g);
}
static void L09(void)
{
	struct lguest_getdma get = { 1, 1 };
	struct guest g;
	uint32_t key;

	START(&g, binds);
	MUST(!counts_or_ends(&g));
	for (key = 1; key; key <<= 1)
		if (key != 8)
			FAILS(request(g.fd, LHREQ_GETDMA, key, (uintptr_t)&get,
				      3), key & 3 ? EINVAL : ENOENT);
	FAILS(request(g.fd, LHREQ_GETDMA, ~0, (uintptr_t)&get, 3), EINVAL);
	FAILS(request(g.fd, LHREQ_GETDMA, 8 | 1ull << 32, (uintptr_t)&get, 3),
	      EINVAL);
	MUST(get.dma == 1);
	MUST(request(g.fd, LHREQ_GETDMA, 8, (uintptr_t)&get, 3) == 24);
	MUST(get.dma == LIST && get.irq == 5);
	/* The only buffer is busy. */
	((struct lguest_dma *)(g.memory + LIST))->used_len = 1;
	FAILS(request(g.fd, LHREQ_GETDMA, 8, (uintptr_t)&get, 3), ENOENT);
	end(&g);
}
/* Threads on one CPU: one asks, one counts how often it runs meanwhile. */
struct watcher {
	bool stop;
	uint32_t runs;
};

static void on_cpu_0(void)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(0, &cpus);
	MUST(!sched_setaffinity(0, sizeof(cpus), &cpus));
}

static void *count_runs(void *arg)
{
	struct sched_param first = { .sched_priority = 1 };
	struct timespec pause = { 0, 100000 };
	struct watcher *w = arg;

	MUST(!sched_setscheduler(0, SCHED_FIFO, &first));
	while (!__atomic_load_n(&w->stop, __ATOMIC_ACQUIRE)) {
		__atomic_add_fetch(&w->runs, 1, __ATOMIC_RELEASE);
		nanosleep(&pause, NULL);
	}
	return NULL;
}

/* How often another thread runs during a look for a free buffer. */
static uint32_t runs_beside(struct guest *g)
{
	struct watcher w = { 0 };
	struct lguest_getdma get;
	pthread_t thread;
	uint32_t runs;

	MUST(!pthread_create(&thread, NULL, count_runs, &w));
	while (!__atomic_load_n(&w.runs, __ATOMIC_ACQUIRE))
		;
	runs = __atomic_load_n(&w.runs, __ATOMIC_ACQUIRE);
	FAILS(request(g->fd, LHREQ_GETDMA, 8, (uintptr_t)&get, 3), ENOENT);
	runs = __atomic_load_n(&w.runs, __ATOMIC_ACQUIRE) - runs;
	__atomic_store_n(&w.stop, true, __ATOMIC_RELEASE);
	MUST(!pthread_join(thread, NULL));
	return runs;
}

/* All of as many buffers as there may be are busy. */
static void L30(void)
{
	uint32_t array = 0x10000, count = 65535, pages = 2048;
	uint32_t count_irq = count << 8 | 5;
	uint8_t code[sizeof(binds)];
	struct words words;
	struct guest g;
	uint32_t runs = 0;
	int tries;

	memcpy(code, binds, sizeof(code));
	memcpy(code + 23, &array, 4);
	memcpy(code + 28, &count_irq, 4);
	g.memory = map_pages(pages);
	memcpy(g.memory + CODE, code, sizeof(code));
	memset(g.memory + array, 1, count * sizeof(struct lguest_dma));
	g.fd = open("/dev/lguest", O_RDWR);
	MUST(g.fd >= 0);
	words = init_words(g.memory, pages, CODE);
	MUST(!send_words(g.fd, &words));
	MUST(!counts_or_ends(&g));
	on_cpu_0();
	/* Once each is there before the request, and after it. */
	for (tries = 0; tries < 20 && runs < 8; tries++)
		runs = runs_beside(&g);
	if (runs < 8)
		fail("somebody else ran %u times during a request", runs);
	close(g.fd);
	munmap(g.memory, pages * PAGE);
}

static void L22(void)
{
	struct lguest_end reason, again;
	struct lguest_getdma get;
	struct lguest_stats stats;
	struct guest g;
	size_t len;
	int i;

	START(&g, dies);
	FAILS(read(g.fd, &reason, sizeof(reason)), ENOENT);
	for (i = 0; i < 100; i++) {
		memset(&reason, 0xa5, sizeof(reason));
		MUST(read(g.fd, &reason, sizeof(reason)) == sizeof(reason));
		MUST(reason.how == LGUEST_END_KILLED);
		MUST(strstr(reason.reason, "triple fault"));
	}
	for (len = 0; len < sizeof(again); len++) {
		memset(&again, 0xa5, sizeof(again));
		if (len < 8) {
			FAILS(read(g.fd, &again, len), EINVAL);
			continue;
		}
		MUST(read(g.fd, &again, len) == (ssize_t)len);
		MUST(!memcmp(&again, &reason, len));
		MUST(((uint8_t *)&again)[len] == 0xa5);
	}
	FAILS(request(g.fd, LHREQ_INITIALIZE, 0, 0, 1), ENOENT);
	FAILS(request(g.fd, LHREQ_GETDMA, 8, (uintptr_t)&get, 3), ENOENT);
	FAILS(request(g.fd, LHREQ_IRQ, 1, 0, 2), ENOENT);
	FAILS(request(g.fd, 99, 1, 0, 2), ENOENT);
	MUST(request(g.fd, LHREQ_STATS, (uintptr_t)&stats, 0, 2) == 16);
	end(&g);
}

const struct launcher_case request_cases[] = {
	{ "L01", L01 },
	{ "L02", L02 },
	{ "L03", L03 },
	{ "L04", L04 },
	{ "L05", L05 },
	{ "L06", L06 },
	{ "L07", L07 },
	{ "L08", L08 },
	{ "L09", L09 },
	{ "L22", L22 },
	{ "L30", L30 },
	{ NULL, NULL }
};
