// SPDX-License-Identifier: GPL-2.0
/*
 * Host 160: Interrupts
 *
 * Interrupt lines, the timer, and a guest that sleeps.
 *
 * Anybody may raise a line: the timer, the launcher's threads, another guest.
 * It stays pending until the thread that runs the guest delivers it, which it
 * tries before each entry. The guest's interrupt flag is a word in lguest_data.
 * While that is clear, we show the guest that something is pending, and it asks
 * for it when it sets the flag.
 *
 * The guest's cli, sti, popf and iret are short instruction sequences. In three
 * places we must take care that they stay as atomic as the instructions they
 * stand for; each is described at the function that deals with it.
 */
#include <linux/sched/signal.h>
#include "lg.h"
#include "older.h"

/* A timer shorter than this would only load the host. */
#define TIMER_MIN_NS	1000

static u32 data_word(struct lguest *lg, u32 offset)
{
	u32 value = 0;

	if (lg->has_data)
		guest_read(lg, lg->data + offset, &value, sizeof(value));
	return value;
}

static void show_pending(struct lguest *lg, bool pending)
{
	u32 value = pending;

	if (pending == lg->pending_shown)
		return;
	lg->pending_shown = pending;
	guest_write(lg, lg->data + offsetof(struct lguest_data, irq_pending),
		    &value, sizeof(value));
}

/* Makes the running thread look at its guest before it goes on. */
void guest_kick(struct lguest *lg)
{
	unsigned long flags;

	WRITE_ONCE(lg->kicked, true);
	wake_up(&lg->wait);
	spin_lock_irqsave(&lg->runner_lock, flags);
	if (lg->runner && lg->runner != current)
		kick_process(lg->runner);
	spin_unlock_irqrestore(&lg->runner_lock, flags);
}

void guest_raise_irq(struct lguest *lg, u32 line)
{
	set_bit(line, &lg->irqs);
	guest_kick(lg);
}

static enum hrtimer_restart timer_fired(struct hrtimer *timer)
{
	struct lguest *lg = container_of(timer, struct lguest, timer);

	guest_raise_irq(lg, LGUEST_IRQ_TIMER);
	return HRTIMER_NORESTART;
}

void guest_set_timer(struct lguest *lg, u32 delay_ns)
{
	hrtimer_cancel(&lg->timer);
	if (!delay_ns)
		return;
	hrtimer_start(&lg->timer,
		      ns_to_ktime(max_t(u32, delay_ns, TIMER_MIN_NS)),
		      HRTIMER_MODE_REL);
}

/*
 * Host 170+: The first place: iret
 *
 * The iret stub has set the flag but not gone back yet, so an interrupt may
 * not nest here: finish the iret for it.  Only at its first and its last
 * instruction is eax not on the stack.
 */
static void finish_iret(struct lguest *lg)
{
	struct lg_regs *r = lg->regs;

	if (guest_in_user(lg) || r->eip < lg->noirq_start ||
	    r->eip >= lg->noirq_end)
		return;
	if (r->eip != lg->noirq_start && r->eip != lg->noirq_end - 1) {
		if (!guest_read_virt(lg, r->esp, &r->eax, 4)) {
			guest_kill(lg, "iret at %#x: stack %#x is not mapped",
				   r->eip, r->esp);
			return;
		}
		r->esp += 4;
	}
	guest_iret(lg, true);
}

/*
 * Host 180+: The second place: sti
 *
 * sti sets the flag, looks whether something is pending, and traps if so.  In
 * between, and right behind it, nothing may be delivered if a hlt follows: the
 * guest would sleep through it.  So go on to the end of the sequence (36 83 3d
 * address 00: cmpl; 74 05: jz; 0f 0b 'l' 'g' fb: trap), and take an interrupt
 * at a hlt as what ends it.
 *
 * Without the last two lines a guest that says "interrupts on, then sleep"
 * could get its interrupt between the two, handle it, and sleep for good. On
 * the bare CPU sti holds interrupts back for one more instruction and so
 * protects such a pair.
 */
static void finish_sti(struct lguest *lg)
{
	static const u8 trap[] = {
		0x0f, 0x0b, LGUEST_PREFIX_1, LGUEST_PREFIX_2, 0xfb
	};
	u32 step = 0, i;
	u8 code[16];

	if (guest_in_user(lg))
		return;
	/* Near the end of a page less than 16 bytes may be mapped. */
	for (i = 0; i < sizeof(code); i++)
		if (!guest_read_virt(lg, lg->regs->eip + i, &code[i], 1))
			break;
	memset(code + i, 0x90, sizeof(code) - i);

	if (code[0] == 0x36 && code[1] == 0x83 && code[2] == 0x3d &&
	    code[8] == 0x74 && code[9] == sizeof(trap))
		step = 8;
	if (code[step] == 0x74 && code[step + 1] == sizeof(trap))
		step += 2;
	else if (step)
		return;
	if (step + sizeof(trap) <= sizeof(code) &&
	    !memcmp(code + step, trap, sizeof(trap)))
		step += sizeof(trap);
	else if (step)
		return;
	lg->regs->eip += step;
	if (guest_read_virt(lg, lg->regs->eip, code, 1) && code[0] == 0xf4)
		lg->regs->eip++;
}

/*
 * Host 190+: The third place: a system call
 *
 * A direct system call arrives with the flag of user space still set; its
 * first instruction clears it.
 */
static void finish_syscall(struct lguest *lg)
{
	if (lg->syscall_entry && !guest_in_user(lg) &&
	    lg->regs->eip == lg->syscall_entry)
		guest_set_irq_flag(lg, 0);
}

static u32 deliverable(struct lguest *lg)
{
	if (!lg->has_data || !READ_ONCE(lg->irqs))
		return 0;
	return READ_ONCE(lg->irqs) &
	       ~data_word(lg, offsetof(struct lguest_data,
				       blocked_interrupts));
}

/*
 * Mastery 50: Exercise: oversleep
 *
 * Before each entry: deliver the lowest line that may be delivered.
 *
 * In `finish_sti()` delete the last two lines, the ones about hlt. Then
 * `module/test/mini/run irq-halt-race` sleeps for good, and the time limit ends
 * it.
 */
void guest_deliver_irq(struct lguest *lg)
{
	u32 lines = deliverable(lg), line;

	if (!lines) {
		if (lg->pending_shown)
			show_pending(lg, false);
		return;
	}
	finish_syscall(lg);
	finish_iret(lg);
	if (lg->ended)
		return;
	if (!guest_irq_flag(lg)) {
		show_pending(lg, true);
		return;
	}
	finish_sti(lg);
	line = __ffs(lines);
	clear_bit(line, &lg->irqs);
	lg->halted = false;
	lg_count(lg, IRQ);
	guest_inject(lg, LGUEST_IRQ_VECTOR + line, false, 0);
	show_pending(lg, lines & (lines - 1));
}

/* 0 = no longer halted (or dead); -ERESTARTSYS a signal. */
int guest_wait_halted(struct lguest *lg)
{
	return wait_event_interruptible(lg->wait, xchg(&lg->kicked, false));
}

void interrupts_init(struct lguest *lg)
{
	lg->made_ns = ktime_get_ns();
	spin_lock_init(&lg->runner_lock);
	init_waitqueue_head(&lg->wait);
	hrtimer_setup(&lg->timer, timer_fired, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL);
}

void interrupts_free(struct lguest *lg)
{
	hrtimer_cancel(&lg->timer);
}
