// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoints that the kernel sets into its own code and into programs: int3,
 * a single step of the instruction it replaced, changed return addresses.
 */
#include "fidelity.h"

#define FUNCTION	"do_sys_openat2"
#define VISITS		20

static void clear(void)
{
	must_set("events/enable", "0");
	must_set("kprobe_events", "\n");
	must_set("uprobe_events", "\n");
	must_set("trace", "\n");
}

static void enable(const char *group, const char *probe, const char *value)
{
	char file[100];

	snprintf(file, sizeof(file), "events/%s/%s/enable", group, probe);
	must_set(file, value);
}

static void visits(void)
{
	int i;

	for (i = 0; i < VISITS; i++)
		visit_kernel();
}

/* Hits while the probe is on, none before and after. */
static void count_hits(const char *probe, int per_visit)
{
	char text[40];

	snprintf(text, sizeof(text), " %s: (", probe);
	must_set("trace", "\n");
	visits();
	CHECK_EQ(traced(text), 0);
	enable("kprobes", probe, "1");
	visits();
	enable("kprobes", probe, "0");
	visits();
	CHECK(traced(text) >= VISITS * per_visit);
	/* reading the trace opened a file, too */
	CHECK(traced(text) <= VISITS * per_visit + 10);
}

void test_kprobe(void)
{
	clear();
	must_set("kprobe_events", "p:lgentry " FUNCTION);
	count_hits("lgentry", 1);
	clear();
}

void test_kretprobe(void)
{
	clear();
	must_set("kprobe_events", "r:lgreturn " FUNCTION " $retval");
	count_hits("lgreturn", 1);
	clear();
}

/*
 * Past the entry, where tracing leaves no room of its own: int3 it must be.
 * The kernel refuses a place that is no instruction's first byte.
 */
void test_kprobe_inside(void)
{
	char text[80];
	int offset, tried = 0;

	clear();
	for (offset = 5; offset < 16 && tried < 3; offset++) {
		snprintf(text, sizeof(text), "p:lginside " FUNCTION "+%d",
			 offset);
		if (set("kprobe_events", text))
			continue;
		count_hits("lginside", 1);
		clear();
		tried++;
	}
	CHECK_EQ(tried, 3);
}

/* Linked at a fixed address, so where it is in the file is known. */
#define LOAD_ADDRESS	0x8048000

__attribute__((noinline)) static int probed(int value)
{
	asm volatile("" : "+r"(value));
	return value * 3;
}

void test_uprobe(void)
{
	char text[120];
	int i;

	clear();
	snprintf(text, sizeof(text), "p:lguser /bin/fidelity:%#lx",
		 (unsigned long)probed - LOAD_ADDRESS);
	must_set("uprobe_events", text);
	enable("uprobes", "lguser", "1");
	for (i = 0; i < VISITS; i++)
		CHECK_EQ(probed(i), i * 3);
	enable("uprobes", "lguser", "0");
	CHECK_EQ(probed(1), 3);
	CHECK_EQ(traced(" lguser: ("), VISITS);
	clear();
}
