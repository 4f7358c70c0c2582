// SPDX-License-Identifier: GPL-2.0
/* The bzImage reader, and kernel_parse(), which picks the reader. */
#include "bzimage.h"

#include "builder.h"
#include "load.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct guest_memory mem;
static struct kernel kernel;
static struct refusal why;
static struct blob elf, bz;

static void wrap(void)
{
	struct blob packed = blob_gzip(&elf);

	bz = blob_bzimage(&packed);
	blob_free(&packed);
}

static void setup(void)
{
	map_memory(&mem, 2 * MIB);
	memset(&why, 0, sizeof(why));
	elf = blob_elf();
	wrap();
}

static void teardown(void)
{
	blob_free(&elf);
	blob_free(&bz);
	memory_unmap(&mem);
}

static int load_bytes(const void *data, size_t size)
{
	char path[64];

	write_temp(path, data, size);
	return load_kernel(path, &mem, &kernel, &why);
}

static int load(void)
{
	return load_bytes(bz.data, bz.size);
}

static void must_refuse(const char *part)
{
	assert_refused(load(), &why, part);
}

/* Without files: for tests with many images. */
static int unpack_bytes(uint8_t *data, size_t size)
{
	struct image file = { .name = "bzImage", .fd = -1, .data = data,
			      .size = size };
	struct kernel found;
	struct image payload;
	int err = bzimage_unpack(&file, mem.ram, &payload, &found, &why);

	if (!err)
		image_close(&payload);
	return err;
}

START_TEST(loads)
{
	ck_assert_msg(!load(), "%s", why.text);
	ck_assert(kernel.has_header);
	ck_assert_uint_eq(kernel.entry, ELF_ENTRY);
	ck_assert_uint_eq(kernel.page_offset, ELF_OFFSET);
	ck_assert_uint_eq(kernel.header.cmdline_size, 2047);
	ck_assert_mem_eq(mem.base + ELF_TEXT,
			 elf.data + elf_phdr(&elf, 0)->p_offset,
			 ELF_TEXT_SIZE);
}
END_TEST

START_TEST(loads_vmlinux_file)
{
	ck_assert_msg(!load_bytes(elf.data, elf.size), "%s", why.text);
	ck_assert(!kernel.has_header);
	ck_assert_uint_eq(kernel.entry, ELF_ENTRY);
}
END_TEST

START_TEST(takes_four_sectors_for_zero)
{
	ck_assert_uint_eq(bz_header(&bz)->setup_sects, 4);
	bz_header(&bz)->setup_sects = 0;
	ck_assert_msg(!load(), "%s", why.text);
}
END_TEST

/* The payload is where the header says, even if gzip's magic comes before. */
START_TEST(passes_over_false_gzip)
{
	static const uint8_t false1[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3 };
	static const uint8_t false2[] = { 0x1f, 0x1f, 0x8b, 8, 0, 0, 0, 0, 0,
					  0, 3 };

	memcpy(bz.data + 0x300, false1, sizeof(false1));
	memcpy(bz.data + bz_payload(&bz) - 64, false1, sizeof(false1));
	memcpy(bz.data + bz_payload(&bz) - 32, false2, sizeof(false2));
	ck_assert_msg(!load(), "%s", why.text);
}
END_TEST

START_TEST(refuses_other_files)
{
	static const char text[] = "#!/bin/sh\necho I am no kernel\n";
	uint8_t sector[1024] = { 0 };

	assert_refused(load_bytes(text, sizeof(text)), &why, "not a kernel");
	assert_refused(load_bytes("", 0), &why, "not a kernel");
	/* A boot sector is not enough. */
	sector[510] = 0x55;
	sector[511] = 0xaa;
	assert_refused(load_bytes(sector, sizeof(sector)), &why,
		       "not a kernel");
}
END_TEST

START_TEST(refuses_missing_file)
{
	assert_refused(load_kernel("/nonexistent/bzImage", &mem, &kernel,
				   &why), &why,
		       "/nonexistent/bzImage: No such file");
}
END_TEST

START_TEST(refuses_folder)
{
	assert_refused(load_kernel("/tmp", &mem, &kernel, &why), &why,
		       "not a regular file");
}
END_TEST

START_TEST(refuses_old_protocol)
{
	bz_header(&bz)->version = 0x0207;
	must_refuse("boot protocol 2.07 is too old");
}
END_TEST

START_TEST(takes_208)
{
	bz_header(&bz)->version = 0x0208;
	/* Not yet a flag word then. */
	bz_header(&bz)->xloadflags = XLF_KERNEL_64;
	ck_assert_msg(!load(), "%s", why.text);
}
END_TEST

START_TEST(refuses_64_bit_by_header)
{
	bz_header(&bz)->xloadflags = XLF_KERNEL_64;
	must_refuse("64-bit kernel");
}
END_TEST

START_TEST(refuses_64_bit_by_payload)
{
	elf_head(&elf)->e_ident[EI_CLASS] = ELFCLASS64;
	blob_free(&bz);
	wrap();
	must_refuse("64-bit kernel");
}
END_TEST

START_TEST(refuses_zimage)
{
	bz_header(&bz)->loadflags = 0;
	must_refuse("zImage");
}
END_TEST

START_TEST(refuses_every_truncation)
{
	size_t end = bz_payload(&bz) + bz_header(&bz)->payload_length;

	for (size_t size = 0; size < end; size++) {
		uint8_t *cut = malloc(size + 1);

		memcpy(cut, bz.data, size);
		memset(&why, 0, sizeof(why));
		assert_refused(unpack_bytes(cut, size), &why,
			       size < 0x206 ? "not a kernel" : "truncated");
		free(cut);
	}
	ck_assert_msg(!unpack_bytes(bz.data, end), "%s", why.text);
}
END_TEST

/* The length in the header lies: every shorter one ends the stream early. */
START_TEST(refuses_short_payload)
{
	uint32_t whole = bz_header(&bz)->payload_length;

	for (uint32_t len = 0; len < whole; len += 13) {
		bz_header(&bz)->payload_length = len;
		assert_refused(unpack_bytes(bz.data, bz.size), &why,
			       len < 2 ? "not compressed in any known way" :
			       "ends in the middle");
	}
}
END_TEST

START_TEST(refuses_long_payload)
{
	bz_header(&bz)->payload_length = 0xffffffff;
	must_refuse("truncated");
	bz_header(&bz)->payload_offset = 0xffffffff;
	must_refuse("truncated");
}
END_TEST

/* The file is so long that the length could be true: refused all the same. */
START_TEST(refuses_payload_of_4_gib)
{
	char path[64];

	bz_header(&bz)->payload_length = 0xffffffff;
	write_temp(path, bz.data, bz.size);
	ck_assert_int_eq(truncate(path, 5ll << 30), 0);
	assert_refused(load_kernel(path, &mem, &kernel, &why), &why,
		       "payload of 4294967295 bytes");
}
END_TEST

START_TEST(refuses_damage)
{
	size_t at = bz_payload(&bz) + bz_header(&bz)->payload_length - 8;

	/* Its checksum. */
	bz.data[at] ^= 1;
	must_refuse("damaged");
}
END_TEST

START_TEST(refuses_payload_that_is_no_kernel)
{
	memset(elf.data, 0, elf.size);
	blob_free(&bz);
	wrap();
	must_refuse("not an ELF file");
}
END_TEST

/* 200 MiB of zeros in less than one MiB: unpacking stops at the limit. */
START_TEST(refuses_output_larger_than_memory)
{
	struct blob zeros = { calloc(1, 200 * MIB), 200 * MIB };
	struct blob packed = blob_gzip(&zeros);

	blob_free(&zeros);
	blob_free(&bz);
	bz = blob_bzimage(&packed);
	blob_free(&packed);
	ck_assert_uint_lt(bz.size, MIB);
	must_refuse("unpacks to more than 64 MiB");
}
END_TEST

START_TEST(says_how_much_it_needs)
{
	elf_phdr(&elf, 1)->p_memsz = 40 * MIB;
	blob_free(&bz);
	wrap();
	must_refuse("give at least 42m");
}
END_TEST

START_TEST(survives_noise)
{
	uint32_t random = 19700101;

	for (int round = 0; round < 3000; round++) {
		struct blob copy = blob_copy(bz.data, bz.size);

		for (uint32_t i = next_random(&random) % 4 + 1; i; i--)
			copy.data[0x1f1 + next_random(&random) % 123] =
				(uint8_t)next_random(&random);
		copy.data[bz_payload(&bz) + next_random(&random) %
			  bz_header(&bz)->payload_length] ^= 1;
		unpack_bytes(copy.data, copy.size);
		blob_free(&copy);
	}
	ck_assert_msg(!unpack_bytes(bz.data, bz.size), "%s", why.text);
}
END_TEST

TCase *bzimage_tests(void)
{
	TCase *tc = tcase_create("bzimage");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, loads);
	tcase_add_test(tc, loads_vmlinux_file);
	tcase_add_test(tc, takes_four_sectors_for_zero);
	tcase_add_test(tc, passes_over_false_gzip);
	tcase_add_test(tc, refuses_other_files);
	tcase_add_test(tc, refuses_missing_file);
	tcase_add_test(tc, refuses_folder);
	tcase_add_test(tc, refuses_old_protocol);
	tcase_add_test(tc, takes_208);
	tcase_add_test(tc, refuses_64_bit_by_header);
	tcase_add_test(tc, refuses_64_bit_by_payload);
	tcase_add_test(tc, refuses_zimage);
	tcase_add_test(tc, refuses_every_truncation);
	tcase_add_test(tc, refuses_short_payload);
	tcase_add_test(tc, refuses_long_payload);
	tcase_add_test(tc, refuses_payload_of_4_gib);
	tcase_add_test(tc, refuses_damage);
	tcase_add_test(tc, refuses_payload_that_is_no_kernel);
	tcase_add_test(tc, refuses_output_larger_than_memory);
	tcase_add_test(tc, says_how_much_it_needs);
	tcase_add_test(tc, survives_noise);
	return tc;
}
