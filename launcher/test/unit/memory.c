// SPDX-License-Identifier: GPL-2.0
/* Guest memory and the scatter lists in it. */
#include "memory.h"

#include "dma.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static struct guest_memory mem;

static void setup(void)
{
	map_memory(&mem, MIB);
}

static void teardown(void)
{
	memory_unmap(&mem);
}

START_TEST(checks_ranges)
{
	ck_assert_ptr_eq(guest_range(&mem, 0, MIB), mem.base);
	ck_assert_ptr_eq(guest_range(&mem, MIB - 1, 1), mem.base + MIB - 1);
	ck_assert_ptr_eq(guest_range(&mem, MIB, 0), mem.base + MIB);
	ck_assert_ptr_null(guest_range(&mem, MIB, 1));
	ck_assert_ptr_null(guest_range(&mem, MIB + 1, 0));
	ck_assert_ptr_null(guest_range(&mem, 0, MIB + 1));
	ck_assert_ptr_null(guest_range(&mem, 1, MIB));
	/* Sums that wrap to something small. */
	ck_assert_ptr_null(guest_range(&mem, 0xffffffff, 2));
	ck_assert_ptr_null(guest_range(&mem, 0xfffff000, 0x1000));
	ck_assert_ptr_null(guest_range(&mem, 0x1000, 0xffffffff));
	ck_assert_ptr_null(guest_range(&mem, 1, 0xffffffff));
	ck_assert_ptr_null(guest_range(&mem, 0xffffffff, 0xffffffff));
}
END_TEST

START_TEST(adds_pages_up_to_its_room)
{
	uint32_t addr, pages = 0;

	while (!memory_add_pages(&mem, 1, &addr)) {
		ck_assert_uint_eq(addr, MIB + pages * PAGE_BYTES);
		mem.base[addr + PAGE_BYTES - 1] = 1;
		pages++;
	}
	/* A table, and a page for each device. */
	ck_assert_uint_eq(pages, 1 + LGUEST_MAX_DEVICES);
	ck_assert_uint_eq(mem.size, MIB + pages * PAGE_BYTES);
	ck_assert_int_eq(memory_add_pages(&mem, 1u << 20, &addr), -ENOSPC);
	ck_assert_int_eq(memory_add_pages(&mem, 0xffffffff, &addr), -ENOSPC);
}
END_TEST

/* The host takes no other memory: it would write behind a file's back. */
START_TEST(shares_memory_files_alone)
{
	int memory = memfd_create("page", 0), disk;
	char path[64];
	uint32_t addr;

	ck_assert(!ftruncate(memory, PAGE_BYTES));
	ck_assert(!memory_add_pages(&mem, 1, &addr));
	write_temp(path, path, sizeof(path));
	disk = open(path, O_RDWR);
	if (memory_is_shareable(disk))
		disk = open("/proc/self/comm", O_RDWR);
	ck_assert_int_eq(memory_share_page(&mem, addr, disk), -EMEDIUMTYPE);
	ck_assert_int_eq(memory_share_page(&mem, addr, -1), -EMEDIUMTYPE);
	ck_assert_uint_eq(mem.base[addr], 0);
	ck_assert_int_eq(memory_share_page(&mem, addr, memory), 0);
	ck_assert_int_eq(memory_share_page(&mem, addr + 1, memory), -EINVAL);
	ck_assert_int_eq(memory_share_page(&mem, 0, memory), -EINVAL);
	ck_assert_int_eq(pwrite(memory, "x", 1, 0), 1);
	ck_assert_uint_eq(mem.base[addr], 'x');
}
END_TEST

static bool is_guests(unsigned long from, unsigned long to)
{
	return from < (unsigned long)mem.base + mem.capacity &&
	       to > (unsigned long)mem.base;
}

/* The kernel says that all of it is anonymous, or of a file that is memory. */
START_TEST(is_memory_throughout)
{
	int memory = memfd_create("page", 0);
	unsigned int major_no, minor_no, seen = 0;
	unsigned long from, to, inode;
	char line[256];
	uint32_t addr;
	struct stat st;
	FILE *maps;

	ck_assert(!ftruncate(memory, PAGE_BYTES) && !fstat(memory, &st));
	ck_assert(!memory_add_pages(&mem, 1, &addr));
	ck_assert(!memory_share_page(&mem, addr, memory));
	maps = fopen("/proc/self/maps", "r");
	while (fgets(line, sizeof(line), maps)) {
		ck_assert_int_eq(sscanf(line, "%lx-%lx %*s %*x %x:%x %lu",
					&from, &to, &major_no, &minor_no,
					&inode), 5);
		if (!is_guests(from, to))
			continue;
		seen++;
		ck_assert_msg(!inode ||
			      makedev(major_no, minor_no) == st.st_dev, "%s",
			      line);
	}
	fclose(maps);
	ck_assert_uint_ge(seen, 2);
}
END_TEST

START_TEST(guards_below)
{
	*(volatile uint8_t *)(mem.base - 1) = 1;
}
END_TEST

START_TEST(guards_above)
{
	*(volatile uint8_t *)(mem.base + mem.size) = 1;
}
END_TEST

START_TEST(refuses_what_cannot_be_mapped)
{
	struct guest_memory more[4096];
	struct refusal why;
	int i, err = 0;

	if (sizeof(void *) > 4)
		skip_test("64-bit address space is not used up this way");
	for (i = 0; !err && i < 4096; i++)
		err = memory_map(&more[i], 1024 * MIB, &why);
	assert_refused(err, &why, "give the guest less");
	for (i -= 2; i >= 0; i--)
		memory_unmap(&more[i]);
}
END_TEST

#define LIST_AT	0x1000u

static struct lguest_dma *list(void)
{
	return (struct lguest_dma *)(mem.base + LIST_AT);
}

START_TEST(reads_list)
{
	struct dma dma;

	list()->addr[0] = 0x2000;
	list()->len[0] = 10;
	/* Sections may cross pages: guest memory is one piece here. */
	list()->addr[1] = 0x3fff;
	list()->len[1] = 65535;
	list()->addr[2] = MIB - 1;
	list()->len[2] = 1;
	ck_assert_int_eq(dma_read(&mem, LIST_AT, &dma), 0);
	ck_assert_uint_eq(dma.count, 3);
	ck_assert_uint_eq(dma.total, 10 + 65535 + 1);
	ck_assert_ptr_eq(dma.iov[0].iov_base, mem.base + 0x2000);
	ck_assert_uint_eq(dma.iov[1].iov_len, 65535);
	ck_assert_ptr_eq(dma.iov[2].iov_base, mem.base + MIB - 1);
}
END_TEST

START_TEST(reads_empty_list)
{
	struct dma dma;

	list()->addr[0] = 0xffffffff;
	list()->len[1] = 5;
	ck_assert_int_eq(dma_read(&mem, LIST_AT, &dma), 0);
	ck_assert_uint_eq(dma.count, 0);
	ck_assert_uint_eq(dma.total, 0);
}
END_TEST

START_TEST(reads_full_list)
{
	struct dma dma;

	for (int i = 0; i < LGUEST_MAX_DMA_SECTIONS; i++)
		list()->len[i] = 65535;
	ck_assert_int_eq(dma_read(&mem, LIST_AT, &dma), 0);
	ck_assert_uint_eq(dma.count, LGUEST_MAX_DMA_SECTIONS);
	ck_assert_uint_eq(dma.total, LGUEST_MAX_DMA_SECTIONS * 65535u);
}
END_TEST

START_TEST(refuses_sections_outside)
{
	struct dma dma;
	int last = LGUEST_MAX_DMA_SECTIONS - 1;

	for (int i = 0; i < last; i++)
		list()->len[i] = 1;
	list()->addr[last] = MIB - 3;
	list()->len[last] = 4;
	ck_assert_int_eq(dma_read(&mem, LIST_AT, &dma), -EFAULT);
	list()->len[last] = 3;
	ck_assert_int_eq(dma_read(&mem, LIST_AT, &dma), 0);
	list()->addr[last] = 0xffffffff;
	ck_assert_int_eq(dma_read(&mem, LIST_AT, &dma), -EFAULT);
	list()->addr[last] = MIB;
	ck_assert_int_eq(dma_read(&mem, LIST_AT, &dma), -EFAULT);
}
END_TEST

START_TEST(refuses_lists_outside)
{
	uint32_t size = sizeof(struct lguest_dma);
	struct dma dma;

	ck_assert_int_eq(dma_read(&mem, MIB - size, &dma), 0);
	ck_assert_int_eq(dma_read(&mem, MIB - size + 4, &dma), -EFAULT);
	ck_assert_int_eq(dma_read(&mem, MIB, &dma), -EFAULT);
	ck_assert_int_eq(dma_read(&mem, 0xfffffffc, &dma), -EFAULT);
	ck_assert_int_eq(dma_read(&mem, LIST_AT + 2, &dma), -EFAULT);
}
END_TEST

START_TEST(fills_sections_in_order)
{
	struct dma dma;

	list()->addr[0] = 0x2000;
	list()->len[0] = 3;
	list()->addr[1] = 0x3000;
	list()->len[1] = 4;
	ck_assert_int_eq(dma_read(&mem, LIST_AT, &dma), 0);
	ck_assert_uint_eq(dma_fill(&dma, "ab", 2), 2);
	ck_assert_uint_eq(dma_fill(&dma, "abcdefghi", 9), 7);
	ck_assert_mem_eq(mem.base + 0x2000, "abc\0", 4);
	ck_assert_mem_eq(mem.base + 0x3000, "defg\0", 5);
	dma_mark_used(&mem, &dma, 7);
	ck_assert_uint_eq(list()->used_len, 7);
}
END_TEST

START_TEST(takes_sections_in_order)
{
	char got[8] = "xxxxxxx";
	struct dma dma;

	list()->addr[0] = 0x2000;
	list()->len[0] = 3;
	list()->addr[1] = 0x3000;
	list()->len[1] = 4;
	memcpy(mem.base + 0x2000, "abcX", 4);
	memcpy(mem.base + 0x3000, "defgX", 5);
	ck_assert_int_eq(dma_read(&mem, LIST_AT, &dma), 0);
	ck_assert_uint_eq(dma_take(&dma, got, 5), 5);
	ck_assert_mem_eq(got, "abcdexx", 7);
	ck_assert_uint_eq(dma_take(&dma, got, sizeof(got)), 7);
	ck_assert_mem_eq(got, "abcdefg", 8);
}
END_TEST

TCase *memory_tests(void)
{
	TCase *tc = tcase_create("memory");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, checks_ranges);
	tcase_add_test(tc, adds_pages_up_to_its_room);
	tcase_add_test(tc, shares_memory_files_alone);
	tcase_add_test(tc, is_memory_throughout);
	tcase_add_test_raise_signal(tc, guards_below, SIGSEGV);
	tcase_add_test_raise_signal(tc, guards_above, SIGSEGV);
	tcase_add_test(tc, refuses_what_cannot_be_mapped);
	tcase_add_test(tc, reads_list);
	tcase_add_test(tc, reads_empty_list);
	tcase_add_test(tc, reads_full_list);
	tcase_add_test(tc, refuses_sections_outside);
	tcase_add_test(tc, refuses_lists_outside);
	tcase_add_test(tc, fills_sections_in_order);
	tcase_add_test(tc, takes_sections_in_order);
	return tc;
}
