// SPDX-License-Identifier: GPL-2.0
/*
 * Reads a kernel's symbols. The files are the user's. A broken one must only
 * cost the names: libelf checks what it reads, and what it refuses is left out.
 */
#include "run/symbols.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* An address further above the last symbol is a module's, or nobody's. */
#define TAIL 0x10000

struct symbol {
	uint32_t address;
	char *name;
};

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

static bool add(struct symbols *s, uint32_t address, const char *name)
{
	struct symbol *more;

	/* Double the room at each power of two. */
	if (!(s->count & (s->count + 1))) {
		more = realloc(s->all, (2 * s->count + 1) * sizeof(*more));
		if (!more)
			return false;
		s->all = more;
	}
	s->all[s->count].address = address;
	s->all[s->count].name = strdup(name);
	return s->all[s->count].name && ++s->count;
}

/* --- System.map --- */

static void read_map(struct symbols *s, const char *path)
{
	char line[512], name[400], type;
	unsigned long address;
	FILE *f = fopen(path, "re");

	if (!f)
		return;
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%lx %c %399s", &address, &type, name) != 3 ||
		    !strchr("tTwW", type))
			continue;
		if (!add(s, address, name))
			break;
	}
	fclose(f);
}

/* --- vmlinux --- */

/* Like nm's t, T, w and W: labels in code, whatever their symbol type. */
static bool is_code(Elf *elf, const GElf_Sym *symbol)
{
	int type = GELF_ST_TYPE(symbol->st_info);
	GElf_Shdr section;

	if (type != STT_FUNC && type != STT_NOTYPE)
		return false;
	return gelf_getshdr(elf_getscn(elf, symbol->st_shndx), &section) &&
	       section.sh_flags & SHF_EXECINSTR;
}

static void read_table(struct symbols *s, Elf *elf, Elf_Scn *section,
		       const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym symbol;

	if (!data)
		return;
	for (int i = 0; gelf_getsym(data, i, &symbol); i++) {
		const char *name;

		if (!is_code(elf, &symbol))
			continue;
		name = elf_strptr(elf, header->sh_link, symbol.st_name);
		if (name && *name && !add(s, symbol.st_value, name))
			return;
	}
}

static void read_elf(struct symbols *s, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	Elf *elf = NULL;

	if (fd >= 0 && elf_version(EV_CURRENT) != EV_NONE)
		elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (elf && elf_kind(elf) == ELF_K_ELF)
		while ((section = elf_nextscn(elf, section)))
			if (gelf_getshdr(section, &header) &&
			    header.sh_type == SHT_SYMTAB)
				read_table(s, elf, section, &header);
	elf_end(elf);
	if (fd >= 0)
		close(fd);
}

/* --- all of them --- */

static const char *beside(const char *kernel, const char *name, char *path,
			  size_t size)
{
	const char *slash = strrchr(kernel, '/');

	snprintf(path, size, "%.*s%s", slash ? (int)(slash + 1 - kernel) : 0,
		 kernel, name);
	return path;
}

void symbols_read(struct symbols *s, const char *kernel)
{
	char path[4200];

	memset(s, 0, sizeof(*s));
	read_map(s, beside(kernel, "System.map", path, sizeof(path)));
	if (!s->count)
		read_elf(s, kernel);
	if (!s->count)
		read_elf(s, beside(kernel, "vmlinux", path, sizeof(path)));
	if (s->count)
		qsort(s->all, s->count, sizeof(*s->all), by_address);
}

void symbols_free(struct symbols *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->all[i].name);
	free(s->all);
}

/* The last symbol at or before an address, or NULL. */
static const struct symbol *find(const struct symbols *s, uint32_t address)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (s->all[mid].address <= address)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? &s->all[low - 1] : NULL;
}

const char *symbols_name(const struct symbols *s, uint32_t address, char *buf,
			 size_t size)
{
	const struct symbol *symbol = find(s, address);

	if (!symbol || (symbol == &s->all[s->count - 1] &&
			address - symbol->address > TAIL))
		snprintf(buf, size, "%#x", address);
	else
		snprintf(buf, size, "%s+%#x", symbol->name,
			 address - symbol->address);
	return buf;
}
