// SPDX-License-Identifier: GPL-2.0
/* Last: after all the others, the kernel log holds no complaint. */
#include "check.h"

#include <sys/klog.h>

#define READ_ALL	3
#define SIZE_BUFFER	10

void test_kernel_log(void)
{
	static const char *const bad[] = {
		"BUG:", "WARNING:", "Oops", "Call Trace:", "kernel BUG at",
		"general protection fault:", "unable to handle", "[ cut here ]",
		"soft lockup", "hung_task", "rcu_sched self-detected stall",
		"Kernel panic", "I/O error", "EXT2-fs error", "EXT4-fs error",
	};
	int size, n, found = 0;
	char *log, *line, *save;
	size_t i;

	if (!in_guest())
		skip("not this machine's log");
	size = klogctl(SIZE_BUFFER, NULL, 0);
	if (size < 0 && errno == ENOSYS)
		skip("the kernel keeps no log");
	CHECK(size > 0);
	log = private_memory(size + 1);
	n = SYS(klogctl(READ_ALL, log, size));
	CHECK(n > 0);
	log[n] = '\0';
	for (line = strtok_r(log, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			if (strstr(line, bad[i])) {
				printf("kernel log: %s\n", line);
				found++;
				break;
			}
		}
	}
	fflush(stdout);
	CHECK_EQ(found, 0);
}
