// SPDX-License-Identifier: GPL-2.0
/*
 * Runs the fuzzing guest, one after the other, for so many iterations or
 * seconds, on a machine with lg.ko loaded.
 *
 *   guests GUEST REASONS SEED FIRST COUNT SECONDS
 *
 * Each guest begins where the one before ended.  A guest that is killed must
 * be so for one of REASONS, a file of patterns; what it sends is taken and
 * answered with interrupts and buffers.  One that stands still is stopped: it
 * may spin as long as it likes.  After each the host's log must be clean and
 * as many pages pinned as before.  What goes wrong is told with the words that
 * do it again.  Prints KTAP.
 */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <asm/bootparam.h>
#include "launch.h"

#define RAM		0x400000u
#define RAM_PAGES	(RAM / PAGE + 4)
#define BOOT_PARAMS	0x2000u
#define COMMAND		0x3000u
#define NOW		0x4000u
#define PER_GUEST	4096u		/* iterations */
#define TICK_US		100000
#define MAX_REASONS	128

static uint8_t *memory;
static struct image image;
static uint32_t seed;
static char *reasons[MAX_REASONS];
static unsigned int nr_reasons, seen[MAX_REASONS], still, crashed, ended;
static int log_fd;
static volatile sig_atomic_t ticks;

static void on_tick(int number)
{
	(void)number;
	ticks++;
}

static void read_reasons(const char *name)
{
	char line[512];
	FILE *f = fopen(name, "r");

	if (!f)
		die(name);
	while (nr_reasons < MAX_REASONS && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0])
			reasons[nr_reasons++] = strdup(line);
	}
	fclose(f);
}

static void load(uint32_t first, uint32_t count)
{
	struct boot_params *boot = (void *)(memory + BOOT_PARAMS);

	/* Who jumps to nowhere finds int3 there. */
	memset(memory, 0xcc, RAM);
	memset(memory + RAM, 0, RAM_PAGES * PAGE - RAM);
	memset(memory + image.start, 0, image.end - image.start);
	image_copy(&image, memory);
	memset(boot, 0, sizeof(*boot));
	boot->hdr.cmd_line_ptr = COMMAND;
	sprintf((char *)memory + COMMAND, "seed=%u first=%u count=%u", seed,
		first, count);
	*(volatile uint32_t *)(memory + NOW) = first;
}

static uint32_t iteration(void)
{
	return *(volatile uint32_t *)(memory + NOW);
}

static int initialize(int fd)
{
	struct words words = init_words(memory, RAM_PAGES, image.entry);

	words.init.boot_params = BOOT_PARAMS;
	words.init.device_pfn = RAM / PAGE;
	return send_words(fd, &words);
}

/* An answer that depends on nothing but what was sent. */
static void answer(int fd, const struct lguest_pending *send)
{
	struct lguest_getdma get;
	uint64_t buffer[] = { LHREQ_GETDMA, send->key, (uintptr_t)&get };
	uint64_t irq[] = { LHREQ_IRQ, send->dma >> 2 & (LGUEST_IRQS - 1) };

	if (write(fd, buffer, sizeof(buffer)) == sizeof(buffer))
		irq[1] = get.irq;
	if (write(fd, irq, sizeof(irq)) < 0 && errno != ENOENT)
		die("LHREQ_IRQ");
}

/* 0: it has ended; 1: it stood still. */
static int run(int fd, struct lguest_end *end)
{
	uint64_t timer[] = { LHREQ_IRQ, LGUEST_IRQ_TIMER };
	uint32_t last = iteration();
	sig_atomic_t since = ticks;
	ssize_t n;

	for (;;) {
		n = read(fd, end, sizeof(*end));
		if (n == sizeof(*end))
			return 0;
		if (n == sizeof(struct lguest_pending))
			answer(fd, (struct lguest_pending *)end);
		else if (n >= 0 || (errno != EINTR && errno != ENOENT))
			die("read of " LGUEST_DEVICE);
		if (iteration() != last) {
			last = iteration();
			since = ticks;
		} else if (ticks - since > 3) {
			return 1;
		} else if (ticks - since > 1 &&
			   write(fd, timer, sizeof(timer)) < 0 &&
			   errno != ENOENT) {
			die("LHREQ_IRQ");
		}
	}
}

/* The first complaint that came to the host's log since we last looked. */
static const char *complaint(void)
{
	static const char *const words[] = {
		"WARNING", "BUG", "Oops", "cut here", "Call Trace",
		"Bad page", "lockup", "stack-protector", "memory leak",
	};
	static char line[8192], found[256];
	unsigned int i;
	ssize_t n;

	found[0] = '\0';
	while ((n = read(log_fd, line, sizeof(line) - 1)) > 0 ||
	       (n < 0 && errno == EPIPE)) {
		line[n > 0 ? n : 0] = '\0';
		for (i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (!found[0] && strstr(line, words[i]))
				snprintf(found, sizeof(found), "%.*s",
					 (int)strcspn(line, "\n"), line);
	}
	return found[0] ? found : NULL;
}

static const char *judge(const struct lguest_end *end)
{
	static char text[256];
	unsigned int i;

	switch (end->how) {
	case LGUEST_END_CRASH:
		crashed++;
		return NULL;
	case LGUEST_END_POWEROFF:
	case LGUEST_END_RESTART:
		ended++;
		return NULL;
	case LGUEST_END_KILLED:
		for (i = 0; i < nr_reasons; i++)
			if (!fnmatch(reasons[i], end->reason, 0)) {
				seen[i]++;
				return NULL;
			}
	}
	snprintf(text, sizeof(text), "not a reason that a guest can give: %u %s",
		 end->how, end->reason);
	return text;
}

/* One guest; NULL if all is as it should be. */
static const char *guest(uint32_t first, uint32_t count, long baseline)
{
	struct lguest_end end;
	const char *wrong = NULL;
	int fd = open(LGUEST_DEVICE, O_RDWR | O_CLOEXEC);

	load(first, count);
	if (fd < 0 || initialize(fd))
		die(LGUEST_DEVICE);
	if (run(fd, &end))
		still++;
	else
		wrong = judge(&end);
	if (close(fd))
		die("close");
	if (!wrong && pinned() != baseline)
		wrong = "pages are still pinned";
	return wrong ? wrong : complaint();
}

static void tell(uint32_t done, uint32_t guests)
{
	unsigned int i;

	for (i = 0; i < nr_reasons; i++)
		if (seen[i])
			printf("# %6u  %s\n", seen[i], reasons[i]);
	printf("# %6u  stood still, %u said they crashed, %u powered off\n",
	       still, crashed, ended);
	printf("# %u iterations by %u guests\n", done, guests);
}

/* A mark in the host's log: where it was when the host did not survive. */
static void mark(uint32_t first)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "<6>fuzz: seed %u first %u\n",
			 seed, first);

	if (write(log_fd, text, (size_t)n) < 0)
		die("/dev/kmsg");
}

int main(int argc, char **argv)
{
	struct itimerval tick = {
		.it_interval.tv_usec = TICK_US, .it_value.tv_usec = TICK_US,
	};
	struct sigaction action = { .sa_handler = on_tick };
	uint32_t first, at, last, guests = 0, seconds;
	const char *wrong = NULL;
	long baseline;
	time_t limit;

	if (argc != 7) {
		fprintf(stderr, "usage: guests GUEST REASONS SEED FIRST COUNT SECONDS\n");
		return 2;
	}
	image_open(&image, argv[1]);
	read_reasons(argv[2]);
	seed = (uint32_t)strtoul(argv[3], NULL, 10);
	at = first = (uint32_t)strtoul(argv[4], NULL, 10);
	last = first + (uint32_t)strtoul(argv[5], NULL, 10);
	seconds = (uint32_t)strtoul(argv[6], NULL, 10);
	log_fd = open("/dev/kmsg", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (log_fd < 0 || lseek(log_fd, 0, SEEK_END) < 0)
		die("/dev/kmsg");
	memory = map_pages(RAM_PAGES);
	ktap_begin(1);
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &tick, NULL);
	limit = time(NULL) + seconds;
	baseline = pinned();
	while (!wrong && at != last && time(NULL) < limit) {
		uint32_t count = last - at < PER_GUEST ? last - at : PER_GUEST;
		uint32_t from = at;

		mark(from);
		wrong = guest(from, count, baseline);
		guests++;
		/* The count lies in the guest's memory; it is not trusted. */
		at = iteration() - from <= count ? iteration() : from;
		if (at - from < count)
			at++;
		if (wrong)
			printf("# %s\n# again: module/test/fuzz/run --guests SEED=%u FIRST=%u COUNT=%u\n",
			       wrong, seed, from, at - from);
	}
	tell(at - first, guests);
	check(!wrong, "guests, seed %u%s%s", seed, wrong ? ": " : "",
	      wrong ? wrong : "");
	return ktap_end();
}
