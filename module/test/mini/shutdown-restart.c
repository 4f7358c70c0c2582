// SPDX-License-Identifier: GPL-2.0
/* A restart is told apart from the other ends. */
#include "mini.h"

MINI_EXPECT("asked for a restart");

MINI("asks for a restart")
{
	mini_shutdown(LGUEST_SHUTDOWN_RESTART, "again");
}
