// SPDX-License-Identifier: GPL-2.0
/*
 * Looks at a kernel file: its setup header, and the ELF note that the overlay
 * gives to a guest kernel. The file is data that nobody trusts: each offset is
 * checked, and libelf reads the note, in the child that unpacked the kernel.
 */
#include "run/kernel.h"

#include "module/include/lguest.h"

#include <gelf.h>
#include <libelf.h>
#include <string.h>

/* Of the setup header, by the kernel's Documentation/x86/boot.rst. */
#define HEADER_MAGIC	0x202
#define HEADER_VERSION	0x206
#define HEADER_RELEASE	0x20e
#define HEADER_XLOAD	0x236
#define XLOAD_64	1
#define VERSION_XLOAD	0x20c

static unsigned half(const unsigned char *p)
{
	return p[0] | p[1] << 8;
}

void kernel_header(const unsigned char *k, size_t len,
		   struct kernel_facts *facts)
{
	size_t at;

	facts->bzimage = len > 0x260 && !memcmp(k + HEADER_MAGIC, "HdrS", 4);
	if (!facts->bzimage)
		return;
	facts->wide = half(k + HEADER_VERSION) >= VERSION_XLOAD &&
		      k[HEADER_XLOAD] & XLOAD_64;
	at = half(k + HEADER_RELEASE) + 0x200u;
	if (at == 0x200 || at >= len)
		return;
	/* Who built it, and when, comes after the first space. */
	for (size_t i = 0; i < sizeof(facts->release) - 1 && at + i < len; i++) {
		if (k[at + i] <= ' ' || k[at + i] > '~' || k[at + i] == '/')
			break;
		facts->release[i] = (char)k[at + i];
	}
}

static bool note_in(Elf *elf, const GElf_Phdr *segment)
{
	Elf_Data *data = elf_getdata_rawchunk(elf, (int64_t)segment->p_offset,
					      segment->p_filesz, ELF_T_NHDR);
	size_t at = 0, name, desc;
	GElf_Nhdr note;

	while (data && (at = gelf_getnote(data, at, &note, &name, &desc)))
		if (note.n_type == LGUEST_NOTE_ABI &&
		    note.n_namesz == sizeof(LGUEST_NOTE_NAME) &&
		    !memcmp((char *)data->d_buf + name, LGUEST_NOTE_NAME,
			    sizeof(LGUEST_NOTE_NAME)))
			return true;
	return false;
}

bool kernel_has_overlay(const unsigned char *image, size_t len)
{
	Elf *elf = NULL;
	GElf_Phdr segment;
	bool found = false;
	size_t n;

	if (elf_version(EV_CURRENT) != EV_NONE)
		elf = elf_memory((char *)image, len);
	if (!elf || elf_getphdrnum(elf, &n))
		n = 0;
	for (size_t i = 0; !found && i < n; i++)
		found = gelf_getphdr(elf, (int)i, &segment) &&
			segment.p_type == PT_NOTE && note_in(elf, &segment);
	elf_end(elf);
	return found;
}
