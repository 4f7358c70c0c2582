// SPDX-License-Identifier: GPL-2.0
#include "score/crash.h"
#include "test.h"

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
	/* execution of what is data is called twice before it is an oops */
	{ "kernel tried to execute NX-protected page - exploit attempt? (uid: 0)\n"
	  "BUG: unable to handle page fault for address: f7a01000\n"
	  "Oops: 0011 [#1] SMP\nEIP: 0xf7a01000\n",
	  "BUG: execution of no-execute memory|" },
	{ "kernel tried to execute NX-protected page - exploit attempt? (uid: 0)\n"
	  "BUG: kernel NULL pointer dereference, address: 00000000\n"
	  "Oops: 0010 [#1] SMP\nRIP: 0010:0x0\n"
	  "BUG: unable to handle page fault for address: f7a01000\n",
	  "BUG: execution of no-execute memory|BUG: unable to handle page fault|" },
	/* a fault's oops may be of any text */
	{ "BUG: TASK stack guard page was hit at f7a01ffc (stack is a..b)\n"
	  "stack guard page: 0000 [#1] SMP\nEIP: f+0x1/0x2\n",
	  "BUG: stack guard page was hit in f|" },
	{ "worker: Corrupted page table at address b7d01000\n"
	  "*pde = 1f00b067\nBad pagetable: 000d [#1] SMP\nEIP: f+0x1/0x2\n",
	  "Bad pagetable in f|" },
	{ "traps: PANIC: double fault, error_code: 0x0\n"
	  "double fault: 0000 [#1] SMP\nEIP: f+0x1/0x2\n", "double fault in f|" },
	{ "traps: Missing ENDBR: f+0x0/0x9\n"
	  "invalid opcode: 0000 [#1] SMP\nEIP: g+0x1/0x2\n",
	  "Missing ENDBR: f|" },
	{ "BUG: KASAN: null-ptr-deref in f+0x1/0x2\nRead of size 4\n"
	  "Oops: 0000 [#1] SMP KASAN\nEIP: f+0x1/0x2\n",
	  "BUG: KASAN: null-ptr-deref in f|" },
	/* x86_64, of 6.x and of 4.4; user space's registers come last */
	{ "BUG: kernel NULL pointer dereference, address: 0000000000000010\n"
	  "Oops: Oops: 0002 [#1] SMP NOPTI\nRIP: 0010:f.isra.0+0x1/0x2 [m]\n"
	  "Call Trace:\n <TASK>\n g+0x1/0x2\nRIP: 0033:0x7f0123456789\n",
	  "BUG: NULL pointer dereference in f|" },
	{ "BUG: unable to handle kernel paging request at ffffffffa0001234\n"
	  "IP: [<ffffffff8126c0a8>] f+0x38/0x80\nOops: 0000 [#1] SMP \n"
	  "RIP: 0010:[<ffffffff8126c0a8>]  [<ffffffff8126c0a8>] f+0x38/0x80\n",
	  "BUG: unable to handle page fault in f|" },
	/* no name to give: that of other registers is none */
	{ "BUG: kernel NULL pointer dereference, address: 00000000\n"
	  "Oops: 0010 [#1] SMP\nEIP: 0x0\nEAX: 0\n"
	  "NMI backtrace for cpu 1\nEIP: idle+0x1/0x2\n",
	  "BUG: NULL pointer dereference|" },
	/* another CPU's lines in between, and its own report */
	{ "[    1.000000][   T12] BUG: kernel NULL pointer dereference, "
	  "address: 00000010\n[    1.000000][    C1] EIP: idle+0x1/0x2\n"
	  "[    1.000000][    C1] ---[ end trace 0 ]---\n"
	  "[    1.000000][   T12] Oops: 0002 [#1] SMP\n"
	  "[    1.000000][   T13] EIP: other+0x1/0x2\n"
	  "[    1.000000][   T12] EIP: f+0x1/0x2\n",
	  "BUG: NULL pointer dereference in f|" },
	{ "[   T12] BUG: soft lockup - CPU#0 stuck for 22s! [a:1]\n"
	  "[   T13] BUG: Bad page state in process a  pfn:1\n"
	  "[   T12] EIP: f+0x1/0x2\n",
	  "BUG: soft lockup|BUG: Bad page state|" },
	{ "[   T12] ------------[ cut here ]------------\n"
	  "[    C1] ---[ end trace 0 ]---\n"
	  "[   T12] WARNING: CPU: 0 PID: 12 at a.c:1 f+0x1/0x2\n"
	  "[   T12] ---[ end trace 0 ]---\n", "WARNING at a.c:1 in f|" },
	{ "[   T12] BUG: kernel NULL pointer dereference, address: 00000010\n"
	  "[   T13] general protection fault: 0000 [#1] SMP\n"
	  "[   T13] EIP: f+0x1/0x2\n",
	  "BUG: NULL pointer dereference|general protection fault in f|" },
	/* what is no oops is not what a fault leads to */
	{ "BUG: kernel NULL pointer dereference, address: 00000010\n"
	  "WARNING: suspicious RCU usage\n",
	  "BUG: NULL pointer dereference|suspicious RCU usage|" },
	/* who slept, and who is not bound to a CPU */
	{ "BUG: scheduling while atomic: a b/12/0x00000002\nno locks held\n"
	  "Preemption disabled at:\n[<c0123456>] g+0x1/0x2\n"
	  "CPU: 0 PID: 12 Comm: a b Not tainted\nCall Trace:\n"
	  " dump_stack_lvl+0x1/0x2\n __schedule_bug.cold+0x1/0x2\n"
	  " __schedule+0x1/0x2\n schedule+0x1/0x2\n ? h+0x1/0x2\n"
	  " f.constprop.0+0x1/0x2\n i+0x1/0x2\n",
	  "BUG: scheduling while atomic in f|" },
	{ "BUG: using smp_processor_id() in preemptible [00000000] code: a/12\n"
	  "caller is f+0x1/0x2\n",
	  "BUG: per-CPU access in preemptible code in f|" },
	{ "BUG: using __this_cpu_add() in preemptible [00000000] code: a/12\n"
	  "caller is __this_cpu_preempt_check+0x1/0x2\nCall Trace:\n"
	  " [<c0123456>] dump_stack+0x1/0x2\n"
	  " [<c0123456>] check_preemption_disabled+0x1/0x2\n"
	  " [<c0123456>] ? g+0x1/0x2\n [<c0123456>] f+0x1/0x2\n",
	  "BUG: per-CPU access in preemptible code in f|" },
	{ "BUG: workqueue leaked lock or atomic: kworker/0:1/0x00000001/12\n"
	  "     last function: f\n",
	  "BUG: workqueue leaked lock or atomic in f|" },
	/* a task's name with newlines in it */
	{ "INFO: task a\nb:12 blocked for more than 120 seconds.\n",
	  "INFO: task hung|" },
	{ "INFO: task a\n\nother words\nb c:12 blocked for more than 120 s\n",
	  "INFO: task hung|" },
	{ "INFO: task a\nb:12 can't die for more than 120 seconds.\n",
	  "INFO: task can't die|" },
	{ "WARNING: a\nb/12 still has locks held!\n",
	  "still has locks held (lockdep)|" },
	{ "INFO: task a\nb:12 is fine\nWARNING: x\ny\n", "" },
	/* a title that was lost; a warning's own words are none */
	{ "------------[ cut here ]------------\n** 7 printk messages dropped **\n"
	  "EIP: f+0x1/0x2\n---[ end trace 0 ]---\n---[ end trace 0 ]---\n",
	  "a report without a title (\"cut here\", then its end)|" },
	{ "------------[ cut here ]------------\nWARNING: this is odd\n"
	  "WARNING: CPU: 0 PID: 1 at a.c:1 f+0x1/0x2\n---[ end trace 0 ]---\n",
	  "WARNING at a.c:1 in f|" },
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

/* Whose a line is: the kernel's or a program's. */
static const struct sample whose[] = {
	/* stamps: those without are a program's */
	{ "[    1.000000] Run /init as init process\nBUG: a\n"
	  "+ grep -c 'Kernel panic - not syncing: x' log\n"
	  "echo Kernel panic - not syncing: x\nOops: 0002 [#1] SMP\n", "" },
	{ "[   T12] x\nBUG: a\n[   T12] BUG: b\n", "BUG: b|" },
	{ "BUG: a\n[    1.000000] x\nBUG: b\n", "BUG: a|" },
	{ "$ [    1.000000] x\nBUG: a\n", "" },
	{ "$ [    1.000000] BUG: a\n", "BUG: a|" },
	{ "[    1.000000] a[    1.000001] BUG: b[    1.000002] c\n", "BUG: b|" },
	{ "[    1.000000] BUG: a[    1.000002] c\n", "BUG: a|" },
	{ "$ [    1.000000] a[    1.000001] BUG: b\n", "BUG: b|" },
	/* a kernel whose banner has none, while a program runs dmesg */
	{ "Linux version 6.1 (gcc) #1\n[    0.000000] x\n[    0.000001] y\n"
	  "BUG: a\n", "BUG: a|" },
	/* /proc/version on a console with stamps */
	{ "[    0.000000] Linux version 6.1 (gcc) #1\n"
	  "Linux version 6.1 (gcc) #1\n[    1.000000] x\nBUG: a\n", "" },
	/* a host's log, and then a guest's without stamps */
	{ "[    0.000000] Linux version 6.1 (gcc) #1\n[    9.000000] x\n"
	  "Linux version 5.10 (gcc) #1\nKernel command line: x\n"
	  "[    0.000000] a program runs dmesg\nBUG: a\n",
	  "the guest restarted without a word (a second kernel banner)|"
	  "BUG: a|" },
	/* the journal: those of other senders are a program's */
	{ "Jan 31 12:00:00 h kernel: x\nJan 31 12:00:00 h a[1]: BUG: b\n"
	  "Jan 31 12:00:00 h kernel: BUG: c\n", "BUG: c|" },
	{ "Jan 31 12:00:00 h qemu[1]: BUG: b\n", "BUG: b|" },
	{ "Jan 31 12:00:00 h kernel: x\n"
	  "Jan 31 12:00:00 h qemu[1]: [    1.000000] BUG: b\n", "BUG: b|" },
	/* no stamps at all: a panic may be behind a prompt */
	{ "login: Kernel panic - not syncing: x\n",
	  "Kernel panic - not syncing: x|" },
	{ "grep -c 'Kernel panic - not syncing: x' log\n", "" },
	{ "grep \"Kernel panic - not syncing\" log\n", "" },
	/* spaces behind the prefix */
	{ "[    1.000000][   T12]  BUG: a\n", "BUG: a|" },
	{ "<4>  BUG: a\n  BUG: b\n", "BUG: a|" },
};

START_TEST(whose_line)
{
	char out[2000];

	titles(whose[_i].log, out, sizeof(out));
	ck_assert_str_eq(out, whose[_i].titles);
}
END_TEST

/* The same log with time stamps gives the same titles. */
START_TEST(stamped)
{
	char log[3000] = "", out[2000];
	const char *p = samples[_i].log;

	if (strstr(p, "Linux version") || strstr(p, "[    ") ||
	    strstr(p, "[   T") || strstr(p, "half"))
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
	tcase_add_loop_test(tc, whose_line, 0, sizeof(whose) / sizeof(*whose));
	return tc;
}
