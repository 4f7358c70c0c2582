// SPDX-License-Identifier: GPL-2.0
/* LOAD_GDT, LOAD_TLS, LOAD_IDT_ENTRY, SET_STACK and TS, and undoing them. */
#include "mini.h"

MINI_EXPECT("powered off");

static u64 small[32];
static char stack[4096] __attribute__((aligned(16)));

static u32 gs_of(u32 selector)
{
	u32 value;

	asm volatile("mov %1, %%gs; mov %%gs:0, %0"
		     : "=r" (value) : "r" (selector));
	return value;
}

static void set_idt(u32 limit)
{
	struct {
		u16 limit;
		u32 base;
	} __attribute__((packed)) table = { limit, (u32)mini_idt };

	asm volatile("lidt %0" : : "m" (table));
}

MINI("announces descriptors")
{
	static u32 words[2] = { 0x11, 0x22 };
	static u64 tls[3];
	u32 vector, esp;

	mini_paging_on();

	memcpy(small, mini_gdt, sizeof(small));
	small[20] = mini_segment((u32)words, 0xfff, 0xf2);
	hcall(LHCALL_LOAD_GDT, (u32)small, 32, 0);
	CHECK(gs_of(20 * 8 + 3) == 0x11);
	asm volatile("mov %0, %%gs" : : "r" (0));
	hcall(LHCALL_LOAD_GDT, (u32)small, 20, 0);
	CHECK(TRAPS("mov %0, %%gs", : : "r" (20 * 8 + 3)));
	CHECK(TRAPPED(GP, 20 * 8));
	hcall(LHCALL_LOAD_GDT, (u32)small, 32, 0);

	tls[1] = mini_segment((u32)&words[1], 0xfff, 0xf2);
	hcall(LHCALL_LOAD_TLS, pa(tls), 0, 0);
	CHECK(small[7] == tls[1] && gs_of(7 * 8 + 3) == 0x22);
	tls[1] = mini_segment((u32)&words[0], 0xfff, 0xf2);
	hcall(LHCALL_LOAD_TLS, pa(tls), 0, 0);
	CHECK(gs_of(7 * 8 + 3) == 0x11);
	asm volatile("mov %0, %%gs" : : "r" (0));

	/* No gate is in memory any more, and the ones announced work. */
	for (vector = 0; vector < 256; vector++)
		hcall(LHCALL_LOAD_IDT_ENTRY, vector, mini_idt[vector],
		      mini_idt[vector] >> 32);
	memset(mini_idt, 0, sizeof(mini_idt));
	CHECK(TRAPS("ud2") && TRAPPED(UD, 0));
	CHECK(USER("ud2") == UD);
	for (vector = 0; vector < 256; vector++)
		mini_gate(vector, mini_stubs + vector * 16,
			  vector == 0x80 ? 3 : 0, 0xe);
	set_idt(sizeof(mini_idt) - 1);
	mini_gate(UD, mini_stubs + BR * 16, 0, 0xe);
	CHECK(TRAPS("ud2") && TRAPPED(BR, 0));

	esp = (u32)stack + sizeof(stack);
	hcall(LHCALL_SET_STACK, 0x69, esp, 2);
	mini_tss[1] = 0;
	CHECK(USER("nop") == 0x80);
	CHECK(*((u32 *)esp - 1) == 0x7b && *((u32 *)esp - 2) == USER_STACK);
	write_cr3(read_cr3());
	CHECK(USER("nop") == 0x80);

	hcall(LHCALL_TS, 1, 0, 0);
	CHECK(read_cr0() & CR0_TS);
	CHECK(TRAPS("fninit") && TRAPPED(NM, 0));
	hcall(LHCALL_TS, 0, 0, 0);
	CHECK(!TRAPS("fninit"));
}
