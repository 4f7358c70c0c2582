// SPDX-License-Identifier: GPL-2.0
/* Boot parameters, command line, initial RAM disk. */
#include "boot.h"

#include "builder.h"
#include "test.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static struct guest_memory mem;
static struct kernel kernel;
static struct refusal why;
static char line[BOOT_AREA_END - BOOT_COMMAND];

static void setup(void)
{
	map_memory(&mem, 4 * MIB);
	memset(&kernel, 0, sizeof(kernel));
	kernel.low = ELF_TEXT;
	kernel.high = 2 * MIB + 5;
}

static void teardown(void)
{
	memory_unmap(&mem);
}

static int join(uint32_t limit, unsigned int n, char *const *args)
{
	return boot_command_line(args, n, limit, line, &why);
}

START_TEST(joins_words)
{
	char *args[] = { (char *)"root=/dev/lgba", (char *)"rw",
			 (char *)"--", (char *)"-v" };

	ck_assert_int_eq(join(100, 4, args), 0);
	ck_assert_str_eq(line, "console=hvc0 root=/dev/lgba rw -- -v");
	ck_assert_int_eq(join(100, 0, NULL), 0);
	ck_assert_str_eq(line, "console=hvc0");
}
END_TEST

START_TEST(adds_console_only_when_missing)
{
	char *own[] = { (char *)"rw", (char *)"console=tty0" };
	char *one[] = { (char *)"rw console=hvc1 quiet" };
	char *near[] = { (char *)"netconsole=x", (char *)"y_console=z" };

	ck_assert_int_eq(join(100, 2, own), 0);
	ck_assert_str_eq(line, "rw console=tty0");
	ck_assert_int_eq(join(100, 1, one), 0);
	ck_assert_str_eq(line, "rw console=hvc1 quiet");
	ck_assert_int_eq(join(100, 2, near), 0);
	ck_assert_str_eq(line, "console=hvc0 netconsole=x y_console=z");
}
END_TEST

START_TEST(keeps_to_the_limit)
{
	char *args[] = { (char *)"console=a", (char *)"b" };

	ck_assert_int_eq(join(11, 2, args), 0);
	ck_assert_str_eq(line, "console=a b");
	assert_refused(join(10, 2, args), &why,
		       "are 11 characters long, this kernel takes 10");
	assert_refused(join(9, 2, args), &why, "takes 9");
	assert_refused(join(0, 2, args), &why, "takes 0");
}
END_TEST

START_TEST(never_writes_past_the_page)
{
	uint32_t limit = boot_command_limit(&kernel);
	char *word = malloc(sizeof(line) * 2);
	char *args[2] = { word, word };

	memset(word, 'x', sizeof(line) * 2 - 1);
	word[sizeof(line) * 2 - 1] = '\0';
	ck_assert_uint_eq(limit, 2047);
	assert_refused(join(limit, 2, args), &why, "takes 2047");
	word[2047 - 13] = '\0';
	ck_assert_int_eq(join(limit, 1, args), 0);
	ck_assert_uint_eq(strlen(line), 2047);
	word[2047 - 13] = 'x';
	word[2048 - 13] = '\0';
	assert_refused(join(limit, 1, args), &why, "takes 2047");
	/* A header may promise more than there is room for. */
	kernel.has_header = true;
	kernel.header.cmdline_size = 0xffffffff;
	ck_assert_uint_eq(boot_command_limit(&kernel), sizeof(line) - 1);
	kernel.header.cmdline_size = 255;
	ck_assert_uint_eq(boot_command_limit(&kernel), 255);
	free(word);
}
END_TEST

static struct boot_params *params(void)
{
	return (struct boot_params *)(mem.base + BOOT_PARAMS);
}

START_TEST(writes_parameters)
{
	struct initrd initrd = { .addr = 0x300000, .size = 77 };

	/* The places the boot protocol names. */
	ck_assert_uint_eq(offsetof(struct boot_params, e820_entries), 0x1e8);
	ck_assert_uint_eq(offsetof(struct boot_params, hdr), 0x1f1);
	ck_assert_uint_eq(offsetof(struct boot_params, e820_table), 0x2d0);
	ck_assert_int_eq(boot_write(&mem, &kernel, &initrd, "quiet", &why), 0);
	ck_assert_uint_eq(params()->e820_entries, 2);
	ck_assert_uint_eq(params()->e820_table[0].addr, 0);
	ck_assert_uint_eq(params()->e820_table[0].size, 0x9f000);
	ck_assert_uint_eq(params()->e820_table[0].type, 1);
	ck_assert_uint_eq(params()->e820_table[1].addr, MIB);
	ck_assert_uint_eq(params()->e820_table[1].size, 3 * MIB);
	ck_assert_uint_eq(params()->e820_table[1].type, 1);
	ck_assert_uint_eq(params()->hdr.ramdisk_image, 0x300000);
	ck_assert_uint_eq(params()->hdr.ramdisk_size, 77);
	ck_assert_uint_eq(params()->hdr.type_of_loader, 0xff);
	ck_assert_uint_eq(params()->hdr.boot_flag, 0xaa55);
	ck_assert_uint_eq(params()->hdr.header, 0x53726448);
	ck_assert_uint_eq(params()->hdr.cmd_line_ptr, BOOT_COMMAND);
	ck_assert_uint_eq(params()->sentinel, 0);
	ck_assert_str_eq((char *)mem.base + BOOT_COMMAND, "quiet");
}
END_TEST

START_TEST(keeps_the_kernels_header)
{
	struct initrd none = { 0 };

	kernel.has_header = true;
	kernel.header.version = 0x0209;
	kernel.header.kernel_alignment = 0x12345000;
	kernel.header.setup_data = 0xdeadbeef;
	kernel.header.ramdisk_image = 0xdeadbeef;
	ck_assert_int_eq(boot_write(&mem, &kernel, &none, "", &why), 0);
	ck_assert_uint_eq(params()->hdr.version, 0x0209);
	ck_assert_uint_eq(params()->hdr.kernel_alignment, 0x12345000);
	ck_assert_uint_eq(params()->hdr.setup_data, 0);
	ck_assert_uint_eq(params()->hdr.ramdisk_image, 0);
	ck_assert_uint_eq(params()->hdr.ramdisk_size, 0);
}
END_TEST

START_TEST(one_region_in_one_mib)
{
	struct initrd none = { 0 };

	memory_unmap(&mem);
	map_memory(&mem, MIB);
	ck_assert_int_eq(boot_write(&mem, &kernel, &none, "", &why), 0);
	ck_assert_uint_eq(params()->e820_entries, 1);
	ck_assert_uint_eq(params()->e820_table[0].size, 0x9f000);
}
END_TEST

static int load_initrd(uint32_t size, struct initrd *initrd)
{
	uint8_t *data = calloc(1, size + 1);
	char path[64];
	int err;

	for (uint32_t i = 0; i < size; i++)
		data[i] = (uint8_t)(i * 5 + 1);
	write_temp(path, data, size);
	err = boot_initrd(path, &mem, &kernel, initrd, &why);
	if (!err)
		ck_assert_mem_eq(mem.base + initrd->addr, data, size);
	free(data);
	return err;
}

START_TEST(puts_initrd_at_the_top)
{
	static const uint32_t sizes[] = { 1, 4095, 4096, 4097, MIB };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct initrd initrd = { 0 };

		ck_assert_msg(!load_initrd(sizes[i], &initrd), "%s", why.text);
		ck_assert_uint_eq(initrd.size, sizes[i]);
		ck_assert_uint_eq(initrd.addr % PAGE_BYTES, 0);
		ck_assert_uint_eq((initrd.addr + sizes[i] + PAGE_BYTES - 1) /
				  PAGE_BYTES, 4 * MIB / PAGE_BYTES);
	}
}
END_TEST

START_TEST(initrd_stays_below_the_kernels_limit)
{
	struct initrd initrd = { 0 };

	kernel.has_header = true;
	kernel.header.initrd_addr_max = 3 * MIB - 1;
	ck_assert_msg(!load_initrd(100, &initrd), "%s", why.text);
	ck_assert_uint_eq(initrd.addr, 3 * MIB - PAGE_BYTES);
}
END_TEST

START_TEST(refuses_initrd)
{
	struct initrd initrd = { 0 };

	assert_refused(load_initrd(0, &initrd), &why, "empty");
	/* The last page of the kernel is in its way. */
	assert_refused(load_initrd(2 * MIB - 5, &initrd), &why,
		       "give at least 5m");
	assert_refused(load_initrd(5 * MIB, &initrd), &why, "does not fit");
	ck_assert_msg(!load_initrd(2 * MIB - PAGE_BYTES, &initrd), "%s",
		      why.text);
	assert_refused(boot_initrd("/nonexistent", &mem, &kernel, &initrd,
				   &why), &why, "/nonexistent: No such file");
}
END_TEST

TCase *boot_tests(void)
{
	TCase *tc = tcase_create("boot");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, joins_words);
	tcase_add_test(tc, adds_console_only_when_missing);
	tcase_add_test(tc, keeps_to_the_limit);
	tcase_add_test(tc, never_writes_past_the_page);
	tcase_add_test(tc, writes_parameters);
	tcase_add_test(tc, keeps_the_kernels_header);
	tcase_add_test(tc, one_region_in_one_mib);
	tcase_add_test(tc, puts_initrd_at_the_top);
	tcase_add_test(tc, initrd_stays_below_the_kernels_limit);
	tcase_add_test(tc, refuses_initrd);
	return tc;
}
