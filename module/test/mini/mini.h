/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Mastery 10: How to be sure
 *
 * Reading is not knowing. From here on you break things, on purpose, and watch
 * a test notice. Most exercises need a build and a mini guest or two:
 *
 *     make module launcher tests
 *     ci/vm run ci/with-module module/test/mini/run NAME...
 *
 * A mini guest is a kernel of thirty lines that must end in one stated way. It
 * is also the way to begin any change: first write the guest that shows what
 * is wrong, see it fail, then mend the host.
 *
 * Mini guests: freestanding programs in ring 1, one behaviour each.
 *
 * A mini guest defines mini(), and says with MINI_EXPECT() how it must end:
 * the last line of the launcher.  A CHECK() that fails ends it as panicked,
 * so it cannot pass by accident.  Returning from mini() powers off.
 *
 * It starts with a GDT (0x60/0x68 kernel, 0x73/0x7b user, TSS), an IDT whose
 * every vector ends in mini_trap(), and with LGUEST_INIT done unless
 * MINI_RAW is defined before this header is included.
 */
#ifndef MODULE_TEST_MINI_MINI_H
#define MODULE_TEST_MINI_MINI_H

#include "../../include/lguest.h"

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;

#define PAGE_OFFSET	0xc0000000u
#define PAGE_SIZE	4096u
#define pa(p)		((u32)(p) - PAGE_OFFSET)

/*
 * In a section that module/test/mini/run reads, how the guest must end: "powered
 * off", "asked for a restart", "killed: PART OF THE REASON", "panicked: PART
 * OF THE TEXT", or "SIGTERM" for a guest that never ends by itself: it prints
 * "ready" and must be gone soon after its launcher gets that signal.
 */
#define MINI_EXPECT(text) \
	__attribute__((section(".data.expect"), used)) \
	static const char mini_expect[] = "expect: " text

/* What the launcher must have said on stderr before its last line. */
#define MINI_WARNS(text) \
	__attribute__((section(".data.expect"), used)) \
	static const char mini_warns[] = "warns: " text

/* Two of them must run at once, and both must end as expected. */
#define MINI_TWICE \
	__attribute__((section(".data.expect"), used)) \
	static const char mini_twice[] = "run: twice"

#ifdef MINI_RAW
#define MINI_INIT 0
#else
#define MINI_INIT 1
#endif
#define MINI(describe) \
	const int mini_wants_init = MINI_INIT; \
	const char mini_name[] = describe; \
	void mini(void)

extern void mini(void);
extern const int mini_wants_init;
extern const char mini_name[];

#define CHECK(condition) \
	do { \
		if (!(condition)) \
			mini_fail(__FILE__, __LINE__, #condition); \
	} while (0)

struct mini_frame {
	u32 edi, esi, ebp, unused_esp, ebx, edx, ecx, eax;
	u32 ds, es, fs, gs;
	u32 vector, error;
	u32 eip, cs, eflags, esp, ss;	/* the last two from ring 3 only */
};

/* What trap() saw; a handler may be set, it returns non-zero if it is done. */
extern volatile u32 mini_trapped;		/* traps since mini_clear() */
extern volatile struct mini_frame mini_last;	/* the last one */
extern int (*mini_handler)(struct mini_frame *frame);
/* Where to go on after a trap without handler; 0: the test fails. */
extern volatile u32 mini_resume;

extern struct lguest_data mini_data;
extern u64 mini_gdt[32];
extern u64 mini_idt[256];
extern u32 mini_tss[26];
extern u32 mini_boot_params;
extern char mini_end[], mini_stack_end[], mini_stubs[], mini_user_back[];
extern char mini_iret[], mini_iret_end[];

void *memset(void *to, int value, unsigned int len);
void *memcpy(void *to, const void *from, unsigned int len);
void mini_print(const char *text);
void mini_print_hex(u32 value);
void mini_fail(const char *file, int line, const char *what)
	__attribute__((noreturn));
void mini_shutdown(u32 how, const char *text) __attribute__((noreturn));
void mini_gate(u32 vector, void *handler, u32 dpl, u32 type);
u64 mini_segment(u32 base, u32 limit, u32 type);
void mini_gdt_load(void);
void mini_paging_on(void);
void mini_map(u32 va, u32 entry);
u32 *mini_pde(u32 va);
u32 *mini_pte(u32 va);
u32 *mini_directory(void);
void mini_init(void);
void *mini_page(void);
u32 mini_memory_end(void);
u64 mini_clock(void);
/* The number behind a word as "n=" of the kernel's arguments. */
u32 mini_argument(const char *name, u32 otherwise);

/*
 * Interrupt lines: with mini_handler = mini_count_irqs they are counted, and
 * traps that are none of them go the usual way.
 */
extern volatile u32 mini_irqs[LGUEST_IRQS];
int mini_count_irqs(struct mini_frame *frame);

/*
 * Ring 3.  mini_user() goes there by iret with the selectors and flags that
 * stand in mini_user_frame and comes back with the first trap, which is in
 * mini_last.  mini_run_user() copies code to a page at USER_CODE first and
 * returns the trap's vector; paging must be on.
 */
#define USER_CODE	0x00400000u
#define USER_STACK	0x00402000u
#define USER_DATA	0x00403000u
extern struct {
	u32 cs, eflags, ss, ds;
} mini_user_frame;
void mini_user(u32 eip, u32 esp);
u32 mini_run_user(const char *code, u32 len);

/*
 * Runs these instructions in ring 3; labels 7 and 8 are taken.  The result is
 * the vector that ended them: 0x80 if they all ran.
 */
#define USER(instructions) ({ \
	const char *from_, *to_; \
	asm volatile("jmp 8f\n7: " instructions "\nint $0x80\n" \
		     "8: movl $7b, %0; movl $8b, %1" \
		     : "=r" (from_), "=r" (to_)); \
	mini_run_user(from_, to_ - from_); })

static inline u32 hcall(u32 number, u32 edx, u32 ebx, u32 ecx)
{
	asm volatile("int %1" : "+a" (number)
		     : "i" (LGUEST_TRAP_ENTRY), "d" (edx), "b" (ebx), "c" (ecx)
		     : "memory");
	return number;
}

/*
 * Runs one instruction (or a few) that may trap and goes on behind it; the
 * result is how many traps it made.  Label 9 is taken.
 */
#define TRAPS(instructions, ...) ({ \
	mini_trapped = 0; \
	asm volatile("" : : : "memory"); \
	asm volatile("movl $9f, mini_resume\n" instructions "\n9:" \
		     __VA_ARGS__); \
	asm volatile("" : : : "memory"); \
	mini_resume = 0; \
	mini_trapped; })

/* One trap of this vector and error code, at the first instruction. */
#define TRAPPED(vector_, error_) \
	(mini_trapped == 1 && mini_last.vector == (vector_) && \
	 mini_last.error == (error_))

enum {
	DE = 0, DB = 1, BP = 3, OF = 4, BR = 5, UD = 6, NM = 7, TS = 10,
	NP = 11, SS = 12, GP = 13, PF = 14, MF = 16, XM = 19
};

/* Page table entries. */
#define P	0x001
#define W	0x002
#define U	0x004
#define A	0x020
#define D	0x040
#define PS	0x080
#define G	0x100

#define CR0_WP	0x10000u
#define CR0_TS	0x8u
#define CR4_TSD	0x4u
#define CR4_PSE	0x10u
#define CR4_PAE	0x20u
#define CR4_PGE	0x80u

static inline u32 read_flags(void)
{
	u32 flags;

	asm volatile("pushf; pop %0" : "=r" (flags));
	return flags;
}

/* The sti of the afterburner, byte for byte, and what may follow it. */
#define STI \
	"movl $0x200, %%ss:mini_data\n" \
	".byte 0x36, 0x83, 0x3d; .long mini_data + 4; .byte 0\n" \
	".byte 0x74, 5, 0x0f, 0x0b, 0x6c, 0x67, 0xfb\n"

static inline void irq_enable(void)
{
	asm volatile(STI : : : "memory", "cc");
}

static inline void irq_enable_and_halt(void)
{
	asm volatile(STI "hlt" : : : "memory", "cc");
}

static inline void irq_disable(void)
{
	*(volatile u32 *)&mini_data.irq_enabled = 0;
	asm volatile("" : : : "memory");
}

static inline u32 irq_pending(void)
{
	return *(volatile u32 *)&mini_data.irq_pending;
}

static inline u32 irq_flag(void)
{
	return *(volatile u32 *)&mini_data.irq_enabled;
}

#define CR(n) \
static inline u32 read_cr##n(void) \
{ \
	u32 v; \
	asm volatile("mov %%cr" #n ", %0" : "=r" (v)); \
	return v; \
} \
static inline void write_cr##n(u32 v) \
{ \
	asm volatile("mov %0, %%cr" #n : : "r" (v) : "memory"); \
}
CR(0)
CR(2)
CR(3)
CR(4)
#undef CR

static inline void invlpg(u32 va)
{
	asm volatile("invlpg (%0)" : : "r" (va) : "memory");
}

/* Through a pointer that the compiler knows nothing about. */
static inline u32 peek(u32 va)
{
	u32 v;

	asm volatile("mov (%1), %0" : "=r" (v) : "r" (va) : "memory");
	return v;
}

static inline void poke(u32 va, u32 v)
{
	asm volatile("mov %1, (%0)" : : "r" (va), "r" (v) : "memory");
}

#endif /* MODULE_TEST_MINI_MINI_H */
