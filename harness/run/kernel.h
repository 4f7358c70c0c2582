/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a kernel file is, and which machine it can run on.
 */
#ifndef HARNESS_RUN_KERNEL_H
#define HARNESS_RUN_KERNEL_H

#include "lib/refusal.h"

#include <stdbool.h>
#include <stddef.h>

struct kernel_facts {
	bool bzimage;
	bool wide;		/* it is for x86_64 */
	bool unpacked;		/* so that overlay says something: */
	bool overlay;		/* it can be a guest of lguest */
	char release[128];	/* as uname -r says it; "" if unknown */
};

/* What a bzImage's header says; of another file, nothing. */
void kernel_header(const unsigned char *file, size_t len,
		   struct kernel_facts *facts);
/* Has this vmlinux, in memory, the note of the overlay? */
bool kernel_has_overlay(const unsigned char *image, size_t len);
/* All of it. A file that is no kernel, or that we
 * cannot unpack, has few facts, which is no error. */
int kernel_look(const char *kernel, struct kernel_facts *facts,
		struct refusal *err);

#endif
