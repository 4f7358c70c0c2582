// SPDX-License-Identifier: GPL-2.0
/* spaces-random with PAE: directories are swapped as well. */
#define PAE
#include "spaces-random.c"
