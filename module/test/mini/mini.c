// SPDX-License-Identifier: GPL-2.0
/* What every mini guest has: tables, traps, printing, paging. */
#include "mini.h"

struct lguest_data mini_data __attribute__((aligned(64)));
u64 mini_gdt[32];
u64 mini_idt[256];
u32 mini_tss[26];
volatile u32 mini_trapped, mini_resume;
volatile struct mini_frame mini_last;
int (*mini_handler)(struct mini_frame *frame);
volatile u32 mini_irqs[LGUEST_IRQS];

static u32 page_directory[1024] __attribute__((aligned(4096)));
static u32 linear_tables[4][1024] __attribute__((aligned(4096)));
static u32 low_tables[4][1024] __attribute__((aligned(4096)));
static char entry_stack[4096] __attribute__((aligned(4096)));
static char text_buffer[256];

#define CMD_LINE_PTR	0x228		/* in boot_params */

void *memset(void *to, int value, unsigned int len)
{
	u8 *byte = to;

	while (len--)
		*byte++ = value;
	return to;
}

void *memcpy(void *to, const void *from, unsigned int len)
{
	const u8 *source = from;
	u8 *byte = to;

	while (len--)
		*byte++ = *source++;
	return to;
}

static u32 length(const char *text)
{
	u32 len = 0;

	while (text[len])
		len++;
	return len;
}

void mini_print(const char *text)
{
	static struct lguest_dma dma;

	while (*text) {
		u32 len = length(text);

		if (len > sizeof(text_buffer))
			len = sizeof(text_buffer);
		memcpy(text_buffer, text, len);
		memset(&dma, 0, sizeof(dma));
		dma.addr[0] = pa(text_buffer);
		dma.len[0] = len;
		hcall(LHCALL_SEND_DMA, LGUEST_CONSOLE_OUT, pa(&dma), 0);
		text += len;
	}
}

void mini_print_hex(u32 value)
{
	char text[9];
	int i;

	for (i = 7; i >= 0; i--, value >>= 4)
		text[i] = "0123456789abcdef"[value & 15];
	text[8] = 0;
	mini_print(text);
}

void mini_shutdown(u32 how, const char *text)
{
	static char buffer[LGUEST_TEXT_LEN];
	u32 i;

	for (i = 0; i < sizeof(buffer) - 1 && text[i]; i++)
		buffer[i] = text[i];
	buffer[i] = 0;
	hcall(LHCALL_SHUTDOWN, pa(buffer), how, 0);
	for (;;)
		;
}

void mini_fail(const char *file, int line, const char *what)
{
	char text[LGUEST_TEXT_LEN], digits[8];
	u32 at = 0, n = 0;

	while (*file && at < 40)
		text[at++] = *file++;
	text[at++] = ':';
	do
		digits[n++] = '0' + line % 10;
	while (line /= 10);
	while (n)
		text[at++] = digits[--n];
	text[at++] = ' ';
	while (*what && at < sizeof(text) - 1)
		text[at++] = *what++;
	text[at] = 0;
	mini_shutdown(LGUEST_SHUTDOWN_CRASH, text);
}

void mini_gate(u32 vector, void *handler, u32 dpl, u32 type)
{
	u32 addr = (u32)handler;

	mini_idt[vector] = (u64)((addr & 0xffff0000) | 0x8000 | dpl << 13 |
				 type << 8) << 32 |
			   0x60 << 16 | (addr & 0xffff);
}

void mini_trap(struct mini_frame *frame)
{
	mini_trapped++;
	memcpy((void *)&mini_last, frame, sizeof(mini_last) -
	       (frame->cs & 3 ? 0 : 8));
	if (mini_handler && mini_handler(frame))
		return;
	if ((frame->cs & 3) == 3) {
		/* Ring 3 is over: go on where mini_user() was called. */
		frame->cs = 0x60;
		asm volatile("jmp mini_user_back");
	}
	if (!mini_resume) {
		mini_print("unexpected trap ");
		mini_print_hex(frame->vector);
		mini_print(" error ");
		mini_print_hex(frame->error);
		mini_print(" at ");
		mini_print_hex(frame->eip);
		mini_print("\n");
		mini_fail("mini.c", __LINE__, "unexpected trap");
	}
	frame->eip = mini_resume;
}

u32 *mini_pde(u32 va)
{
	return &page_directory[va >> 22];
}

u32 *mini_pte(u32 va)
{
	return (u32 *)((*mini_pde(va) & ~0xfff) + PAGE_OFFSET) +
	       (va >> 12 & 1023);
}

/* Maps a page below 16 MiB of virtual space, where nothing else is. */
void mini_map(u32 va, u32 entry)
{
	*mini_pte(va) = entry;
}

/* 16 MiB linearly at PAGE_OFFSET, and empty tables for 0 to 16 MiB. */
void mini_paging_on(void)
{
	u32 i;

	for (i = 0; i < 4096; i++)
		linear_tables[i >> 10][i & 1023] = i * PAGE_SIZE | 0x03;
	for (i = 0; i < 4; i++) {
		page_directory[(PAGE_OFFSET >> 22) + i] =
			pa(linear_tables[i]) | 0x07;
		page_directory[i] = pa(low_tables[i]) | 0x07;
	}
	asm volatile("mov %0, %%cr3" : : "r" (pa(page_directory)));
	asm volatile("mov %%cr0, %%eax; or $0x80010000, %%eax; mov %%eax, %%cr0"
		     : : : "eax", "memory");
}

/* A fresh zeroed page of RAM behind the program. */
void *mini_page(void)
{
	static u32 next;
	void *page;

	if (!next)
		next = ((u32)mini_end + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
	page = (void *)next;
	next += PAGE_SIZE;
	memset(page, 0, PAGE_SIZE);
	return page;
}

/* Another page directory, with the same entries as ours. */
u32 *mini_directory(void)
{
	return memcpy(mini_page(), page_directory, PAGE_SIZE);
}

/* What lies behind the last byte of guest memory: the device table is last. */
u32 mini_memory_end(void)
{
	return (mini_data.device_pfn + 1) * PAGE_SIZE;
}

u64 mini_clock(void)
{
	u32 low = LHCALL_GET_CLOCK, high;

	asm volatile("int %2" : "+a" (low), "=d" (high)
		     : "i" (LGUEST_TRAP_ENTRY));
	return (u64)high << 32 | low;
}

u32 mini_argument(const char *name, u32 otherwise)
{
	const char *text = (char *)PAGE_OFFSET +
		*(u32 *)(PAGE_OFFSET + mini_boot_params + CMD_LINE_PTR);
	u32 len = length(name), value = 0, i;

	for (;; text++) {
		for (i = 0; i < len && text[i] == name[i]; i++)
			;
		if (i == len)
			break;
		while (*text && *text != ' ')
			text++;
		if (!*text)
			return otherwise;
	}
	for (text += len; *text >= '0' && *text <= '9'; text++)
		value = value * 10 + *text - '0';
	return value;
}

int mini_count_irqs(struct mini_frame *frame)
{
	u32 line = frame->vector - LGUEST_IRQ_VECTOR;

	if (line >= LGUEST_IRQS)
		return 0;
	mini_irqs[line]++;
	return 1;
}

u32 mini_run_user(const char *code, u32 len)
{
	static u8 *code_page;

	if (!code_page) {
		code_page = mini_page();
		mini_map(USER_CODE, pa(code_page) | P | U | A);
		mini_map(USER_STACK - PAGE_SIZE, pa(mini_page()) | P | W | U);
		mini_map(USER_DATA, pa(mini_page()) | P | W | U);
	}
	memcpy(code_page, code, len);
	mini_trapped = 0;
	mini_user(USER_CODE, USER_STACK);
	return mini_last.vector;
}

/* A descriptor with byte limit; type as 0xf3: present, DPL 3, writable data. */
u64 mini_segment(u32 base, u32 limit, u32 type)
{
	u32 flags = 4;

	if (limit >= 1 << 20) {
		limit >>= 12;
		flags |= 8;
	}
	return (u64)((base & 0xff000000) | flags << 20 | (limit & 0xf0000) |
		     type << 8 | (base >> 16 & 0xff)) << 32 |
	       base << 16 | (limit & 0xffff);
}

struct table {
	u16 limit;
	u32 base;
} __attribute__((packed));

void mini_gdt_load(void)
{
	struct table table = { sizeof(mini_gdt) - 1, (u32)mini_gdt };

	asm volatile("lgdt %0" : : "m" (table));
}

static void tables_init(void)
{
	struct table table;
	u32 tss = (u32)mini_tss, i;

	mini_gdt[12] = 0x00cf9b000000ffffULL;
	mini_gdt[13] = 0x00cf93000000ffffULL;
	mini_gdt[14] = 0x00cffb000000ffffULL;
	mini_gdt[15] = 0x00cff3000000ffffULL;
	mini_gdt[16] = (u64)((tss & 0xff000000) | 0x8900 | (tss >> 16 & 0xff))
		       << 32 | tss << 16 | (sizeof(mini_tss) - 1);
	mini_tss[1] = (u32)entry_stack + sizeof(entry_stack);
	mini_tss[2] = 0x68;
	for (i = 0; i < 256; i++)
		mini_gate(i, mini_stubs + i * 16, i == 0x80 || i == 3 ? 3 : 0,
			  0xe);
	mini_gdt_load();
	asm volatile("ljmp $0x60, $1f\n1: mov %0, %%ss; mov %0, %%ds; mov %0, %%es"
		     : : "r" (0x68) : "memory");
	table.limit = sizeof(mini_idt) - 1;
	table.base = (u32)mini_idt;
	asm volatile("lidt %0" : : "m" (table));
	asm volatile("ltr %w0" : : "r" (16 * 8));
}

void mini_init(void)
{
	mini_data.noirq_start = (u32)mini_iret;
	mini_data.noirq_end = (u32)mini_iret_end;
	hcall(LHCALL_LGUEST_INIT, pa(&mini_data), 0, 0);
}

void mini_main(void)
{
	tables_init();
	if (mini_wants_init)
		mini_init();
	mini();
	mini_shutdown(LGUEST_SHUTDOWN_POWEROFF, mini_name);
}
