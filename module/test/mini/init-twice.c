// SPDX-License-Identifier: GPL-2.0
/* LGUEST_INIT is for once. */
#include "mini.h"

MINI_EXPECT("killed: LGUEST_INIT a second time");

MINI("initialises twice")
{
	mini_init();
}
