/* SPDX-License-Identifier: GPL-2.0 */
/* The clock for every time limit and duration: CLOCK_MONOTONIC. */
#ifndef LIB_CLOCK_H
#define LIB_CLOCK_H

#include <stdint.h>

/* In ns. */
uint64_t clock_now(void);

#endif
