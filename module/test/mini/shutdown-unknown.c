// SPDX-License-Identifier: GPL-2.0
/* A kind of shutdown that nobody has. */
#include "mini.h"

MINI_EXPECT("killed: SHUTDOWN of unknown kind 0x3");

MINI("ends in an unknown way")
{
	mini_shutdown(3, "");
}
