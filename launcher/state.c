// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 260: What are you doing in there?
 *
 * SIGUSR1 asks what the guest is doing: for people who wonder why it is silent,
 * and for lgcheck's report about a guest that hangs. The host answers; the
 * guest does not help and only notices that it is sampled. Its registers may
 * hold anything: they are printed and never used.
 */
#include "state.h"

#include "host.h"
#include "lib/contract.h"
#include "lguest.h"
#include "thread.h"

#include <errno.h>
#include <jansson.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

/* Between two samples, so that we see a loop at more than one place. */
#define SAMPLE_NS	(10 * 1000 * 1000)

static const struct {
	uint32_t number;
	const char *name;
} calls[] = {
	{ LHCALL_FLUSH_ASYNC, "FLUSH_ASYNC" },
	{ LHCALL_LGUEST_INIT, "LGUEST_INIT" },
	{ LHCALL_SHUTDOWN, "SHUTDOWN" },
	{ LHCALL_LOAD_GDT, "LOAD_GDT" },
	{ LHCALL_NEW_PGTABLE, "NEW_PGTABLE" },
	{ LHCALL_FLUSH_TLB, "FLUSH_TLB" },
	{ LHCALL_LOAD_IDT_ENTRY, "LOAD_IDT_ENTRY" },
	{ LHCALL_SET_STACK, "SET_STACK" },
	{ LHCALL_TS, "TS" },
	{ LHCALL_SET_CLOCKEVENT, "SET_CLOCKEVENT" },
	{ LHCALL_HALT, "HALT" },
	{ LHCALL_GET_WALLCLOCK, "GET_WALLCLOCK" },
	{ LHCALL_BIND_DMA, "BIND_DMA" },
	{ LHCALL_SEND_DMA, "SEND_DMA" },
	{ LHCALL_SET_PTE, "SET_PTE" },
	{ LHCALL_SET_PMD, "SET_PMD" },
	{ LHCALL_LOAD_TLS, "LOAD_TLS" },
	{ LHCALL_FLUSH_PAGE, "FLUSH_PAGE" },
	{ LHCALL_GET_CLOCK, "GET_CLOCK" },
};

static struct {
	int host;
	FILE *json;
} asked;

static const char *call_name(uint32_t number)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (calls[i].number == number)
			return calls[i].name;
	return "unknown";
}

static const char *doing(const struct lguest_state *s)
{
	if (s->ended)
		return "ended";
	return s->halted ? "halted" : "running";
}

/* The oldest entry that a ring still has after count of them. */
static uint32_t ring_first(uint32_t count, uint32_t size)
{
	return count > size ? count - size : 0;
}

void state_print(const struct state_report *report, FILE *to)
{
	const struct lguest_state *s = &report->last;
	uint32_t i;

	fprintf(to, "guest is %s, ring %u, interrupts %s; lines pending %#x, blocked %#x\n",
		doing(s), s->cs & 3, s->irq_enabled ? "on" : "off",
		s->irqs_pending, s->irqs_blocked);
	fprintf(to, "eip samples:");
	for (i = 0; i < STATE_SAMPLES; i++)
		fprintf(to, " %08x", report->eip[i]);
	fprintf(to, "\neax %08x ebx %08x ecx %08x edx %08x esi %08x edi %08x\n",
		s->eax, s->ebx, s->ecx, s->edx, s->esi, s->edi);
	fprintf(to, "ebp %08x esp %08x flags %08x cr0 %08x cr2 %08x cr3 %08x cr4 %08x\n",
		s->ebp, s->esp, s->eflags, s->cr0, s->cr2, s->cr3, s->cr4);
	for (i = ring_first(s->nr_exits, LGUEST_STATE_EXITS); i < s->nr_exits;
	     i++) {
		const struct lguest_exit *e =
			&s->exits[i % LGUEST_STATE_EXITS];

		fprintf(to, "exit %u: trap %u error %#x at %08x, cr2 %08x\n",
			i, e->trap, e->error, e->eip, e->cr2);
	}
	for (i = ring_first(s->nr_calls, LGUEST_STATE_CALLS); i < s->nr_calls;
	     i++) {
		const struct lguest_call *c =
			&s->calls[i % LGUEST_STATE_CALLS];

		fprintf(to, "call %u: %s(%#x, %#x, %#x) at %08x\n", i,
			call_name(c->number), c->edx, c->ebx, c->ecx, c->eip);
	}
	fflush(to);
}

static json_t *json_exits(const struct lguest_state *s)
{
	json_t *all = json_array();
	uint32_t i = ring_first(s->nr_exits, LGUEST_STATE_EXITS);

	for (; i < s->nr_exits; i++) {
		const struct lguest_exit *e =
			&s->exits[i % LGUEST_STATE_EXITS];

		json_array_append_new(all, json_pack("{s:I,s:I,s:I,s:I}",
			"trap", (json_int_t)e->trap,
			"error", (json_int_t)e->error,
			"eip", (json_int_t)e->eip, "cr2", (json_int_t)e->cr2));
	}
	return all;
}

static json_t *json_calls(const struct lguest_state *s)
{
	json_t *all = json_array();
	uint32_t i = ring_first(s->nr_calls, LGUEST_STATE_CALLS);

	for (; i < s->nr_calls; i++) {
		const struct lguest_call *c =
			&s->calls[i % LGUEST_STATE_CALLS];

		json_array_append_new(all, json_pack(
			"{s:I,s:s,s:I,s:I,s:I,s:I}",
			"number", (json_int_t)c->number,
			"name", call_name(c->number),
			"edx", (json_int_t)c->edx, "ebx", (json_int_t)c->ebx,
			"ecx", (json_int_t)c->ecx, "eip", (json_int_t)c->eip));
	}
	return all;
}

static json_t *json_registers(const struct lguest_state *s)
{
	return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}",
		"eip", (json_int_t)s->eip, "cs", (json_int_t)s->cs,
		"esp", (json_int_t)s->esp, "ss", (json_int_t)s->ss,
		"eflags", (json_int_t)s->eflags, "eax", (json_int_t)s->eax,
		"ebx", (json_int_t)s->ebx, "ecx", (json_int_t)s->ecx,
		"edx", (json_int_t)s->edx, "esi", (json_int_t)s->esi,
		"edi", (json_int_t)s->edi, "ebp", (json_int_t)s->ebp,
		"cr0", (json_int_t)s->cr0, "cr2", (json_int_t)s->cr2,
		"cr3", (json_int_t)s->cr3, "cr4", (json_int_t)s->cr4);
}

int state_write_json(const struct state_report *report, FILE *to)
{
	const struct lguest_state *s = &report->last;
	json_t *eips = json_array(), *all;
	int err = 0;

	for (int i = 0; i < STATE_SAMPLES; i++)
		json_array_append_new(eips, json_integer(report->eip[i]));
	all = json_pack("{s:s,s:b,s:I,s:I,s:o,s:o,s:o,s:o}",
			STATE_GUEST, doing(s),
			STATE_IRQ_ENABLED, s->irq_enabled != 0,
			STATE_IRQS_PENDING, (json_int_t)s->irqs_pending,
			STATE_IRQS_BLOCKED, (json_int_t)s->irqs_blocked,
			STATE_EIP_SAMPLES, eips,
			STATE_REGISTERS, json_registers(s),
			STATE_EXITS, json_exits(s), STATE_CALLS, json_calls(s));
	if (!all)
		return -ENOMEM;
	if (json_dumpf(all, to, JSON_COMPACT) || fputc('\n', to) == EOF ||
	    fflush(to))
		err = -EIO;
	json_decref(all);
	return err;
}

static int sample(struct state_report *report)
{
	const struct timespec between = { .tv_nsec = SAMPLE_NS };

	for (int i = 0; i < STATE_SAMPLES; i++) {
		int err = host_state(asked.host, &report->last);

		if (err)
			return err;
		report->eip[i] = report->last.eip;
		nanosleep(&between, NULL);
	}
	return 0;
}

static void answer(void)
{
	struct state_report report;
	int err = sample(&report);

	if (err) {
		warn("cannot get the guest's state: %s", strerror(-err));
		return;
	}
	if (!asked.json) {
		state_print(&report, stderr);
		return;
	}
	err = state_write_json(&report, asked.json);
	if (err)
		warn("--state: cannot write the guest's state: %s",
		     strerror(-err));
}

static sigset_t signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	return set;
}

static void *state_thread(void *unused)
{
	sigset_t set = signals();
	int got;

	(void)unused;
	for (;;)
		if (!sigwait(&set, &got))
			answer();
	return NULL;
}

void state_block_signal(void)
{
	sigset_t set = signals();

	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int state_start(int host, FILE *json, struct refusal *why)
{
	asked.host = host;
	asked.json = json;
	return thread_start(state_thread, NULL, "the state thread", why);
}
