/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a kernel boots in qemu: which disks it can drive, by itself or with
 * modules, or else with its root in RAM.
 */
#ifndef HARNESS_RUN_BOOT_H
#define HARNESS_RUN_BOOT_H

#include "run/kernel.h"
#include "suite/suite.h"

#include <stdbool.h>

enum boot_disks { BOOT_NO_DISKS, BOOT_VIRTIO, BOOT_IDE };

#define BOOT_MODULES 64

struct boot {
	bool wide;
	enum boot_disks disks;
	bool root_in_ram;	/* because nothing drives a disk */
	bool powers_off;	/* by itself */
	/* files of modules, in the order to load them */
	char *modules[BOOT_MODULES];
	unsigned n_modules;
	char why[200];		/* for people */
};

/*
 * 0, or -errno and a message if qemu cannot boot that kernel. config is NULL if
 * nobody knows it.
 */
int boot_plan(const char *kernel, const struct kernel_facts *facts,
	      const char *config, struct boot *b, struct refusal *err);
void boot_free(struct boot *b);
/* Does a guest of this suite start in init's loader? */
bool boot_has_loader(const struct boot *b, const struct suite *suite);
/*
 * Writes the initial RAM disk that has the modules and the loader; if the suite
 * has a RAM disk of its own, at its end.
 */
int boot_initrd(const struct boot *b, const struct suite *suite,
		const char *init, const char *image, const char *path,
		struct refusal *err);

#endif
