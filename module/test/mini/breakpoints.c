// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoints of the guest: on instructions and data, in both rings, also where
 * the host has to step in, and none where it is itself.
 */
#include "mini.h"

MINI_EXPECT("powered off");

#define EXECUTE	0u
#define WRITE	1u
#define PORT	2u
#define ACCESS	3u

#define RF	0x10000u

static u32 watched[1024] __attribute__((aligned(4096)));

static void set(u32 n, u32 address, u32 type, u32 len)
{
	u32 dr7;

	switch (n) {
	case 0:
		asm volatile("mov %0, %%dr0" : : "r" (address));
		break;
	case 1:
		asm volatile("mov %0, %%dr1" : : "r" (address));
		break;
	case 2:
		asm volatile("mov %0, %%dr2" : : "r" (address));
		break;
	case 3:
		asm volatile("mov %0, %%dr3" : : "r" (address));
		break;
	}
	asm volatile("mov %%dr7, %0" : "=r" (dr7));
	dr7 &= ~(0xfu << (16 + 4 * n));
	dr7 |= 2u << 2 * n | (type | (len - 1) << 2) << (16 + 4 * n);
	asm volatile("mov %0, %%dr7" : : "r" (dr7));
}

static void clear(void)
{
	asm volatile("mov %0, %%dr7" : : "r" (0x400));
}

static u32 status(void)
{
	u32 dr6;

	asm volatile("mov %%dr6, %0" : "=r" (dr6));
	asm volatile("mov %0, %%dr6" : : "r" (0xffff0ff0));
	return dr6 ^ 0xffff0ff0;
}

/* Steps over a breakpoint as kernels do; counts them, and where they were. */
static volatile u32 hits, hit_at[8], hit_by[8];

static int count_hits(struct mini_frame *frame)
{
	if (frame->vector != DB)
		return 0;
	if (hits < 8) {
		hit_at[hits] = frame->eip;
		hit_by[hits] = status();
	}
	hits++;
	frame->eflags |= RF;
	return 1;
}

static void data(void)
{
	u32 p = (u32)watched;

	set(1, p + 4, WRITE, 4);
	CHECK(TRAPS("movl $5, watched + 4; nop") == 1 && TRAPPED(DB, 0));
	CHECK(status() == 2 && watched[1] == 5);
	CHECK(TRAPS("movb $6, watched + 7") == 1 && status() == 2);
	CHECK(TRAPS("movl $5, watched; movl $5, watched + 8") == 0);
	CHECK(TRAPS("movl watched + 4, %%eax", : : : "eax") == 0);
	set(1, p + 4, ACCESS, 2);
	CHECK(TRAPS("movw watched + 4, %%ax", : : : "eax") == 1);
	CHECK(status() == 2);
	CHECK(TRAPS("movw watched + 6, %%ax", : : : "eax") == 0);
	/* Two at once: a CPU notes both, qemu's the first. */
	set(3, p + 5, WRITE, 1);
	CHECK(TRAPS("movl $5, watched + 4") == 1 && (status() & 0xa));
	clear();
	CHECK(TRAPS("movl $5, watched + 4") == 0 && status() == 0);
}

extern char here[], there[], emulated[], behind[], faults[];

static void __attribute__((noinline)) pass(void)
{
	asm volatile("here: nop; nop; there: nop");
}

/* A fault: it comes before the instruction, RF in the frame passes it. */
static void code(void)
{
	u32 unmapped = (u32)watched;

	hits = 0;
	set(0, (u32)here, EXECUTE, 1);
	set(1, (u32)there, EXECUTE, 1);
	pass();
	CHECK(hits == 2 && hit_at[0] == (u32)here && hit_by[0] == 1);
	CHECK(hit_at[1] == (u32)there && hit_by[1] == 2);
	clear();

	/* What a register held before is not met any more. */
	hits = 0;
	asm volatile("mov %0, %%dr1" : : "r" (0));
	set(2, (u32)there, EXECUTE, 1);
	pass();
	CHECK(hits == 1 && hit_by[0] == 4);
	clear();

	/* The host does these: RF must not be left to the next one. */
	hits = 0;
	set(0, (u32)emulated, EXECUTE, 1);
	set(2, (u32)behind, EXECUTE, 1);
	asm volatile("emulated: mov %%cr0, %%eax; behind: nop" : : : "eax");
	CHECK(hits == 2 && hit_at[0] == (u32)emulated && hit_by[0] == 1);
	CHECK(hit_at[1] == (u32)behind && hit_by[1] == 4);
	clear();

	/* Once, though the host lets it run again to fill its tables. */
	hits = 0;
	invlpg(unmapped);
	set(0, (u32)faults, EXECUTE, 1);
	asm volatile("faults: movl %0, %%eax" : : "m" (watched[0]) : "eax");
	CHECK(hits == 1 && hit_at[0] == (u32)faults);
	clear();
}

static void user(void)
{
	set(2, USER_CODE + 1, EXECUTE, 1);
	CHECK(USER("nop; nop; nop") == DB && TRAPPED(DB, 0) && status() == 4);
	CHECK(mini_last.eip == USER_CODE + 1 && (mini_last.cs & 3) == 3);
	mini_user_frame.eflags |= RF;
	mini_user(USER_CODE + 1, USER_STACK);
	CHECK(mini_last.vector == 0x80);
	mini_user_frame.eflags &= ~RF;
	clear();
	set(2, USER_DATA, WRITE, 4);
	CHECK(USER("movl $1, 0x403000; nop") == DB && status() == 4);
	clear();
	CHECK(USER("movl $1, 0x403000; nop") == 0x80 && status() == 0);
}

static void none(void)
{
	u32 n, eax;

	/* The switcher's pages, from the first to the last byte. */
	for (n = 0; n < 4; n++)
		set(n, 0xffc00000u - (n == 3), n == 1 ? EXECUTE : ACCESS,
		    n == 1 ? 1 : 4);
	hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	for (n = 0; n < 4; n++)
		set(n, 0xffffffffu, n & 1 ? EXECUTE : ACCESS, n & 1 ? 1 : 4);
	hcall(LHCALL_FLUSH_ASYNC, 0, 0, 0);
	clear();
	write_cr4(read_cr4() | 8);
	set(0, 0x80, PORT, 1);
	asm volatile("in $0x80, %%al" : "=a" (eax));
	clear();
	CHECK(status() == 0 && !mini_trapped);
}

MINI("breaks on instructions and data")
{
	mini_paging_on();
	watched[0] = 1;
	data();
	mini_handler = count_hits;
	code();
	mini_handler = 0;
	user();
	mini_trapped = 0;
	none();
}
