// SPDX-License-Identifier: GPL-2.0
/* in reads all ones, out goes nowhere; each width and form. */
#include "mini.h"

MINI_EXPECT("powered off");

MINI("uses ports")
{
	u32 v = 0x12345600;

	asm volatile("inb $0x60, %%al" : "+a" (v));
	CHECK(v == 0x123456ff);
	v = 0x12345600;
	asm volatile("inb %%dx, %%al" : "+a" (v) : "d" (0x3f8));
	CHECK(v == 0x123456ff);
	v = 0x12340000;
	asm volatile("inw $0x60, %%ax" : "+a" (v));
	CHECK(v == 0x1234ffff);
	v = 0x12340000;
	asm volatile("inw %%dx, %%ax" : "+a" (v) : "d" (0x3f8));
	CHECK(v == 0x1234ffff);
	v = 0;
	asm volatile("inl $0x60, %%eax" : "+a" (v));
	CHECK(v == 0xffffffff);
	v = 0;
	asm volatile("inl %%dx, %%eax" : "+a" (v) : "d" (0xcfc));
	CHECK(v == 0xffffffff);
	v = 0x1234;
	asm volatile("outb %%al, $0x80; outw %%ax, $0x80; outl %%eax, $0x80\n"
		     "outb %%al, %%dx; outw %%ax, %%dx; outl %%eax, %%dx"
		     : "+a" (v) : "d" (0xcf9));
	CHECK(v == 0x1234);
}
