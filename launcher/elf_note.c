// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 120: Is it one of ours?
 *
 * A kernel without the overlay would run for a while and then hang in the most
 * interesting way. So kernels that can be guests carry an ELF note, and we
 * refuse all others. The notes are the file's and not trusted: every length is
 * compared with what is left.
 */
#include "elf_note.h"

#include "lguest.h"

#include <elf.h>
#include <string.h>

/* Takes len bytes and their padding off the front; NULL if there are fewer. */
static const uint8_t *take(const uint8_t **at, size_t *left, size_t len,
			   size_t align)
{
	const uint8_t *start = *at;
	size_t padded;

	if (len > *left)
		return NULL;
	/* The last note's padding may be missing. */
	padded = len + (align - len % align) % align;
	if (padded > *left)
		padded = *left;
	*at += padded;
	*left -= padded;
	return start;
}

int elf_note_find(const uint8_t *notes, size_t size, size_t align,
		  uint32_t *abi)
{
	static const char name[] = LGUEST_NOTE_NAME;
	const uint8_t *note_name, *desc, *head;
	Elf32_Nhdr note;

	while ((head = take(&notes, &size, sizeof(note), 4))) {
		memcpy(&note, head, sizeof(note));
		note_name = take(&notes, &size, note.n_namesz, align);
		if (!note_name)
			return 0;
		desc = take(&notes, &size, note.n_descsz, align);
		if (!desc)
			return 0;
		if (note.n_type != LGUEST_NOTE_ABI ||
		    note.n_namesz != sizeof(name) ||
		    memcmp(note_name, name, sizeof(name)) ||
		    note.n_descsz != sizeof(*abi))
			continue;
		memcpy(abi, desc, sizeof(*abi));
		return 1;
	}
	return 0;
}
