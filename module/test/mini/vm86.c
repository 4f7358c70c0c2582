// SPDX-License-Identifier: GPL-2.0
/*
 * An iret with VM set, which a CPU ignores in ring 1 and qemu's does not: the
 * host ends the guest, by its frame's null cs or when it is in vm86 mode.
 */
#include "mini.h"

MINI_EXPECT("killed: vm86 mode");

MINI("goes to vm86 mode")
{
	asm volatile("push $0; push $0; push $0; push $0; push $0\n"
		     "push $0x1000; push $0x23202; push $0; push $8f\n"
		     "8: iret" : : : "memory");
}
