/* SPDX-License-Identifier: GPL-2.0 */
/* Makes kernels of every kind for the loader tests. */
#ifndef LAUNCHER_TEST_UNIT_BUILDER_H
#define LAUNCHER_TEST_UNIT_BUILDER_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

#include <asm/bootparam.h>

struct blob {
	uint8_t *data;
	size_t size;
};

/*
 * A good ELF kernel: segment 0 is the text at 1 MiB, segment 1 data and bss
 * after it, segment 2 the note.
 */
#define ELF_OFFSET	0xc0000000u
#define ELF_TEXT	0x100000u
#define ELF_TEXT_SIZE	0x1000u
#define ELF_DATA	0x102000u
#define ELF_DATA_FILE	0x200u
#define ELF_DATA_SIZE	0x3000u
#define ELF_END		(ELF_DATA + ELF_DATA_SIZE)
#define ELF_ENTRY	(ELF_TEXT + 0x10)

struct blob blob_elf(void);
Elf32_Ehdr *elf_head(struct blob *elf);
Elf32_Phdr *elf_phdr(struct blob *elf, unsigned int i);
/* Of its lguest note. */
Elf32_Nhdr *elf_note(struct blob *elf);
uint32_t *elf_abi(struct blob *elf);

/* A bzImage around a payload: gzip()ed by the caller or anything else. */
struct blob blob_bzimage(const struct blob *payload);
struct setup_header *bz_header(struct blob *bz);
/* Where its payload starts. */
size_t bz_payload(struct blob *bz);

struct blob blob_gzip(const struct blob *plain);
struct blob blob_copy(const void *data, size_t size);
void blob_free(struct blob *blob);

/* Random numbers, the same on every run. */
uint32_t next_random(uint32_t *state);

#endif
