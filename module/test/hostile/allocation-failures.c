// SPDX-License-Identifier: GPL-2.0
/*
 * One failure injected at one place after the other where the host may fail
 * while a guest is made, run, asked about and freed: allocations, pages of the
 * launcher's own memory, copies to and from it.  Whatever fails, the request
 * says so or the guest ends with a reason, and what was pinned is let go.
 *
 *   MINIS=FOLDER allocation-failures [MINI_GUEST...]
 *
 * Needs a host kernel with fault injection, such as that of ci/host-kernel.
 * The kernel counts down at each place in this thread, so the thread must not
 * fault itself: all of it is locked in memory, but for what is the guest's.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/rseq.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "launch.h"

#define FAIL_NTH	"/proc/thread-self/fail-nth"
#define SETTINGS	"/sys/kernel/debug/"
#define GUEST_PAGES	4097	/* as of lguest 16m: the last for devices */
#define NEVER		0x7fffffff
/* Each of the first, then so many spread over the rest. */
#define EACH		200
#define SPREAD		50
/* One failure makes a request come again once; the rest is what guests send. */
#define READS		10000

/* Those of module/test/mini that between them reach what allocates or copies. */
static const char *const usual[] = {
	"null", "pages-many", "spaces-stacks", "ldt-user",
	"announce-descriptors", "dma-bind",
};

static uint8_t *memory;
static struct image image;
static int fail_nth;

static void write_file(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0 || close(fd))
		die(name);
}

/* The copy of the number may itself be the place that fails. */
static void set_failure(unsigned int n)
{
	char text[16];
	ssize_t done;

	sprintf(text, "%u", n);
	do
		done = pwrite(fail_nth, text, strlen(text), 0);
	while (done < 0 && errno == EFAULT);
	if (done < 0)
		die(FAIL_NTH);
}

/* How many more places there would have to be; 0: it has failed. */
static unsigned int failure_left(void)
{
	char text[16] = "";

	if (pread(fail_nth, text, sizeof(text) - 1, 0) >= 0)
		return (unsigned int)strtoul(text, NULL, 10);
	if (errno != EFAULT)
		die(FAIL_NTH);
	return 1;
}

static void load(void)
{
	/* What the guest touches first is allocated then, and may fail. */
	if (madvise(memory, GUEST_PAGES * PAGE, MADV_DONTNEED))
		die("madvise");
	image_copy(&image, memory);
}

static int initialize(int fd)
{
	struct words words = init_words(memory, GUEST_PAGES, image.entry);

	words.init.device_pfn--;
	return send_words(fd, &words);
}

static int failed_well(int err)
{
	return err == ENOMEM || err == EFAULT;
}

/* NULL: orderly. */
static const char *run(int fd, struct lguest_end *end)
{
	ssize_t n;
	int i;

	for (i = 0; i < READS; i++) {
		n = read(fd, end, sizeof(*end));
		if (n == sizeof(*end))
			break;
		if (n < 0 && errno != ENOENT && !failed_well(errno))
			return "read() fails in another way";
	}
	if (i == READS)
		return "read() does not tell how the guest ended";
	if (end->how == LGUEST_END_KILLED && !end->reason[0])
		return "killed without a reason";
	return NULL;
}

/* Requests that can be made of a dead guest as well. */
static const char *ask(int fd)
{
	static struct lguest_state state;
	static struct lguest_stats stats;
	uint64_t words[][2] = {
		{ LHREQ_STATE, (uintptr_t)&state },
		{ LHREQ_STATS, (uintptr_t)&stats },
	};
	int i;

	for (i = 0; i < 2; i++)
		if (write(fd, words[i], sizeof(words[i])) < 0 &&
		    !failed_well(errno))
			return "a request fails in another way";
	return NULL;
}

/* A guest's whole life with its n-th failure.  NULL: orderly. */
static const char *life(unsigned int n, struct lguest_end *end)
{
	const char *wrong = NULL;
	int fd, err;

	memset(end, 0, sizeof(*end));
	set_failure(n);
	fd = open(LGUEST_DEVICE, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return failed_well(errno) ? NULL : "open() fails in another way";
	err = initialize(fd);
	if (!err)
		wrong = run(fd, end);
	else if (!failed_well(err))
		wrong = "LHREQ_INITIALIZE fails in another way";
	if (!err && !wrong)
		wrong = ask(fd);
	close(fd);
	return wrong;
}

struct tally {
	unsigned int places, tried, failed, killed;
};

/* With each failure in turn.  NULL: orderly. */
static const char *lives(struct tally *tally)
{
	unsigned int n, step;
	struct lguest_end end;
	const char *wrong;
	long before;

	before = pinned();
	load();
	wrong = life(NEVER, &end);
	tally->places = NEVER - failure_left();
	set_failure(0);
	if (!wrong && end.how != LGUEST_END_POWEROFF)
		wrong = "it does not even power off without a failure";
	if (wrong)
		printf("# %s\n", end.reason);
	for (n = 1; !wrong && n <= tally->places; n += step, tally->tried++) {
		load();
		step = n <= EACH || tally->places - EACH < SPREAD ? 1 :
			(tally->places - EACH) / SPREAD;
		wrong = life(n, &end);
		tally->failed += !failure_left();
		set_failure(0);
		tally->killed += end.how == LGUEST_END_KILLED;
		if (!wrong && pinned() != before)
			wrong = "pages stay pinned";
		if (wrong)
			printf("# failure %u: %s (%s)\n", n, wrong, end.reason);
	}
	if (!wrong && tally->failed < tally->tried / 2)
		wrong = "hardly any failure came";
	return wrong;
}

static void test(const char *name)
{
	const char *base = strrchr(name, '/');
	struct tally tally = { 0 };
	const char *wrong;

	image_open(&image, name);
	wrong = lives(&tally);
	image_close(&image);
	printf("# %u places, %u tried, %u failed, %u guests killed by it\n",
	       tally.places, tally.tried, tally.failed, tally.killed);
	check(!wrong, "%s%s%s", base ? base + 1 : name, wrong ? ": " : "",
	      wrong ? wrong : "");
}

static void test_usual(void)
{
	const char *minis = getenv("MINIS");
	char name[PATH_MAX];
	size_t i;

	if (!minis)
		die("MINIS, the folder of the mini guests");
	for (i = 0; i < sizeof(usual) / sizeof(*usual); i++) {
		snprintf(name, sizeof(name), "%s/%s", minis, usual[i]);
		test(name);
	}
}

/*
 * The kernel writes to this area whenever it has been preempted, and ends the
 * program when that fails.
 */
static void no_rseq(void)
{
	char *area = (char *)__builtin_thread_pointer() + __rseq_offset;

	if (__rseq_size && syscall(SYS_rseq, area, sizeof(struct rseq),
				   RSEQ_FLAG_UNREGISTER, RSEQ_SIG))
		die("rseq");
}

static void settings(void)
{
	static const char *const zero[] = {	/* no stack for each */
		"failslab/verbose", "fail_page_alloc/verbose",
		"fail_usercopy/verbose", "failslab/ignore-gfp-wait",
		"fail_page_alloc/ignore-gfp-wait",
		"fail_page_alloc/ignore-gfp-highmem",
		"fail_page_alloc/min-order",
	};
	char name[128];
	size_t i;

	for (i = 0; i < sizeof(zero) / sizeof(*zero); i++) {
		snprintf(name, sizeof(name), SETTINGS "%s", zero[i]);
		write_file(name, "0");
	}
}

int main(int argc, char **argv)
{
	int i;

	fail_nth = open(FAIL_NTH, O_RDWR | O_CLOEXEC);
	if (fail_nth < 0) {
		puts("1..0 # SKIP this host kernel has no fault injection");
		return 77;
	}
	settings();
	no_rseq();
	ktap_begin(0);
	if (mlockall(MCL_CURRENT))
		die("mlockall");
	memory = map_pages(GUEST_PAGES);
	if (argc == 1)
		test_usual();
	for (i = 1; i < argc; i++)
		test(argv[i]);
	return ktap_end();
}
