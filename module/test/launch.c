// SPDX-License-Identifier: GPL-2.0
/* What launchers share that try the host, see launch.h. */
#include "launch.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* incl COUNT; jmp back */
const uint8_t counts[8] = {
	0xff, 0x05, 0x00, 0x50, 0x00, 0x00, 0xeb, 0xf8
};

static unsigned int planned, results, failures;

void die(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	fflush(stdout);
	_exit(1);	/* a child must not say again what its parent had to */
}

double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* The counts of each CPU are added up at once, not in a second or so. */
long pinned(void)
{
	unsigned long value, got = 0, released = 0;
	char name[64];
	FILE *f = fopen("/proc/sys/vm/stat_refresh", "w");

	if (!f || fputs("1", f) < 0 || fclose(f))
		die("/proc/sys/vm/stat_refresh");
	f = fopen("/proc/vmstat", "r");
	if (!f)
		die("/proc/vmstat");
	while (fscanf(f, "%63s %lu", name, &value) == 2) {
		if (!strcmp(name, "nr_foll_pin_acquired"))
			got = value;
		if (!strcmp(name, "nr_foll_pin_released"))
			released = value;
	}
	fclose(f);
	return got - released;
}

uint8_t *map_pages(size_t pages)
{
	void *memory = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		die("mmap");
	return memory;
}

struct words init_words(const void *memory, uint32_t pages, uint32_t start)
{
	return (struct words) {
		LHREQ_INITIALIZE, {
			.mem_base = (uintptr_t)memory,
			.pfn_limit = pages,
			.start = start,
			.page_offset = 0xc0000000,
			.device_pfn = pages,
		}
	};
}

int send_words(int fd, const struct words *words)
{
	return write(fd, words, sizeof(*words)) == sizeof(*words) ? 0 : errno;
}

int run_to_end(int fd, struct lguest_end *end)
{
	ssize_t n;

	do
		n = read(fd, end, sizeof(*end));
	while (n < 0 && (errno == EINTR || errno == ENOENT));
	if (n < 0)
		return errno;
	return n == sizeof(*end) ? 0 : EPROTO;
}

void open_guest(struct guest *g)
{
	g->fd = open(LGUEST_DEVICE, O_RDWR);
	if (g->fd < 0)
		die(LGUEST_DEVICE);
	g->memory = map_pages(PAGES);
}

struct words good_words(const struct guest *g)
{
	return init_words(g->memory, PAGES, CODE);
}

void initialise(struct guest *g)
{
	struct words words = good_words(g);

	if (send_words(g->fd, &words))
		die("LHREQ_INITIALIZE");
}

void start(struct guest *g, const void *code, size_t len)
{
	open_guest(g);
	memcpy(g->memory + CODE, code, len);
	initialise(g);
}

void end(struct guest *g)
{
	close(g->fd);
	munmap(g->memory, PAGES * PAGE);
}

volatile uint32_t *count_of(const struct guest *g)
{
	return (volatile uint32_t *)(g->memory + COUNT);
}

static const Elf32_Phdr *segment_of(const struct image *image)
{
	const Elf32_Ehdr *head = (const void *)image->file;
	const Elf32_Phdr *segment = (const void *)(image->file + head->e_phoff);

	while (segment->p_type != PT_LOAD)
		segment++;
	return segment;
}

/* The file is ours, built a moment ago. */
void image_open(struct image *image, const char *name)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	const Elf32_Phdr *segment;
	struct stat status;

	if (fd < 0 || fstat(fd, &status))
		die(name);
	image->size = (size_t)status.st_size;
	image->file = mmap(NULL, image->size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (image->file == MAP_FAILED)
		die(name);
	close(fd);
	segment = segment_of(image);
	image->entry = ((const Elf32_Ehdr *)image->file)->e_entry;
	image->start = segment->p_paddr;
	image->end = segment->p_paddr + segment->p_memsz;
}

void image_close(struct image *image)
{
	munmap((void *)image->file, image->size);
}

void image_copy(const struct image *image, uint8_t *memory)
{
	const Elf32_Phdr *segment = segment_of(image);

	memcpy(memory + segment->p_paddr, image->file + segment->p_offset,
	       segment->p_filesz);
}

void ktap_begin(unsigned int plan)
{
	puts("KTAP version 1");
	planned = plan;
	if (plan)
		printf("1..%u\n", plan);
	fflush(stdout);
}

void check(int ok, const char *fmt, ...)
{
	va_list args;

	results++;
	failures += !ok;
	printf("%sok %u ", ok ? "" : "not ", results);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	puts("");
	fflush(stdout);
}

int ktap_end(void)
{
	if (!planned)
		printf("1..%u\n", results);
	return failures || (planned && results != planned) ? 1 : 0;
}
