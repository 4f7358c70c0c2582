/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Preparation! 60: The other border
 *
 * Between launcher and host there is a file, `/dev/lguest`, and two system
 * calls. Anybody who can open it may run a guest; what comes through here is
 * therefore no more trusted than what comes from a guest.
 *
 * The launcher-host ABI: how a process runs a guest through /dev/lguest.
 *
 * One open file is one guest.  A write() is a request: an array of 64-bit
 * words, the first of which is one of LHREQ_*.  A read() runs the guest.  The
 * process that opened the file and initialised the guest owns it: its threads
 * may make any request; other processes, and workers of the kernel that do it
 * for a thread (io_uring), get EPERM.
 *
 * An address of the launcher's is a word, whatever the size of its pointers, so
 * there is one interface for launchers of 32 and of 64 bits.  What is the
 * guest's has 32 bits on every host.
 *
 * Note what is not here: no request reads or writes guest memory. It is the
 * launcher's own memory, so the launcher simply looks.
 */
#ifndef MODULE_INCLUDE_LGUEST_LAUNCHER_H
#define MODULE_INCLUDE_LGUEST_LAUNCHER_H

#include <linux/types.h>

#define LGUEST_DEVICE		"/dev/lguest"

enum lguest_req {
	/*
	 * Words: struct lguest_init.  EBUSY: done before.  EINVAL: a field is
	 * out of range.  ENOSPC: no more guests.  ENOMEM.
	 */
	LHREQ_INITIALIZE,
	/*
	 * Words: key, address of a struct lguest_getdma.  Takes the first free
	 * buffer this guest bound at that key.  ENOENT: none is bound or free.
	 */
	LHREQ_GETDMA,
	/* Words: interrupt line, below LGUEST_IRQS, else EINVAL. */
	LHREQ_IRQ,
	/* 3 is kept for the original's LHREQ_BREAK */
	/* Words: address of a struct lguest_stats to fill in. */
	LHREQ_STATS = 4,
	/* Words: address of a struct lguest_state to fill in. */
	LHREQ_STATE = 5,
};

/*
 * Where the guest's memory is and how it starts.  Guest-physical address p is
 * the launcher's address mem_base + p, for p below pfn_limit pages.  Pages are
 * pinned for writing as the guest touches them; they must be anonymous, shmem
 * or hugetlb memory.  The guest starts at start in ring 1 as the kernel's 32-bit
 * boot protocol says: paging off, flat segments, interrupts off, esi =
 * boot_params.
 */
struct lguest_init {
	__u64 mem_base;		/* page aligned */
	__u64 pfn_limit;	/* RAM and device pages, in pages; below 1 << 20 */
	__u64 start;		/* physical */
	__u64 page_offset;	/* of the guest kernel; 4 MiB aligned */
	__u64 boot_params;	/* physical; esi of the guest */
	__u64 device_pfn;	/* page number of the device table */
};

/* What LHREQ_GETDMA answers with. */
struct lguest_getdma {
	__u32 dma;		/* physical address of the struct lguest_dma */
	__u32 irq;		/* line to raise once it is filled */
};

/*
 * read() of a living guest returns 8 bytes, this: the guest sent DMA to the
 * launcher.  Neither word is checked; they are the guest's.  Other results:
 * EINTR a signal; EINVAL not initialised, or fewer than 8 bytes asked for;
 * EPERM another process; EBUSY another thread is in read(); ENOENT the guest
 * ended just now.
 */
struct lguest_pending {
	__u32 dma;		/* physical address of a struct lguest_dma */
	__u32 key;
};

/*
 * read() of a guest that has ended returns this, cut to the length asked for.
 * Repeatable.  From then on all requests but LHREQ_STATS and LHREQ_STATE get
 * ENOENT.
 */
#define LGUEST_REASON_LEN	160
struct lguest_end {
	__u32 how;		/* LGUEST_END_* */
	char reason[LGUEST_REASON_LEN]; /* printable text, NUL-terminated */
};

#define LGUEST_END_CRASH	0	/* the guest said it panicked */
#define LGUEST_END_POWEROFF	1
#define LGUEST_END_RESTART	2
#define LGUEST_END_KILLED	3	/* by the host, which says why */

/*
 * What the host counts for each guest: name in the enum, and the words that
 * --stats prints.  Expanded by whoever needs either.
 */
#define LGUEST_STATS(X) \
	X(EXITS,	"exits, all kinds") \
	X(HOST_IRQ,	"host interrupts") \
	X(HYPERCALL,	"hypercalls") \
	X(RING,		"hypercalls out of the ring") \
	X(FILL_KERNEL,	"page faults filled, kernel") \
	X(FILL_USER,	"page faults filled, user") \
	X(FAULT_KERNEL,	"page faults given to the guest, kernel") \
	X(FAULT_USER,	"page faults given to the guest, user") \
	X(PREFILL,	"shadow entries filled ahead") \
	X(CR_READ,	"control register reads") \
	X(CR2_READ,	"cr2 reads") \
	X(CR_WRITE,	"control register writes") \
	X(CR3_WRITE,	"cr3 writes") \
	X(INVLPG,	"invlpg and flush-page") \
	X(FLUSH,	"tlb flushes") \
	X(DESCRIPTOR,	"lgdt, lidt, lldt, ltr") \
	X(SEGMENT,	"segment loads emulated") \
	X(TLS,		"tls segment loads") \
	X(CPUID,	"cpuid") \
	X(MSR,		"rdmsr, wrmsr") \
	X(PORT,		"in, out") \
	X(HLT,		"hlt") \
	X(DEBUG_REG,	"debug register accesses") \
	X(STI,		"sti with an interrupt pending") \
	X(IRET,		"iret by the host") \
	X(SYSCALL,	"system calls given to the guest") \
	X(EXCEPTION,	"other exceptions given to the guest") \
	X(IRQ,		"interrupts given to the guest") \
	X(SEND,		"dma sent to the launcher") \
	X(COPY,		"dma copied to other guests") \
	X(PINNED,	"guest pages pinned now") \
	X(SHADOW,	"shadow pages in use now")

#define LGUEST_STAT_ENUM(name, text) LGUEST_STAT_##name,
enum lguest_stat { LGUEST_STATS(LGUEST_STAT_ENUM) LGUEST_STAT_MAX };
#undef LGUEST_STAT_ENUM

struct lguest_stats {
	__u64 count[LGUEST_STAT_MAX];
};

/*
 * What a guest is doing, for a report about one that hangs.  Registers are as
 * its last exit left them; asking makes it exit, so that asking a few times
 * samples where it spins.  The rings hold the latest exits (not those for the
 * host's interrupts) and hypercalls, entry n at n modulo their length; how many
 * there ever were stands before each.
 */
#define LGUEST_STATE_EXITS	16
#define LGUEST_STATE_CALLS	16

struct lguest_exit {
	__u32 trap, error, eip, cr2;
};

struct lguest_call {
	__u32 number, edx, ebx, ecx, eip;
};

struct lguest_state {
	__u32 ended;		/* the rest is as at its end */
	__u32 halted;		/* sleeps until an interrupt comes */
	__u32 eip, cs, esp, ss, eflags, eax, ebx, ecx, edx, esi, edi, ebp;
	__u32 cr0, cr2, cr3, cr4;
	__u32 irq_enabled;	/* LGUEST_IF or 0: its interrupt flag */
	__u32 irqs_pending;	/* lines, as bits */
	__u32 irqs_blocked;
	__u32 nr_exits;
	struct lguest_exit exits[LGUEST_STATE_EXITS];
	__u32 nr_calls;
	struct lguest_call calls[LGUEST_STATE_CALLS];
};

#endif /* MODULE_INCLUDE_LGUEST_LAUNCHER_H */
