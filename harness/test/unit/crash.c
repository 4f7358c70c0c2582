// SPDX-License-Identifier: GPL-2.0
#include "test.h"
#include "score/crash.h"

#include <stdio.h>
#include <string.h>

/* All titles of a log, in their final form, by "|". */
static void titles(const char *log, char *out, size_t size)
{
	struct text_line t;
	struct crash c;
	char line[600];
	size_t last = 0;

	crash_init(&c);
	out[0] = '\0';
	while (*log) {
		size_t n = strcspn(log, "\n");

		snprintf(line, sizeof(line), "%.*s", (int)n, log);
		log += n + (log[n] == '\n');
		text_line(&t, line);
		switch (crash_line(&c, &t)) {
		case CRASH_NEW:
			last = strlen(out);
			/* fall through */
		case CRASH_TITLED:
			snprintf(out + last, size - last, "%s|", c.title);
			break;
		case CRASH_NOTHING:
			break;
		}
	}
}

struct sample {
	const char *log;
	const char *titles;
};

static const struct sample samples[] = {
	/* panics, old and new, with and without stamps */
	{ "[    2.000000] Kernel panic - not syncing: VFS: Unable to mount\n"
	  "[    2.000001] CPU: 0 PID: 1\n"
	  "[    2.000002] ---[ end Kernel panic - not syncing: VFS ]---\n",
	  "Kernel panic - not syncing: VFS: Unable to mount|" },
	{ "Kernel panic - not syncing: Attempted to kill init!\n",
	  "Kernel panic - not syncing: Attempted to kill init!|" },
	{ "login: [    3.000000] Kernel panic - not syncing: x\n",
	  "Kernel panic - not syncing: x|" },
	{ "half a lineKernel panic - not syncing: x\n",
	  "Kernel panic - not syncing: x|" },
	/* page faults: the function comes from EIP */
	{ "BUG: unable to handle page fault for address: c0de0000\n"
	  "#PF: supervisor write access in kernel mode\n"
	  "Oops: 0002 [#1] PREEMPT SMP\n"
	  "CPU: 0 PID: 7 Comm: t\n"
	  "EIP: do_thing+0x12/0x40\n"
	  "EAX: 0\n---[ end trace 0000000000000000 ]---\n"
	  "EIP: not_this+0x1/0x2\n",
	  "BUG: unable to handle page fault in do_thing|" },
	{ "BUG: unable to handle kernel paging request at c0de0000\n"
	  "IP: [<c1001234>] do_thing+0x12/0x40\n"
	  "Oops: 0000 [#1]\nEIP: 0060:[<c1001234>] EFLAGS: 00010246 CPU: 0\n"
	  "EIP is at do_thing+0x12/0x40\n",
	  "BUG: unable to handle page fault in do_thing|" },
	{ "BUG: kernel NULL pointer dereference, address: 00000000\n"
	  "EIP: f+0x1/0x2 [mod]\n",
	  "BUG: NULL pointer dereference in f|" },
	{ "BUG: unable to handle kernel NULL pointer dereference at 00000004\n"
	  "EIP: f+0x1/0x2\n",
	  "BUG: NULL pointer dereference in f|" },
	/* BUG() and its invalid opcode are one crash */
	{ "------------[ cut here ]------------\n"
	  "kernel BUG at drivers/x.c:12!\n"
	  "invalid opcode: 0000 [#1]\nEIP: f+0x1/0x2\n"
	  "---[ end trace 0 ]---\n",
	  "kernel BUG at drivers/x.c:12!|" },
	/* exceptions, old and new wording */
	{ "general protection fault: 0000 [#1] SMP\nEIP: f+0x1/0x2\n",
	  "general protection fault in f|" },
	{ "Oops: general protection fault, maybe for address 0x1: 0000 [#1]\n"
	  "EIP: f+0x1/0x2\n",
	  "general protection fault in f|" },
	{ "divide error: 0000 [#1]\nEIP: f+0x1/0x2\n", "divide error in f|" },
	{ "Oops: divide error: 0000 [#1] SMP\nEIP: f+0x1/0x2\n",
	  "divide error in f|" },
	{ "stack segment: 0000 [#1]\nEIP: f+0x1/0x2\n",
	  "stack segment fault in f|" },
	{ "traps: PANIC: double fault, error_code: 0x0\nEIP: f+0x1/0x2\n",
	  "double fault in f|" },
	{ "invalid opcode: 0000 [#3]\nEIP: f+0x1/0x2\n", "invalid opcode in f|" },
	{ "Oops: 0010 [#1]\nEIP: f+0x1/0x2\n", "Oops: 0010 in f|" },
	/* warnings, in three shapes */
	{ "------------[ cut here ]------------\n"
	  "WARNING: CPU: 0 PID: 1 at kernel/x.c:12 f+0x12/0x20\n"
	  "EIP: f+0x12/0x20\n",
	  "WARNING at kernel/x.c:12 in f|" },
	{ "------------[ cut here ]------------\n"
	  "WARNING: kernel/x.c:12 at f+0x12/0x20, CPU#0: swapper/1\n",
	  "WARNING at kernel/x.c:12 in f|" },
	{ "------------[ cut here ]------------\nsome words first\n"
	  "WARNING: CPU: 0 PID: 1 at kernel/x.c:12\n",
	  "WARNING at kernel/x.c:12|" },
	{ "WARNING: no debug symbols found\n", "" },
	/* checkers and watchdogs */
	{ "BUG: KASAN: use-after-free in f+0x12/0x20\nRead of size 4\n",
	  "BUG: KASAN: use-after-free in f|" },
	{ "UBSAN: array-index-out-of-bounds in drivers/x.c:3:4\n",
	  "UBSAN: array-index-out-of-bounds in drivers/x.c:3:4|" },
	{ "watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [init:1]\n"
	  "EIP: f+0x1/0x2\n",
	  "BUG: soft lockup in f|" },
	{ "BUG: soft lockup - CPU#0 stuck for 23s! [init:1]\n"
	  "EIP is at f+0x1/0x2\n",
	  "BUG: soft lockup in f|" },
	{ "NMI watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [init:1]\n"
	  "EIP: f+0x1/0x2\n",
	  "BUG: soft lockup in f|" },
	{ "NMI watchdog: Watchdog detected hard LOCKUP on cpu 0\n"
	  "EIP: f+0x1/0x2\n", "hard lockup in f|" },
	{ "watchdog: CPU3: Watchdog detected hard LOCKUP on cpu 3\n"
	  "EIP: f+0x1/0x2\n", "hard lockup in f|" },
	{ "INFO: task t:12 blocked in I/O wait for more than 120 seconds.\n",
	  "INFO: task hung|" },
	{ "INFO: rcu_sched detected stalls on CPUs/tasks: { 1} (t=5 jiffies)\n",
	  "INFO: RCU stall|" },
	{ "PANIC: early exception 0x0d IP 10:c1234567 error 0 cr2 0x0\n",
	  "early exception|" },
	{ "PANIC: double fault, gdt at c1234000 [255 bytes]\n",
	  "double fault|" },
	{ "Oops: Oops: 0002 [#1] PREEMPT SMP\nEIP: f+0x1/0x2\n",
	  "Oops: 0002 in f|" },
	{ "INFO: task t:12 blocked for more than 120 seconds.\n",
	  "INFO: task hung|" },
	{ "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:\n",
	  "INFO: RCU stall|" },
	{ "rcu: INFO: rcu_sched self-detected stall on CPU\n",
	  "INFO: RCU stall|" },
	{ "BUG: workqueue lockup - pool cpus=0 stuck for 31s!\n",
	  "BUG: workqueue lockup|" },
	{ "BUG: sleeping function called from invalid context at mm/x.c:1\n",
	  "BUG: sleeping function called from invalid context at mm/x.c:1|" },
	{ "BUG: scheduling while atomic: t/12/0x00000002\n",
	  "BUG: scheduling while atomic|" },
	/* lockdep, old and new */
	{ "WARNING: possible circular locking dependency detected\n",
	  "possible circular locking (lockdep)|" },
	{ "[ INFO: possible circular locking dependency detected ]\n",
	  "possible circular locking (lockdep)|" },
	{ "[ INFO: possible recursive locking detected ]\n",
	  "possible recursive locking (lockdep)|" },
	{ "[ INFO: inconsistent lock state ]\n",
	  "inconsistent lock state (lockdep)|" },
	{ "[ INFO: suspicious RCU usage. ]\n", "suspicious RCU usage|" },
	{ "[ INFO: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected ]\n",
	  "irq-safe to irq-unsafe lock order (lockdep)|" },
	{ "WARNING: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected\n",
	  "irq-safe to irq-unsafe lock order (lockdep)|" },
	{ "[ BUG: bad unlock balance detected! ]\n",
	  "bad unlock balance (lockdep)|" },
	{ "WARNING: bad unlock balance detected!\n",
	  "bad unlock balance (lockdep)|" },
	{ "[ BUG: held lock freed! ]\n", "held lock freed (lockdep)|" },
	{ "[ BUG: Invalid wait context ]\n", "invalid wait context (lockdep)|" },
	{ "[ BUG: t/12 still has locks held! ]\n",
	  "still has locks held (lockdep)|" },
	{ "WARNING: t/12 still has locks held!\n",
	  "still has locks held (lockdep)|" },
	{ "BUG: t/12, lock held when returning to user space!\n",
	  "lock held when returning to user space (lockdep)|" },
	{ "WARNING: possible recursive locking detected\n",
	  "possible recursive locking (lockdep)|" },
	{ "WARNING: inconsistent lock state\n",
	  "inconsistent lock state (lockdep)|" },
	{ "WARNING: suspicious RCU usage\n", "suspicious RCU usage|" },
	{ "VFS: Busy inodes after unmount of lgba. Self-destruct\n",
	  "VFS: Busy inodes after unmount|" },
	{ "unregister_netdevice: waiting for lo to become free.\n",
	  "unregister_netdevice: waiting|" },
	/* two crashes: an oops and the panic it leads to */
	{ "BUG: kernel NULL pointer dereference, address: 00000000\n"
	  "EIP: f+0x1/0x2\n---[ end trace 0 ]---\n"
	  "Kernel panic - not syncing: Fatal exception\n",
	  "BUG: NULL pointer dereference in f|"
	  "Kernel panic - not syncing: Fatal exception|" },
	/* inside the report of one the next, and the oops that it led to */
	{ "WARNING: suspicious RCU usage\nx\n"
	  "UBSAN: array-index-out-of-bounds in a.c:1:2\n",
	  "suspicious RCU usage|UBSAN: array-index-out-of-bounds in a.c:1:2|" },
	{ "INFO: task a:1 blocked for more than 120 seconds.\nx\n"
	  "general protection fault: 0000 [#1] SMP\nEIP: f+0x1/0x2\n",
	  "INFO: task hung|general protection fault in f|" },
	{ "BUG: kernel NULL pointer dereference, address: 00000000\n"
	  "Oops: 0000 [#1] SMP\nEIP: f+0x1/0x2\n"
	  "general protection fault: 0000 [#2] SMP\nEIP: g+0x1/0x2\n",
	  "BUG: NULL pointer dereference in f|general protection fault in g|" },
	/* restarts */
	{ "[    0.000000] Linux version 6.1 (gcc) #1\n[    5.000000] x\n"
	  "[    0.000000] Linux version 6.1 (gcc) #1\n",
	  "the guest restarted without a word (a second kernel banner)|" },
	{ "Linux version 6.1 (gcc) #1\nKernel command line: x\n"
	  "Linux version 6.1 (gcc) #1\nmore\nKernel command line: x\n",
	  "the guest restarted without a word (a second kernel banner)|" },
	{ "[    0.000000] Linux version 6.1 (gcc) #1\n"
	  "Linux version 6.1 (gcc) #1\n", "" },
	{ "Linux version 6.1 (gcc) #1\nKernel command line: x\n# cat\n"
	  "Linux version 6.1 (gcc) #1\n# \n", "" },
	/* not crashes */
	{ "traps: t[12] general protection fault ip:8049000 sp:bf error:0\n",
	  "" },
	{ "t[12]: segfault at 0 ip 08049000 sp bf error 4 in t\n", "" },
	{ "# a test that prints BUG: in a sentence\n", "" },
	{ "EIP: f+0x1/0x2\n", "" },
	{ "EXT4-fs (lgba): warning: mounting unchecked fs\n", "" },
	{ "overflow of some counter\n", "" },
};

START_TEST(sample)
{
	char out[2000];

	titles(samples[_i].log, out, sizeof(out));
	ck_assert_str_eq(out, samples[_i].titles);
}
END_TEST

/* The same log with time stamps gives the same titles. */
START_TEST(stamped)
{
	char log[3000] = "", out[2000];
	const char *p = samples[_i].log;

	if (strstr(p, "Linux version") || strstr(p, "[    ") ||
	    strstr(p, "half"))
		return;
	while (*p) {
		size_t n = strcspn(p, "\n");

		sprintf(log + strlen(log), "[    1.000000] %.*s\n", (int)n, p);
		p += n + 1;
	}
	titles(log, out, sizeof(out));
	ck_assert_str_eq(out, samples[_i].titles);
}
END_TEST

TCase *crash_cases(void)
{
	int n = sizeof(samples) / sizeof(*samples);
	TCase *tc = tcase_create("crash");

	tcase_add_loop_test(tc, sample, 0, n);
	tcase_add_loop_test(tc, stamped, 0, n);
	return tc;
}
