// SPDX-License-Identifier: GPL-2.0
/* What a guest's memory is made of, and a launcher that changes other memory. */
#include <limits.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <sys/vfs.h>
#include "launcher.h"

/* A guest whose count page is some memory: it runs, or it is refused. */
static bool memory_case(const char *what, void *page, size_t len)
{
	const char *reason;
	struct guest g;

	open_guest(&g);
	memcpy(g.memory + CODE, counts, sizeof(counts));
	MUST(mremap(page, len, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
		    g.memory + COUNT) != MAP_FAILED);
	initialise(&g);
	reason = counts_or_ends(&g);
	printf("%s: %s\n", what, reason ? reason : "runs");
	MUST(!reason || strstr(reason, "no writable memory"));
	end(&g);
	return !reason;
}
static int file_of(const char *content)
{
	char name[] = "/tmp/hostile-XXXXXX";
	int fd = mkstemp(name), read_only;
	char page[PAGE] = { 0 };

	strcpy(page, content);
	MUST(fd >= 0 && write(fd, page, PAGE) == PAGE);
	read_only = open(name, O_RDONLY);
	MUST(read_only >= 0 && !unlink(name));
	close(fd);
	return read_only;
}
/*
 * A file of a file system, mapped shared: what a guest wrote there would not be
 * told to it, and be lost or worse.
 */
static void file_of_a_file_system(void)
{
	char name[PATH_MAX] = { 0 }, now_there[PAGE], *end;
	struct statfs system;
	void *page;
	int fd;

	MUST(readlink("/proc/self/exe", name, sizeof(name) - 16) > 0);
	end = strrchr(name, '/');
	strcpy(end, "/file-XXXXXX");
	fd = mkstemp(name);
	MUST(fd >= 0 && !fstatfs(fd, &system));
	memset(now_there, 'm', PAGE);
	MUST(write(fd, now_there, PAGE) == PAGE);
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	MUST(page != MAP_FAILED);
	MUST(memory_case("a file", page, PAGE) ==
	     (system.f_type == TMPFS_MAGIC));
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	MUST(page != MAP_FAILED);
	MUST(memory_case("a copy of a file", page, PAGE));
	MUST(pread(fd, now_there, PAGE, 0) == PAGE);
	MUST(system.f_type == TMPFS_MAGIC || now_there[0] == 'm');
	close(fd);
	MUST(!unlink(name));
}

/* All of a guest's memory in huge pages, where the host has any. */
static void huge_pages(void)
{
	FILE *count = fopen("/proc/sys/vm/nr_hugepages", "w");
	const size_t len = 4 << 20;
	struct guest g;

	if (!count)
		return;
	MUST(fputs("2", count) >= 0 && !fclose(count));
	open_guest(&g);
	munmap(g.memory, PAGES * PAGE);
	g.memory = mmap(NULL, len, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
	if (g.memory != MAP_FAILED) {
		memcpy(g.memory + CODE, counts, sizeof(counts));
		initialise(&g);
		MUST(!counts_or_ends(&g));
		printf("huge pages: runs\n");
	}
	close(g.fd);
	munmap(g.memory, len);
	count = fopen("/proc/sys/vm/nr_hugepages", "w");
	MUST(count && fputs("0", count) >= 0 && !fclose(count));
}

/* Of files that may only be read, nothing is ever written. */
static void G11(void)
{
	static const int flags[] = { MAP_PRIVATE, MAP_SHARED, MAP_PRIVATE };
	static const int prots[] = {
		PROT_READ, PROT_READ, PROT_READ | PROT_WRITE
	};
	char now_there[PAGE];
	int fd, i;

	for (i = 0; i < 3; i++) {
		void *page;

		fd = file_of("mine");
		page = mmap(NULL, PAGE, prots[i], flags[i], fd, 0);
		MUST(page != MAP_FAILED);
		memory_case("a file that may be read", page, PAGE);
		MUST(pread(fd, now_there, PAGE, 0) == PAGE);
		MUST(!strcmp(now_there, "mine") && !now_there[5]);
		close(fd);
	}
}
/* What G10 wrote is in nobody else's zero page. */
static void zero(void)
{
	uint32_t *page = mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), i;

	MUST(page != MAP_FAILED);
	for (i = 0; i < 64 * PAGE / 4; i++)
		MUST(!page[i]);
}
static void L16(void)
{
	int fd = memfd_create("hostile", MFD_ALLOW_SEALING);
	void *page;

	MUST(fd >= 0 && !ftruncate(fd, PAGE));
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	MUST(page != MAP_FAILED);
	MUST(memory_case("shared memory", page, PAGE));
	MUST(!fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK));
	page = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	MUST(page != MAP_FAILED);
	memory_case("a sealed file", page, PAGE);
	close(fd);
	fd = open("/dev/zero", O_RDWR);
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	MUST(page != MAP_FAILED);
	MUST(memory_case("/dev/zero", page, PAGE));
	close(fd);
	/* The hole for a screen: nothing happens to what is written there. */
	fd = open("/dev/mem", O_RDWR);
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		    0xa0000);
	if (page != MAP_FAILED)
		memory_case("a device", page, PAGE);
	close(fd);
	page = mmap(NULL, 4 << 20, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	MUST(page != MAP_FAILED);
	madvise(page, 4 << 20, MADV_HUGEPAGE);
	memset(page, 0, 4 << 20);
	MUST(memory_case("a piece of a huge page", (char *)page + (2 << 20),
			 PAGE));
	huge_pages();
	file_of_a_file_system();
	G11();
}
/* again: mov DATA, %eax; mov %eax, SEEN; incl COUNT; jmp again */
#define DATA	0x6000
#define SEEN	0x7000
static const uint8_t copies[] = {
	0xa1, 0x00, 0x60, 0x00, 0x00, 0xa3, 0x00, 0x70, 0x00, 0x00,
	0xff, 0x05, 0x00, 0x50, 0x00, 0x00, 0xeb, 0xee
};

/* Parent and child of a fork write to the same place: the guest has one. */
static void L15(void)
{
	volatile uint32_t *data, *seen;
	struct guest g;
	pid_t child;
	uint32_t i;

	START(&g, copies);
	data = (volatile uint32_t *)(g.memory + DATA);
	seen = (volatile uint32_t *)(g.memory + SEEN);
	MUST(!counts_or_ends(&g));
	child = fork();
	if (!child)
		for (;;)
			*data = 0xbad;
	for (i = 1; i < 50; i++) {
		*data = i;
		do {
			MUST(!counts_or_ends(&g));
			MUST(*seen != 0xbad);
		} while (*seen != i);
	}
	MUST(!kill(child, SIGKILL) && waitpid(child, NULL, 0) == child);
	MUST(!counts_or_ends(&g) && *seen == i - 1);
	end(&g);
}

static void *maps_and_unmaps(void *arg)
{
	while (!__atomic_load_n((int *)arg, __ATOMIC_RELAXED)) {
		char *page = mmap(NULL, 16 * PAGE, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE,
				  -1, 0);

		MUST(page != MAP_FAILED && !munmap(page, 16 * PAGE));
	}
	return NULL;
}
/*
 * initialise; again: 64 calls wait in the ring; flush; incl COUNT; jmp again.
 * The ring is at RING, lguest_data where INIT_CALL says.
 */
#define RING	0x8000
#define SHARED	0x9000
static const uint8_t floods[] = {
	INIT_CALL,
	0x31, 0xc0, 0xbf, 0x00, 0x80, 0x00, 0x00, 0xb9, 0x10, 0x00, 0x00, 0x00,
	0xf3, 0xab, 0xb8, 0x00, 0x00, 0x00, 0x00, 0xcd, LGUEST_TRAP_ENTRY,
	0xff, 0x05, 0x00, 0x50, 0x00, 0x00, 0xeb, 0xe3
};

/* The calls: each sends a list to a place that other guests could share. */
static void start_flood(struct guest *g)
{
	struct lguest_dma *list;
	struct lguest_ring *ring;
	int file = memfd_create("shared", 0), i;

	open_guest(g);
	MUST(file >= 0 && !ftruncate(file, PAGE));
	MUST(mmap(g->memory + SHARED, PAGE, PROT_READ | PROT_WRITE,
		  MAP_SHARED | MAP_FIXED, file, 0) != MAP_FAILED);
	close(file);
	memcpy(g->memory + CODE, floods, sizeof(floods));
	list = (struct lguest_dma *)(g->memory + LIST);
	list->addr[0] = COUNT;
	list->len[0] = 64;
	ring = (struct lguest_ring *)(g->memory + RING);
	memset(ring->status, LGUEST_RING_FREE, sizeof(ring->status));
	for (i = 0; i < LGUEST_RING_SLOTS; i++)
		ring->call[i] = (struct lguest_ring_call) {
			LHCALL_SEND_DMA, SHARED, LIST, 0
		};
	((struct lguest_data *)(g->memory + DATA_AT))->ring = RING;
	initialise(g);
}

/* Sends look at the launcher's mappings, which another thread changes. */
static void L17(void)
{
	struct lguest_pending sent;
	struct lguest_stats stats;
	pthread_t thread;
	struct guest g;
	int stop = 0, i;

	MUST(!pthread_create(&thread, NULL, maps_and_unmaps, &stop));
	/* To the launcher, each of which ends a read. */
	START(&g, sends);
	for (i = 0; i < 20000; i++)
		MUST(read(g.fd, &sent, sizeof(sent)) == sizeof(sent) &&
		     sent.dma == LIST && !sent.key);
	end(&g);
	/* To other guests, by the host alone. */
	start_flood(&g);
	while (*count_of(&g) < 1000000 / LGUEST_RING_SLOTS)
		MUST(!counts_or_ends(&g));
	MUST(request(g.fd, LHREQ_STATS, (uintptr_t)&stats, 0, 2) == 16);
	MUST(stats.count[LGUEST_STAT_RING] >= 1000000);
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	end(&g);
}

/* For G44: registers of this process while guests run beside it. */
static void registers(void)
{
	static uint8_t before[512] __attribute__((aligned(16)));
	static uint8_t after[512] __attribute__((aligned(16)));
	double limit = now() + 2;

	asm volatile("fninit; fldpi; fldl2e; fldz");
	asm volatile("movd %1, %%xmm0; movd %2, %%xmm7; fxsave %0"
		     : "=m" (before) : "r" (0x7654321), "r" (0xfedcba9));
	do {
		/* Without a call, which might use them. */
		for (volatile int spin = 0; spin < 3000000; spin++)
			;
		asm volatile("fxsave %0" : "=m" (after));
		/* now() may use them: only what it must keep is looked at. */
		MUST(!memcmp(before + 32, after + 32, 3 * 16));
		MUST(!memcmp(before + 160 + 7 * 16, after + 160 + 7 * 16, 16));
	} while (now() < limit);
}

const struct launcher_case memory_cases[] = {
	{ "G11", G11 },
	{ "L15", L15 },
	{ "L16", L16 },
	{ "L17", L17 },
	{ "registers", registers },
	{ "zero", zero },
	{ NULL, NULL }
};
