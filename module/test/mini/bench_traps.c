// SPDX-License-Identifier: GPL-2.0
/*
 * What a trap costs, from the instruction that causes it to the first one of the
 * handler or to the next, in ticks of the CPU's clock, as hex. With qemu's
 * -icount shift=0 these are instructions, three of them the guest's own.
 */
#define MINI_RAW
#include "mini.h"

MINI_EXPECT("powered off");

#define USER_HALF	0x10000000u
#define KERNEL_HALF	0xd0000000u
#define TABLES		4u
#define REGION		(4u << 20)
#define BLOCK		(64 * PAGE_SIZE)	/* what is filled in one go */
#define SHADOWED	(2u << 20)		/* by one of the host's tables */
#define NOWHERE		"0x30000000"
#define N		"1000"

u32 traps_cost;
void fault_entry(void);
void call_entry(void);

/* Before the trap esi is the time; the load of eax has five bytes. */
asm("fault_entry: rdtsc\n"
    "sub %esi, %eax\n"
    "add %eax, %ss:traps_cost\n"
    "add $4, %esp\n"
    "addl $5, (%esp)\n"
    "jmp mini_iret\n"
    "call_entry: rdtsc\n"
    "sub %esi, %eax\n"
    "add %eax, %ss:traps_cost\n"
    "movl $0, %ss:mini_data\n"
    "jmp mini_iret\n");

#define TIMED(instruction) \
	"mov $" N ", %%ecx; 1: rdtsc; mov %%eax, %%esi; " \
	instruction "; loop 1b"

static void report(const char *name, u32 total, u32 n)
{
	mini_print("bench ");
	mini_print(name);
	mini_print(" 0x");
	mini_print_hex(total / n);
	mini_print("\n");
}

static u32 ticks(void)
{
	u32 low;

	asm volatile("rdtsc" : "=a" (low) : : "edx", "memory");
	return low;
}

/*
 * Loads from one page in each block of a region, which nobody has touched. Its
 * neighbours are there or not. What the host needs a new table for is not timed:
 * the first block under each.
 */
static void fill(const char *name, u32 start, int neighbours)
{
	u32 page = pa(mini_page()) | P | W | A | D, total = 0, n = 0, i, va;

	for (i = 0; i < TABLES; i++)
		*mini_pde(start + i * REGION) = pa(mini_page()) | P | W | A;
	for (va = start; va < start + TABLES * REGION; va += PAGE_SIZE)
		if (neighbours || va % BLOCK == 0) {
			u32 *table = (u32 *)((*mini_pde(va) & ~0xfff) +
					     PAGE_OFFSET);

			table[va / PAGE_SIZE % 1024] = page;
		}
	write_cr3(read_cr3());
	for (va = start; va < start + TABLES * REGION; va += BLOCK) {
		u32 before = ticks();

		peek(va);
		if (va % SHADOWED) {
			total += ticks() - before;
			n++;
		}
	}
	report(name, total, n);
}

MINI("traps, timed")
{
	mini_data.syscall_vector = 0x80;
	mini_data.syscall_entry = (u32)call_entry;
	mini_init();
	mini_paging_on();
	fill("fill-user-half", USER_HALF, 0);
	fill("fill-user-half-and-7", USER_HALF + TABLES * REGION, 1);
	fill("fill-kernel-half", KERNEL_HALF, 0);
	fill("fill-kernel-half-and-63", KERNEL_HALF + TABLES * REGION, 1);
	mini_gate(PF, fault_entry, 0, 0xe);
	mini_gate(0x80, call_entry, 3, 0xe);
	traps_cost = 0;
	asm volatile(TIMED("mov " NOWHERE ", %%eax")
		     : : : "eax", "ecx", "edx", "esi", "memory", "cc");
	report("reflect-in-ring-1", traps_cost, 1000);
	traps_cost = 0;
	CHECK(USER(TIMED("mov " NOWHERE ", %%eax") "; ud2") == UD);
	report("reflect-from-ring-3", traps_cost, 1000);
	traps_cost = 0;
	CHECK(USER(TIMED("int $0x80") "; ud2") == UD);
	report("int-0x80", traps_cost, 1000);
}
