// SPDX-License-Identifier: GPL-2.0
/* A crash and its text reach the launcher. */
#include "mini.h"

MINI_EXPECT("panicked: the sky falls (42%s%n)");

MINI("crashes with a text")
{
	mini_shutdown(LGUEST_SHUTDOWN_CRASH, "the sky falls (42%s%n)");
}
