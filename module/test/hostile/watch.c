// SPDX-License-Identifier: GPL-2.0
/* A launcher that watches an address, which is one of its guest's as well. */
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include "launcher.h"

static volatile uint32_t word;

/* initialise; watch COUNT by DR1; incl COUNT; jmp to the last */
static const uint8_t watches[] = {
	INIT_CALL,
	0xb8, 0x00, 0x50, 0x00, 0x00, 0x0f, 0x23, 0xc8,
	0xb8, 0x08, 0x04, 0xd0, 0x00, 0x0f, 0x23, 0xf8,
	0xff, 0x05, 0x00, 0x50, 0x00, 0x00, 0xeb, 0xf8
};

static int watch(uintptr_t address)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_BREAKPOINT, .size = sizeof(attr),
		.bp_type = HW_BREAKPOINT_W, .bp_len = HW_BREAKPOINT_LEN_4,
		.bp_addr = address, .exclude_hv = 1,
	};
	int fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);

	if (fd < 0 && (errno == ENOSYS || errno == EOPNOTSUPP))
		skip("this host kernel has no breakpoints");
	MUST(fd >= 0);
	return fd;
}

static uint64_t hits(int fd)
{
	uint64_t count;

	MUST(read(fd, &count, sizeof(count)) == sizeof(count));
	return count;
}

static void touch(int fd, uint64_t before)
{
	for (int i = 0; i < 10; i++)
		word = i;
	MUST(hits(fd) == before + 10);
}

/*
 * The host's breakpoint does not fire in the guest, the guest's in nobody else,
 * and the host has its own again afterwards.
 */
static void L26(void)
{
	int ours = watch((uintptr_t)&word), same = watch(COUNT);
	struct lguest_end why;
	struct guest g;
	char buf[8];

	touch(ours, 0);
	START(&g, counts);
	FAILS(run_for(&g, 300, buf, sizeof(buf)), EINTR);
	MUST(*count_of(&g) > 1000 && !hits(same));
	touch(ours, 10);
	end(&g);

	START(&g, watches);
	MUST(run_to_end(g.fd, &why) == 0);
	MUST(strstr(why.reason, "trap 1 "));
	MUST(*count_of(&g) == 1 && !hits(same));
	touch(ours, 20);
	end(&g);
	close(ours);
	close(same);
}

const struct launcher_case watch_cases[] = {
	{ "L26", L26 },
	{ NULL, NULL }
};
