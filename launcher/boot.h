/* SPDX-License-Identifier: GPL-2.0 */
/* What a kernel finds in memory at its start: the 32-bit boot protocol. */
#ifndef LAUNCHER_BOOT_H
#define LAUNCHER_BOOT_H

#include "kernel.h"
#include "memory.h"
#include "report.h"

#include <stdbool.h>
#include <stdint.h>

/* Guest-physical addresses; page 0 below them stays empty. */
#define BOOT_PARAMS	0x1000u
#define BOOT_COMMAND	0x2000u
#define BOOT_AREA_END	0x3000u

struct initrd {
	uint32_t addr, size;	/* size 0: none */
};

/*
 * Joins the kernel arguments, with console=hvc0 in front unless one of them is
 * a console=. limit is the longest command line that the kernel takes. 0 or
 * -errno with the reason.
 */
int boot_command_line(char *const *args, unsigned int nargs, uint32_t limit,
		      char line[BOOT_AREA_END - BOOT_COMMAND],
		      struct refusal *why);

/* The longest command line this kernel takes, without the NUL. */
uint32_t boot_command_limit(const struct kernel *kernel);

/* Loads an initial RAM disk to the top of RAM; 0 or -errno with the reason. */
int boot_initrd(const char *path, struct guest_memory *mem,
		const struct kernel *kernel, struct initrd *initrd,
		struct refusal *why);

/* Writes struct boot_params and the command line. */
int boot_write(struct guest_memory *mem, const struct kernel *kernel,
	       const struct initrd *initrd, const char *command,
	       struct refusal *why);

#endif
