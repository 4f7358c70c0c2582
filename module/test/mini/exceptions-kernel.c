// SPDX-License-Identifier: GPL-2.0
/* Exceptions of ring 1: which eip, and which flags. */
#include "mini.h"

MINI_EXPECT("powered off");

/* The eip that the last trap saw, from the start of the instructions. */
static u32 start_of;
#define AT(offset) (mini_last.eip == start_of + (offset))
#define TRY(instructions, ...) \
	TRAPS("movl $5f, %[at]\n5: " instructions, __VA_ARGS__)
#define OUT [at] "=m" (start_of)

static int end_step(struct mini_frame *frame)
{
	frame->eflags &= ~0x100;
	return 0;
}

MINI("causes exceptions in ring 1")
{
	static const int bounds[2] = { 3, 7 };

	CHECK(TRY("div %1", : OUT : "r" (0), "a" (1), "d" (0)) == 1);
	CHECK(TRAPPED(DE, 0) && AT(0) && mini_last.cs == 0x60);
	CHECK(TRY("div %1", : OUT : "r" (1), "a" (1), "d" (1)) == 1);
	CHECK(TRAPPED(DE, 0) && AT(0));
	CHECK(TRY("int3", : OUT) == 1 && TRAPPED(BP, 0) && AT(1));
	CHECK(TRY(".byte 0xcd, 3", : OUT) == 1 && TRAPPED(BP, 0) && AT(2));
	CHECK(TRY("mov $0x7fffffff, %%eax; inc %%eax; into", : OUT : : "eax",
		  "cc") == 1);
	CHECK(TRAPPED(OF, 0) && AT(7) && (mini_last.eflags & 0x800));
	CHECK(TRY("xor %%eax, %%eax; into", : OUT : : "eax", "cc") == 0);
	CHECK(TRY("bound %1, %2", : OUT : "r" (8), "m" (bounds)) == 1);
	CHECK(TRAPPED(BR, 0) && AT(0));
	CHECK(TRY("bound %1, %2", : OUT : "r" (7), "m" (bounds)) == 0);
	CHECK(TRY("ud2", : OUT) == 1 && TRAPPED(UD, 0) && AT(0));
	CHECK(TRY("int $0x45", : OUT) == 1 && TRAPPED(0x45, 0) && AT(2));
	CHECK(TRY("int $0x20", : OUT) == 1 && TRAPPED(0x20, 0) && AT(2));
	/* A single step: behind the instruction after the popf. */
	mini_handler = end_step;
	CHECK(TRY("pushf; orl $0x100, (%%esp); popf; nop; nop", : OUT) == 1);
	CHECK(TRAPPED(DB, 0) && AT(1 + 7 + 1 + 1));
	CHECK(mini_last.eflags & 0x100);
	CHECK(!(read_flags() & 0x100));
	/* A gate that is not there: the fault names it. */
	mini_idt[0x46] = 0;
	CHECK(TRY("int $0x46", : OUT) == 1 && TRAPPED(GP, 0x46 * 8 + 2));
	CHECK(AT(0));
}
