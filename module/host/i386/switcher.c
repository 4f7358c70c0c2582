// SPDX-License-Identifier: GPL-2.0
/*
 * Switcher 20: Finding room for it
 *
 * Where does the switcher live, with the state page of each CPU?
 *
 * The host's fixmap has a page table for the top 4 MiB (2 MiB with PAE) of
 * virtual space with a large hole at its start.  We find it with
 * lookup_address(), check that each entry is empty, and put our pages there.
 * That page table is shared by all processes, so nothing else has to know.
 *
 * The guest's half of the bargain is `reserve_mem`: it keeps the same 4 MiB
 * free. If it does not, `page_fault()` in `traps.c` ends it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/vmalloc.h>
#include <asm/cpufeature.h>
#include <asm/desc.h>
#include <asm/fpu/sched.h>
#include <asm/io.h>
#include <asm/processor.h>
#include <asm/segment.h>
#include <asm/special_insns.h>
#include <asm/tlbflush.h>
#include <asm/trapnr.h>
#include "../guesses.h"
#include "../lg.h"

extern const char switcher_start[], switcher_enter[];

#define SWITCHER_FLAT_CODE	0x00cf9b000000ffffULL
#define SWITCHER_FLAT_DATA	0x00cf93000000ffffULL

/* In a guest.  A host without NX has 0 for that bit, or must not set it. */
#define PTE_TEXT	(_PAGE_PRESENT | _PAGE_ACCESSED | _PAGE_DIRTY)
#define PTE_READ	(PTE_TEXT | (_PAGE_NX & __supported_pte_mask))
#define PTE_DATA	(PTE_READ | _PAGE_RW)

/*
 * What a guest runs with of the host's CR4.  The form of the tables, and what
 * floating point needs: PSE, PAE, OSFXSR, OSXMMEXCPT.  MCE, since a machine check
 * with it off is a reset, and VMXE, which cannot be turned off under KVM's feet.
 * Nothing else: guest ring 1 is supervisor and uses user pages (SMEP, SMAP);
 * global entries of the host must not survive the change of CR3 (PGE); counters
 * (PCE) and extended state (OSXSAVE, PKE, CET) are not the guest's; and whatever
 * comes after is not known to be harmless.
 */
#define CR4_WITH_GUEST	(X86_CR4_PSE | X86_CR4_PAE | X86_CR4_MCE | \
			 X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT | X86_CR4_VMXE)

/*
 * What a guest runs with of the host's CR4.  The form of the tables, and what
 * floating point needs: PSE, PAE, OSFXSR, OSXMMEXCPT.  MCE, since a machine check
 * with it off is a reset, and VMXE, which cannot be turned off under KVM's feet.
 * Nothing else: guest ring 1 is supervisor and uses user pages (SMEP, SMAP);
 * global entries of the host must not survive the change of CR3 (PGE); counters
 * (PCE) and extended state (OSXSAVE, PKE, CET) are not the guest's; and whatever
 * comes after is not known to be harmless.
 */
#define CR4_WITH_GUEST	(X86_CR4_PSE | X86_CR4_PAE | X86_CR4_MCE | \
			 X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT | X86_CR4_VMXE)

/* In a guest, a shadow LDT is mapped from here, see guest_load_ldt(). */
#define LDT_FIRST_ENTRY	(SHADOW_TABLE_ENTRIES - 2 * LDT_MAX_PAGES)
#define LDT_ADDR	(SWITCHER_ADDR + LDT_FIRST_ENTRY * PAGE_SIZE)

static struct page **pages;
static unsigned int nr_pages, nr_mapped;
static spte_t **cpu_table;		/* the switcher's page table, by CPU */
static struct lguest **cpu_last;	/* whose tables are in the state page */
static enum cpuhp_state hotplug_state;
static bool direct_gates __ro_after_init; /* guests may have one for 0x80 */

static unsigned int regs_index(unsigned int cpu)
{
	return SWITCHER_TEXT_PAGES + 2 * cpu;
}

static unsigned int switcher_entry(unsigned int index)
{
	return ((SWITCHER_ADDR >> PAGE_SHIFT) + index) % SHADOW_TABLE_ENTRIES;
}

static struct lg_state *cpu_state(unsigned int cpu)
{
	return (void *)(SWITCHER_ADDR + (regs_index(cpu) + 1) * PAGE_SIZE);
}

static u64 gate(u32 address, u16 selector, u32 dpl, u32 type)
{
	u32 low = selector << 16 | (address & 0xffff);
	u32 high = (address & 0xffff0000) | 0x8000 | dpl << 13 | type << 8;

	return (u64)high << 32 | low;
}

/*
 * Switcher 30+: 256 ways out
 *
 * The gates that return to us; a guest's own direct gate is added later.
 *
 * Interrupts of the host and faults of the guest take the same way: every gate
 * leads to a stub of ours. The privilege of a gate decides who may use it with
 * an INT instruction: the breakpoint, the overflow trap and 0x80 are for
 * programs, the hypercall is for ring 1 alone.
 */
static void state_set_idt(struct lg_state *state)
{
	u32 vector, dpl;

	for (vector = 0; vector < 256; vector++) {
		switch (vector) {
		case 3:
		case 4:
		case 0x80:
			dpl = 3;
			break;
		case LGUEST_TRAP_ENTRY:
			dpl = 1;
			break;
		default:
			dpl = 0;
		}
		state->idt[vector] = gate(SWITCHER_ADDR +
					  vector * SWITCHER_STUB_SIZE,
					  SWITCHER_CS, dpl, 0xe);
	}
}

static void state_init(unsigned int cpu)
{
	struct lg_state *state = cpu_state(cpu);
	u32 tss = (u32)&state->tss;

	state_set_idt(state);
	state->guest_idt.size = sizeof(state->idt) - 1;
	state->guest_idt.address = (u32)state->idt;
	state->load_gdt.size = sizeof(state->gdt_load) - 1;
	state->load_gdt.address = (u32)state->gdt_load;
	state->guest_gdt.size = sizeof(state->gdt_run) - 1;
	state->guest_gdt.address = (u32)state->gdt_run;
	/* Traps from the guest push right onto its register page. */
	state->tss.sp0 = (u32)state;
	state->tss.ss0 = SWITCHER_DS;
	state->tss.io_bitmap_base = sizeof(state->tss);
	state->gdt_load[10] = SWITCHER_FLAT_CODE;
	state->gdt_load[11] = SWITCHER_FLAT_DATA;
	state->gdt_load[16] = (u64)((tss & 0xff000000) | 0x8900 |
				    (tss >> 16 & 0xff)) << 32 |
			      tss << 16 | (sizeof(state->tss) - 1);
}

/* Tables for the slot: text, and this CPU's state page, nothing of others. */
static int cpu_table_init(unsigned int cpu)
{
	spte_t *table = (spte_t *)get_zeroed_page(GFP_KERNEL);
	unsigned int i;

	if (!table)
		return -ENOMEM;
	for (i = 0; i < SWITCHER_TEXT_PAGES; i++)
		table[switcher_entry(i)] = page_to_phys(pages[i]) | PTE_TEXT;
	i = regs_index(cpu) + 1;
	table[switcher_entry(i)] = page_to_phys(pages[i]) | PTE_READ;
	cpu_table[cpu] = table;
	return 0;
}

/*
 * SYSCALL leads to ring 0, on AMD CPUs from 32-bit code too.  i386 kernels do
 * without it.
 */
static int check_syscall(unsigned int cpu)
{
	u32 efer, high;

	if (rdmsr_safe(MSR_EFER, &efer, &high) || !(efer & EFER_SCE))
		return 0;
	pr_err("CPU %u has SYSCALL on (EFER.SCE), by which a guest gets to ring 0: use a kernel that leaves it off, such as Debian's\n",
	       cpu);
	return -ENODEV;
}

/* On the CPU itself. */
static int switcher_cpu_online(unsigned int cpu)
{
	struct desc_struct *gdt = get_cpu_gdt_rw(cpu);
	u64 code = SWITCHER_FLAT_CODE, data = SWITCHER_FLAT_DATA;
	int err = control_check_cpu() ?: check_syscall(cpu);

	if (err)
		return err;
	memcpy(&gdt[SWITCHER_CS >> 3], &code, sizeof(code));
	memcpy(&gdt[SWITCHER_DS >> 3], &data, sizeof(data));
	return 0;
}

/*
 * When the module goes, and not when a CPU does: on its last way out a thread
 * that must not migrate yet may still run there, and its guest with it.
 */
static void switcher_clear_gdts(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		struct desc_struct *gdt = get_cpu_gdt_rw(cpu);

		memset(&gdt[SWITCHER_CS >> 3], 0, 2 * sizeof(*gdt));
	}
}

static void flush_tlb_here(void *unused)
{
	__flush_tlb_all();
}

static void switcher_unmap(void)
{
	unsigned int level;

	while (nr_mapped) {
		nr_mapped--;
		set_pte(lookup_address(SWITCHER_ADDR + nr_mapped * PAGE_SIZE,
				       &level), __pte(0));
	}
	on_each_cpu(flush_tlb_here, NULL, 1);
}

static int switcher_map(void)
{
	for (nr_mapped = 0; nr_mapped < nr_pages; nr_mapped++) {
		unsigned long addr = SWITCHER_ADDR + nr_mapped * PAGE_SIZE;
		unsigned int level;
		pte_t *pte = lookup_address(addr, &level);

		if (!pte || level != PG_LEVEL_4K || !pte_none(*pte)) {
			pr_err("address %#lx is in use by this kernel: no room for the switcher\n",
			       addr);
			switcher_unmap();
			return -EBUSY;
		}
		set_pte(pte, mk_pte(pages[nr_mapped],
				    nr_mapped < SWITCHER_TEXT_PAGES ?
				    PAGE_KERNEL_ROX : PAGE_KERNEL));
	}
	return 0;
}

static void switcher_free(void)
{
	unsigned int i;

	for (i = 0; i < nr_pages && pages; i++)
		if (pages[i])
			__free_page(pages[i]);
	kfree(pages);
	for (i = 0; i < nr_cpu_ids && cpu_table; i++)
		free_page((unsigned long)cpu_table[i]);
	kfree(cpu_table);
	kfree(cpu_last);
}

static int switcher_alloc(void)
{
	unsigned int i;
	int err;

	nr_pages = regs_index(nr_cpu_ids);
	if (nr_pages > LDT_FIRST_ENTRY) {
		pr_err("%u possible CPUs are too many for the switcher\n",
		       nr_cpu_ids);
		return -E2BIG;
	}
	pages = kcalloc(nr_pages, sizeof(*pages), GFP_KERNEL);
	cpu_table = kcalloc(nr_cpu_ids, sizeof(*cpu_table), GFP_KERNEL);
	cpu_last = kcalloc(nr_cpu_ids, sizeof(*cpu_last), GFP_KERNEL);
	if (!pages || !cpu_table || !cpu_last)
		return -ENOMEM;
	for (i = 0; i < nr_pages; i++) {
		pages[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!pages[i])
			return -ENOMEM;
	}
	for (i = 0; i < SWITCHER_TEXT_PAGES; i++)
		memcpy(page_address(pages[i]), switcher_start + i * PAGE_SIZE,
		       PAGE_SIZE);
	for_each_possible_cpu(i) {
		err = cpu_table_init(i);
		if (err)
			return err;
	}
	return 0;
}

static void check_layout(void)
{
	BUILD_BUG_ON(offsetof(struct lg_state, host_cr3) != STATE_HOST_CR3);
	BUILD_BUG_ON(offsetof(struct lg_state, host_cr4) != STATE_HOST_CR4);
	BUILD_BUG_ON(offsetof(struct lg_state, guest_cr3) != STATE_GUEST_CR3);
	BUILD_BUG_ON(offsetof(struct lg_state, guest_cr4) != STATE_GUEST_CR4);
	BUILD_BUG_ON(offsetof(struct lg_state, host_esp) != STATE_HOST_ESP);
	BUILD_BUG_ON(offsetof(struct lg_state, host_idt) != STATE_HOST_IDT);
	BUILD_BUG_ON(offsetof(struct lg_state, host_gdt) != STATE_HOST_GDT);
	BUILD_BUG_ON(offsetof(struct lg_state, guest_idt) != STATE_GUEST_IDT);
	BUILD_BUG_ON(offsetof(struct lg_state, load_gdt) != STATE_LOAD_GDT);
	BUILD_BUG_ON(offsetof(struct lg_state, guest_gdt) != STATE_GUEST_GDT);
	BUILD_BUG_ON(offsetof(struct lg_state, host_tr) != STATE_HOST_TR);
	BUILD_BUG_ON(offsetof(struct lg_state, host_ldt) != STATE_HOST_LDT);
	BUILD_BUG_ON(offsetof(struct lg_state, host_tss_type) !=
		     STATE_HOST_TSS_TYPE);
	BUILD_BUG_ON(offsetof(struct lg_state, guest_ldt) != STATE_GUEST_LDT);
	BUILD_BUG_ON(offsetof(struct lg_state, late) != STATE_LATE);
	BUILD_BUG_ON(offsetof(struct lg_state, abort) != STATE_ABORT);
	BUILD_BUG_ON(offsetof(struct lg_state, abort_error) != STATE_ABORT_ERR);
	BUILD_BUG_ON(offsetof(struct lg_state, guest_dr7) != STATE_GUEST_DR7);
	BUILD_BUG_ON(offsetof(struct lg_state, tss) != STATE_TSS);
	BUILD_BUG_ON(offsetof(struct lg_state, gdt_load) != STATE_GDT_LOAD);
	BUILD_BUG_ON(offsetof(struct lg_state, gdt_run) != STATE_GDT_RUN);
	BUILD_BUG_ON(offsetof(struct lg_state, idt) != STATE_IDT);
	BUILD_BUG_ON(sizeof(struct lg_state) != PAGE_SIZE);
	BUILD_BUG_ON(offsetof(struct lg_regs, ebx) != REGS_EBX);
	BUILD_BUG_ON(offsetof(struct lg_regs, eax) != REGS_EAX);
	BUILD_BUG_ON(offsetof(struct lg_regs, trap) != REGS_TRAP);
	BUILD_BUG_ON(offsetof(struct lg_regs, eip) != REGS_EIP);
	BUILD_BUG_ON(sizeof(struct lg_regs) != REGS_SIZE);
	BUILD_BUG_ON(HOST_DS != __KERNEL_DS);
	BUILD_BUG_ON(GDT_ENTRY_TSS != GUEST_TSS_SEL >> 3);
}

/*
 * In any ring qemu's iret takes VM and IOPL from a frame; a CPU's does so in
 * ring 0 alone.  A direct gate leads from vm86 mode to ring 1, where IOPL 3
 * stays: the host's ports and its interrupt flag.  Through the switcher the
 * frame is seen, and the guest is over.
 */
static bool iret_is_right(void)
{
	char name[12];
	u32 leaf;

	if (!boot_cpu_has(X86_FEATURE_HYPERVISOR))
		return true;
	cpuid(0x40000000, &leaf, (u32 *)name, (u32 *)name + 1, (u32 *)name + 2);
	return memcmp(name, "TCGTCGTCGTCG", sizeof(name));
}

int switcher_init(void)
{
	unsigned int cpu;
	int err;

	check_layout();
	direct_gates = iret_is_right();
	if (!direct_gates)
		pr_info("under qemu's own emulation each system call of a guest is an exit\n");
	err = switcher_alloc();
	if (!err)
		err = switcher_map();
	if (err)
		goto free;
	for_each_possible_cpu(cpu)
		state_init(cpu);
	err = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "lg:online",
				switcher_cpu_online, NULL);
	if (err < 0)
		goto unmap;
	hotplug_state = err;
	return 0;
unmap:
	switcher_clear_gdts();
	switcher_unmap();
free:
	switcher_free();
	return err;
}

void switcher_exit(void)
{
	cpuhp_remove_state(hotplug_state);
	switcher_clear_gdts();
	switcher_unmap();
	switcher_free();
}

/* A guest is going away: no CPU may take its tables for another's. */
void switcher_forget(struct lguest *lg)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		cmpxchg(&cpu_last[cpu], lg, NULL);
}

/*
 * Switcher 90+: Somebody else's interrupt
 *
 * The device that interrupted the guest wants the host, and the host's handler
 * wants to be entered by the CPU. A frame is a frame, whoever pushed it.
 *
 * Calls the host's own handler for a vector as the CPU would have, but with
 * interrupts off in the frame, so that it comes back here.
 */
static void host_handle(u32 vector)
{
	struct desc_ptr idt;
	u32 handler;

	store_idt(&idt);
	handler = gate_offset((gate_desc *)idt.address + vector);
	asm volatile("pushfl; push %%cs; call *%0"
		     : : "r" (handler) : "memory", "cc");
}

/* As each CPU has a place for them in the slot, there is nothing to map ahead. */
bool ldt_map(struct lguest *lg, u32 pages)
{
	return true;
}

void ldt_unmap(struct lguest *lg)
{
}

/* The guest's LDT is mapped in the switcher's slot, read-only. */
static void cpu_prepare_ldt(struct lguest *lg, struct lg_state *state,
			    spte_t *table)
{
	u32 limit = lg->ldt_entries * 8 - 1, i;
	u64 descriptor = 0;

	state->guest_ldt = 0;
	if (lg->ldt_entries) {
		state->guest_ldt = GUEST_LDT_SEL;
		descriptor = (u64)((LDT_ADDR & 0xff000000) | 0x8200 |
				   (LDT_ADDR >> 16 & 0xff)) << 32 |
			     (u32)(LDT_ADDR << 16) | limit;
	}
	state->gdt_load[GUEST_LDT_SEL >> 3] = descriptor;
	state->gdt_run[GUEST_LDT_SEL >> 3] = descriptor;
	for (i = 0; i < LDT_MAX_PAGES; i++)
		table[LDT_FIRST_ENTRY + i] = lg->ldt[i] ?
			page_to_phys(lg->ldt[i]) | PTE_READ : 0;
}

/* Puts this guest's tables, registers and stack where this CPU finds them. */
static void cpu_prepare(struct lguest *lg, unsigned int cpu)
{
	struct lg_state *state = cpu_state(cpu);
	spte_t *table = cpu_table[cpu];

	segments_note_tls(lg);
	if (cpu_last[cpu] != lg)
		forget_guesses();
	if (cpu_last[cpu] != lg || lg->last_cpu != cpu) {
		cpu_last[cpu] = lg;
		lg->last_cpu = cpu;
		lg->idt_changed = true;
		lg->gdt_changed = true;
		table[switcher_entry(regs_index(cpu))] =
			__pa(lg->regs_page) | PTE_DATA;
		/* Writable at this level, the table itself is read-only. */
		shadow_share_table(lg, SWITCHER_ADDR, __pa(table) |
				   _PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED);
	}
	if (lg->idt_changed) {
		lg->idt_changed = false;
		state_set_idt(state);
		if (lg->syscall_entry && direct_gates)
			state->idt[lg->syscall_vector] =
				gate(lg->syscall_entry, GUEST_KERNEL_CS | 1, 3,
				     0xf);
	}
	if (lg->gdt_changed) {
		lg->gdt_changed = false;
		segments_to_cpu(lg, state);
		cpu_prepare_ldt(lg, state, table);
	}
	state->tss.sp1 = lg->esp1;
	state->tss.ss1 = lg->ss1;
	state->guest_cr3 = lg->space->cr3;
}

/*
 * Switcher 100+: What the host looks like today
 *
 * Nothing is assumed about the host's tables. They are read each time, so that
 * it may move them, and each of its CPUs has its own.
 */
static void state_save_host(struct lg_state *state)
{
	state->host_cr3 = __native_read_cr3();
	state->host_cr4 = native_read_cr4();
	state->guest_cr4 = state->host_cr4 & CR4_WITH_GUEST;
	store_idt(&state->host_idt);
	native_store_gdt(&state->host_gdt);
	asm("str %0" : "=m" (state->host_tr));
	asm("sldt %0" : "=m" (state->host_ldt));
	state->host_tss_type = state->host_gdt.address + state->host_tr + 5;
	state->late = 0;
	state->abort = 0;
}

static void enter(struct lg_state *state)
{
	struct {
		u32 offset;
		u16 segment;
	} __packed target = {
		SWITCHER_ADDR + (switcher_enter - switcher_start), SWITCHER_CS
	};
	u32 eax = (u32)state;

	/* In a register: an operand by esp would be elsewhere once pushed. */
	asm volatile("pushfl; lcall *(%1); popfl"
		     : "+a" (eax) : "S" (&target)
		     : "ecx", "edx", "memory", "cc");
}

/*
 * Switcher 110: Around it all
 *
 * Runs the guest until something happens, with interrupts off; interrupts and
 * the like that are the host's are handled on the way out.  Afterwards
 * regs->trap says what it was: a vector, or ABORTED | vector for a fault while
 * its state was loaded.
 *
 * Before the entry: a guest gets its own floating point registers, SYSENTER is
 * closed (it would lead straight to ring 0), and the host's breakpoints make
 * room for the guest's. After it: CR2 is read before anything here can fault.
 * The first that can is gs. The host kernel leaves it to user space, and a
 * launcher may have taken the descriptor out of its LDT since; here that makes
 * it 0, in the switcher there would be nobody to deal with the fault.
 */
void switcher_run(struct lguest *lg, unsigned long *fault_address)
{
	unsigned int cpu = smp_processor_id();
	struct lg_state *state = cpu_state(cpu);
	bool sysenter = boot_cpu_has(X86_FEATURE_SEP);
	bool no_fpu = lg->cr0 & (X86_CR0_TS | X86_CR0_EM);
	struct debug_host debug;
	u32 trap, late;
	u16 gs;

	if (test_thread_flag(TIF_NEED_FPU_LOAD))
		switch_fpu_return();
	cpu_prepare(lg, cpu);
	state_save_host(state);
	state->guest_cr4 |= lg->cr4 & X86_CR4_TSD;
	if (sysenter)
		native_wrmsr(MSR_IA32_SYSENTER_CS, 0, 0);
	if (no_fpu)
		native_write_cr0(native_read_cr0() | X86_CR0_TS);
	state->guest_dr7 = debug_enter(lg, &debug);
	savesegment(gs, gs);
	enter(state);
	*fault_address = native_read_cr2();
	loadsegment(gs, gs);
	if (state->abort) {
		lg->regs->trap = state->abort;
		lg->regs->error = state->abort_error;
	}
	debug_leave(lg, &debug, state->guest_dr7);
	if (no_fpu)
		native_write_cr0(native_read_cr0() & ~X86_CR0_TS);
	if (sysenter)
		native_wrmsr(MSR_IA32_SYSENTER_CS,
			     this_cpu_read(cpu_tss_rw.x86_tss.ss1), 0);

	/* What is the host's, wherever it came; 0x80 the guest did itself. */
	trap = lg->regs->trap & 0xff;
	late = state->late;
	if ((late & BIT(X86_TRAP_NMI)) || trap == X86_TRAP_NMI)
		host_handle(X86_TRAP_NMI);
	if ((late & BIT(X86_TRAP_MC)) || trap == X86_TRAP_MC)
		host_handle(X86_TRAP_MC);
	if (trap >= 32 && trap != 0x80)
		host_handle(trap);
}
