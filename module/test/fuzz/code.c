// SPDX-License-Identifier: GPL-2.0
/* Random descriptors, gates, instructions and frames. */
#include "fuzz.h"

struct table {
	u16 limit;
	u32 base;
} __attribute__((packed));

static void load_one(u32 what)
{
	u32 selector = some_selector();
	struct {
		u32 offset;
		u16 selector;
	} __attribute__((packed)) far = { some_value(), selector };

	if (one_in(2))
		far.offset = (u32)mini_stubs + below(256) * 16;
	switch (what % 10) {
	case 0:
		asm volatile("mov %0, %%ds" : : "r" (selector));
		break;
	case 1:
		asm volatile("mov %0, %%es" : : "r" (selector));
		break;
	case 2:
		asm volatile("mov %0, %%fs" : : "r" (selector));
		break;
	case 3:
		asm volatile("mov %0, %%gs; mov %%gs:4, %%eax"
			     : : "r" (selector) : "eax");
		break;
	case 4:
		asm volatile("mov %0, %%ss; push %%eax; pop %%eax"
			     : : "r" (selector) : "eax", "memory");
		break;
	case 5:
		asm volatile("lldt %w0" : : "r" (selector));
		break;
	case 6:
		asm volatile("ltr %w0" : : "r" (selector));
		break;
	case 7:
		asm volatile("lcall *%0" : : "m" (far) : "memory");
		break;
	case 8:
		asm volatile("ljmp *%0" : : "m" (far) : "memory");
		break;
	default:
		asm volatile("lar %1, %0; lsl %1, %0; verr %w1; verw %w1"
			     : "+r" (far.offset) : "r" (selector) : "cc");
	}
}

/* In ring 3: load what was chosen into each segment register in turn. */
static void load_user(u32 selector)
{
	u8 *code = play_page(PLAY_USER);
	u32 n = 0, i;

	code[n++] = 0xb8;		/* mov $selector, %eax */
	memcpy(code + n, &selector, 4);
	n += 4;
	for (i = 0; i < 3; i++) {	/* mov %eax, a segment register */
		code[n++] = 0x8e;
		code[n++] = 0xc0 | below(6) << 3;
	}
	code[n++] = 0xcd;
	code[n++] = 0x80;
	if (one_in(4))
		mini_user_frame.cs = some_selector();
	if (one_in(4))
		mini_user_frame.ss = some_selector();
	if (one_in(4))
		mini_user_frame.ds = some_selector();
	mini_user(USER_CODE, USER_STACK);
}

static void map_user(void)
{
	mini_map(USER_CODE, pa(play_page(PLAY_USER)) | P | W | U);
	mini_map(USER_STACK - PAGE_SIZE,
		 pa(play_page(PLAY_USER + 1)) | P | W | U);
	mini_map(USER_DATA, pa(play_page(PLAY_USER + 2)) | P | W | U);
}

void fuzz_segments(void)
{
	u64 *ldt = play_page(PLAY_LDT);
	u32 n = below(10), i, slot;

	map_user();
	for (i = 0; i < 16; i++)
		ldt[i] = one_in(2) ? some_descriptor() : ldt[i];
	mini_gdt[17] = mini_segment((u32)ldt, 16 * 8 - 1, 0x82) &
		       ~(0xfull << 52);
	while (n--) {
		slot = below(32);
		/* Without these two the guest can do nothing more. */
		if (slot != 12 && slot != 13)
			mini_gdt[slot] = some_descriptor();
	}
	if (one_in(2)) {
		struct table table = {
			.limit = wild(2) ? some_value() : 17 * 8 + below(128),
			.base = (u32)mini_gdt,
		};

		if (wild(16))
			table.base = some_value();
		asm volatile("lgdt %0" : : "m" (table));
	} else {
		hcall(LHCALL_LOAD_GDT, (u32)mini_gdt, 17 + below(16), 0);
	}
	if (one_in(2))
		asm volatile("lldt %w0" : : "r" (17 * 8));
	for (n = 1 + below(6); n; n--) {
		if (one_in(3))
			fuzz_try(load_user, some_selector());
		else
			fuzz_try(load_one, below(10));
		if (one_in(4))
			mini_gdt[17 + below(15)] = some_descriptor();
	}
}

static void interrupt(u32 vector)
{
	u8 *code = play_page(PLAY_USER);

	code[0] = 0xcd;
	code[1] = vector;
	code[2] = 0xc3;
	code[3] = 0x0f;
	code[4] = 0x0b;
	if (one_in(2))
		asm volatile("call *%0" : : "r" (code) : "memory");
	else
		mini_user(USER_CODE, USER_STACK);
}

void fuzz_gates(void)
{
	struct table table = { sizeof(mini_idt) - 1, (u32)mini_idt };
	u32 n = 1 + below(8), vector = 0;

	map_user();
	while (n--) {
		u64 *gate;

		vector = one_in(2) ? below(256) : 0x80;
		gate = &mini_idt[vector];
		if (one_in(4))
			*gate ^= 1ull << below(64);
		else if (one_in(8))
			*gate = some_descriptor();
		else
			mini_gate(vector, mini_stubs + vector * 16, below(4),
				  0xe + below(2));
	}
	if (wild(4))
		table.limit = some_value();
	if (wild(16))
		table.base = some_value();
	if (wild(4))
		mini_tss[1] = some_value();
	if (wild(4))
		mini_tss[2] = some_selector();
	asm volatile("lidt %0" : : "m" (table));
	for (n = 1 + below(4); n; n--)
		fuzz_try(interrupt, one_in(2) ? vector : below(256));
}

static void run_kernel(u32 eip)
{
	u32 registers[8], i;

	for (i = 0; i < 8; i++)
		registers[i] = some_value();
	fuzz_jump(registers, eip, wild(2) ? some_value() :
		  (u32)play_page(PLAY_STACK + 2) - 64);
}

/* At a random place of a page, often at its end, so that one goes over it. */
static u32 write_code(u32 first)
{
	u8 *page = play_page(first);
	u32 at = one_in(4) ? PAGE_SIZE - 1 - below(24) : below(64) * 16, i;

	for (i = at; i < at + 128; i++)
		page[i] = i & 1 ? 0x0b : 0x0f;	/* ud2, mostly */
	some_code(page + at, 64);
	return at;
}

void fuzz_kernel_code(void)
{
	u32 at = write_code(PLAY_CODE), n = 1 + below(3);

	some_bytes(play_page(PLAY_STACK + 2) - 64, 64);
	while (n--)
		fuzz_try(run_kernel, (u32)play_page(PLAY_CODE) + at);
}

static void run_user(u32 eip)
{
	if (one_in(8))
		mini_user_frame.eflags = rnd() & 0x7ffd7 & ~0x20000u;
	if (one_in(32))
		mini_user_frame.cs = some_selector();
	if (one_in(32))
		mini_user_frame.ss = some_selector();
	mini_user(eip, USER_STACK - below(64));
}

void fuzz_user_code(void)
{
	u32 at, n = 1 + below(3);

	map_user();
	at = write_code(PLAY_USER);
	while (n--)
		fuzz_try(run_user, USER_CODE + at);
}

static void try_iret(u32 how)
{
	u32 frame[5] = {
		one_in(2) ? USER_CODE : some_value(),
		one_in(2) ? 0x73 : some_selector(),
		one_in(2) ? 0x202 : rnd() & ~(wild(2) ? 0 : 0x20000u),
		one_in(2) ? USER_STACK : some_value(),
		one_in(2) ? 0x7b : some_selector(),
	};

	if (one_in(4)) {
		frame[0] = (u32)mini_stubs + below(256) * 16;
		frame[1] = 0x60 | below(4);
	}
	if (how)
		fuzz_native_iret(frame);
	fuzz_prefixed_iret(frame);
}

void fuzz_iret(void)
{
	u32 n = 1 + below(4);

	map_user();
	write_code(PLAY_USER);
	while (n--) {
		if (one_in(4))
			mini_gdt[below(4) + 17] = some_descriptor();
		fuzz_try(try_iret, below(2));
	}
}
