// SPDX-License-Identifier: GPL-2.0
/*
 * One failure injected at each place where the host may fail while a guest is
 * made, run and freed: allocations, page allocations, copies to and from the
 * launcher.  Whatever fails, the request says so or the guest ends with a
 * reason, and the pages that were pinned are let go.
 *
 *   allocation-failures MINI_GUEST...
 *
 * Needs a host kernel with fault injection, such as that of ci/host-kernel.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "lguest.h"
#include "lguest_launcher.h"

#define FAIL_NTH	"/proc/thread-self/fail-nth"
#define SETTINGS	"/sys/kernel/debug/"
#define PAGE		4096
#define GUEST_PAGES	1024
#define NEVER		0x7fffffff
/* Each of the first, then so many spread over the rest. */
#define EACH		400
#define SPREAD		200

static uint8_t *memory;
static const uint8_t *file;
static size_t file_size;
static int fail_nth;

static void die(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

static void write_file(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0 || close(fd))
		die(name);
}

static void set_failure(unsigned int n)
{
	char text[16];

	sprintf(text, "%u", n);
	if (pwrite(fail_nth, text, strlen(text), 0) < 0)
		die(FAIL_NTH);
}

/* How many more places there would have to be; 0: it has failed. */
static unsigned int failure_left(void)
{
	char text[16] = "";

	if (pread(fail_nth, text, sizeof(text) - 1, 0) < 0)
		die(FAIL_NTH);
	return (unsigned int)strtoul(text, NULL, 10);
}

static void map_file(const char *name)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	struct stat status;

	if (fd < 0 || fstat(fd, &status))
		die(name);
	file_size = (size_t)status.st_size;
	file = mmap(NULL, file_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd,
		    0);
	if (file == MAP_FAILED)
		die(name);
	close(fd);
}

/* The files are ours, built a moment ago. */
static uint32_t load(void)
{
	const Elf32_Ehdr *head = (const void *)file;
	const Elf32_Phdr *segment = (const void *)(file + head->e_phoff);
	int i;

	memset(memory, 0, GUEST_PAGES * PAGE);
	for (i = 0; i < head->e_phnum; i++)
		if (segment[i].p_type == PT_LOAD)
			memcpy(memory + segment[i].p_paddr,
			       file + segment[i].p_offset, segment[i].p_filesz);
	return head->e_entry;
}

static int initialize(int fd, uint32_t entry)
{
	struct {
		uint32_t request;
		struct lguest_init init;
	} words = {
		LHREQ_INITIALIZE, {
			.mem_base = (uintptr_t)memory,
			.pfn_limit = GUEST_PAGES,
			.start = entry,
			.page_offset = 0xc0000000,
			.device_pfn = GUEST_PAGES - 1,
		}
	};

	return write(fd, &words, sizeof(words)) == sizeof(words) ? 0 : errno;
}

/* NULL: orderly. */
static const char *run(int fd, struct lguest_end *end)
{
	ssize_t n;

	do
		n = read(fd, end, sizeof(*end));
	while (n == sizeof(struct lguest_pending) ||
	       (n < 0 && (errno == ENOENT || errno == EFAULT)));
	if (n != sizeof(*end))
		return "read() does not tell how the guest ended";
	if (end->how == LGUEST_END_KILLED && !end->reason[0])
		return "killed without a reason";
	return NULL;
}

/* A guest's whole life with its n-th failure.  NULL: orderly. */
static const char *life(uint32_t entry, unsigned int n, struct lguest_end *end)
{
	const char *wrong = NULL;
	int fd, err;

	memset(end, 0, sizeof(*end));
	set_failure(n);
	fd = open("/dev/lguest", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOMEM ? NULL : "open() fails in another way";
	err = initialize(fd, entry);
	if (!err)
		wrong = run(fd, end);
	else if (err != ENOMEM && err != EFAULT)
		wrong = "LHREQ_INITIALIZE fails in another way";
	close(fd);
	return wrong;
}

/* Pages pinned now, by anybody. */
static long pinned(void)
{
	unsigned long value, got = 0, released = 0;
	char name[64];
	FILE *f;

	write_file("/proc/sys/vm/stat_refresh", "1");
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

static int test(const char *name, int number)
{
	unsigned int places, n, step, tried = 0, failed = 0;
	const char *base = strrchr(name, '/');
	struct lguest_end end;
	const char *wrong;
	long before;

	map_file(name);
	before = pinned();
	wrong = life(load(), NEVER, &end);
	places = NEVER - failure_left();
	set_failure(0);
	if (!wrong && end.how != LGUEST_END_POWEROFF)
		wrong = "it does not even power off without a failure";
	for (n = 1; !wrong && n <= places; n += step, tried++) {
		uint32_t entry = load();

		step = n <= EACH || places - EACH < SPREAD ? 1 :
			(places - EACH) / SPREAD;
		wrong = life(entry, n, &end);
		failed += !failure_left();
		set_failure(0);
		if (!wrong && pinned() != before)
			wrong = "pages stay pinned";
		if (wrong)
			printf("# failure %u: %s (%s)\n", n, wrong, end.reason);
	}
	if (!wrong && failed < tried / 2)
		wrong = "hardly any failure came";
	printf("# %u places, %u tried, %u failed\n", places, tried, failed);
	printf("%sok %d %s%s%s\n", wrong ? "not " : "", number,
	       base ? base + 1 : name, wrong ? ": " : "", wrong ? wrong : "");
	fflush(stdout);
	munmap((void *)file, file_size);
	return !!wrong;
}

int main(int argc, char **argv)
{
	int i, failures = 0;

	fail_nth = open(FAIL_NTH, O_RDWR | O_CLOEXEC);
	if (fail_nth < 0) {
		puts("1..0 # SKIP this host kernel has no fault injection");
		return 77;
	}
	write_file(SETTINGS "failslab/ignore-gfp-wait", "N");
	write_file(SETTINGS "fail_page_alloc/ignore-gfp-wait", "N");
	write_file(SETTINGS "fail_page_alloc/ignore-gfp-highmem", "N");
	write_file(SETTINGS "fail_page_alloc/min-order", "0");
	memory = mmap(NULL, GUEST_PAGES * PAGE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (memory == MAP_FAILED)
		die("mmap");
	puts("KTAP version 1");
	printf("1..%d\n", argc - 1);
	for (i = 1; i < argc; i++)
		failures += test(argv[i], i);
	return failures ? 1 : 0;
}
