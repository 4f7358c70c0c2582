/* SPDX-License-Identifier: GPL-2.0 */
/*
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
#ifndef _MINI_H
#define _MINI_H

#include "../../module/include/lguest.h"

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;

#define PAGE_OFFSET	0xc0000000u
#define PAGE_SIZE	4096u
#define pa(p)		((u32)(p) - PAGE_OFFSET)

/* In a section that suites/mini/run reads: "powered off" or "killed: ...". */
#define MINI_EXPECT(text) \
	__attribute__((section(".data.expect"), used)) \
	static const char mini_expect[] = "expect: " text

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

void mini_print(const char *text);
void mini_print_hex(u32 value);
void mini_fail(const char *file, int line, const char *what)
	__attribute__((noreturn));
void mini_shutdown(u32 how, const char *text) __attribute__((noreturn));
void mini_gate(u32 vector, void *handler, u32 dpl, u32 type);
void mini_paging_on(void);
void mini_map(u32 va, u32 entry);
u32 *mini_pte(u32 va);
void mini_user(u32 eip, u32 esp);
void mini_init(void);
void *mini_page(void);

static inline u32 hcall(u32 number, u32 edx, u32 ebx, u32 ecx)
{
	asm volatile("int %1" : "+a" (number)
		     : "i" (LGUEST_TRAP_ENTRY), "d" (edx), "b" (ebx), "c" (ecx)
		     : "memory");
	return number;
}

/*
 * Runs one instruction (or a few) that may trap and goes on behind it; the
 * result is how many traps it made.
 */
#define TRAPS(instructions, ...) ({ \
	mini_trapped = 0; \
	asm volatile("movl $9f, mini_resume\n" instructions "\n9:" \
		     __VA_ARGS__); \
	mini_resume = 0; \
	mini_trapped; })

static inline u32 read_flags(void)
{
	u32 flags;

	asm volatile("pushf; pop %0" : "=r" (flags));
	return flags;
}

static inline void irq_enable(void)
{
	mini_data.irq_enabled = LGUEST_IF;
	asm volatile("" : : : "memory");
	if (*(volatile u32 *)&mini_data.irq_pending)
		asm volatile("ud2; .byte 0x6c, 0x67, 0xfb" : : : "memory");
}

static inline void irq_disable(void)
{
	*(volatile u32 *)&mini_data.irq_enabled = 0;
}

static inline u32 read_cr3(void)
{
	u32 v;

	asm volatile("mov %%cr3, %0" : "=r" (v));
	return v;
}

static inline void write_cr3(u32 v)
{
	asm volatile("mov %0, %%cr3" : : "r" (v) : "memory");
}

static inline void invlpg(u32 va)
{
	asm volatile("invlpg (%0)" : : "r" (va) : "memory");
}

#endif /* _MINI_H */
