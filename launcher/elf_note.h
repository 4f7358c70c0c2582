/* SPDX-License-Identifier: GPL-2.0 */
/* The note that says that a kernel has the overlay. */
#ifndef LAUNCHER_ELF_NOTE_H
#define LAUNCHER_ELF_NOTE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Looks for the lguest note in size bytes of notes, each aligned to align bytes
 * (4 or 8). 1: found, *abi is its word; 0: not there, or the notes before it
 * are broken.
 */
int elf_note_find(const uint8_t *notes, size_t size, size_t align,
		  uint32_t *abi);

#endif
