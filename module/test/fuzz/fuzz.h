/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guest that fuzzes its host: what its files share.
 *
 * It lives in 4 MiB at PAGE_OFFSET.  The program and mini.c's tables are below
 * PLAY; above is the playground: tables, code, lists and stacks that are filled
 * at random.  An iteration is one thing done with random content; traps it
 * makes come back to the loop by fuzz_try().
 */
#ifndef MODULE_TEST_FUZZ_FUZZ_H
#define MODULE_TEST_FUZZ_FUZZ_H

#define MINI_RAW
#include "../mini/mini.h"

#define RAM		0x400000u
#define PLAY		0x200000u	/* physical */
#define PLAY_PAGES	((RAM - PLAY) / PAGE_SIZE)
#define KERNEL_SLOT	(PAGE_OFFSET >> 22)
/* Where ring 3 and play tables are, in virtual space. */
#define LOW_END		0x1000000u

/* Pages of the playground that have a purpose; the others are just memory. */
enum {
	PLAY_DIR,		/* page directory */
	PLAY_TABLES,		/* eight of its tables */
	PLAY_PDPT = PLAY_TABLES + 8,
	PLAY_PAE_KERNEL,
	PLAY_PAE_DIR,
	PLAY_GDT,
	PLAY_LDT,
	PLAY_IDT,
	PLAY_TSS,
	PLAY_LISTS,		/* DMA */
	PLAY_CODE,
	PLAY_CODE2,		/* what follows it */
	PLAY_STACK,		/* two pages */
	PLAY_USER = PLAY_STACK + 2,	/* ring 3's code, data and stack */
	PLAY_FREE = PLAY_USER + 3,
};

/* The page's address in the guest kernel's own mapping. */
static inline void *play_page(u32 n)
{
	return (void *)(PAGE_OFFSET + PLAY + n * PAGE_SIZE);
}

/* random.c: the same numbers for the same seed and iteration. */
void random_start(u32 seed, u32 iteration);
u32 rnd(void);
u32 below(u32 n);
int one_in(u32 n);
int wild(u32 n);			/* one in n, and rare in most iterations */
u32 some_value(void);		/* any word, near to something or wild */
u32 some_frame(void);		/* a page frame number, mostly good */
u32 some_entry(void);		/* a page table entry */
u32 some_selector(void);
u64 some_descriptor(void);
void some_bytes(void *to, u32 len);
u32 some_code(u8 *to, u32 room);	/* instructions; the length */

/* asm.S */
int fuzz_try(void (*what)(u32), u32 argument);	/* 1: it was left by a trap */
void fuzz_jump(const u32 *registers, u32 eip, u32 esp) __attribute__((noreturn));
void fuzz_native_iret(const u32 *frame) __attribute__((noreturn));
void fuzz_prefixed_iret(const u32 *frame) __attribute__((noreturn));
extern u32 fuzz_esp;
extern char fuzz_back[];

/* One iteration each. */
void fuzz_calls(void);
void fuzz_ring(void);
void fuzz_dma(void);
void fuzz_interrupts(void);
void fuzz_pages(void);
void fuzz_pae(void);
void fuzz_segments(void);
void fuzz_gates(void);
void fuzz_kernel_code(void);
void fuzz_user_code(void);
void fuzz_iret(void);

extern struct lguest_ring fuzz_ring_page;

#endif /* MODULE_TEST_FUZZ_FUZZ_H */
