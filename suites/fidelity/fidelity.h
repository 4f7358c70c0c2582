/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests of this suite share. */
#ifndef SUITES_FIDELITY_FIDELITY_H
#define SUITES_FIDELITY_FIDELITY_H

#include <stdbool.h>
#include "check.h"

/* trace.c: none of this is for the kernel of a machine. */
void only_in_guest(void);
/* The kernel's tracing files; set() returns errno, must_set() checks. */
int set(const char *file, const char *text);
void must_set(const char *file, const char *text);
/* How many lines of the trace hold this text. */
int traced(const char *text);
/* A system call whose way through the kernel is probed and traced. */
void visit_kernel(void);

#endif
