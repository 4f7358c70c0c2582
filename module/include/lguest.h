/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Preparation! 10: What this is
 *
 * You are about to read a hypervisor, all of it. It runs a Linux kernel inside
 * an ordinary process of another Linux kernel, on a 32-bit x86 CPU that gives
 * no help: neither VMX nor SVM. The price is that the kernel inside must have
 * been built for it; the reward is that nothing happens behind your back.
 *
 * Learn the names first. The host is the kernel that owns the machine; it has
 * loaded lg.ko (`module/host`). The guest is a kernel that believes that it
 * owns one (`module/guest` makes it believe so). The launcher (`launcher`) is
 * the process around the guest: its memory is the guest's memory, its files
 * are the guest's disks, and killing it is how to pull the plug. The harness
 * (`harness`) starts launchers all day long to test kernels; it is what all
 * this is for, and not on this tour.
 *
 * x86 has four rings of privilege. Linux lives in ring 0 and its programs in
 * ring 3. A guest kernel is put into ring 1: above its own programs, below the
 * host. An instruction that would change the machine then faults, the fault
 * ends up in the host, and the host does for the guest a harmless version of
 * what was asked. That would be the whole story if every such instruction
 * faulted. Some do not: in ring 1 popf and iret leave the interrupt flag alone
 * without a word, pushf shows the real one, and cpuid tells of the real CPU.
 * So a guest kernel is assembled without them; the part on the guest shows the
 * conjuring trick.
 *
 * The parts are Preparation!, Guest, Drivers, Launcher, Host, Switcher,
 * Mastery. The text is in the source, above what it is about; each heading
 * says in which file. Read with the source beside you.
 *
 * We begin with what the two kernels have agreed on, which is this file.
 *
 * The guest-host ABI: what a guest kernel and lg.ko agree on.
 *
 * Included by the host module, the guest overlay, the launcher and the mini
 * guests.  All sizes are i386, little endian; all addresses are guest-physical
 * unless a comment says virtual.  There is no promise between versions: both
 * sides are built from one tree, and LGUEST_ABI tells a mismatch apart.
 *
 * The host trusts nothing in here: whatever the guest can write is copied
 * once, checked, and only then used.
 */
#ifndef MODULE_INCLUDE_LGUEST_H
#define MODULE_INCLUDE_LGUEST_H

/* Raise it whenever anything in this file changes meaning. */
#define LGUEST_ABI		2

/*
 * How a kernel says that it has the overlay: an ELF note (in a PT_NOTE
 * segment) of name "lguest" and type LGUEST_NOTE_ABI whose descriptor is one
 * 32-bit word, the LGUEST_ABI it was built for.
 */
#define LGUEST_NOTE_NAME	"lguest"
#define LGUEST_NOTE_ABI		1

/* CPUID leaf 0 in a guest: ebx, edx, ecx spell this vendor string. */
#define LGUEST_CPUID_VENDOR	"LguestVirtCP"

/*
 * The afterburner prefix: ud2 and these two letters, followed by a native
 * instruction that would not trap in ring 1.  In ring 1 the host emulates that
 * instruction (0f a2 cpuid, fb sti, cf iret) and continues behind it.
 */
#define LGUEST_PREFIX_1		0x6c	/* 'l' */
#define LGUEST_PREFIX_2		0x67	/* 'g' */

/*
 * Preparation! 20: How a guest asks
 *
 * A program asks its kernel by a system call, a guest kernel asks its host by
 * a hypercall: a software interrupt, here number 31. It is the last vector
 * that is kept for the CPU's own exceptions, and no CPU has one there;
 * interrupts of devices begin above it.
 *
 * Hypercalls: INT LGUEST_TRAP_ENTRY from ring 1 with the number in eax and the
 * arguments in edx, ebx, ecx.  Only calls said to have a result change eax.  A
 * malformed call is never answered: the guest dies and the launcher is told
 * why.  module/README.md has a table of what each does with a bad argument.
 *
 * Those marked + are of use to a kernel that announces what it does; each means
 * the same as instructions that trap.
 *
 * "The guest dies" is the answer to a malformed call because there is nobody
 * to tell: a kernel that passes nonsense to its hypervisor has a bug or is
 * hostile, and in both cases you want to know at once, and not three hours
 * later.
 */
#define LGUEST_TRAP_ENTRY	0x1f

#define LHCALL_FLUSH_ASYNC	0	/* nothing but what waits in the ring */
#define LHCALL_LGUEST_INIT	1	/* edx: struct lguest_data; once, first */
#define LHCALL_SHUTDOWN		2	/* edx: text, ebx: LGUEST_SHUTDOWN_* */
#define LHCALL_LOAD_GDT		3	/* + edx: virtual address of the table,
					 * ebx: entries (as lgdt)
					 */
#define LHCALL_NEW_PGTABLE	4	/* + edx: page directory (as mov cr3) */
#define LHCALL_FLUSH_TLB	5	/* edx: 0 non-global entries, else all */
#define LHCALL_LOAD_IDT_ENTRY	6	/* + edx: vector, ebx, ecx: low and high
					 * word of the gate; lidt undoes all
					 */
#define LHCALL_SET_STACK	7	/* + edx: selector, ebx: virtual esp,
					 * ecx: pages; ltr undoes it
					 */
#define LHCALL_TS		8	/* + edx: CR0.TS */
#define LHCALL_SET_CLOCKEVENT	9	/* edx: ns from now, 0 cancels */
#define LHCALL_HALT		10	/* enable interrupts, sleep until one */
#define LHCALL_GET_WALLCLOCK	11	/* eax = seconds since 1970 */
#define LHCALL_BIND_DMA		12	/* edx: key, ebx: array of lguest_dma,
					 * ecx: count << 8 | irq (0 unbinds);
					 * eax = 1 done, 0 refused
					 */
#define LHCALL_SEND_DMA		13	/* edx: key, ebx: struct lguest_dma; a key
					 * in memory that guests share: to the
					 * first other one bound there, else
					 * to the launcher
					 */
#define LHCALL_SET_PTE		14	/* + edx: page directory, ebx: virtual
					 * address, ecx: its new entry, which
					 * has been written (as invlpg)
					 */
#define LHCALL_SET_PMD		15	/* + edx: page directory, ebx: index of
					 * 4 MiB whose entries have changed
					 */
#define LHCALL_LOAD_TLS		16	/* + edx: three descriptors, for 6 to 8
					 * of the GDT
					 */
#define LHCALL_FLUSH_PAGE	17	/* edx: virtual address (as invlpg) */
#define LHCALL_GET_CLOCK	18	/* edx:eax = ns since the guest was made */

/* Arguments of LHCALL_SHUTDOWN; the text is at most LGUEST_TEXT_LEN bytes. */
#define LGUEST_SHUTDOWN_CRASH	0	/* the guest panicked: text says why */
#define LGUEST_SHUTDOWN_POWEROFF 1
#define LGUEST_SHUTDOWN_RESTART	2
#define LGUEST_TEXT_LEN		128

/*
 * Interrupt lines.  Line n is delivered as vector LGUEST_IRQ_VECTOR + n; line
 * 0 is the timer, device i of the device table has line i + 1.
 */
#define LGUEST_IRQS		32
#define LGUEST_IRQ_VECTOR	0x30
#define LGUEST_IRQ_TIMER	0

/* The virtual interrupt flag has the place of IF in eflags. */
#define LGUEST_IF		0x200

#ifndef __ASSEMBLER__
#include <linux/types.h>

/*
 * Preparation! 30+: What both can see
 *
 * A hypercall costs hundreds of instructions. Turning interrupts off and on is
 * one instruction, and kernels do it thousands of times a second. So the
 * guest's interrupt flag is a word in memory that both sides know.
 *
 * Shared between guest kernel and host.  The first two words are what the
 * afterburned cli, sti, pushf and popf work on.  It lies in the guest kernel's
 * data, within one page, at an address known when the kernel is linked.
 */
struct lguest_data {
	__u32 irq_enabled;	/* both: LGUEST_IF or 0 */
	__u32 irq_pending;	/* host: an unmasked interrupt waits for sti */
	__u32 blocked_interrupts; /* guest: bit n set = line n masked */
	__u32 cr2;		/* host: address of the last page fault given
				 * to the guest
				 */
	/* guest, before LHCALL_LGUEST_INIT; all virtual, 0 = none */
	__u32 noirq_start;	/* the iret stub: starts with a one-byte push */
	__u32 noirq_end;	/* of eax, ends behind a one-byte iret, which
				 * a pop of eax precedes
				 */
	__u32 syscall_vector;	/* vector that user space may enter directly */
	__u32 syscall_entry;	/* ring-1 address such a trap goes to; it must
				 * clear irq_enabled with its first instruction
				 */
	/* host, at LHCALL_LGUEST_INIT */
	__u32 reserve_mem;	/* bytes at the top of virtual space that are
				 * the switcher's
				 */
	__u32 tsc_khz;		/* 0 = do not trust the TSC */
	__u32 device_pfn;	/* page number of the device table */
	__u32 guestid;		/* small number unique among running guests */
	/* guest, before LHCALL_LGUEST_INIT */
	__u32 ring;		/* struct lguest_ring, 0 = none */
};

/*
 * Calls that need not be done at once.  The guest fills the slot that follows
 * the last one it filled, then sets that slot's status to 0, if it is
 * LGUEST_RING_FREE; if not, the ring is full.  The next call that traps does
 * those in the ring first, in order, each as its slot is freed.  Results are
 * lost.  All statuses are LGUEST_RING_FREE to begin with.
 */
#define LGUEST_RING_SLOTS	64
#define LGUEST_RING_FREE	0xff
struct lguest_ring_call {
	__u32 eax, edx, ebx, ecx;
};

struct lguest_ring {
	__u8 status[LGUEST_RING_SLOTS];
	struct lguest_ring_call call[LGUEST_RING_SLOTS];
};

/*
 * Preparation! 40+: How data moves
 *
 * All devices use one mechanism, called DMA here because a third party moves
 * the data. The guest writes down where pieces of its memory are, and either
 * sends that list with a key, or binds an array of such lists to a key and
 * waits for somebody to fill them. A key is just an address that both sides
 * know.
 *
 * A scatter list.  The sender says where the data is, or the receiver where
 * data may go; the first zero length ends the list.
 */
#define LGUEST_MAX_DMA_SECTIONS	16
struct lguest_dma {
	__u32 used_len;		/* 0 = free; else bytes transferred */
	__u32 addr[LGUEST_MAX_DMA_SECTIONS];
	__u16 len[LGUEST_MAX_DMA_SECTIONS];
};

/*
 * Preparation! 50+: What there is
 *
 * A PC is probed for its devices. A guest reads a page.
 *
 * The device table: one page of these, at lguest_data.device_pfn.
 */
#define LGUEST_MAX_DEVICES	16
struct lguest_device_desc {
	__u16 type;		/* LGUEST_DEVICE_T_*; 0 ends the table */
	__u16 features;
	__u16 status;		/* LGUEST_DEVICE_S_*, bits are only ever added */
	__u16 num_pages;	/* pages of its own, from pfn on */
	__u32 pfn;
};

#define LGUEST_DEVICE_T_CONSOLE	1
#define LGUEST_DEVICE_T_NET	2
#define LGUEST_DEVICE_T_BLOCK	3

#define LGUEST_DEVICE_F_READONLY 0x0001	/* block: writes are refused */
#define LGUEST_DEVICE_F_SLOT	0x03ff	/* net: mask of the guest's own slot */
#define LGUEST_DEVICE_F_RANDOM	0x8000	/* its interrupt timing is random */

#define LGUEST_DEVICE_S_ACKNOWLEDGE 1	/* guest: seen */
#define LGUEST_DEVICE_S_DRIVER	2	/* guest: a driver matched */
#define LGUEST_DEVICE_S_DRIVER_OK 4	/* guest: the driver works */
#define LGUEST_DEVICE_S_FAILED	128	/* guest: the driver gave up */

/*
 * Console: sends its output with key pfn * 4096 and binds one buffer for its
 * input at that key + 4.  The first console has pfn 0 and no page, so output
 * works before the device table can be read.
 */
#define LGUEST_CONSOLE_OUT	0
#define LGUEST_CONSOLE_IN	4

/*
 * Block: one page; key is its address.  One request at a time.  The guest
 * binds one lguest_dma there, fills in the page and sends with the same key.
 * Read: the data buffers are in the bound list and the sent one is empty.
 * Write: the data buffers are in the sent list.  The launcher sets result,
 * marks the bound list used and raises the device's line.
 */
struct lguest_block_page {
	__u32 type;		/* guest: 0 read, 1 write, 2 flush */
	__u32 sector;		/* guest: in units of 512 bytes */
	__u32 bytes;		/* guest: what it expects to be transferred */
	__u32 result;		/* 0 pending, 1 done, 2 error, 3 no space */
	__u32 num_sectors;	/* launcher: size of the disk */
};

#define LGUEST_BLOCK_READ	0
#define LGUEST_BLOCK_WRITE	1
#define LGUEST_BLOCK_FLUSH	2
#define LGUEST_BLOCK_PENDING	0
#define LGUEST_BLOCK_OK		1
#define LGUEST_BLOCK_ERROR	2
#define LGUEST_BLOCK_NOSPACE	3

/*
 * Net: one page, a table of peers.  A guest's own slot is in its features.  It
 * writes its MAC address there while the interface is up, with bit 0 of the
 * first byte set when it wants every packet, and binds its buffers at page +
 * 4 * slot.  First byte 0: nobody.  A packet goes to peer n by a send with key
 * page + 4 * n; a broadcast is one send for each.  used_len of the sent list
 * says what arrived: 0 if nobody listens or no buffer is free.
 *
 * If the page is private to the launcher, slot 0 is the launcher (a tap
 * device) and the guest has slot 1.  There a guest sends an empty list with
 * its own key when it has freed every buffer in a row: the launcher may have
 * found none free.  If the page is shared memory, the host copies from guest to
 * guest.  A list that it copies with has sections of at most 4096 bytes.
 */
struct lguest_net_peer {
	__u8 mac[6];
};

#define LGUEST_NET_PEERS	682	/* that fit in the page */
#define LGUEST_NET_KEY(slot)	(4 * (slot))

#define LGUEST_ASSERT(what) \
	_Static_assert(what, "the guest-host ABI has changed: " #what)
LGUEST_ASSERT(sizeof(struct lguest_data) == 52);
LGUEST_ASSERT(sizeof(struct lguest_ring) == 1088);
LGUEST_ASSERT(sizeof(struct lguest_dma) == 100);
LGUEST_ASSERT(sizeof(struct lguest_device_desc) == 12);
LGUEST_ASSERT(sizeof(struct lguest_block_page) == 20);
LGUEST_ASSERT(sizeof(struct lguest_net_peer) * LGUEST_NET_PEERS <= 4096);
#undef LGUEST_ASSERT

#endif /* __ASSEMBLER__ */
#endif /* MODULE_INCLUDE_LGUEST_H */
