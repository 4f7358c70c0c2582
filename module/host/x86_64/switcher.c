// SPDX-License-Identifier: GPL-2.0
/*
 * The x86_64 switcher's pages: what each CPU keeps ready so that a guest can
 * run.
 *
 * Nothing of the host's is written. Its GDT and the stacks of its TSS are
 * copied when a CPU comes online, and do not change as long as it is.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/cc_platform.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/vmalloc.h>
#include <asm/desc.h>
#include <asm/processor.h>
#include <asm/segment.h>
#include <asm/special_insns.h>
#include <asm/trapnr.h>
#include "../guesses.h"
#include "../lg.h"
#include "trip.h"

extern const char switcher_start[], switcher_end[];

#define SWITCHER_CODE		0x00af9b000000ffffULL	/* 64 bits, ring 0 */
#define CR4_FRED		BIT_ULL(32)

/* A CPU's pages. */
struct cpu_pages {
	u8 stack_mc[STATE_SIZE / 2];
	u8 stack_nmi[STATE_SIZE / 2];
	struct lg_state state;
	gate_desc idt[256];
	u8 iret[PAGE_SIZE];
};

static struct cpu_pages *pages;		/* by CPU */
static struct lguest **last;		/* whose tables are in the state page */
static unsigned long *iret_pages;	/* by CPU, in guests */
static enum cpuhp_state hotplug_state;

static void table_set(struct lg_table *table, const void *base, u32 size)
{
	table->ptr.address = (unsigned long)base;
	table->ptr.size = size - 1;
}

/*
 * Switcher 150+: Gates of 64 bits
 *
 * As on i386 every vector leads to a stub of ours, and the privilege of a gate
 * says who may use it with an INT instruction. A gate here can only lead to
 * 64-bit code, so there is none that goes straight to the guest kernel.
 */
static void idt_init(gate_desc *idt)
{
	u32 vector;

	for (vector = 0; vector < 256; vector++) {
		unsigned long stub = (unsigned long)switcher_start +
				     vector * SWITCHER_STUB_SIZE;
		gate_desc *gate = &idt[vector];

		gate->offset_low = (u16)stub;
		gate->offset_middle = (u16)(stub >> 16);
		gate->offset_high = (u32)(stub >> 32);
		gate->segment = SWITCHER_CS;
		gate->bits.type = GATE_INTERRUPT;
		gate->bits.p = 1;
		if (vector == X86_TRAP_BP || vector == X86_TRAP_OF ||
		    vector == 0x80)
			gate->bits.dpl = 3;
		if (vector == LGUEST_TRAP_ENTRY)
			gate->bits.dpl = 1;
	}
	idt[X86_TRAP_NMI].bits.ist = IST_NMI;
	idt[X86_TRAP_MC].bits.ist = IST_MC;
	idt[X86_TRAP_DF].bits.ist = 1;	/* the host's own */
}

static void tss_init(struct cpu_pages *cpu)
{
	struct x86_hw_tss *tss = &cpu->state.tss;
	unsigned long base = (unsigned long)tss;
	u64 *slots = &cpu->state.gdt_trans[GUEST_TSS_SEL >> 3];
	u32 i;

	for (i = 0; i < HOST_ISTS; i++)
		tss->ist[i] = this_cpu_read(cpu_tss_rw.x86_tss.ist[i]);
	tss->ist[IST_NMI - 1] = (unsigned long)&cpu->state;
	tss->ist[IST_MC - 1] = (unsigned long)cpu->stack_nmi;
	tss->io_bitmap_base = sizeof(*tss);
	slots[0] = (base >> 24 & 0xff) << 56 | 0x89ULL << 40 |
		   (base & 0xffffff) << 16 | (sizeof(*tss) - 1);
	slots[1] = base >> 32;
}

/* On the CPU itself. */
static int switcher_cpu_online(unsigned int number)
{
	struct cpu_pages *cpu = &pages[number];
	struct lg_state *state = &cpu->state;
	u32 i, slot = SWITCHER_CS >> 3;
	struct desc_ptr host;
	int err = control_check_cpu() ?: trip_check_cpu();

	if (err)
		return err;
	for (i = HOST_ISTS; i < ARRAY_SIZE(state->tss.ist); i++)
		if (this_cpu_read(cpu_tss_rw.x86_tss.ist[i])) {
			pr_err("this kernel uses stack %u of the TSS: no room for the switcher\n",
			       i + 1);
			return -EBUSY;
		}
	native_store_gdt(&host);
	memcpy(state->gdt_trans, (void *)host.address, HOST_GDT_SLOTS * 8);
	state->gdt_trans[slot] = SWITCHER_CODE;
	state->gdt_load[slot] = SWITCHER_CODE;
	state->gdt_run[slot] = SWITCHER_CODE;
	tss_init(cpu);
	idt_init(cpu->idt);
	table_set(&state->trans_gdt, state->gdt_trans, SWITCHER_GDT_SLOTS * 8);
	table_set(&state->load_gdt, state->gdt_load, SWITCHER_GDT_SLOTS * 8);
	table_set(&state->run_gdt, state->gdt_run, SWITCHER_GDT_SLOTS * 8);
	table_set(&state->guest_idt, cpu->idt, sizeof(cpu->idt));
	return 0;
}

/* An LDT has to be in one piece. */
bool ldt_map(struct lguest *lg, u32 count)
{
	lg->ldt_mapped = vmap(lg->ldt, count, VM_MAP, PAGE_KERNEL);
	return lg->ldt_mapped;
}

void ldt_unmap(struct lguest *lg)
{
	vunmap(lg->ldt_mapped);
	lg->ldt_mapped = NULL;
}

/* The guest's LDT is two slots here, whose first looks as on i386. */
static void prepare_ldt(const struct lguest *lg, struct lg_state *state)
{
	unsigned long base = (unsigned long)lg->ldt_mapped;
	u64 *slots = &state->gdt_load[GUEST_LDT_SEL >> 3];

	state->guest_ldt = 0;
	slots[0] = 0;
	if (!lg->ldt_entries)
		return;
	state->guest_ldt = GUEST_LDT_SEL;
	slots[0] = (base >> 24 & 0xff) << 56 | 0x82ULL << 40 |
		   (base & 0xffffff) << 16 | (lg->ldt_entries * 8 - 1);
	slots[1] = base >> 32;
}

/* Puts this guest's tables, registers and stack where this CPU finds them. */
struct lg_state *switcher_prepare(struct lguest *lg)
{
	unsigned int cpu = smp_processor_id();
	struct lg_state *state = &pages[cpu].state;

	segments_note_tls(lg);
	if (last[cpu] != lg)
		forget_guesses();
	if (last[cpu] != lg || lg->last_cpu != cpu) {
		last[cpu] = lg;
		lg->last_cpu = cpu;
		lg->gdt_changed = true;
	}
	if (lg->gdt_changed) {
		lg->gdt_changed = false;
		segments_to_cpu(lg, state);
		prepare_ldt(lg, state);
	}
	state->iret_stack = segment_is_small(lg, lg->regs->ss) ?
		iret_pages[cpu] + PAGE_SIZE : 0;
	/*
	 * Otherwise each exit has to come by here: for slots of TLS that cs or
	 * ss is in, a stack of 16 bits, a stack of ring 1 that needs a look.
	 */
	state->cheap = segment_is_flat(lg, lg->ss1) && !lg->tls_in_use &&
		       !state->iret_stack;
	state->syscall_entry = state->cheap ? lg->syscall_entry : 0;
	state->guest = lg;
	state->esp1 = lg->esp1;
	state->ss1 = lg->ss1;
	state->regs = lg->regs;
	state->guest_cr3 = lg->space->cr3;
	return state;
}

/* A guest is going away: no CPU may take its tables for another's. */
void switcher_forget(struct lguest *lg)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		cmpxchg(&last[cpu], lg, NULL);
}

static void check_layout(void)
{
#define CHECK_STATE(name, offset) \
	BUILD_BUG_ON(offsetof(struct lg_state, name) != (offset))
	CHECK_STATE(host_rsp, STATE_HOST_RSP);
	CHECK_STATE(host_cr3, STATE_HOST_CR3);
	CHECK_STATE(host_cr4, STATE_HOST_CR4);
	CHECK_STATE(guest_cr3, STATE_GUEST_CR3);
	CHECK_STATE(guest_cr4, STATE_GUEST_CR4);
	CHECK_STATE(guest_dr7, STATE_GUEST_DR7);
	CHECK_STATE(regs, STATE_REGS);
	CHECK_STATE(host_gs_base, STATE_HOST_GS_BASE);
	CHECK_STATE(abort, STATE_ABORT);
	CHECK_STATE(abort_error, STATE_ABORT_ERR);
	CHECK_STATE(events, STATE_EVENTS);
	CHECK_STATE(host_tr, STATE_HOST_TR);
	CHECK_STATE(host_ldt, STATE_HOST_LDT);
	CHECK_STATE(guest_ldt, STATE_GUEST_LDT);
	CHECK_STATE(iret_stack, STATE_IRET_STACK);
	CHECK_STATE(syscall_entry, STATE_SYSCALL_ENTRY);
	CHECK_STATE(esp1, STATE_ESP1);
	CHECK_STATE(ss1, STATE_SS1);
	CHECK_STATE(cheap, STATE_CHEAP);
	CHECK_STATE(host_efer, STATE_HOST_EFER);
	CHECK_STATE(host_gdt, STATE_HOST_GDT);
	CHECK_STATE(host_idt, STATE_HOST_IDT);
	CHECK_STATE(guest_idt, STATE_GUEST_IDT);
	CHECK_STATE(trans_gdt, STATE_TRANS_GDT);
	CHECK_STATE(load_gdt, STATE_LOAD_GDT);
	CHECK_STATE(run_gdt, STATE_RUN_GDT);
	CHECK_STATE(tss, STATE_TSS);
	CHECK_STATE(tss.sp0, STATE_TSS + TSS_SP0);
	CHECK_STATE(gdt_trans, STATE_GDT_TRANS);
	CHECK_STATE(gdt_load, STATE_GDT_LOAD);
	CHECK_STATE(gdt_run, STATE_GDT_RUN);
#undef CHECK_STATE
#define CHECK_FRAME(name, offset) \
	BUILD_BUG_ON(offsetof(struct trip_frame, name) != (offset))
	CHECK_FRAME(bx, FRAME_EBX);
	CHECK_FRAME(trap, FRAME_TRAP);
	CHECK_FRAME(state, FRAME_STATE);
#undef CHECK_FRAME
	BUILD_BUG_ON(sizeof(struct lg_state) != STATE_SIZE);
	BUILD_BUG_ON(STATE_SIZE != PAGE_SIZE);
	BUILD_BUG_ON(offsetof(struct cpu_pages, iret) % PAGE_SIZE);
	BUILD_BUG_ON(SWITCHER_GDT_SLOTS > ARRAY_SIZE(pages->state.gdt_run));
	BUILD_BUG_ON(GDT_ENTRIES != HOST_GDT_SLOTS);
	BUILD_BUG_ON(HOST_CS != __KERNEL_CS);
	BUILD_BUG_ON(HOST_DS != __KERNEL_DS);
	BUILD_BUG_ON(HOST_TSS_SEL != GDT_ENTRY_TSS * 8);
	BUILD_BUG_ON(offsetof(struct lg_regs, ebx) != REGS_EBX);
	BUILD_BUG_ON(offsetof(struct lg_regs, eax) != REGS_EAX);
	BUILD_BUG_ON(offsetof(struct lg_regs, trap) != REGS_TRAP);
	BUILD_BUG_ON(offsetof(struct lg_regs, ss) != REGS_SS);
}

static int check_host(void)
{
	if (native_read_cr4() & CR4_FRED) {
		pr_err("this kernel uses FRED, which has no rings 1 and 2: boot it with fred=off\n");
		return -ENODEV;
	}
	if (cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT)) {
		pr_err("this kernel runs in an encrypted VM (SEV, TDX), which has traps of its own: use a plain one\n");
		return -ENODEV;
	}
	return 0;
}

static void switcher_free(void)
{
	root_unmap_irets();
	vfree(pages);
	kfree(last);
	kfree(iret_pages);
}

static int switcher_alloc(void)
{
	unsigned int cpu;

	pages = vzalloc(array_size(nr_cpu_ids, sizeof(*pages)));
	last = kcalloc(nr_cpu_ids, sizeof(*last), GFP_KERNEL);
	iret_pages = kcalloc(nr_cpu_ids, sizeof(*iret_pages), GFP_KERNEL);
	if (!pages || !last || !iret_pages)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		iret_pages[cpu] = root_map_iret(cpu, pages[cpu].iret);
		if (!iret_pages[cpu])
			return -ENOMEM;
	}
	return 0;
}

int switcher_init(void)
{
	int err = check_host();

	check_layout();
	if (err)
		return err;
	err = switcher_alloc();
	if (err)
		goto free;
	err = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "lg:online",
				switcher_cpu_online, NULL);
	if (err < 0)
		goto free;
	hotplug_state = err;
	return 0;
free:
	switcher_free();
	return err;
}

void switcher_exit(void)
{
	cpuhp_remove_state(hotplug_state);
	switcher_free();
}
