/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names for addresses in a kernel, from the first file that has them: the
 * System.map beside it, the kernel itself if it is a vmlinux, or a vmlinux
 * beside it.
 */
#ifndef HARNESS_RUN_SYMBOLS_H
#define HARNESS_RUN_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

struct symbol;

struct symbols {
	struct symbol *all;	/* by address */
	size_t count;
};

/* Reads no symbols if no file has any; call symbols_free() in any case. */
void symbols_read(struct symbols *s, const char *kernel);
void symbols_free(struct symbols *s);

/* "symbol+0x12", or the bare address: user space has no symbols. */
const char *symbols_name(const struct symbols *s, uint32_t address, char *buf,
			 size_t size);

#endif
