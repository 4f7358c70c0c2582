// SPDX-License-Identifier: GPL-2.0
/*
 * From vm86 mode with IOPL 3, which only an emulator's iret gives to ring 1,
 * through a direct gate of 0x80: were it open, ring 1 would have the host's
 * ports and its interrupt flag.
 */
#define MINI_RAW
#include "mini.h"

MINI_EXPECT("killed: vm86 mode");

#define VM86_CODE	0x1000u		/* int $0x80 */
#define FLAGS		0x23202u	/* VM, IOPL 3, IF */
#define IOPL		0x3000u

void syscall_entry(void);
static char stack[4096] __attribute__((aligned(16)));

asm("syscall_entry: movl $0, %ss:mini_data\n"
    "jmp *%ss:mini_stub_80\n");
void *mini_stub_80 = mini_stubs + 0x80 * 16;

static int in_ring_1(struct mini_frame *frame)
{
	u32 id;

	CHECK(frame->vector == 0x80 && (read_flags() & IOPL) == IOPL);
	asm volatile("outl %%eax, %%dx; movw $0xcfc, %%dx; inl %%dx, %%eax"
		     : "=a" (id) : "a" (0x80000000), "d" (0xcf8));
	mini_print("PCI device 0 is ");
	mini_print_hex(id);
	mini_print("\n");
	CHECK(!"the host's ports are open");
	return 1;
}

MINI("gets IOPL 3 by way of vm86 mode")
{
	u8 *code;

	mini_data.syscall_vector = 0x80;
	mini_data.syscall_entry = (u32)syscall_entry;
	mini_init();
	mini_handler = in_ring_1;
	mini_paging_on();
	mini_tss[1] = (u32)stack + sizeof(stack);
	asm volatile("ltr %w0" : : "r" (0x80));
	code = mini_page();
	code[0] = 0xcd;
	code[1] = 0x80;
	mini_map(VM86_CODE, pa(code) | P | W | U);
	/* A fault would leave vm86 mode to the host, which knows it. */
	peek(VM86_CODE);
	memset(stack, 0, sizeof(stack));
	asm volatile("push $0; push $0; push $0; push $0; push $0\n"
		     "push %0; push %1; push $0; push %2\n"
		     "iret" : : "i" (VM86_CODE), "i" (FLAGS), "i" (VM86_CODE)
		     : "memory");
}
