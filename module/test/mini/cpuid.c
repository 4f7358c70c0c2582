// SPDX-License-Identifier: GPL-2.0
/* The afterburner's cpuid shows the guest CPU. */
#include "mini.h"

MINI_EXPECT("powered off");

static u32 cpuid(u32 leaf, u32 *a, u32 *b, u32 *c, u32 *d)
{
	asm volatile("ud2; .byte 0x6c, 0x67; cpuid"
		     : "=a" (*a), "=b" (*b), "=c" (*c), "=d" (*d)
		     : "a" (leaf), "c" (0));
	return *a;
}

MINI("asks cpuid")
{
	u32 a, b, c, d;

	CHECK(cpuid(0, &a, &b, &c, &d) >= 1);
	CHECK(b == 0x6575674c && d == 0x69567473 && c == 0x50437472);
	cpuid(1, &a, &b, &c, &d);
	CHECK(c & 1u << 31);			/* hypervisor */
	CHECK(d & 1 << 13 && d & 1 << 3);	/* PGE, PSE */
	CHECK(d & 1 && d & 1 << 24);		/* FPU, FXSR */
	CHECK(!(d & 1 << 9) && !(d & 1 << 11));	/* APIC, SEP */
	CHECK(!(d & 1 << 7) && !(d & 1 << 12));	/* MCE, MTRR */
	CHECK(!(c & 1 << 26) && !(c & 1 << 27));/* XSAVE, OSXSAVE */
	CHECK(!(c & 1 << 17) && !(c & 1 << 21));/* PCID, x2APIC */
	CHECK(!(b >> 24));
	/* SMEP, SMAP and all other structured features. */
	cpuid(7, &a, &b, &c, &d);
	CHECK(!a && !b && !c && !d);
	cpuid(0x40000000, &a, &b, &c, &d);
	CHECK(!a && !b && !c && !d);
}
