// SPDX-License-Identifier: GPL-2.0
/* Random page tables, in both formats, and what is found through them. */
#include "fuzz.h"

#define TABLES		8
#define CR0_PG		0x80000000u

static void touch(u32 va)
{
	switch (below(5)) {
	case 0:
		asm volatile("lock orl $0, (%0)" : : "r" (va) : "memory");
		break;
	case 1:
		poke(va, rnd());
		break;
	case 2:
		asm volatile("call *%0" : : "r" (va) : "memory", "eax", "ecx",
			     "edx");
		break;
	default:
		peek(va);
	}
}

/* mov (%eax), %ebx; mov %ebx, (%ecx); int $0x80, by way of the user's stack. */
static const u8 user_touch[] = { 0x8b, 0x18, 0x89, 0x19, 0xcd, 0x80 };

static void touch_user(u32 va)
{
	u32 code = PAGE_OFFSET + PLAY + PLAY_USER * PAGE_SIZE;

	memcpy((void *)code, user_touch, sizeof(user_touch));
	mini_user_frame.eflags = 0x202;
	asm volatile("" : : "a" (va), "c" (va));
	mini_user(one_in(2) ? va : USER_CODE, USER_STACK);
}

static u32 some_va(void)
{
	if (one_in(8))
		return some_value();
	/* The eight play tables are those of the first eight slots. */
	return below(8) << 22 | below(24) << 12 | (one_in(8) ? 0xffe : below(1024) * 4);
}

static void change(u32 *dir)
{
	u32 slot = below(8), *table = play_page(PLAY_TABLES + below(TABLES));

	switch (below(8)) {
	case 0:
		dir[slot] = some_entry();
		break;
	case 1:
		dir[slot] = pa(play_page(PLAY_TABLES + below(TABLES))) |
			    (rnd() & 0x67) | P;
		break;
	case 2:			/* somewhere above, but for the kernel */
		slot = below(1024);
		if (slot != KERNEL_SLOT)
			dir[slot] = some_entry();
		break;
	case 3:
		dir[slot] = (some_frame() & ~1023u) << 12 | PS | (rnd() & 0x167) | P;
		break;
	default:
		table[below(24)] = some_entry();
	}
}

static void tell(u32 dir)
{
	u32 va = some_va();

	switch (below(6)) {
	case 0:
		invlpg(va);
		break;
	case 1:
		hcall(LHCALL_FLUSH_TLB, below(2), 0, 0);
		break;
	case 2:
		hcall(LHCALL_FLUSH_PAGE, va, 0, 0);
		break;
	case 3:
		if (va < 0xffc00000)
			hcall(LHCALL_SET_PTE, dir, va, some_entry());
		break;
	case 4:
		hcall(LHCALL_SET_PMD, dir, va >> 22, 0);
		break;
	default:
		write_cr3(dir);
	}
}

void fuzz_pages(void)
{
	u32 *dir = play_page(PLAY_DIR), n = 1 + below(12), i;

	memcpy(dir, mini_pde(0), PAGE_SIZE);
	for (i = 0; i < TABLES; i++)
		dir[i] = pa(play_page(PLAY_TABLES + i)) | P | W | U;
	for (i = below(40); i; i--)
		change(dir);
	write_cr4(one_in(3) ? below(2) * CR4_PSE | below(2) * CR4_PGE : 0);
	if (one_in(8))
		write_cr0(read_cr0() ^ CR0_WP);
	if (one_in(2))
		write_cr3(pa(dir));
	else
		hcall(LHCALL_NEW_PGTABLE, pa(dir), 0, 0);
	while (n--) {
		if (one_in(3)) {
			change(dir);
			fuzz_try(tell, pa(dir));
		}
		fuzz_try(one_in(4) ? touch_user : touch, some_va());
	}
}

static u64 some_pae_entry(void)
{
	u64 entry = some_entry();

	if (wild(4))
		entry |= (u64)rnd() << 32;
	if (one_in(4))
		entry |= 1ull << 63;
	return entry;
}

/* A kernel half of 2 MiB pages; the rest is random. */
void fuzz_pae(void)
{
	u64 *pdpt = play_page(PLAY_PDPT), *dir = play_page(PLAY_PAE_DIR);
	u64 *kernel = play_page(PLAY_PAE_KERNEL);
	u32 i, n = 1 + below(8), cr0 = read_cr0();

	memset(pdpt, 0, PAGE_SIZE);
	memset(kernel, 0, PAGE_SIZE);
	/* What was made of words of 32 bits would be far beyond memory. */
	for (i = 0; i < TABLES; i++)
		memset(play_page(PLAY_TABLES + i), 0, 24 * 8);
	for (i = 0; i < RAM >> 21; i++)
		kernel[i] = i << 21 | P | W | PS;
	for (i = 0; i < 3; i++)
		pdpt[i] = one_in(4) ? some_pae_entry() : pa(dir) | P;
	pdpt[3] = pa(kernel) | P;
	for (i = 0; i < 8; i++)
		dir[i] = one_in(3) ? some_pae_entry() :
			 (u64)(pa(play_page(PLAY_TABLES + i)) | P | W | U);
	for (i = below(24); i; i--)
		((u64 *)play_page(PLAY_TABLES + below(TABLES)))[below(24)] =
			some_pae_entry();
	write_cr0(cr0 & ~CR0_PG);
	write_cr4(CR4_PAE | below(2) * CR4_PGE);
	write_cr3(pa(pdpt));
	write_cr0(cr0);
	while (n--) {
		if (one_in(3)) {
			dir[below(8)] = some_pae_entry();
			fuzz_try(tell, pa(pdpt));
		}
		fuzz_try(one_in(4) ? touch_user : touch, some_va() & ~0xc00000u);
	}
	write_cr0(cr0 & ~CR0_PG);
	write_cr4(0);
}
