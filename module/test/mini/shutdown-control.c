// SPDX-License-Identifier: GPL-2.0
/* What a guest says is printable by the time we see it. */
#include "mini.h"

MINI_EXPECT("panicked: .[2J.a.b..c");

MINI("crashes with control characters")
{
	mini_shutdown(LGUEST_SHUTDOWN_CRASH, "\033[2J\na\tb\x7f\xff" "c");
}
