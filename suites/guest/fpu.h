/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Floating-point state, loaded into and stored from all registers, for the
 * fpu_ tests.  The tests are compiled for the i686, so that no SSE register is
 * touched between load and store but by these functions.
 */
#ifndef SUITES_GUEST_FPU_H
#define SUITES_GUEST_FPU_H

#include "check.h"

struct fpu {
	double x87[8];
	uint32_t xmm[32];
	uint32_t mxcsr;
	uint16_t control;
};

/* Values that belong to @seed alone. */
void fpu_values(struct fpu *f, uint32_t seed);
void fpu_load(const struct fpu *f);
void fpu_store(struct fpu *f);
void fpu_same(const struct fpu *got, const struct fpu *want);
int fpu_has_sse(void);

#endif
