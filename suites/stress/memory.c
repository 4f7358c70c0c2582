// SPDX-License-Identifier: GPL-2.0
/* Mappings change at random beside a model of them; every page must fit it. */
#include "stress.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sysinfo.h>

#define PAGES	256

/* What a page of the arena holds: nothing mapped, or this word at its place. */
struct model {
	int mapped, prot;
	uint32_t word;
};

static unsigned char *arena;
static struct model model[PAGES];

static uint32_t *word_of(unsigned int page)
{
	return (uint32_t *)(arena + page * PAGE + page * 8 % PAGE);
}

static void touch(void *arg)
{
	(void)*(volatile uint32_t *)arg;
}

static void soil(void *arg)
{
	*(volatile uint32_t *)arg = 0x0bad0bad;
}

static void check_page(unsigned int page)
{
	struct model *m = &model[page];
	uint32_t *word = word_of(page);
	struct fault f;

	if (!m->mapped || m->prot == PROT_NONE) {
		CHECK_EQ(fault_catch(&f, touch, word), SIGSEGV);
		CHECK_EQ(f.addr, (uintptr_t)word);
		CHECK_EQ(f.code, m->mapped ? SEGV_ACCERR : SEGV_MAPERR);
		return;
	}
	CHECK_EQ(*word, m->word);
	if (!(m->prot & PROT_WRITE)) {
		CHECK_EQ(fault_catch(&f, soil, word), SIGSEGV);
		CHECK_EQ(f.code, SEGV_ACCERR);
	}
}

static void map_pages(unsigned int from, unsigned int n)
{
	unsigned int i;

	CHECK(mmap(arena + from * PAGE, n * PAGE, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
	      arena + from * PAGE);
	for (i = from; i < from + n; i++)
		model[i] = (struct model){ 1, PROT_READ | PROT_WRITE, 0 };
}

static void unmap_pages(unsigned int from, unsigned int n)
{
	SYS(munmap(arena + from * PAGE, n * PAGE));
	memset(&model[from], 0, n * sizeof(*model));
}

/* Where all is mapped; a hole is ENOMEM, with what is before it changed. */
static void protect_pages(unsigned int from, unsigned int n, int prot)
{
	int ret = mprotect(arena + from * PAGE, n * PAGE, prot);
	unsigned int i;

	for (i = from; i < from + n && model[i].mapped; i++)
		model[i].prot = prot;
	CHECK_EQ(ret, i < from + n ? -1 : 0);
	if (ret)
		CHECK_EQ(errno, ENOMEM);
}

static void discard_pages(unsigned int from, unsigned int n)
{
	unsigned int i;
	int ret = madvise(arena + from * PAGE, n * PAGE, MADV_DONTNEED), hole = 0;

	for (i = from; i < from + n; i++) {
		model[i].word = 0;
		hole |= !model[i].mapped;
	}
	CHECK_EQ(ret, hole ? -1 : 0);
}

/* A page moves to a place that may hold another, which goes. */
static void move_page(unsigned int from, unsigned int to)
{
	void *got;
	uint32_t word;

	if (from == to || !model[from].mapped)
		return;
	got = mremap(arena + from * PAGE, PAGE, PAGE,
		     MREMAP_MAYMOVE | MREMAP_FIXED, arena + to * PAGE);
	CHECK(got == arena + to * PAGE);
	word = model[from].word;
	model[to] = model[from];
	memset(&model[from], 0, sizeof(*model));
	SYS(mprotect(got, PAGE, PROT_READ | PROT_WRITE));
	model[to].prot = PROT_READ | PROT_WRITE;
	CHECK_EQ(*(uint32_t *)(arena + to * PAGE + from * 8 % PAGE), word);
	*(uint32_t *)(arena + to * PAGE + from * 8 % PAGE) = 0;
	*word_of(to) = word;
}

static void write_pages(unsigned int from, unsigned int n, uint32_t word)
{
	unsigned int i;

	for (i = from; i < from + n; i++)
		if (model[i].mapped && model[i].prot & PROT_WRITE)
			*word_of(i) = model[i].word = word ^ i;
}

void memory_steps(uint32_t seed, unsigned int steps)
{
	static const int prots[] = { PROT_NONE, PROT_READ,
				     PROT_READ | PROT_WRITE };
	unsigned int i, from, n;

	arena = SYS(mmap(NULL, PAGES * PAGE, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	unmap_pages(0, PAGES);
	while (steps--) {
		from = seed_next(&seed) % PAGES;
		n = 1 + seed_next(&seed) % 16;
		n = from + n > PAGES ? PAGES - from : n;
		switch (seed_next(&seed) % 8) {
		case 0:
		case 1: map_pages(from, n); break;
		case 2: unmap_pages(from, n); break;
		case 3: protect_pages(from, n, prots[n % 3]); break;
		case 4: discard_pages(from, n); break;
		case 5: move_page(from, seed_next(&seed) % PAGES); break;
		default: write_pages(from, n, seed_next(&seed)); break;
		}
		check_page(seed_next(&seed) % PAGES);
		if (steps % 256 == 0)
			for (i = 0; i < PAGES; i++)
				check_page(i);
	}
	unmap_pages(0, PAGES);
}

void test_memory_model(void)
{
	memory_steps(seed_start(), 4000);
}

/*
 * Three quarters of what is free, in private pages, shared pages and a file,
 * while children come and go: every word is there in the end.
 */
void test_memory_full(void)
{
	size_t part, at, chunk = 16 * PAGE;
	unsigned char *maps[2], *buf = private_memory(chunk);
	struct sysinfo info;
	int fd, i;

	SYS(sysinfo(&info));
	part = info.freeram * info.mem_unit / 4;
	part = (part > 10 << 20 ? 10 << 20 : part) / chunk * chunk;
	maps[0] = private_memory(part);
	maps[1] = shared_memory(part);
	fd = SYS(open("full", O_RDWR | O_CREAT | O_EXCL, 0600));
	for (at = 0; at < part; at += chunk) {
		for (i = 0; i < 2; i++)
			pattern_fill(maps[i] + at, chunk, at + i);
		pattern_fill(buf, chunk, at + 2);
		CHECK_EQ(write(fd, buf, chunk), chunk);
	}
	churn(50, 8);
	for (at = 0; at < part; at += chunk) {
		for (i = 0; i < 2; i++)
			pattern_check(maps[i] + at, chunk, at + i);
		CHECK_EQ(pread(fd, buf, chunk, at), chunk);
		pattern_check(buf, chunk, at + 2);
	}
	SYS(unlink("full"));
}
