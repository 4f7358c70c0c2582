// SPDX-License-Identifier: GPL-2.0
/* Names for addresses: of a System.map, of a vmlinux, of broken ones. */
#include "run/symbols.h"
#include "test.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT 0xc0100000

static char dir[64], kernel[100];

/* The smallest vmlinux: a code section, data, symbols. */
static struct vmlinux {
	Elf32_Ehdr elf;
	Elf32_Shdr sections[5];
	Elf32_Sym symbols[8];
	char strings[64];
} v;

static unsigned n_strings, n_symbols;

static unsigned string(const char *text)
{
	unsigned at = n_strings;

	strcpy(v.strings + at, text);
	n_strings += strlen(text) + 1;
	return at;
}

static void symbol(const char *name, unsigned at, int type, int section)
{
	v.symbols[n_symbols++] = (Elf32_Sym){
		.st_name = string(name), .st_value = at,
		.st_info = ELF32_ST_INFO(STB_GLOBAL, type),
		.st_shndx = section };
}

static void make_vmlinux(void)
{
	memset(&v, 0, sizeof(v));
	n_strings = n_symbols = 1;
	memcpy(v.elf.e_ident, ELFMAG, SELFMAG);
	v.elf.e_ident[EI_CLASS] = ELFCLASS32;
	v.elf.e_ident[EI_DATA] = ELFDATA2LSB;
	v.elf.e_ident[EI_VERSION] = v.elf.e_version = EV_CURRENT;
	v.elf.e_type = ET_EXEC;
	v.elf.e_machine = EM_386;
	v.elf.e_ehsize = sizeof(v.elf);
	v.elf.e_shentsize = sizeof(v.sections[0]);
	v.elf.e_shoff = offsetof(struct vmlinux, sections);
	v.elf.e_shnum = 5;
	v.elf.e_shstrndx = 4;
	symbol("after_it", TEXT + 0x500, STT_FUNC, 1);
	symbol("spin_here", TEXT + 0x400, STT_NOTYPE, 1);
	symbol("not_code", TEXT + 0x410, STT_OBJECT, 2);
	symbol("a_label", TEXT + 0x411, STT_NOTYPE, 2);
	symbol("a_section", TEXT + 0x411, STT_SECTION, 1);
	symbol("nowhere", TEXT + 0x412, STT_FUNC, 77);
	v.sections[1] = (Elf32_Shdr){
		.sh_name = string(".text"), .sh_type = SHT_NOBITS,
		.sh_flags = SHF_ALLOC | SHF_EXECINSTR, .sh_addr = TEXT,
		.sh_size = 4096 };
	v.sections[2] = v.sections[1];
	v.sections[2].sh_flags = SHF_ALLOC | SHF_WRITE;
	v.sections[3] = (Elf32_Shdr){
		.sh_type = SHT_SYMTAB,
		.sh_offset = offsetof(struct vmlinux, symbols),
		.sh_size = n_symbols * sizeof(v.symbols[0]),
		.sh_entsize = sizeof(v.symbols[0]), .sh_link = 4 };
	v.sections[4] = (Elf32_Shdr){
		.sh_type = SHT_STRTAB,
		.sh_offset = offsetof(struct vmlinux, strings),
		.sh_size = sizeof(v.strings) };
}

static void put(const char *name, const void *data, size_t len)
{
	char path[200];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(data, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
}

static void setup(void)
{
	strcpy(dir, "/tmp/lgcheck-symbols-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(kernel, sizeof(kernel), "%s/bzImage", dir);
	put("bzImage", "HdrS", 4);
	make_vmlinux();
}

static void teardown(void)
{
	char command[100];

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	ck_assert_int_eq(system(command), 0);
}

/* The name of one address, as a string that the next call overwrites. */
static const char *name_of(unsigned address)
{
	static char name[440];
	struct symbols s;

	symbols_read(&s, kernel);
	symbols_name(&s, address, name, sizeof(name));
	symbols_free(&s);
	return name;
}

START_TEST(nothing)
{
	ck_assert_str_eq(name_of(TEXT), "0xc0100000");
	strcpy(kernel, "bzImage");	/* in no folder, and not there */
	ck_assert_str_eq(name_of(TEXT), "0xc0100000");
}
END_TEST

static void check_names(void)
{
	ck_assert_str_eq(name_of(TEXT + 0x414), "spin_here+0x14");
	ck_assert_str_eq(name_of(TEXT + 0x400), "spin_here+0");
	ck_assert_str_eq(name_of(TEXT + 0x4ff), "spin_here+0xff");
	ck_assert_str_eq(name_of(TEXT + 0x500), "after_it+0");
	ck_assert_str_eq(name_of(TEXT + 0x3ff), "0xc01003ff");
	ck_assert_str_eq(name_of(TEXT + 0x500 + 0x10001), "0xc0110501");
	ck_assert_str_eq(name_of(0), "0");
}

START_TEST(map)
{
	static const char text[] =
		"c0100500 T after_it\nc0100400 t spin_here\n"
		"c0100410 D not_code\nno line of it\n";

	put("vmlinux", "\177ELF", 4);
	put("System.map", text, strlen(text));
	check_names();
}
END_TEST

/* A vmlinux beside the bzImage, without a System.map; and as the kernel. */
START_TEST(vmlinux)
{
	put("vmlinux", &v, sizeof(v));
	check_names();
	put("System.map", "", 0);
	check_names();
	put("vmlinux", "", 0);
	ck_assert_str_eq(name_of(TEXT + 0x500), "0xc0100500");
	put("bzImage", &v, sizeof(v));
	check_names();
}
END_TEST

/* Cut anywhere, or with any byte wrong: no name or some name, no crash. */
START_TEST(broken)
{
	unsigned char *p = (unsigned char *)&v;

	for (size_t len = 0; len < sizeof(v); len += 7) {
		put("vmlinux", &v, len);
		name_of(TEXT + 0x400);
	}
	for (size_t i = 0; i < offsetof(struct vmlinux, strings); i++) {
		p[i] ^= 0xff;
		put("vmlinux", &v, sizeof(v));
		name_of(TEXT + 0x400);
		p[i] ^= 0xff;
	}
	put("vmlinux", &v, sizeof(v));
	check_names();
}
END_TEST

TCase *symbols_cases(void)
{
	TCase *tc = tcase_create("symbols");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, nothing);
	tcase_add_test(tc, map);
	tcase_add_test(tc, vmlinux);
	tcase_add_test(tc, broken);
	return tc;
}
