// SPDX-License-Identifier: GPL-2.0
/* The ELF loader: what it takes, and each thing it must not take. */
#include "boot.h"
#include "builder.h"
#include "elf_load.h"
#include "elf_note.h"
#include "lguest.h"
#include "test.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

static struct guest_memory mem;
static struct kernel kernel;
static struct refusal why;
static struct blob elf;

static void setup(void)
{
	map_memory(&mem, 2 * MIB);
	memset(&kernel, 0, sizeof(kernel));
	memset(&why, 0, sizeof(why));
	elf = blob_elf();
}

static void teardown(void)
{
	blob_free(&elf);
	memory_unmap(&mem);
}

static int parse(void)
{
	struct image img = { .name = "vmlinux", .fd = -1, .data = elf.data,
			     .size = elf.size };

	return elf_parse(&img, mem.ram, &kernel, &why);
}

static int load(void)
{
	int err = parse();

	for (unsigned int i = 0; !err && i < kernel.nparts; i++) {
		const struct kernel_part *part = &kernel.parts[i];
		void *to = guest_range(&mem, part->addr, part->size);

		ck_assert_ptr_nonnull(to);
		ck_assert_uint_le(part->offset + part->size, elf.size);
		memcpy(to, elf.data + part->offset, part->size);
	}
	return err;
}

static void must_refuse(const char *part)
{
	assert_refused(load(), &why, part);
	ck_assert_ptr_nonnull(strstr(why.text, "vmlinux: "));
	ck_assert_uint_eq(kernel.nparts, 0);
}

START_TEST(loads)
{
	Elf32_Phdr *text = elf_phdr(&elf, 0), *data = elf_phdr(&elf, 1);
	uint8_t sum = 0;

	ck_assert_msg(!load(), "%s", why.text);
	ck_assert_uint_eq(kernel.entry, ELF_ENTRY);
	ck_assert_uint_eq(kernel.page_offset, ELF_OFFSET);
	ck_assert_uint_eq(kernel.low, ELF_TEXT);
	ck_assert_uint_eq(kernel.high, ELF_END);
	ck_assert_mem_eq(mem.base + ELF_TEXT, elf.data + text->p_offset,
			 text->p_filesz);
	ck_assert_mem_eq(mem.base + ELF_DATA, elf.data + data->p_offset,
			 data->p_filesz);
	for (uint32_t i = ELF_DATA_FILE; i < ELF_DATA_SIZE; i++)
		sum |= mem.base[ELF_DATA + i];
	ck_assert_uint_eq(sum, 0);
}
END_TEST

START_TEST(takes_virtual_entry)
{
	elf_head(&elf)->e_entry = ELF_OFFSET + ELF_ENTRY;
	ck_assert_msg(!load(), "%s", why.text);
	ck_assert_uint_eq(kernel.entry, ELF_ENTRY);
}
END_TEST

START_TEST(takes_no_page_offset)
{
	elf_phdr(&elf, 0)->p_vaddr = ELF_TEXT;
	elf_phdr(&elf, 1)->p_vaddr = ELF_DATA;
	ck_assert_msg(!load(), "%s", why.text);
	ck_assert_uint_eq(kernel.page_offset, 0);
	ck_assert_uint_eq(kernel.entry, ELF_ENTRY);
}
END_TEST

START_TEST(fills_ram_to_the_last_byte)
{
	elf_phdr(&elf, 1)->p_memsz = 2 * MIB - ELF_DATA;
	ck_assert_msg(!load(), "%s", why.text);
	ck_assert_uint_eq(kernel.high, 2 * MIB);
}
END_TEST

START_TEST(ignores_empty_segments)
{
	elf_head(&elf)->e_phnum = 4;
	*elf_phdr(&elf, 3) = (Elf32_Phdr) { .p_type = PT_LOAD,
					    .p_paddr = 0x12345678 };
	ck_assert_msg(!load(), "%s", why.text);
}
END_TEST

START_TEST(refuses_64_bit)
{
	elf_head(&elf)->e_ident[EI_CLASS] = ELFCLASS64;
	elf_head(&elf)->e_machine = EM_X86_64;
	must_refuse("64-bit kernel");
}
END_TEST

START_TEST(refuses_machine)
{
	elf_head(&elf)->e_machine = EM_ARM;
	must_refuse("not for i386");
}
END_TEST

START_TEST(refuses_big_endian)
{
	elf_head(&elf)->e_ident[EI_DATA] = ELFDATA2MSB;
	must_refuse("not for i386");
}
END_TEST

START_TEST(refuses_shared_object)
{
	elf_head(&elf)->e_type = ET_DYN;
	must_refuse("not an executable");
}
END_TEST

START_TEST(refuses_damaged_header)
{
	elf_head(&elf)->e_phentsize = 31;
	must_refuse("damaged");
}
END_TEST

START_TEST(refuses_no_headers)
{
	elf_head(&elf)->e_phnum = 0;
	must_refuse("no program headers");
}
END_TEST

START_TEST(refuses_65535_headers)
{
	elf_head(&elf)->e_phnum = 65535;
	must_refuse("65535 program headers");
}
END_TEST

START_TEST(refuses_headers_outside)
{
	elf_head(&elf)->e_phoff = 0xffffffe0;
	must_refuse("program header table is not all there");
}
END_TEST

START_TEST(refuses_nothing_to_load)
{
	elf_phdr(&elf, 0)->p_type = PT_NULL;
	elf_phdr(&elf, 1)->p_type = PT_NULL;
	must_refuse("no loadable segment");
}
END_TEST

/* A file that is cut anywhere is refused, unless the loader needs no more. */
START_TEST(refuses_every_truncation)
{
	size_t whole = elf.size;

	for (size_t size = 0; size < whole; size++) {
		uint8_t *cut = malloc(size + 1);
		struct image img = { .name = "vmlinux", .fd = -1, .data = cut,
				     .size = size };

		memcpy(cut, elf.data, size);
		memset(&why, 0, sizeof(why));
		assert_refused(elf_parse(&img, mem.ram, &kernel, &why), &why,
			       "truncated");
		free(cut);
	}
	ck_assert_uint_eq(kernel.nparts, 0);
}
END_TEST

START_TEST(refuses_file_larger_than_memory)
{
	elf_phdr(&elf, 0)->p_memsz = ELF_TEXT_SIZE - 1;
	must_refuse("longer in the file than in memory");
}
END_TEST

START_TEST(refuses_segment_beyond_ram)
{
	elf_phdr(&elf, 1)->p_memsz = 2 * MIB - ELF_DATA + 1;
	must_refuse("give at least 3m");
}
END_TEST

/* The device table is the page above RAM, device pages follow. */
START_TEST(refuses_segment_over_devices)
{
	Elf32_Phdr *data = elf_phdr(&elf, 1);
	uint32_t page;

	ck_assert_int_eq(memory_add_pages(&mem, 4, &page), 0);
	data->p_paddr = page;
	data->p_vaddr = ELF_OFFSET + page;
	must_refuse("does not fit in 2 MiB");
}
END_TEST

START_TEST(refuses_wrapping_physical)
{
	Elf32_Phdr *data = elf_phdr(&elf, 1);

	data->p_paddr = 0xfffff000;
	data->p_vaddr = 0xfffff000;
	data->p_memsz = 0x103000;
	must_refuse("ends above 4 GiB");
}
END_TEST

START_TEST(refuses_end_of_address_space)
{
	Elf32_Phdr *data = elf_phdr(&elf, 1);

	/* Its end is 0 in 32 bits. */
	elf_phdr(&elf, 0)->p_vaddr = ELF_TEXT;
	data->p_paddr = 0xfffff000;
	data->p_vaddr = 0xfffff000;
	data->p_memsz = 0x1000;
	must_refuse("ends above 4 GiB");
}
END_TEST

START_TEST(refuses_wrapping_size)
{
	elf_phdr(&elf, 1)->p_memsz = 0xffffffff;
	must_refuse("ends above 4 GiB");
}
END_TEST

START_TEST(refuses_wrapping_virtual)
{
	Elf32_Phdr *data = elf_phdr(&elf, 1);

	data->p_vaddr = 0xfffff000;
	must_refuse("ends above 4 GiB");
}
END_TEST

START_TEST(refuses_two_offsets)
{
	elf_phdr(&elf, 1)->p_vaddr += 0x1000;
	must_refuse("link all at one page offset");
}
END_TEST

START_TEST(refuses_unaligned_offset)
{
	elf_phdr(&elf, 0)->p_vaddr += 0x1000;
	elf_phdr(&elf, 1)->p_vaddr += 0x1000;
	must_refuse("not a multiple of 4 MiB");
}
END_TEST

START_TEST(refuses_virtual_below_physical)
{
	elf_phdr(&elf, 0)->p_vaddr = 0x1000;
	must_refuse("below its physical address");
}
END_TEST

START_TEST(refuses_overlap)
{
	Elf32_Phdr *data = elf_phdr(&elf, 1);

	data->p_paddr = ELF_TEXT + ELF_TEXT_SIZE - 1;
	data->p_vaddr = ELF_OFFSET + data->p_paddr;
	must_refuse("segments 0 and 1 overlap");
}
END_TEST

START_TEST(takes_touching_segments)
{
	Elf32_Phdr *data = elf_phdr(&elf, 1);

	data->p_paddr = ELF_TEXT + ELF_TEXT_SIZE;
	data->p_vaddr = ELF_OFFSET + data->p_paddr;
	ck_assert_msg(!load(), "%s", why.text);
}
END_TEST

START_TEST(refuses_boot_area)
{
	Elf32_Phdr *text = elf_phdr(&elf, 0);

	text->p_paddr = BOOT_AREA_END - 1;
	text->p_vaddr = ELF_OFFSET + text->p_paddr;
	must_refuse("where the boot parameters go");
}
END_TEST

START_TEST(refuses_entry_outside)
{
	elf_head(&elf)->e_entry = ELF_TEXT - 1;
	must_refuse("entry point");
}
END_TEST

START_TEST(refuses_no_note_segment)
{
	elf_phdr(&elf, 2)->p_type = PT_NULL;
	must_refuse("no lguest overlay in this kernel; build it with `make guest LINUX=<tree>`");
}
END_TEST

START_TEST(refuses_other_note)
{
	elf_note(&elf)->n_type = LGUEST_NOTE_ABI + 1;
	must_refuse("no lguest overlay");
}
END_TEST

START_TEST(refuses_lying_note)
{
	elf_note(&elf)->n_namesz = 0xffffffff;
	must_refuse("no lguest overlay");
	elf_note(&elf)->n_namesz = sizeof(LGUEST_NOTE_NAME);
	elf_note(&elf)->n_descsz = 0xfffffffd;
	must_refuse("no lguest overlay");
}
END_TEST

START_TEST(refuses_huge_note_segment)
{
	elf_phdr(&elf, 2)->p_filesz = 0xffffffff;
	must_refuse("no lguest overlay");
}
END_TEST

START_TEST(refuses_note_segment_outside)
{
	elf_phdr(&elf, 2)->p_offset = 0xfffffff0;
	must_refuse("note segment is not all there");
}
END_TEST

START_TEST(refuses_other_abi)
{
	*elf_abi(&elf) = LGUEST_ABI + 1;
	must_refuse("rebuild it with `make guest`");
}
END_TEST

static size_t put_note(uint8_t *at, const char *name, uint32_t type,
		       uint32_t word, size_t align)
{
	Elf32_Nhdr note = { .n_namesz = (Elf32_Word)strlen(name) + 1,
			    .n_descsz = 4, .n_type = type };
	size_t len = sizeof(note);

	memcpy(at, &note, len);
	memcpy(at + len, name, note.n_namesz);
	len += note.n_namesz;
	len += (align - len % align) % align;
	memcpy(at + len, &word, 4);
	len += 4;
	return len + (align - len % align) % align;
}

START_TEST(finds_note_behind_others)
{
	uint8_t notes[128] = { 0 };
	uint32_t abi = 0;
	size_t len;

	len = put_note(notes, "GNU", 3, 7, 4);
	len += put_note(notes + len, "lgues", LGUEST_NOTE_ABI, 8, 4);
	len += put_note(notes + len, "lguesT", LGUEST_NOTE_ABI, 8, 4);
	len += put_note(notes + len, "lguest", LGUEST_NOTE_ABI, 9, 4);
	ck_assert_int_eq(elf_note_find(notes, len, 4, &abi), 1);
	ck_assert_uint_eq(abi, 9);
	/* With one byte less its word is not complete. */
	ck_assert_int_eq(elf_note_find(notes, len - 1, 4, &abi), 0);
}
END_TEST

/* With any headers at all, the loader ends and stays inside its buffers. */
START_TEST(survives_noise)
{
	uint32_t random = 20071011;

	for (int round = 0; round < 20000; round++) {
		size_t head = sizeof(Elf32_Ehdr) + 3 * sizeof(Elf32_Phdr);
		struct blob saved = blob_copy(elf.data, head);
		uint8_t note[24];

		memcpy(note, elf_note(&elf), sizeof(note));
		for (uint32_t i = next_random(&random) % 4 + 1; i; i--) {
			uint32_t at = next_random(&random) % (head + 24);
			uint8_t *byte = at < head ? elf.data + at :
				(uint8_t *)elf_note(&elf) + at - head;

			*byte = (uint8_t)next_random(&random);
		}
		load();
		memcpy(elf.data, saved.data, head);
		memcpy(elf_note(&elf), note, sizeof(note));
		blob_free(&saved);
	}
	ck_assert_msg(!load(), "%s", why.text);
}
END_TEST

TCase *elf_tests(void)
{
	TCase *tc = tcase_create("elf");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, loads);
	tcase_add_test(tc, takes_virtual_entry);
	tcase_add_test(tc, takes_no_page_offset);
	tcase_add_test(tc, fills_ram_to_the_last_byte);
	tcase_add_test(tc, ignores_empty_segments);
	tcase_add_test(tc, takes_touching_segments);
	tcase_add_test(tc, refuses_64_bit);
	tcase_add_test(tc, refuses_machine);
	tcase_add_test(tc, refuses_big_endian);
	tcase_add_test(tc, refuses_shared_object);
	tcase_add_test(tc, refuses_damaged_header);
	tcase_add_test(tc, refuses_no_headers);
	tcase_add_test(tc, refuses_65535_headers);
	tcase_add_test(tc, refuses_headers_outside);
	tcase_add_test(tc, refuses_nothing_to_load);
	tcase_add_test(tc, refuses_every_truncation);
	tcase_add_test(tc, refuses_file_larger_than_memory);
	tcase_add_test(tc, refuses_segment_beyond_ram);
	tcase_add_test(tc, refuses_segment_over_devices);
	tcase_add_test(tc, refuses_wrapping_physical);
	tcase_add_test(tc, refuses_end_of_address_space);
	tcase_add_test(tc, refuses_wrapping_size);
	tcase_add_test(tc, refuses_wrapping_virtual);
	tcase_add_test(tc, refuses_two_offsets);
	tcase_add_test(tc, refuses_unaligned_offset);
	tcase_add_test(tc, refuses_virtual_below_physical);
	tcase_add_test(tc, refuses_overlap);
	tcase_add_test(tc, refuses_boot_area);
	tcase_add_test(tc, refuses_entry_outside);
	tcase_add_test(tc, refuses_no_note_segment);
	tcase_add_test(tc, refuses_other_note);
	tcase_add_test(tc, refuses_lying_note);
	tcase_add_test(tc, refuses_huge_note_segment);
	tcase_add_test(tc, refuses_note_segment_outside);
	tcase_add_test(tc, refuses_other_abi);
	tcase_add_test(tc, finds_note_behind_others);
	tcase_add_test(tc, survives_noise);
	return tc;
}
