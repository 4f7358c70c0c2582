// SPDX-License-Identifier: GPL-2.0
#include "score/title.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

struct sample {
	const char *message;
	const char *title;	/* or NULL: it is none */
};

static const struct sample samples[] = {
	/* an oops: any text, code, count; "Oops: " in front from 6.7 on */
	{ "segment-related general protection fault: 1234 [#1] SMP",
	  "general protection fault" },
	{ "Oops: segment-related general protection fault: 00d8 [#3] "
	  "PREEMPT SMP NOPTI", "general protection fault" },
	{ "general protection fault, probably for non-canonical address "
	  "0xdead000000000122: 0000 [#1] PREEMPT SMP KASAN NOPTI",
	  "general protection fault" },
	{ "Oops: general protection fault, maybe for address 0xc1234567: "
	  "0000 [#1] PREEMPT(full) SMP", "general protection fault" },
	{ "Bad pagetable: 000d [#1] PREEMPT SMP", "Bad pagetable" },
	{ "Oops: Bad pagetable: 0009 [#1] SMP PTI", "Bad pagetable" },
	{ "divide_error: 0000 [#1] SMP DEBUG_PAGEALLOC", "divide error" },
	{ "Oops: divide error: 0000 [#12] PREEMPT_{RT,(lazy)} SMP",
	  "divide error" },
	{ "iret exception: 0000 [#1] SMP", "iret exception" },
	{ "simd exception: 0000 [#1]", "simd exception" },
	{ "unexpected #NM exception: 0000 [#1] SMP",
	  "unexpected #NM exception" },
	{ "device not available: 0000 [#1] SMP", "device not available" },
	{ "fpu exception: 0000 [#1] SMP", "fpu exception" },
	{ "coprocessor segment overrun: 0000 [#1]",
	  "coprocessor segment overrun" },
	{ "segment not present: 0050 [#1] SMP", "segment not present" },
	{ "stack segment: 0000 [#1] SMP", "stack segment fault" },
	{ "stack guard page: 0000 [#1] SMP", "stack guard page" },
	{ "kernel stack overflow (page fault): 0000 [#1] SMP",
	  "kernel stack overflow (page fault)" },
	{ "control protection fault: 0003 [#1] PREEMPT SMP",
	  "control protection fault" },
	{ "#VC exception: 0000 [#1] SMP", "#VC exception" },
	{ "invalid opcode: 0000 [#1] PREEMPT_RT SMP", "invalid opcode" },
	{ "traps: invalid TSS: 0078 [#2] SMP", "invalid TSS" },
	{ ": 0000 [#1] PREEMPT SMP", "Oops" },
	{ "Oops: 0002 [#1] PREEMPT SMP", "Oops: 0002" },
	{ "Oops: Oops: 0010 [#1] SMP", "Oops: 0010" },
	{ "Oops [#1]", "Oops" },
	{ "Oops[#1]:", "Oops" },
	{ "Internal error: Oops: 17 [#1] PREEMPT SMP ARM", "Oops: 17" },
	{ "Internal error: Oops: 0000000096000004 [#1] SMP",
	  "Oops: 0000000096000004" },
	{ "Internal error: synchronous external abort: 96000410 [#1] SMP",
	  "synchronous external abort" },
	{ "Internal error: Oops - undefined instruction: 0 [#1] SMP ARM",
	  "Oops - undefined instruction" },
	{ "Oops: Kernel access of bad area, sig: 11 [#1]",
	  "Kernel access of bad area" },
	/* not of that form */
	{ "see general protection fault: 0000 [#1] in the manual", NULL },
	{ "fixed: 0000 [#x] SMP", NULL },
	{ "port status: 12 [#3]", NULL },
	{ "queue 0000 [#1]", NULL },
	{ "Oops, wrong disk", NULL },
	{ "Oops: [#", NULL },
	{ "[#1]", NULL },
	{ "a[12] trap divide error ip:8048000 sp:bf8 error:0 in a[8048000+1]",
	  NULL },
	/* WARN(), of 2.6, 3.11, 6.19, with and without file and symbols */
	{ "WARNING: at kernel/x.c:12 f+0x12/0x20()", "WARNING at kernel/x.c:12 in f" },
	{ "WARNING: at kernel/x.c:12", "WARNING at kernel/x.c:12" },
	{ "WARNING: CPU: 1 PID: 22 at fs/a-b.c:7 f+0x1/0x2 [mod]",
	  "WARNING at fs/a-b.c:7 in f" },
	{ "WARNING: CPU: 1 PID: 22 at ../fs/x.c:7 0xc0123456",
	  "WARNING at fs/x.c:7" },
	{ "WARNING: CPU: 1 PID: 22 at f.isra.0+0x1/0x2", "WARNING in f" },
	{ "WARNING: at f+0x1/0x2, CPU#0: a b/7", "WARNING in f" },
	{ "WARNING: at c0123456 [verbose debug info unavailable]", "WARNING" },
	{ "WARNING: kernel/x.c:12 at f+0x1/0x2, CPU#3: kworker/u4:2/99",
	  "WARNING at kernel/x.c:12 in f" },
	{ "WARNING: ./include/linux/x.h:9 at f.part.0.cold+0x1/0x2 [m], "
	  "CPU#0: a/7", "WARNING at include/linux/x.h:9 in f" },
	{ "WARNING: [ret != 0] kernel/x.c:12 at f+0x1/0x2, CPU#0: a/7",
	  "WARNING at kernel/x.c:12 in f" },
	{ "WARNING: [a[i] at b && c(\"d at e+0x1\")] kernel/x.c:12 at f+0x1/0x2 "
	  "CPU#0: at/7", "WARNING at kernel/x.c:12 in f" },
	{ "WARNING: kernel/x.c:12 at 0xc0123456, CPU#0: a/7",
	  "WARNING at kernel/x.c:12" },
	/* warnings of programs and of the kernel's own words */
	{ "WARNING: at least one cpu is offline", NULL },
	{ "WARNING: at x.c:12 something is odd", NULL },
	{ "WARNING: ath10k_pci firmware crashed! at bus:1", NULL },
	{ "WARNING: look at kernel/x.c:12", NULL },
	{ "WARNING: kernel/x.c:12 at noon", NULL },
	{ "WARNING: CPU: 1 is at x", NULL },
	{ "WARNING: the end of x.c:12 at 0x10", NULL },
	{ "WARNING: Spectre v2 mitigation leaves CPU vulnerable", NULL },
	{ "WARNING: can't open /dev/tty1", NULL },
	/* BUG() */
	{ "kernel BUG at mm/x.c:12!", "kernel BUG at mm/x.c:12!" },
	{ "kernel BUG at [a || b] mm/x.c:12!", "kernel BUG at mm/x.c:12!" },
	{ "Kernel BUG at f+0x1/0x2 [verbose debug info unavailable]",
	  "kernel BUG at f" },
	{ "Kernel BUG at c0123456 [verbose debug info unavailable]",
	  "kernel BUG" },
	/* what else a kernel complains of */
	{ "VFS: Close: file count is 0", "VFS: Close: file count is 0" },
	{ "VFS: Close: file count is 0 (f_op=ext2_file_operations)",
	  "VFS: Close: file count is 0" },
	{ "VFS: Mounted root (ext2 filesystem) readonly.", NULL },
	{ "kmemleak: 17 new suspected memory leaks (see "
	  "/sys/kernel/debug/kmemleak)",
	  "kmemleak: new suspected memory leaks" },
	{ "kmemleak: Kernel memory leak detector initialized", NULL },
	{ "pagealloc: memory corruption", "pagealloc: memory corruption" },
	{ "pagealloc: single bit error", "pagealloc: single bit error" },
	{ "WARNING: kernel stack regs at (____ptrval____) in a:7 has bad 'bp' "
	  "value (____ptrval____)",
	  "WARNING: kernel stack regs have a bad value" },
	{ "WARNING: kernel stack frame pointer at c1a0fea8 in a:7 has bad "
	  "value c1a0ff28",
	  "WARNING: kernel stack frame pointer has a bad value" },
	{ "WARNING: can't access registers at f+0x1/0x2",
	  "WARNING: the unwinder can't access registers" },
	{ "INFO: task a b:12 can't die for more than 143 seconds.",
	  "INFO: task can't die" },
	{ "INFO: task a:12 blocked for more than 143 seconds.",
	  "INFO: task hung" },
	{ "INFO: task a:12 is blocked on a mutex likely owned by task b:13.",
	  NULL },
	{ "INFO: task a:12 is fine", NULL },
	{ "INFO: NMI handler (f) took too long to run: 1.2 msecs", NULL },
	{ "INFO: lockdep is turned off.", NULL },
	{ "INFO: Slab 0xf7a0 objects=1 used=1 fp=0x0 flags=0x1", NULL },
	{ "mm/pgtable-generic.c:50: bad pmd c1234000(0000000012345067)",
	  "mm/pgtable-generic.c:50: bad pmd ADDR" },
	{ "low stack detected by irq handler",
	  "low stack detected by irq handler" },
	{ "BUG: IRQ stack guard page was hit at f7a01ffc (stack is f7a02000.."
	  "f7a03000)", "BUG: stack guard page was hit" },
	{ "watchdog: CPU12: Watchdog detected hard LOCKUP on cpu 12",
	  "hard lockup" },
	{ "slab error in verify_redzone_free(): cache `size-64': memory "
	  "outside object was overwritten", "slab error in "
	  "verify_redzone_free(): cache `size-64': memory outside object was "
	  "overwritten" },
	{ "Slab corruption (Tainted: G        W): size-64 start=c1234567, "
	  "len=64", "Slab corruption: size-64" },
	{ "WARNING: chain_key collision", "chain_key collision (lockdep)" },
	{ "BUG: sleeping function called from invalid context at mm/x.c:1",
	  "BUG: sleeping function called from invalid context at mm/x.c:1" },
	{ "Kernel panic: Attempted to kill init!",
	  "Kernel panic: Attempted to kill init!" },
	{ "Unable to handle kernel NULL pointer dereference at virtual "
	  "address 00000010", "BUG: NULL pointer dereference" },
	{ "Unable to handle kernel paging request at virtual address "
	  "ffffffc012345678", "BUG: unable to handle page fault" },
	{ "unable to execute userspace code (SMEP?) (uid: 0)",
	  "BUG: execution of user space's memory" },
	{ "Watchdog CPU:1 detected hard LOCKUP", "hard lockup" },
	{ "BUG: Bad page map in process a  pte:00000800 pmd:1f00b067",
	  "BUG: Bad page map" },
	{ "BUG: Bad rss-counter state mm:c1234567 type:MM_FILEPAGES val:-1",
	  "BUG: Bad rss-counter state" },
	{ "BUG: scheduling in a non-blocking section: a/12/1",
	  "BUG: scheduling in a non-blocking section" },
	{ "Badness at kernel/x.c:12", "Badness at kernel/x.c:12" },
	{ "INFO: trying to register non-static key.",
	  "INFO: trying to register non-static key" },
	{ "WARNING: stack recursion on stack type 2", "stack recursion" },
	{ "WARNING: can't dereference iret registers at f7a01ffc for ip f+0x1",
	  "WARNING: the unwinder can't dereference registers" },
	{ "BUG at check_a:12", "BUG at check_a:12" },
	{ "WARNING: possible irq lock inversion dependency detected",
	  "possible irq lock inversion (lockdep)" },
	{ "WARNING: possible reason: unannotated irqs-off.",
	  "unannotated irqs (lockdep)" },
	{ "[ BUG: bad contention detected! ]", "bad contention (lockdep)" },
	{ "WARNING: Nested lock was not taken",
	  "nested lock was not taken (lockdep)" },
	/* what differs from run to run */
	{ "BUG: key c1f04a2c has not been registered!",
	  "BUG: key ADDR has not been registered!" },
	{ "BUG: key ffff8880123456a0 has not been registered!",
	  "BUG: key ADDR has not been registered!" },
	{ "BUG: spinlock bad magic on CPU#1, a b/12",
	  "BUG: spinlock bad magic" },
	{ "BUG: rwlock bad magic on CPU#1, a/12, c1234567",
	  "BUG: rwlock bad magic" },
	{ "BUG kmalloc-64 (Tainted: G    B D    ): Poison overwritten",
	  "BUG kmalloc-64: Poison overwritten" },
	{ "BUG kmalloc-64 (Not tainted): Poison overwritten",
	  "BUG kmalloc-64: Poison overwritten" },
	{ "BUG kmalloc-rnd-07-64 (Tainted: [B]=BAD_PAGE): Object corrupt",
	  "BUG kmalloc-rnd-N-64: Object corrupt" },
	{ "BUG: workqueue leaked lock or atomic: kworker/0:1/0x00000001/12",
	  "BUG: workqueue leaked lock or atomic" },
	{ "BUG: workqueue leaked atomic, lock or RCU: kworker/u2:1[12]",
	  "BUG: workqueue leaked lock or atomic" },
	{ "BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck",
	  "BUG: workqueue lockup" },
	{ "BUG: Dentry c1234567{i=1f,n=a}  still in use (1) [unmount of ext2 "
	  "lgba]", "BUG: Dentry still in use" },
	{ "BUG: Bad page cache in process a  pfn:01234", "BUG: Bad page cache" },
	{ "BUG: non-zero pgtables_bytes on freeing mm: 4096",
	  "BUG: non-zero pgtables_bytes on freeing mm" },
	{ "BUG: Int 14: CR2 f7a01ffc", "BUG: Int 14: CR2 ADDR" },
	{ "BUG: KASAN: use-after-free in f.constprop.3+0x1/0x2 [m] at addr "
	  "ffff888012345678", "BUG: KASAN: use-after-free in f" },
	{ "BUG: KASAN: use-after-free in f.cold+0x1/0x2 [m]",
	  "BUG: KASAN: use-after-free in f" },
	{ "BUG: KCSAN: data-race in f+0x1/0x2 [m 0123abcd] / g+0x1/0x2",
	  "BUG: KCSAN: data-race in f / g" },
	{ "Kernel panic - not syncing: stack-protector: Kernel stack is "
	  "corrupted in: c1234567", "Kernel panic - not syncing: "
	  "stack-protector: Kernel stack is corrupted in: ADDR" },
	{ "Kernel panic - not syncing: stack-protector: Kernel stack is "
	  "corrupted in: f+0x12/0x34", "Kernel panic - not syncing: "
	  "stack-protector: Kernel stack is corrupted in: f" },
	{ "Kernel panic - not syncing: Watchdog detected hard LOCKUP on cpu 3",
	  "Kernel panic - not syncing: Watchdog detected hard LOCKUP on cpu N" },
	{ "Kernel panic - not syncing: Attempted to kill init! "
	  "exitcode=0x0000000b", "Kernel panic - not syncing: Attempted to "
	  "kill init! exitcode=0x0000000b" },
	{ "Kernel panic - not syncing: bad address 0x12345 at 0x12",
	  "Kernel panic - not syncing: bad address ADDR at 0x12" },
	/* what would be cut short */
	{ "BUG: a+0x12/0x34 [m", "BUG: a [m" },
	{ "BUG: a (Tainted: G", "BUG: a (Tainted: G" },
	{ "BUG: a+0x", "BUG: a+0x" },
	{ "", NULL },
};

START_TEST(sample)
{
	const struct sample *s = &samples[_i];
	struct title t;

	title_init();
	if (s->title) {
		ck_assert_msg(title_find(s->message, &t), "%s", s->message);
		ck_assert_str_eq(t.text, s->title);
	} else {
		ck_assert_msg(!title_find(s->message, &t), "%s: \"%s\"",
			      s->message, t.text);
	}
}
END_TEST

/* Every start of every message, so that nothing is read behind an end. */
START_TEST(starts)
{
	const char *message = samples[_i].message;
	size_t n = strlen(message);

	title_init();
	for (size_t i = 0; i <= n; i++) {
		char *part = strndup(message, i);
		struct title t;

		if (title_find(part, &t))
			ck_assert(strlen(t.text) < sizeof(t.text));
		free(part);
	}
}
END_TEST

START_TEST(long_title)
{
	char message[3 * CRASH_TITLE] = "BUG: ";
	struct title t;

	title_init();
	memset(message + 5, 'x', sizeof(message) - 6);
	ck_assert(title_find(message, &t));
	ck_assert_uint_lt(strlen(t.text), sizeof(t.text));
	title_add_place(t.text, "function", 8);
	ck_assert_uint_lt(strlen(t.text), sizeof(t.text));
}
END_TEST

TCase *title_cases(void)
{
	int n = sizeof(samples) / sizeof(*samples);
	TCase *tc = tcase_create("title");

	tcase_add_loop_test(tc, sample, 0, n);
	tcase_add_loop_test(tc, starts, 0, n);
	tcase_add_test(tc, long_title);
	return tc;
}
