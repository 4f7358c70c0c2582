/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which machine a kernel runs on, and what of it is needed to start guests.
 */
#ifndef HARNESS_RUN_CHOOSE_H
#define HARNESS_RUN_CHOOSE_H

#include "run/boot.h"
#include "run/machine.h"
#include "suite/options.h"

#include <stdbool.h>

struct choice {
	char *kernel;		/* that all of this is about; NULL: none yet */
	const struct machine *machine;
	bool chosen;		/* by us, not by the user */
	char program[4096];	/* the launcher, or qemu */
	bool kvm;
	bool kvm_known;
	struct boot boot;	/* for qemu */
	/* Why no guest of this kernel can be started; text is "" if one can. */
	struct refusal missing;	/* a program */
	struct refusal refused;	/* the kernel */
};

/*
 * Fills in c for a kernel, unless it is for that one already. config is called
 * if its configuration is needed; NULL: not known.
 */
void choice_make(struct choice *c, const struct options *o, const char *kernel,
	    const char *(*config)(void *ctx), void *ctx);
void choice_free(struct choice *c);
/* A line for people on where the guests run; false: nothing to be said. */
bool choice_tell(const struct choice *c, char *text, size_t size);
/* "kvm", "tcg", or NULL for lguest. */
const char *choice_accelerator(const struct choice *c);

#endif
