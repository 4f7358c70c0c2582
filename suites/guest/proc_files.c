// SPDX-License-Identifier: GPL-2.0
/* What /proc says is there and makes sense. */
#include "check.h"

#include <time.h>

static char text[65536];

static long number_after(const char *path, const char *word)
{
	char *p;

	read_text(path, text, sizeof(text));
	p = strstr(text, word);
	if (!p)
		check_failed(__FILE__, __LINE__, "%s has no \"%s\"", path,
			     word);
	return strtol(p + strlen(word), NULL, 10);
}

void test_proc_files(void)
{
	long total, left;
	double up, idle, mono;

	mono = clock_ns(CLOCK_BOOTTIME) / 1e9;
	read_text("/proc/uptime", text, sizeof(text));
	CHECK_EQ(sscanf(text, "%lf %lf", &up, &idle), 2);
	CHECK(up >= mono - 0.02 && up < mono + 20);

	total = number_after("/proc/meminfo", "MemTotal:");
	left = number_after("/proc/meminfo", "MemFree:");
	CHECK(total > 8 * 1024 && left > 0 && left < total);
	number_after("/proc/cpuinfo", "vendor_id\t: ");
	CHECK(strstr(text, " fpu "));
	CHECK_EQ(number_after("/proc/self/status", "Pid:\t"), getpid());
	CHECK_EQ(number_after("/proc/self/status", "PPid:\t"), getppid());
	CHECK(number_after("/proc/stat", "btime ") > 1000000000);
	CHECK(number_after("/proc/stat", "processes ") > 1);
	number_after("/proc/version", "Linux version ");
	number_after("/proc/mounts", " /proc proc ");
	read_text("/proc/interrupts", text, sizeof(text));
	CHECK(strstr(text, "CPU0"));
	read_text("/proc/self/maps", text, sizeof(text));
	CHECK(strstr(text, "[stack]"));
	CHECK(access("/proc/999999", F_OK) < 0);
}
