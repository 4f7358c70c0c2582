/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Host 10: The map
 *
 * The host part is one idea in many files: let the guest run on the real CPU,
 * with tables that we made, until it traps; then find out what it meant. Each
 * file is one thing that a CPU has, so look for a bug where the manual has the
 * chapter. This header is what they share, with prototypes grouped by file.
 *
 * Everything about one guest is in its struct lguest.  The thread in read() of
 * /dev/lguest runs it and holds run_lock; other threads only set interrupt
 * bits, take DMA buffers (dma_lock) and read counters.
 */
#ifndef MODULE_HOST_LG_H
#define MODULE_HOST_LG_H

#include <linux/types.h>
#include <linux/mutex.h>
#include <linux/hrtimer.h>
#include <linux/wait.h>
#include <linux/mm.h>
#include <linux/mmu_notifier.h>
#include <asm/desc_defs.h>
#include <asm/fpu/api.h>
#include <asm/processor-flags.h>
#include "../include/lguest.h"
#include "../include/lguest_launcher.h"
#ifdef CONFIG_X86_64
#include "x86_64/switcher.h"
#else
#include "i386/switcher.h"
#endif

/* From here up the guest's addresses are the host's: room for the switcher. */
#define GUEST_TOP		0xffc00000

#define GDT_TLS_FIRST		6
#define GDT_TLS_LAST		8
#define LDT_MAX_PAGES		16

/*
 * Preparation! 70: x86 in three lessons: segments
 *
 * A segment register holds a selector: an index into a table of descriptors
 * (the GDT, or the LDT of a process), one bit to say which table, and two bits
 * of privilege, the RPL. A descriptor has a base, a limit and a privilege
 * level. Every access to memory goes through a segment, if only a flat one
 * from 0 to 4 GiB, and the two low bits of cs are the ring the CPU is in.
 * There is no other register that says so: who controls cs controls the
 * machine. That is why selectors and descriptors of guests get more attention
 * in this code than anything else.
 *
 * Loading a selector copies the descriptor into a hidden part of the register.
 * Changing the table afterwards changes nothing until the next load. Remember
 * this; it will hurt twice.
 */
#define SELECTOR_RPL		3
#define SELECTOR_LDT		4

/*
 * Preparation! 80: x86 in three lessons: paging
 *
 * CR3 points to a page directory. The top 10 bits of an address choose one of
 * its 1024 entries, which points to a page table; the next 10 bits choose an
 * entry there, which points to a page; the last 12 bits are the offset. (PAE
 * has entries of 8 bytes, so 512 in a page, and a third, tiny level on top.)
 * An entry says whether it is present, writable, open to ring 3, and it notes
 * in two more bits that it was used and written to. To paging, rings 0, 1 and
 * 2 are all "supervisor". So page tables protect a guest kernel from its
 * programs, but they cannot hide a page of ours from a guest kernel in ring 1:
 * only an entry that is not there, or one that is read-only, can.
 *
 * What was found in the tables is kept in the TLB until it is flushed. A
 * kernel that changes an entry has to say so (invlpg, or a load of CR3),
 * because the CPU would not notice. We shall live from this rule.
 */
/* Shadow tables have the host's format, see page_tables.c. */
#if defined(CONFIG_X86_PAE) || defined(CONFIG_X86_64)
typedef u64 spte_t;
#define SHADOW_DIR_SHIFT	21
#define SHADOW_DIRS		2048
#define SHADOW_TABLE_ENTRIES	512
#else
typedef u32 spte_t;
#define SHADOW_DIR_SHIFT	22
#define SHADOW_DIRS		1024
#define SHADOW_TABLE_ENTRIES	1024
#endif
#define SHADOW_DIR_PAGES	(SHADOW_DIRS * sizeof(spte_t) / PAGE_SIZE)
/* Tables above the directories that the host's format may want. */
#define SHADOW_ROOTS		3

/* Shadow entries that the next CR3 load drops unseen, see page_tables.c. */
#define NONGLOBAL_MAX		1024

/* Address spaces of the guest whose shadows are kept, see spaces.c. */
#define SHADOW_SPACES		8
#define SHADOW_RECORDS		2048

/* Directory entries of a guest with PAE; without it has half as many. */
#define GUEST_DIRS		2048

#define DMA_BINDINGS		32

/*
 * Preparation! 90+: x86 in three lessons: traps
 *
 * Traps are what everything here is built on. On a fault, an interrupt or an
 * INT instruction the CPU looks up the vector in the IDT, finds a gate with a
 * code segment and an address, takes a fresh stack from the TSS if this means
 * going to an inner ring, and pushes the old ss and esp if so, then eflags,
 * cs, eip, and for some faults an error code. A page fault leaves the address
 * in CR2. Each gate has a privilege too: a program that executes INT n through
 * a gate it may not use gets a general protection fault, which names the gate.
 * If the CPU cannot deliver a fault it raises a double fault, and if it cannot
 * deliver that one it resets the machine. Guests can have all of this; the
 * last one only as a line in a log.
 *
 * The CPU's own part of such a frame is the last line of this structure, and
 * the rest is pushed by us. When you read "the guest's registers" from here
 * on, this is what is meant.
 */
/* The guest's registers, as the switcher saves them. */
struct lg_regs {
	u32 gs, fs, es, ds;
	u32 edi, esi, ebp, unused_esp, ebx, edx, ecx, eax;
	u32 spare[REGS_SPARE_SIZE / 4];
	u32 trap, error;
	u32 eip, cs, eflags, esp, ss;
};

/* One filled entry of a space: where, and the guest entry it came from. */
struct shadow_record {
	u32 va;
	u32 entry;
};

/* The shadow of one guest page directory. */
struct shadow_space {
	u32 guest_cr3;
	u64 last_use;		/* 0 = holds nothing; never comes round */
	unsigned long cr3;	/* what the CPU gets */
	spte_t *dir[SHADOW_DIR_PAGES];
	u64 *roots[SHADOW_ROOTS];
	u32 *guest_dir;		/* [GUEST_DIRS]: entries its tables came from */
	struct shadow_record *records;
	u32 nr_records;
};

/* A place in a file that guests share, see dma.c. */
struct dma_place {
	struct file *file;	/* NULL: private memory */
	pgoff_t page;
	u32 offset;
};

struct dma_binding {
	struct lguest *lg;
	struct dma_place at;
	struct hlist_node node;	/* only with a file */
	u32 key;
	u32 array;		/* guest-physical address of its buffers */
	u16 count;		/* 0 = free slot */
	u16 next;		/* where to look first */
	u8 irq;
};

/*
 * Preparation! 100: One guest
 *
 * Below is all that the host knows of one guest. Do not learn it by heart;
 * come back when you meet a name. Each group belongs to the file that its
 * comment names, or to the one that is called like it.
 *
 * Now see how a kernel is made that can live like this: `make Guest`.
 */
struct lguest {
	struct mutex run_lock;	/* initialise, run */
	struct mm_struct *mm;	/* the owner's; NULL before LHREQ_INITIALIZE */
	u32 id;
	u64 made_ns;		/* host's monotonic time: the guest's 0 */

	/* Memory: see memory.c. */
	unsigned long mem_base;
	u32 pfn_limit;
	u32 page_offset;
	u32 device_pfn;
	/*
	 * [pfn_limit], pinned when not NULL.  Its own thread fills it; under
	 * dma_lock_shared() entries become NULL, and other guests read.
	 */
	struct page **pages;
	u32 accounted;
	struct mmu_interval_notifier notifier;
	bool watched;		/* notifier is in use */
	spinlock_t stale_lock;
	u32 stale_first, stale_end; /* frames the owner changed; end 0 = none */

	/* Registers. */
	struct lg_regs *regs;	/* at the end of regs_page */
	void *regs_page;
	u32 cr0, cr2, cr3, cr4, dr[8];
	struct lg_fpu fpu;

	/* Shadow page tables. */
	struct shadow_space spaces[SHADOW_SPACES];
	struct shadow_space *space;	/* the guest's present one */
	u64 space_uses;
	u32 *nonglobal;		/* virtual page numbers */
	u32 nr_nonglobal;
	DECLARE_BITMAP(big, 1024);	/* 4 MiB regions with a big guest page */

	/* Segments and traps: what the guest said, and what runs. */
	u32 gdt_base, gdt_limit, idt_base, idt_limit;
	u32 tss_base;		/* 0 = no TR yet */
	u32 ldt_base, ldt_entries;
	struct page *ldt[LDT_MAX_PAGES];
	void *ldt_mapped;	/* x86_64: those, where the CPU finds them */
	u64 gdt[GDT_SLOTS];
	u32 syscall_vector, syscall_entry; /* direct gate; entry 0 = none */
	u32 esp1, ss1;		/* ring-1 stack for direct traps */
	bool stack_announced;	/* they are SET_STACK's, not of the TSS */
	u64 *gates;		/* [256] of LOAD_IDT_ENTRY, or NULL */
	bool idt_changed, gdt_changed; /* must be copied to the CPU again */
	u32 tls_in_use;		/* slots that cs and ss are in, as bits */
	int last_cpu;

	/* Hypercalls. */
	u32 ring;		/* guest-physical lguest_ring, 0 = none */
	u32 ring_next;		/* the slot to look at */
	u32 ring_left;		/* calls that this drain may still do */
	bool call_pending;	/* one that trapped waits for the ring */

	/* Interrupts. */
	u32 data;		/* guest-physical lguest_data; valid if has_data */
	bool has_data;
	u32 noirq_start, noirq_end;
	unsigned long irqs;	/* pending lines; atomic bit operations */
	bool pending_shown;	/* irq_pending is set in lguest_data */
	bool halted;
	bool kicked;		/* something happened: look before entering */
	spinlock_t runner_lock;	/* keeps runner alive while it is kicked */
	struct task_struct *runner; /* the thread in read(), or NULL */
	wait_queue_head_t wait;
	struct hrtimer timer;

	/* DMA. */
	struct mutex dma_lock;
	struct dma_binding dma[DMA_BINDINGS];
	u32 dma_trouble, dma_trouble_at; /* with buffers, see dma_copy.c */
	bool send_pending;
	struct lguest_pending send;

	/* x86_64: an exit is dealt with on the guest's tables, see cheap.c. */
	bool cheap;
	bool retreat;		/* that does not do for this one */

	/* The end. */
	bool ended;
	struct lguest_end end;

	struct lguest_stats stats;
	struct lguest_exit exits[LGUEST_STATE_EXITS];
	struct lguest_call calls[LGUEST_STATE_CALLS];
	u32 nr_exits, nr_calls;
};

#define lg_count(lg, name) ((lg)->stats.count[LGUEST_STAT_##name]++)

static inline bool guest_in_user(const struct lguest *lg)
{
	return (lg->regs->cs & SELECTOR_RPL) == 3;
}

/* An instruction was emulated; RF, which was for it alone, goes with it. */
static inline void guest_advance(struct lguest *lg, u32 len)
{
	lg->regs->eip += len;
	lg->regs->eflags &= ~X86_EFLAGS_RF;
}

/*
 * Whatever the guest did to its registers, no frame of ours leads to ring 0,
 * vm86 or a CPU without interrupts.
 */
static inline void tame_registers(struct lg_regs *r)
{
	if (!(r->cs & SELECTOR_RPL))
		r->cs |= 1;
	if (!(r->ss & SELECTOR_RPL))
		r->ss |= 1;
	r->eflags &= ~(X86_EFLAGS_VM | X86_EFLAGS_IOPL | X86_EFLAGS_VIF |
		       X86_EFLAGS_VIP);
	r->eflags |= X86_EFLAGS_IF | X86_EFLAGS_FIXED;
}

/* core.c: one guest's life, and the loop that runs it. */
struct lguest *guest_create(void);
void guest_destroy(struct lguest *lg);
int guest_initialize(struct lguest *lg, const struct lguest_init *init);
int guest_run(struct lguest *lg, struct lguest_pending *send);
/* Ends the guest; the first reason wins.  The caller returns at once. */
__printf(2, 3) void guest_kill(struct lguest *lg, const char *fmt, ...);
void guest_end(struct lguest *lg, u32 how, const char *text);

/*
 * memory.c: the guest's memory.  false: the guest has been killed (not by
 * guest_peek()).
 */
bool guest_range_ok(const struct lguest *lg, u32 addr, u32 len);
bool guest_read(struct lguest *lg, u32 addr, void *to, u32 len);
bool guest_write(struct lguest *lg, u32 addr, const void *from, u32 len);
bool guest_peek(struct lguest *lg, u32 addr, void *to, u32 len);

/*
 * Where pinned memory of the guest's is for the host, if it is all in one page;
 * else NULL.  An i386 host may have no address for it.
 */
static inline void *guest_pinned(const struct lguest *lg, u32 addr, u32 len)
{
	u32 pfn = addr >> PAGE_SHIFT, offset = offset_in_page(addr);

	if (!IS_ENABLED(CONFIG_X86_64) || pfn >= lg->pfn_limit ||
	    !lg->pages[pfn] || offset + len > PAGE_SIZE)
		return NULL;
	return page_address(lg->pages[pfn]) + offset;
}

/* What is asked for most, so without a call where it can be. */
static inline bool guest_read_word(struct lguest *lg, u32 addr, u32 *value)
{
	const u32 *at = guest_pinned(lg, addr, sizeof(*at));

	if (!at)
		return guest_read(lg, addr, value, sizeof(*value));
	*value = READ_ONCE(*at);
	return true;
}

static inline bool guest_write_word(struct lguest *lg, u32 addr, u32 value)
{
	u32 *at = guest_pinned(lg, addr, sizeof(*at));

	if (!at)
		return guest_write(lg, addr, &value, sizeof(value));
	WRITE_ONCE(*at, value);
	return true;
}

struct page *guest_page(struct lguest *lg, u32 pfn);
int memory_init(struct lguest *lg, const struct lguest_init *init);
void memory_refresh(struct lguest *lg);
void memory_free(struct lguest *lg, struct mm_struct *mm);

/* walk.c: the guest's own page tables. */
#define ACCESS_WRITE	2	/* as in a page fault's error code */
#define ACCESS_USER	4
struct guest_walk {
	u32 pfn;		/* guest page frame */
	u32 table, entry_size;	/* last level: its address, 4 or 8 */
	u32 dir_entry, entry;	/* as they are now, lower half */
	bool present;		/* every level was */
	bool writable, user, dirty, global, big;
};
bool guest_walk(struct lguest *lg, u32 va, u32 access, struct guest_walk *walk);
struct guest_fault {
	bool happened;
	u32 va, error;
};
bool guest_read_as(struct lguest *lg, u32 va, void *to, u32 len, u32 access,
		   struct guest_fault *fault);
bool guest_read_virt(struct lguest *lg, u32 va, void *to, u32 len);
bool guest_write_virt(struct lguest *lg, u32 va, const void *from, u32 len);

/* page_tables.c: their shadows. */
bool shadow_fill(struct lguest *lg, u32 va, const struct guest_walk *walk);
void shadow_flush_page(struct lguest *lg, u32 va);
void shadow_flush_nonglobal(struct lguest *lg);
void shadow_flush_all(struct lguest *lg);
void shadow_load_cr3(struct lguest *lg);

/* spaces.c: shadows of several page directories. */
int shadow_init(struct lguest *lg);
void shadow_free(struct lguest *lg);
bool shadow_is_shared(const struct lguest *lg, u32 va);
spte_t *shadow_leaf(const struct shadow_space *space, u32 va);
spte_t *shadow_leaf_alloc(struct lguest *lg, u32 va);
void shadow_share_table(struct lguest *lg, u32 va, spte_t entry);
void space_record(struct lguest *lg, u32 va, const struct guest_walk *walk);
void space_revalidate(struct lguest *lg, struct shadow_space *space);
void space_switch(struct lguest *lg);
void spaces_clear(struct lguest *lg);

/* segments.c */
void segments_init(struct lguest *lg);
void segments_free(struct lguest *lg);
u64 segment_sanitise(u64 descriptor);
u32 segment_base(struct lguest *lg, u32 selector);
bool guest_load_gdt(struct lguest *lg, u32 base, u32 limit);
u32 guest_load_ldt(struct lguest *lg, u16 selector);
u32 guest_load_tr(struct lguest *lg, u16 selector);
void guest_reload_stack(struct lguest *lg);
bool segment_resync(struct lguest *lg, u32 error);
bool segment_is_tls(u32 selector);
bool segment_is_small(struct lguest *lg, u32 selector);
bool segment_is_flat(struct lguest *lg, u32 selector);
/* What loading a segment register gives: 0, or the vector it faults with. */
u32 segment_check_code(struct lguest *lg, u32 selector, u32 ring);
u32 segment_check_data(struct lguest *lg, u32 selector);
u32 segment_check_stack(struct lguest *lg, u32 selector, u32 ring);
void segments_note_tls(struct lguest *lg);
void segments_to_cpu(const struct lguest *lg, struct lg_state *state);

/* traps.c: what traps do, giving traps and interrupts to the guest. */
void guest_trap(struct lguest *lg, unsigned long fault_address);
bool guest_page_fault_cheap(struct lguest *lg, unsigned long va);
void guest_inject(struct lguest *lg, u32 vector, bool has_error, u32 error);
void guest_page_fault(struct lguest *lg, u32 va, u32 error);
void guest_iret(struct lguest *lg, bool in_stub);
u32 guest_irq_flag(struct lguest *lg);
void guest_set_irq_flag(struct lguest *lg, u32 flag);

/* interrupts.c: lines, the timer, halt. */
void interrupts_init(struct lguest *lg);
void interrupts_free(struct lguest *lg);
void guest_raise_irq(struct lguest *lg, u32 line);
void guest_deliver_irq(struct lguest *lg);
int guest_wait_halted(struct lguest *lg);
void guest_set_timer(struct lguest *lg, u32 delay_ns);
void guest_kick(struct lguest *lg);

/* emulate.c */
bool guest_emulate(struct lguest *lg);
bool guest_emulate_prefixed(struct lguest *lg);
u32 *guest_register(struct lguest *lg, u32 number);

/* control.c: control registers, CPUID and MSRs. */
int control_check_cpu(void);
bool control_read(struct lguest *lg, u32 number, u32 *value);
bool control_write(struct lguest *lg, u32 number, u32 value);
bool msr_read(struct lguest *lg);
bool msr_write(struct lguest *lg);
void guest_cpuid(struct lguest *lg);

/* debug.c: the guest's breakpoints. */
void debug_init(struct lguest *lg);
void debug_access(struct lguest *lg, u32 number, u32 *value, bool write);
struct debug_host {
	unsigned long dr[4];
	bool active;
};

u32 debug_enter(const struct lguest *lg, struct debug_host *host);
void debug_leave(struct lguest *lg, const struct debug_host *host, u32 dr7);

/* hypercalls.c */
void guest_hypercall(struct lguest *lg);
void guest_hypercall_continue(struct lguest *lg);
void guest_call(struct lguest *lg, struct lguest_ring_call *call);

/* ring.c: hypercalls that wait in memory. */
bool ring_init(struct lguest *lg, u32 addr);
bool ring_drain(struct lguest *lg);
bool ring_is_empty(struct lguest *lg);

/* paravirt.c: hypercalls of guests that announce what they do. */
void call_set_pte(struct lguest *lg, u32 dir, u32 va, u32 entry);
void call_set_pmd(struct lguest *lg, u32 dir, u32 slot);
void call_load_gdt(struct lguest *lg, u32 base, u32 entries);
void call_load_tls(struct lguest *lg, u32 addr);
void call_load_idt_entry(struct lguest *lg, u32 vector, u32 low, u32 high);
void call_set_stack(struct lguest *lg, u32 selector, u32 esp, u32 pages);
void guest_load_idt(struct lguest *lg, u32 base, u32 limit);
void paravirt_free(struct lguest *lg);

/* dma.c */
u32 dma_bind(struct lguest *lg, u32 key, u32 array, u32 count_irq);
void dma_send(struct lguest *lg, u32 key, u32 dma);
int dma_get(struct lguest *lg, u32 key, struct lguest_getdma *get);
void dma_release(struct lguest *lg);
void dma_lock_shared(void);
void dma_unlock_shared(void);

/* dma_copy.c: from guest to guest. */
void dma_settle(struct lguest *lg);

/* state.c: what a guest is doing, told from outside. */
void state_note_exit(struct lguest *lg, unsigned long fault_address);
void state_note_call(struct lguest *lg, u32 number, u32 edx, u32 ebx, u32 ecx,
		     u32 eip);
void state_print(const struct lguest *lg);
void guest_state(struct lguest *lg, struct lguest_state *state);

/*
 * i386 or x86_64, switcher.c: the way into the guest and back.  switcher_run()
 * wants interrupts off, and may come back with them on.
 */
int switcher_init(void);
void switcher_exit(void);
void switcher_forget(struct lguest *lg);
void switcher_run(struct lguest *lg, unsigned long *fault_address);

/* The pages in ldt[], for the CPU to read; false: no memory. */
bool ldt_map(struct lguest *lg, u32 pages);
void ldt_unmap(struct lguest *lg);

/* i386 or x86_64, fpu.c: the guest's floating point registers. */
int fpu_init(struct lguest *lg);
void fpu_free(struct lguest *lg);
void fpu_begin(struct lguest *lg);
void fpu_end(struct lguest *lg);

/* i386 or x86_64, root.c: the tables above the directories of a shadow. */
int root_init(struct shadow_space *space);

/* suspend.c: not while guests live. */
int suspend_init(void);
void suspend_exit(void);
void suspend_guest_made(void);
void suspend_guest_freed(void);

/* device.c: /dev/lguest */
int device_init(void);
void device_exit(void);

#endif /* MODULE_HOST_LG_H */
