// SPDX-License-Identifier: GPL-2.0
/*
 * Segments whose L bit makes 64-bit code of them on an x86_64 host: wherever one
 * comes from, the code in it is 32 bits wide.
 */
#include "mini.h"

MINI_EXPECT("powered off");

#define BIT_LONG	(1ULL << 53)
#define BIT_BIG		(1ULL << 54)

/*
 * Two decrements and a far return; the first is a prefix of the second in 64-bit
 * code, so that eax says in which it ran.
 */
#define CODE		"\x31\xc0\x48\xff\xc8\xcb"
#define IN_32_BITS	((u32)-2)

asm("long_target: xor %eax, %eax; .byte 0x48, 0xff, 0xc8; lret");
extern char long_target[];

static struct {
	u32 offset;
	u16 segment;
} __attribute__((packed)) far;

static u64 ldt[4] __attribute__((aligned(8)));

static u32 call(u32 selector)
{
	u32 eax;

	far.offset = (u32)long_target;
	far.segment = selector;
	asm volatile("lcall *%1" : "=a" (eax) : "m" (far) : "memory", "cc");
	return eax;
}

static u64 code(u32 dpl, int big)
{
	return (mini_segment(0, 0xffffffff, 0x9b | dpl << 5) | BIT_LONG) &
	       ~(big ? 0 : BIT_BIG);
}

/* A copy for ring 3, and into each kind of table. */
static void user_segments(void)
{
	u8 *page = (u8 *)(*mini_pte(USER_CODE) & ~0xfff) + PAGE_OFFSET;

	memcpy(page + 0x100, CODE, sizeof(CODE));
	mini_gdt[19] = code(3, 1);
	mini_gdt[6] = code(3, 1);	/* a TLS slot */
	ldt[1] = code(3, 1);
	mini_gdt[20] = mini_segment((u32)ldt, sizeof(ldt) - 1, 0x82);
	asm volatile("lldt %w0" : : "r" (0xa0));
	CHECK(USER("lcall $0x9b, $0x400100") == 0x80);
	CHECK(mini_last.eax == IN_32_BITS);
	CHECK(USER("lcall $0x0f, $0x400100") == 0x80);
	CHECK(mini_last.eax == IN_32_BITS);
	/* Code in a TLS slot: the host reads it anew on each load. */
	if (USER("lcall $0x33, $0x400100") == 0x80)
		CHECK(mini_last.eax == IN_32_BITS);
	/* Changed in the table after it was read. */
	ldt[2] = code(3, 1);
	CHECK(USER("lcall $0x17, $0x400100") == 0x80);
	CHECK(mini_last.eax == IN_32_BITS);
}

MINI("makes 64-bit code segments")
{
	u32 dpl;

	mini_paging_on();
	USER("nop");
	for (dpl = 0; dpl < 2; dpl++) {
		mini_gdt[18] = code(dpl, 1);
		mini_gdt_load();
		CHECK(call(0x91) == IN_32_BITS);
		CHECK(mini_gdt[18] & BIT_LONG);	/* the guest's own stays */
	}
	user_segments();
	/* Without the bit for 32 it is 16-bit code, where 0x48 is "dec ax". */
	mini_gdt[19] = code(3, 0);
	mini_gdt_load();
	CHECK(USER("xor %%eax, %%eax; lcall $0x9b, $0x400102") == 0x80 ||
	      mini_trapped);
	CHECK(mini_last.eax != (u32)-1);
}
