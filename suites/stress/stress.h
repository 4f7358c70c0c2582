/* SPDX-License-Identifier: GPL-2.0 */
/* Work that all_at_once does too, in pieces of a size of its own. */
#ifndef SUITES_STRESS_STRESS_H
#define SUITES_STRESS_STRESS_H

#include "check.h"

/* Fork @n children, @alive at a time; each status must come back once. */
void churn(unsigned int n, unsigned int alive);

/* @steps random changes to a mapping whose every page is known. */
void memory_steps(uint32_t seed, unsigned int steps);

/* @n times a signal there and one back. */
void pingpong(unsigned int n);

/* A file of its own, written in random places @n times, read again. */
void write_file(const char *name, uint32_t seed, unsigned int n);

#endif
