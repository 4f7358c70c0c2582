// SPDX-License-Identifier: GPL-2.0
/* Of the thread that runs a guest: what it is. */
#include <linux/io_uring.h>
#include <sys/syscall.h>
#include "launcher.h"

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
	uint32_t line[] = { LHREQ_IRQ, 1 };
	struct rings r;
	struct guest g;
	char buf[8];

	if (syscall(SYS_io_uring_setup, 1, NULL) < 0 && errno == ENOSYS)
		return;
	START(&g, sends);
	rings_make(&r);
	MUST(rings_do(&r, IORING_OP_READ, g.fd, buf, sizeof(buf)) == -EPERM);
	MUST(rings_do(&r, IORING_OP_WRITE, g.fd, line, sizeof(line)) == -EPERM);
	MUST(run_for(&g, 900, buf, sizeof(buf)) == sizeof(buf));
	close(r.fd);
	end(&g);
}

const struct launcher_case thread_cases[] = {
	{ "L25", L25 },
	{ NULL, NULL }
};
