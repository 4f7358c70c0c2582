// SPDX-License-Identifier: GPL-2.0
/*
 * Host 20: A guest's life
 *
 * lg.ko runs guest kernels in ring 1 for the process that opened /dev/lguest.
 * Here is the life of one guest: made by open(), given memory and a start
 * address by LHREQ_INITIALIZE, run by read(), and freed by the last close().
 * A guest that misbehaves is ended with a reason; nothing it does may make the
 * host warn, loop or leak.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/idr.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <asm/cpufeature.h>
#include <asm/hypervisor.h>
#include <asm/processor-flags.h>
#include "lg.h"

static bool trace;
module_param(trace, bool, 0644);
MODULE_PARM_DESC(trace, "print the last exits of each guest that is killed");

static DEFINE_IDA(guest_ids);

/* The reason reaches terminals and logs: printable ASCII only. */
void guest_end(struct lguest *lg, u32 how, const char *text)
{
	u32 i;

	if (lg->cheap)
		lg->retreat = true;
	if (lg->ended || lg->cheap)
		return;
	strscpy(lg->end.reason, text, sizeof(lg->end.reason));
	for (i = 0; lg->end.reason[i]; i++)
		if (lg->end.reason[i] < ' ' || lg->end.reason[i] > '~')
			lg->end.reason[i] = '.';
	lg->end.how = how;
	WRITE_ONCE(lg->ended, true);
	if (trace && how == LGUEST_END_KILLED)
		state_print(lg);
}

void guest_kill(struct lguest *lg, const char *fmt, ...)
{
	char text[LGUEST_REASON_LEN];
	va_list args;

	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	guest_end(lg, LGUEST_END_KILLED, text);
}

struct lguest *guest_create(void)
{
	struct lguest *lg = kzalloc(sizeof(*lg), GFP_KERNEL_ACCOUNT);

	if (!lg)
		return NULL;
	mutex_init(&lg->run_lock);
	mutex_init(&lg->dma_lock);
	interrupts_init(lg);
	return lg;
}

static void free_state(struct lguest *lg, struct mm_struct *mm)
{
	dma_release(lg);
	interrupts_free(lg);
	switcher_forget(lg);
	paravirt_free(lg);
	segments_free(lg);
	shadow_free(lg);
	memory_free(lg, mm);
	fpu_free(lg);
	free_page((unsigned long)lg->regs_page);
	lg->regs_page = NULL;
}

void guest_destroy(struct lguest *lg)
{
	if (lg->mm) {
		free_state(lg, lg->mm);
		ida_free(&guest_ids, lg->id);
		mmdrop(lg->mm);
		suspend_guest_freed();
	}
	kfree(lg);
}

/* As the 32-bit boot protocol has it, with ring 1 for ring 0. */
static void set_start(struct lguest *lg, const struct lguest_init *init)
{
	struct lg_regs *r = lg->regs;

	r->cs = 0x10 | 1;
	r->ss = 0x18 | 1;
	r->ds = 0x18;
	r->es = 0x18;
	r->eip = init->start;
	r->esi = init->boot_params;
	r->eflags = X86_EFLAGS_FIXED | X86_EFLAGS_IF;
	lg->cr0 = X86_CR0_PE | X86_CR0_ET;
}

static int init_state(struct lguest *lg, const struct lguest_init *init)
{
	int err = memory_init(lg, init);

	if (err)
		return err;
	lg->regs_page = (void *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
	if (!lg->regs_page)
		return -ENOMEM;
	err = fpu_init(lg);
	if (err)
		return err;
	lg->regs = lg->regs_page + PAGE_SIZE - sizeof(*lg->regs);
	err = shadow_init(lg);
	if (err)
		return err;
	segments_init(lg);
	debug_init(lg);
	set_start(lg, init);
	return 0;
}

int guest_initialize(struct lguest *lg, const struct lguest_init *init)
{
	int err;

	if (lg->mm)
		return -EBUSY;
	err = ida_alloc_max(&guest_ids, U16_MAX, GFP_KERNEL);
	if (err < 0)
		return err;
	lg->id = err;
	err = init_state(lg, init);
	if (err) {
		free_state(lg, current->mm);
		ida_free(&guest_ids, lg->id);
		return err;
	}
	mmgrab(current->mm);
	suspend_guest_made();
	/* From here on other threads of the owner get past check_owner(). */
	smp_store_release(&lg->mm, current->mm);
	return 0;
}

static void set_runner(struct lguest *lg, struct task_struct *task)
{
	spin_lock_irq(&lg->runner_lock);
	lg->runner = task;
	spin_unlock_irq(&lg->runner_lock);
}

/*
 * Host 30+: One step
 *
 * Between `local_irq_disable()` and the entry nothing may be lost. Whoever
 * wants the guest's attention sets "kicked" and sends an interrupt to this
 * CPU. If the flag was set before we looked, we do not enter; if after, the
 * interrupt is pending by then and becomes the guest's first exit.
 */
/* One step: into the guest and back, then deal with what happened. */
static void run_once(struct lguest *lg)
{
	unsigned long fault_address;

	tame_registers(lg->regs);
	local_irq_disable();
	/* Anything since we last looked?  From here on a kick is an exit. */
	if (READ_ONCE(lg->kicked) || need_resched()) {
		local_irq_enable();
		return;
	}
	switcher_run(lg, &fault_address);
	local_irq_enable();
	guest_trap(lg, fault_address);
}

/*
 * Host 40+: Until something happens
 *
 * Everything that could wait or fault happens here, with interrupts on, in the
 * launcher's own thread. To the host's scheduler a guest is nothing but a
 * process that spends its time in a read(); to kill it, kill the process.
 */
static int run(struct lguest *lg)
{
	while (!lg->ended) {
		int err;

		if (lg->send_pending)
			return 0;
		/* The freezer comes as a signal too. */
		if (signal_pending(current))
			return -EINTR;
		/* Work that is done on the way to user space: go there. */
		if (test_thread_flag(TIF_NOTIFY_RESUME))
			return restart_syscall();
		/* Ftrace, kprobes and BPF wait for a task to come by here. */
		cond_resched_tasks_rcu_qs();
		if (lg->call_pending) {
			guest_hypercall_continue(lg);
			continue;
		}
		/* Cleared before anything that a kick may be for is read. */
		smp_store_mb(lg->kicked, false);
		memory_refresh(lg);
		dma_settle(lg);
		guest_deliver_irq(lg);
		if (lg->ended)
			break;
		if (!lg->halted) {
			run_once(lg);
			continue;
		}
		err = guest_wait_halted(lg);
		if (err)
			return -EINTR;
	}
	return -ENOENT;
}

/*
 * 0: the guest sent something; -ENOENT: it ended; -EINTR: a signal; or what
 * makes the read() be done again by itself.
 */
int guest_run(struct lguest *lg, struct lguest_pending *send)
{
	int err;

	set_runner(lg, current);
	fpu_begin(lg);
	err = run(lg);
	fpu_end(lg);
	set_runner(lg, NULL);
	if (!err) {
		*send = lg->send;
		lg->send_pending = false;
	}
	return err;
}

static int __init check_machine(void)
{
	u16 cs;

	asm("mov %%cs, %0" : "=r" (cs));
	if (cs & SELECTOR_RPL) {
		pr_err("this kernel runs in ring %u itself, under a hypervisor such as lguest: use a machine or a full VM\n",
		       cs & SELECTOR_RPL);
		return -EPERM;
	}
	if (!boot_cpu_has(X86_FEATURE_FXSR)) {
		pr_err("this CPU has no FXSAVE: a Pentium II or later is needed\n");
		return -ENODEV;
	}
	return 0;
}

/* See THREATS.md, Speculation. */
static void __init advise(void)
{
	if (boot_cpu_has(X86_FEATURE_IBRS_ENHANCED) &&
	    !boot_cpu_has(X86_FEATURE_RETPOLINE))
		pr_notice("to this CPU a guest's ring 1 is the kernel, whose branches it may train: boot with spectre_v2=retpoline before you run guests that you do not trust\n");
}

static int __init lg_init(void)
{
	int err = check_machine();

	if (!err)
		err = switcher_init();
	if (err)
		return err;
	err = suspend_init();
	if (err)
		goto switcher;
	err = device_init();
	if (err)
		goto suspend;
	advise();
	return 0;
suspend:
	suspend_exit();
switcher:
	switcher_exit();
	return err;
}

static void __exit lg_exit(void)
{
	device_exit();
	suspend_exit();
	switcher_exit();
	ida_destroy(&guest_ids);
}

module_init(lg_init);
module_exit(lg_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Runs guest kernels in ring 1, without virtualisation hardware");
