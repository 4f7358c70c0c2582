// SPDX-License-Identifier: GPL-2.0
#include "mini.h"

MINI_EXPECT("powered off");

MINI("enters, makes a hypercall and powers off")
{
	CHECK(hcall(LHCALL_FLUSH_ASYNC, 1, 2, 3) == LHCALL_FLUSH_ASYNC);
	mini_print("null: here\n");
}
