/* SPDX-License-Identifier: GPL-2.0 */
/* The note by which a kernel says that it has the overlay. */
#ifndef LAUNCHER_ELF_NOTE_H
#define LAUNCHER_ELF_NOTE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Looks for the lguest note among size bytes of notes, each aligned to align
 * (4 or 8).  1: found, its word in *abi; 0: not there, or the notes are broken
 * before it.
 */
int elf_note_find(const uint8_t *notes, size_t size, size_t align,
		  uint32_t *abi);

#endif
