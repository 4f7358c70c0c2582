// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 110: The kernel proper
 *
 * The ELF reader takes a vmlinux, a mini guest, or what a bzImage unpacks to.
 * It insists on an i386 executable; on loadable segments inside the file and
 * inside RAM, above the boot parameters, not overlapping, all at the same
 * distance between virtual and physical address; on the lguest note with our
 * ABI number; and on an entry point inside a segment.
 *
 * That distance is page_offset. The host needs it to tell the kernel's half of
 * an address space from the program's, and this is the only place of the
 * launcher that finds it out.
 *
 * The file is not trusted: headers are copied, and every sum is made in 64 bits.
 */
#include "elf_load.h"

#include "boot.h"
#include "elf_note.h"
#include "lguest.h"

#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NOTES	(1u << 20)
#define TABLE_SPAN	(4u << 20)	/* what one page directory entry maps */

struct elf {
	const struct image *img;
	Elf32_Ehdr head;
	Elf32_Phdr phdr[KERNEL_PARTS];
	struct refusal *why;
};

#define refuse_elf(elf, err, fmt, ...) \
	refuse((elf)->why, err, "%s: " fmt, (elf)->img->name, ##__VA_ARGS__)

static int refuse_read(struct elf *elf, int err, const char *what)
{
	if (err == -ENODATA)
		return refuse_elf(elf, ENOEXEC,
				  "truncated ELF file: the %s is not all there; copy or build it again",
				  what);
	return refuse_elf(elf, -err, "cannot read the %s: %s", what,
			  strerror(-err));
}

static int read_header(struct elf *elf)
{
	Elf32_Ehdr *head = &elf->head;
	int err = image_read(elf->img, 0, head, sizeof(*head));

	if (err)
		return refuse_read(elf, err, "ELF header");
	if (memcmp(head->e_ident, ELFMAG, SELFMAG))
		return refuse_elf(elf, ENOEXEC,
				  "not an ELF file; give a bzImage or vmlinux");
	if (head->e_ident[EI_CLASS] == ELFCLASS64)
		return refuse_elf(elf, ENOEXEC,
				  "a 64-bit kernel; guests are i386: build it with ARCH=i386 (`make guest`)");
	if (head->e_ident[EI_CLASS] != ELFCLASS32 ||
	    head->e_ident[EI_DATA] != ELFDATA2LSB ||
	    head->e_machine != EM_386)
		return refuse_elf(elf, ENOEXEC,
				  "an ELF file, but not for i386; build the kernel with ARCH=i386 (`make guest`)");
	if (head->e_type != ET_EXEC)
		return refuse_elf(elf, ENOEXEC,
				  "an ELF file, but not an executable one; give the vmlinux or bzImage");
	if (head->e_ident[EI_VERSION] != EV_CURRENT ||
	    head->e_version != EV_CURRENT ||
	    head->e_phentsize != sizeof(Elf32_Phdr))
		return refuse_elf(elf, ENOEXEC,
				  "its ELF header is damaged; copy or build it again");
	if (!head->e_phnum)
		return refuse_elf(elf, ENOEXEC,
				  "has no program headers: nothing to load; give the vmlinux or bzImage");
	if (head->e_phnum > KERNEL_PARTS)
		return refuse_elf(elf, ENOEXEC,
				  "has %u program headers, more than the %d that make sense; give the vmlinux or bzImage",
				  head->e_phnum, KERNEL_PARTS);
	err = image_read(elf->img, head->e_phoff, elf->phdr,
			 head->e_phnum * sizeof(Elf32_Phdr));
	return err ? refuse_read(elf, err, "program header table") : 0;
}

static bool is_loaded(const Elf32_Phdr *ph)
{
	return ph->p_type == PT_LOAD && ph->p_memsz;
}

/* Is [start, start + len) inside one loaded segment? */
static bool inside_segment(const struct elf *elf, uint32_t start,
			   uint32_t len)
{
	for (unsigned int i = 0; i < elf->head.e_phnum; i++) {
		const Elf32_Phdr *ph = &elf->phdr[i];

		if (is_loaded(ph) && start >= ph->p_paddr &&
		    (uint64_t)start + len <=
		    (uint64_t)ph->p_paddr + ph->p_memsz)
			return true;
	}
	return false;
}

static int check_overlap(struct elf *elf, unsigned int i)
{
	const Elf32_Phdr *a = &elf->phdr[i];

	for (unsigned int j = 0; j < i; j++) {
		const Elf32_Phdr *b = &elf->phdr[j];

		if (is_loaded(b) &&
		    a->p_paddr < (uint64_t)b->p_paddr + b->p_memsz &&
		    b->p_paddr < (uint64_t)a->p_paddr + a->p_memsz)
			return refuse_elf(elf, ENOEXEC,
					  "segments %u and %u overlap at 0x%x; link it without overlaps",
					  j, i, a->p_paddr);
	}
	return 0;
}

/* All checks of one segment that need not know the guest's RAM. */
static int check_segment(struct elf *elf, unsigned int i,
			 struct kernel *kernel)
{
	const Elf32_Phdr *ph = &elf->phdr[i];
	uint64_t end = (uint64_t)ph->p_paddr + ph->p_memsz;

	if (ph->p_filesz > ph->p_memsz)
		return refuse_elf(elf, ENOEXEC,
				  "segment %u is longer in the file than in memory; copy or build it again",
				  i);
	if ((uint64_t)ph->p_offset + ph->p_filesz > elf->img->size)
		return refuse_elf(elf, ENOEXEC,
				  "truncated ELF file: segment %u is not all there; copy or build it again",
				  i);
	if (end > UINT32_MAX ||
	    (uint64_t)ph->p_vaddr + ph->p_memsz > 1ull << 32)
		return refuse_elf(elf, ENOEXEC,
				  "segment %u (0x%x bytes at 0x%x) ends above 4 GiB; link it lower",
				  i, ph->p_memsz, ph->p_paddr);
	if (ph->p_vaddr < ph->p_paddr)
		return refuse_elf(elf, ENOEXEC,
				  "segment %u has virtual address 0x%x below its physical address 0x%x; link it at a page offset",
				  i, ph->p_vaddr, ph->p_paddr);
	if (!kernel->high)
		kernel->page_offset = ph->p_vaddr - ph->p_paddr;
	else if (kernel->page_offset != ph->p_vaddr - ph->p_paddr)
		return refuse_elf(elf, ENOEXEC,
				  "segment %u lies 0x%x above its physical address, others 0x%x; link all at one page offset",
				  i, ph->p_vaddr - ph->p_paddr,
				  kernel->page_offset);
	if (ph->p_paddr < kernel->low)
		kernel->low = ph->p_paddr;
	if (end > kernel->high)
		kernel->high = (uint32_t)end;
	return check_overlap(elf, i);
}

static int check_segments(struct elf *elf, struct kernel *kernel)
{
	kernel->low = UINT32_MAX;
	kernel->high = 0;
	for (unsigned int i = 0; i < elf->head.e_phnum; i++) {
		int err;

		if (!is_loaded(&elf->phdr[i]))
			continue;
		err = check_segment(elf, i, kernel);
		if (err)
			return err;
	}
	if (!kernel->high)
		return refuse_elf(elf, ENOEXEC,
				  "has no loadable segment; give the vmlinux or bzImage");
	if (kernel->page_offset % TABLE_SPAN)
		return refuse_elf(elf, ENOEXEC,
				  "its page offset 0x%x is not a multiple of 4 MiB; link it at one",
				  kernel->page_offset);
	return 0;
}

/* 1: found, 0: not found, -errno with the reason. */
static int find_note(struct elf *elf, uint32_t *abi)
{
	int found = 0;

	for (unsigned int i = 0; !found && i < elf->head.e_phnum; i++) {
		const Elf32_Phdr *ph = &elf->phdr[i];
		uint8_t *notes;
		int err;

		if (ph->p_type != PT_NOTE || !ph->p_filesz ||
		    ph->p_filesz > MAX_NOTES)
			continue;
		notes = malloc(ph->p_filesz);
		if (!notes)
			return refuse_elf(elf, ENOMEM, "out of memory");
		err = image_read(elf->img, ph->p_offset, notes, ph->p_filesz);
		if (!err)
			found = elf_note_find(notes, ph->p_filesz,
					      ph->p_align == 8 ? 8 : 4, abi);
		free(notes);
		if (err)
			return refuse_read(elf, err, "note segment");
	}
	return found;
}

static int check_note(struct elf *elf)
{
	uint32_t abi = 0;
	int found = find_note(elf, &abi);

	if (found < 0)
		return found;
	if (!found)
		return refuse_elf(elf, ENOEXEC,
				  "no lguest overlay in this kernel; build it with `make guest LINUX=<tree>`");
	if (abi != LGUEST_ABI)
		return refuse_elf(elf, ENOEXEC,
				  "built for lguest interface %u, but this is %u; rebuild it with `make guest`",
				  abi, LGUEST_ABI);
	return 0;
}

static int check_fit(struct elf *elf, uint32_t ram,
		     const struct kernel *kernel)
{
	if (kernel->low < BOOT_AREA_END)
		return refuse_elf(elf, ENOEXEC,
				  "starts at 0x%x, where the boot parameters go; link it at 0x%x or above",
				  kernel->low, BOOT_AREA_END);
	if (kernel->high > ram) {
		uint32_t mib = (uint32_t)(((uint64_t)kernel->high +
					   0xfffff) >> 20);

		return refuse_elf(elf, ENOMEM,
				  "does not fit in %u MiB of guest memory: it ends at 0x%x; give at least %um, and more to work with",
				  ram >> 20, kernel->high, mib);
	}
	return 0;
}

static int find_entry(struct elf *elf, struct kernel *kernel)
{
	kernel->entry = elf->head.e_entry;
	if (kernel->page_offset && kernel->entry >= kernel->page_offset)
		kernel->entry -= kernel->page_offset;
	if (!inside_segment(elf, kernel->entry, 1))
		return refuse_elf(elf, ENOEXEC,
				  "its entry point 0x%x is in no segment; copy or build it again",
				  elf->head.e_entry);
	return 0;
}

static void list_parts(struct elf *elf, struct kernel *kernel)
{
	kernel->nparts = 0;
	for (unsigned int i = 0; i < elf->head.e_phnum; i++) {
		const Elf32_Phdr *ph = &elf->phdr[i];

		if (is_loaded(ph) && ph->p_filesz)
			kernel->parts[kernel->nparts++] = (struct kernel_part){
				.addr = ph->p_paddr,
				.size = ph->p_filesz,
				.offset = ph->p_offset,
			};
	}
}

int elf_parse(const struct image *img, uint32_t ram, struct kernel *kernel,
	      struct refusal *why)
{
	struct elf elf = { .img = img, .why = why };
	int err;

	err = read_header(&elf);
	if (!err)
		err = check_segments(&elf, kernel);
	if (!err)
		err = check_note(&elf);
	if (!err)
		err = check_fit(&elf, ram, kernel);
	if (!err)
		err = find_entry(&elf, kernel);
	if (!err)
		list_parts(&elf, kernel);
	return err;
}
