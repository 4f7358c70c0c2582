// SPDX-License-Identifier: GPL-2.0
/* Kernels for the loader tests, valid until a test spoils them. */
#include "builder.h"

#include "lguest.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define NOTE_AT		0x200u
#define NOTE_NAME	(NOTE_AT + (uint32_t)sizeof(Elf32_Nhdr))
#define NOTE_DESC	(NOTE_NAME + 8)
#define NOTE_SIZE	24u
#define TEXT_AT		0x400u
#define DATA_AT		(TEXT_AT + ELF_TEXT_SIZE)
#define SETUP_SECTS	4u
#define BZ_SETUP	((SETUP_SECTS + 1) * 512)
#define BZ_STUB		0x140u	/* decompressor in front of the payload */
#define HEADER_AT	0x1f1

struct blob blob_copy(const void *data, size_t size)
{
	struct blob blob = { malloc(size ? size : 1), size };

	ck_assert_ptr_nonnull(blob.data);
	if (size)
		memcpy(blob.data, data, size);
	return blob;
}

static struct blob blob_zero(size_t size)
{
	struct blob blob = { calloc(1, size), size };

	ck_assert_ptr_nonnull(blob.data);
	return blob;
}

void blob_free(struct blob *blob)
{
	free(blob->data);
	blob->data = NULL;
}

Elf32_Ehdr *elf_head(struct blob *elf)
{
	return (Elf32_Ehdr *)elf->data;
}

Elf32_Phdr *elf_phdr(struct blob *elf, unsigned int i)
{
	return (Elf32_Phdr *)(elf->data + sizeof(Elf32_Ehdr)) + i;
}

Elf32_Nhdr *elf_note(struct blob *elf)
{
	return (Elf32_Nhdr *)(elf->data + NOTE_AT);
}

uint32_t *elf_abi(struct blob *elf)
{
	return (uint32_t *)(elf->data + NOTE_DESC);
}

struct blob blob_elf(void)
{
	struct blob elf = blob_zero(DATA_AT + ELF_DATA_FILE);

	*elf_head(&elf) = (Elf32_Ehdr) {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32,
			     ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = EM_386,
		.e_version = EV_CURRENT,
		.e_entry = ELF_ENTRY,
		.e_phoff = sizeof(Elf32_Ehdr),
		.e_ehsize = sizeof(Elf32_Ehdr),
		.e_phentsize = sizeof(Elf32_Phdr),
		.e_phnum = 3,
	};
	*elf_phdr(&elf, 0) = (Elf32_Phdr) {
		.p_type = PT_LOAD, .p_offset = TEXT_AT,
		.p_vaddr = ELF_OFFSET + ELF_TEXT, .p_paddr = ELF_TEXT,
		.p_filesz = ELF_TEXT_SIZE, .p_memsz = ELF_TEXT_SIZE,
	};
	*elf_phdr(&elf, 1) = (Elf32_Phdr) {
		.p_type = PT_LOAD, .p_offset = DATA_AT,
		.p_vaddr = ELF_OFFSET + ELF_DATA, .p_paddr = ELF_DATA,
		.p_filesz = ELF_DATA_FILE, .p_memsz = ELF_DATA_SIZE,
	};
	*elf_phdr(&elf, 2) = (Elf32_Phdr) {
		.p_type = PT_NOTE, .p_offset = NOTE_AT,
		.p_filesz = NOTE_SIZE, .p_align = 4,
	};
	*elf_note(&elf) = (Elf32_Nhdr) {
		.n_namesz = sizeof(LGUEST_NOTE_NAME),
		.n_descsz = sizeof(uint32_t), .n_type = LGUEST_NOTE_ABI,
	};
	memcpy(elf.data + NOTE_NAME, LGUEST_NOTE_NAME,
	       sizeof(LGUEST_NOTE_NAME));
	*elf_abi(&elf) = LGUEST_ABI;
	for (uint32_t i = 0; i < ELF_TEXT_SIZE + ELF_DATA_FILE; i++)
		elf.data[TEXT_AT + i] = (uint8_t)(i * 7 + i / 256 + 1);
	return elf;
}

struct blob blob_gzip(const struct blob *plain)
{
	z_stream z = { .next_in = plain->data,
		       .avail_in = (uInt)plain->size };
	struct blob packed;

	ck_assert_int_eq(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8,
				      Z_DEFAULT_STRATEGY), Z_OK);
	packed = blob_zero(deflateBound(&z, plain->size) + 64);
	z.next_out = packed.data;
	z.avail_out = (uInt)packed.size;
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	packed.size -= z.avail_out;
	deflateEnd(&z);
	return packed;
}

struct setup_header *bz_header(struct blob *bz)
{
	return (struct setup_header *)(bz->data + HEADER_AT);
}

size_t bz_payload(struct blob *bz)
{
	return BZ_SETUP + bz_header(bz)->payload_offset;
}

struct blob blob_bzimage(const struct blob *payload)
{
	struct blob bz = blob_zero(BZ_SETUP + BZ_STUB + payload->size + 512);
	struct setup_header *head = bz_header(&bz);

	/* Code around the header, so that no test passes on zeroes alone. */
	memset(bz.data, 0x90, BZ_SETUP + BZ_STUB);
	memset(head, 0, sizeof(*head));
	head->setup_sects = SETUP_SECTS;
	head->boot_flag = 0xaa55;
	head->jump = 0xeb | (HEADER_AT + sizeof(*head) - 0x202) << 8;
	head->header = 0x53726448;
	head->version = 0x020f;
	head->loadflags = LOADED_HIGH;
	head->initrd_addr_max = 0x7fffffff;
	head->cmdline_size = 2047;
	head->payload_offset = BZ_STUB;
	head->payload_length = (uint32_t)payload->size;
	memcpy(bz.data + BZ_SETUP + BZ_STUB, payload->data, payload->size);
	return bz;
}

uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}
