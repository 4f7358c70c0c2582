// SPDX-License-Identifier: GPL-2.0
/* Of the thread that runs a guest: the segment it brings, and what it is. */
#include <asm/ldt.h>
#include <linux/io_uring.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include "launcher.h"

#define MODIFY_LDT_WRITE	0x11
#define RUNS			20

/*
 * As of an i386 program, whatever this is: addresses are of its data, which are
 * below 4 GiB.  Without the C library, which needs gs there.
 */
#define I386_READ		3
#define I386_MODIFY_LDT		123
#define I386_SET_THREAD_AREA	243

static int raw_call(int number, uint32_t a, uint32_t b, uint32_t c)
{
	asm volatile("int $0x80"
		     : "+a" (number) : "b" (a), "c" (b), "d" (c) : "memory"
#if LAUNCHER_BITS == 64
		     , "r8", "r9", "r10", "r11"
#endif
		     );
	return number;
}

static uint16_t get_gs(void)
{
	uint16_t gs;

	asm volatile("mov %%gs, %0" : "=r" (gs));
	return gs;
}

static void set_gs(uint16_t gs)
{
	asm volatile("mov %0, %%gs" : : "r" (gs) : "memory");
}

/* A system call that changes a descriptor. */
struct change {
	int number;
	uint32_t a, b, c;
};

static int make(const struct change *change)
{
	return raw_call(change->number, change->a, change->b, change->c);
}

/*
 * Runs the guest with a gs whose descriptor has just been taken away, as long
 * as nobody loads it again.  True: it was still in gs before, and the guest got
 * on: the signal may also come first.
 */
static bool run_without(struct guest *g, uint16_t selector,
			const struct change *give, const struct change *take)
{
	uint16_t ours = get_gs(), seen;
	uint32_t before = *count_of(g);
	static char buf[8];
	int given, taken, n;

	given = make(give);
	set_gs(selector);
	taken = make(take);
	seen = get_gs();
	n = raw_call(I386_READ, g->fd, (uintptr_t)buf, sizeof(buf));
	set_gs(ours);
	MUST(!given && !taken);
	MUST(n == -EINTR);
	return seen == selector && *count_of(g) != before;
}

static void run_often_without(uint16_t selector, const struct change *give,
			      const struct change *take)
{
	struct itimerval tick = { { 0, 30000 }, { 0, 30000 } };
	struct guest g;
	int done = 0;

	START(&g, counts);
	interrupted_by(SIGALRM);
	MUST(!setitimer(ITIMER_REAL, &tick, NULL));
	while (done < RUNS)
		done += run_without(&g, selector, give, take);
	memset(&tick, 0, sizeof(tick));
	MUST(!setitimer(ITIMER_REAL, &tick, NULL));
	end(&g);
}

/* A gs that the CPU has and no table any more: of the LDT, and of TLS. */
static void L24(void)
{
	static struct user_desc desc = {
		.limit = 0xfffff, .limit_in_pages = 1, .seg_32bit = 1,
	}, none = { .read_exec_only = 1, .seg_not_present = 1 };
	struct change give = {
		I386_MODIFY_LDT, MODIFY_LDT_WRITE, (uintptr_t)&desc,
		sizeof(desc)
	}, take = {
		I386_MODIFY_LDT, MODIFY_LDT_WRITE, (uintptr_t)&none,
		sizeof(none)
	};

	run_often_without(7, &give, &take);

	/* With privilege 0 the host does not see that it is in use. */
	desc.entry_number = -1;
	MUST(!raw_call(I386_SET_THREAD_AREA, (uintptr_t)&desc, 0, 0));
	none.entry_number = desc.entry_number;
	give = (struct change) { I386_SET_THREAD_AREA, (uintptr_t)&desc, 0, 0 };
	take = (struct change) { I386_SET_THREAD_AREA, (uintptr_t)&none, 0, 0 };
	run_often_without(desc.entry_number << 3, &give, &take);
}

/* The rings of io_uring, of one entry each. */
struct rings {
	int fd;
	struct io_uring_params params;
	struct io_uring_sqe *sqe;
	char *sq, *cq;
};

static void *ring_map(const struct rings *r, uint64_t what, size_t len)
{
	void *memory = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED,
			    r->fd, what);

	MUST(memory != MAP_FAILED);
	return memory;
}

static void rings_make(struct rings *r)
{
	memset(r, 0, sizeof(*r));
	r->fd = syscall(SYS_io_uring_setup, 1, &r->params);
	MUST(r->fd >= 0);
	r->sq = ring_map(r, IORING_OFF_SQ_RING, PAGE);
	r->cq = ring_map(r, IORING_OFF_CQ_RING, PAGE);
	r->sqe = ring_map(r, IORING_OFF_SQES, PAGE);
}

/* What a read or write gives that a worker of the host does for us. */
static int rings_do(struct rings *r, int op, int fd, void *buf, size_t len)
{
	struct io_uring_cqe *cqe = (void *)(r->cq + r->params.cq_off.cqes);
	uint32_t *head = (void *)(r->cq + r->params.cq_off.head);
	uint32_t *sq_tail = (void *)(r->sq + r->params.sq_off.tail);

	*r->sqe = (struct io_uring_sqe) {
		.opcode = op, .fd = fd, .addr = (uintptr_t)buf, .len = len,
		.flags = IOSQE_ASYNC,
	};
	((uint32_t *)(r->sq + r->params.sq_off.array))[0] = 0;
	__atomic_store_n(sq_tail, *sq_tail + 1, __ATOMIC_RELEASE);
	MUST(syscall(SYS_io_uring_enter, r->fd, 1, 1, IORING_ENTER_GETEVENTS,
		     NULL, 0) == 1);
	cqe += *head & (r->params.cq_entries - 1);
	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
	return cqe->res;
}

/*
 * A worker of io_uring has our memory and is no thread of ours: it has no
 * floating point registers that a guest could have.
 */
static void L25(void)
{
	uint64_t line[] = { LHREQ_IRQ, 1 };
	struct rings r;
	struct guest g;
	char buf[8];

	if (syscall(SYS_io_uring_setup, 1, NULL) < 0 &&
	    (errno == ENOSYS || errno == EPERM))
		skip("this host kernel has no io_uring");
	START(&g, sends);
	rings_make(&r);
	MUST(rings_do(&r, IORING_OP_READ, g.fd, buf, sizeof(buf)) == -EPERM);
	MUST(rings_do(&r, IORING_OP_WRITE, g.fd, line, sizeof(line)) == -EPERM);
	MUST(run_for(&g, 900, buf, sizeof(buf)) == sizeof(buf));
	close(r.fd);
	end(&g);
}

#define SHARED	0x9000
#define GO	0x6000

/*
 * initialise; bind LIST at key SHARED, line 5; incl COUNT; wait for GO; bind
 * without a line; incl COUNT; jmp to itself
 */
static const uint8_t binds_and_spins[] = {
	INIT_CALL,
	0xb8, 0x0c, 0x00, 0x00, 0x00, 0xba, 0x00, 0x90, 0x00, 0x00,
	0xbb, 0x00, 0x30, 0x00, 0x00, 0xb9, 0x05, 0x01, 0x00, 0x00,
	0xcd, LGUEST_TRAP_ENTRY,
	0xff, 0x05, 0x00, 0x50, 0x00, 0x00,
	0x83, 0x3d, 0x00, 0x60, 0x00, 0x00, 0x00, 0x74, 0xf7,
	0xb8, 0x0c, 0x00, 0x00, 0x00, 0xb9, 0x00, 0x00, 0x00, 0x00,
	0xcd, LGUEST_TRAP_ENTRY,
	0xff, 0x05, 0x00, 0x50, 0x00, 0x00, 0xeb, 0xfe
};

static void *runs(void *guest)
{
	char buf[8];
	ssize_t n;

	do
		n = read(((struct guest *)guest)->fd, buf, sizeof(buf));
	while (n < 0 && errno == EINTR);
	fail("a guest that spins ended");
}

static void wait_count(const struct guest *g, uint32_t count)
{
	double limit = now() + LIMIT_S;

	while (*count_of(g) < count)
		MUST(now() < limit);
}

/*
 * A file that the guest was the last to hold is closed on its thread's way to
 * user space, though the guest never ends that thread's read().
 */
static void L27(void)
{
	char name[] = "/tmp/hostile-XXXXXX";
	int file = mkstemp(name), watch = inotify_init();
	struct pollfd closed = { .fd = watch, .events = POLLIN };
	uint8_t *shared;
	pthread_t thread;
	struct guest g;

	MUST(file >= 0 && !ftruncate(file, PAGE));
	MUST(watch >= 0 && inotify_add_watch(watch, name, IN_CLOSE) >= 0);
	open_guest(&g);
	memcpy(g.memory + CODE, binds_and_spins, sizeof(binds_and_spins));
	shared = mmap(g.memory + SHARED, PAGE, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_FIXED, file, 0);
	MUST(shared != MAP_FAILED && !close(file) && !unlink(name));
	initialise(&g);
	MUST(!pthread_create(&thread, NULL, runs, &g));
	wait_count(&g, 1);
	MUST(!munmap(shared, PAGE) && !poll(&closed, 1, 100));
	*(volatile uint32_t *)(g.memory + GO) = 1;
	wait_count(&g, 2);
	MUST(poll(&closed, 1, LIMIT_S * 1000) == 1);
}

const struct launcher_case thread_cases[] = {
	{ "L24", L24 },
	{ "L25", L25 },
	{ "L27", L27 },
	{ NULL, NULL }
};
