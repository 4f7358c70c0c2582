// SPDX-License-Identifier: GPL-2.0
/*
 * Every compression of a kernel, made with the programs and options of the
 * kernel's build.
 */
#include "builder.h"
#include "bzimage.h"
#include "load.h"
#include "test.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct way {
	const char *name;
	const char *command;
	bool sized;		/* the unpacked size is appended */
	bool has_sum;		/* any changed byte is noticed */
} ways[] = {
	{ "gzip", "gzip -n -9", false, true },
	{ "xz", "xz --check=crc32 --x86 --lzma2=dict=32MiB", true, true },
	/* The window of the build's -22, in memory that 32 bits have. */
	{ "zstd", "zstd -q -19 --long=27", true, true },
	{ "lz4", "lz4 -q -l -9 -c", true, false },
	{ "lzo", "lzop -9", true, true },
	{ "bzip2", "bzip2 -9", true, true },
	{ "lzma", "lzma -9", true, false },
};

static struct guest_memory mem;
static struct kernel kernel;
static struct refusal why;
static struct blob elf;
static const struct way *way;

/* Packs plain with the command of the kernel's build. */
static struct blob pack(const struct blob *plain)
{
	char from[64], to[64], line[300];
	struct blob packed = { NULL, 0 };
	uint32_t size = (uint32_t)plain->size;
	FILE *f;

	write_temp(from, plain->data, plain->size);
	write_temp(to, "", 0);
	snprintf(line, sizeof(line), "%s <%s >%s", way->command, from, to);
	ck_assert_msg(!system(line), "%s failed", line);
	f = fopen(to, way->sized ? "r+b" : "rb");
	ck_assert_ptr_nonnull(f);
	ck_assert(!fseek(f, 0, SEEK_END));
	if (way->sized)
		ck_assert_uint_eq(fwrite(&size, 4, 1, f), 1);
	packed.size = (size_t)ftell(f);
	packed.data = malloc(packed.size);
	ck_assert_ptr_nonnull(packed.data);
	rewind(f);
	ck_assert_uint_eq(fread(packed.data, 1, packed.size, f), packed.size);
	fclose(f);
	unlink(from);
	unlink(to);
	return packed;
}

static struct blob wrap(const struct blob *plain)
{
	struct blob packed = pack(plain), bz = blob_bzimage(&packed);

	blob_free(&packed);
	return bz;
}

static void setup(void)
{
	map_memory(&mem, 2 * MIB);
	memset(&why, 0, sizeof(why));
	elf = blob_elf();
}

static void teardown(void)
{
	blob_free(&elf);
	memory_unmap(&mem);
}

static int unpack(struct blob *bz, struct image *payload)
{
	struct image file = { .name = "bzImage", .fd = -1, .data = bz->data,
			      .size = bz->size };

	return bzimage_unpack(&file, mem.ram, payload, &kernel, &why);
}

static bool same(const struct image *payload)
{
	return payload->size == elf.size &&
	       !memcmp(payload->data, elf.data, elf.size);
}

START_TEST(loads)
{
	struct blob bz;
	char path[64];

	way = &ways[_i];
	bz = wrap(&elf);
	write_temp(path, bz.data, bz.size);
	ck_assert_msg(!load_kernel(path, &mem, &kernel, &why), "%s", why.text);
	ck_assert_uint_eq(kernel.entry, ELF_ENTRY);
	ck_assert_mem_eq(mem.base + ELF_TEXT,
			 elf.data + elf_phdr(&elf, 0)->p_offset,
			 ELF_TEXT_SIZE);
	blob_free(&bz);
}
END_TEST

/* 9 MiB: several blocks for every format that has blocks. */
START_TEST(unpacks_large)
{
	size_t size = 9 * MIB + 12345;
	uint32_t random = 1234567;
	struct image payload;
	struct blob bz;

	way = &ways[_i];
	elf.data = realloc(elf.data, size);
	ck_assert_ptr_nonnull(elf.data);
	/* Some of it does not pack at all. */
	for (size_t i = elf.size; i < size; i++)
		elf.data[i] = i % (4 * MIB) < 300000 ?
			(uint8_t)next_random(&random) : (uint8_t)(i >> 8);
	elf.size = size;
	bz = wrap(&elf);
	ck_assert_msg(!unpack(&bz, &payload), "%s", why.text);
	ck_assert(same(&payload));
	image_close(&payload);
	blob_free(&bz);
}
END_TEST

/* A header with too small a length: the stream ends early. */
START_TEST(refuses_every_truncation)
{
	uint32_t whole, end;
	struct image payload;
	struct blob bz;

	way = &ways[_i];
	bz = wrap(&elf);
	whole = bz_header(&bz)->payload_length;
	/* A stream is complete without the appended size. */
	end = way->sized && strcmp(way->name, "lz4") ? whole - 4 : whole;
	for (uint32_t len = 6; len < end; len++) {
		bz_header(&bz)->payload_length = len;
		/* Four bytes of it may pass for the size that ends lz4. */
		assert_refused(unpack(&bz, &payload), &why,
			       strcmp(way->name, "lz4") ? "ends in the middle" :
			       "its compressed kernel");
		ck_assert_ptr_nonnull(strstr(why.text, way->name));
	}
	for (uint32_t len = 0; len < 2; len++) {
		bz_header(&bz)->payload_length = len;
		assert_refused(unpack(&bz, &payload), &why,
			       "not compressed in any known way");
	}
	for (uint32_t len = end; len <= whole; len++) {
		bz_header(&bz)->payload_length = len;
		ck_assert_msg(!unpack(&bz, &payload), "%s", why.text);
		ck_assert(same(&payload));
		image_close(&payload);
	}
	blob_free(&bz);
}
END_TEST

/* Whatever a changed byte does: no access out of bounds, no wrong kernel. */
START_TEST(survives_damage)
{
	uint32_t random = 19700101;
	unsigned int damaged = 0;
	struct image payload;
	struct blob bz;

	way = &ways[_i];
	bz = wrap(&elf);
	for (int round = 0; round < 500; round++) {
		size_t at = bz_payload(&bz) + next_random(&random) %
			    bz_header(&bz)->payload_length;
		uint8_t old = bz.data[at];

		bz.data[at] ^= (uint8_t)(1 << next_random(&random) % 8);
		if (unpack(&bz, &payload)) {
			damaged += !!strstr(why.text, "damaged");
		} else {
			ck_assert(!way->has_sum || same(&payload));
			image_close(&payload);
		}
		bz.data[at] = old;
	}
	ck_assert_uint_gt(damaged, 30);
	blob_free(&bz);
}
END_TEST

/* Little data that unpacks to a lot: unpacking stops at the limit. */
START_TEST(refuses_output_larger_than_memory)
{
	struct blob zeros = { calloc(1, 66 * MIB), 66 * MIB }, bz;
	struct image payload;

	way = &ways[_i];
	bz = wrap(&zeros);
	blob_free(&zeros);
	assert_refused(unpack(&bz, &payload), &why,
		       "unpacks to more than 64 MiB");
	blob_free(&bz);
}
END_TEST

/* An lz4 payload has no check but the appended size. */
START_TEST(checks_size_of_lz4)
{
	struct image payload;
	struct blob bz;

	way = &ways[3];
	ck_assert_str_eq(way->name, "lz4");
	bz = wrap(&elf);
	bz.data[bz_payload(&bz) + bz_header(&bz)->payload_length - 4] ^= 1;
	assert_refused(unpack(&bz, &payload), &why, "(lz4) is damaged");
	blob_free(&bz);
}
END_TEST

TCase *payload_tests(void)
{
	TCase *tc = tcase_create("payload");
	int n = sizeof(ways) / sizeof(ways[0]);

	tcase_set_timeout(tc, 300);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, loads, 0, n);
	tcase_add_loop_test(tc, unpacks_large, 0, n);
	tcase_add_loop_test(tc, refuses_every_truncation, 0, n);
	tcase_add_loop_test(tc, survives_damage, 0, n);
	tcase_add_loop_test(tc, refuses_output_larger_than_memory, 0, n);
	tcase_add_test(tc, checks_size_of_lz4);
	return tc;
}
