// SPDX-License-Identifier: GPL-2.0
/*
 * G50: vm86 mode without interrupts, for ever: v=0 from ring 1, v=1 from ring
 * 3.  Only an emulator's iret leads there, and only an NMI leads out.
 */
#include "hostile.h"

EXPECT(0, "killed: vm86 mode");
EXPECT(1, "killed: vm86 mode|powered off");

#define CODE	0x1000u		/* jmp to itself */
#define FLAGS	"0x23002"	/* VM, IOPL 3, not IF */

MINI("spins in vm86 mode")
{
	u8 *code = mini_page();

	mini_paging_on();
	code[0] = 0xeb;
	code[1] = 0xfe;
	mini_map(CODE, pa(code) | P | W | U);
	peek(CODE);	/* a fault would lead out, too */
	if (variant() == 0)
		asm volatile("push $0; push $0; push $0; push $0; push $0\n"
			     "push $0x1000; push $" FLAGS "; push $0\n"
			     "push $0x1000; iret" : : : "memory");
	/* A CPU has null in cs there, and says so. */
	CHECK(USER("push $0; push $0; push $0; push $0; push $0\n"
		   "push $0x1000; push $" FLAGS "; push $0\n"
		   "push $0x1000; iret") == GP);
}
