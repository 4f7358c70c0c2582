// SPDX-License-Identifier: GPL-2.0
/*
 * Host 230: Hypercalls that can wait
 *
 * If a hypercall needs no answer, the guest kernel puts it into a slot of its
 * ring and goes on; the next hypercall that traps does those first, in order.
 * The host keeps the cursor and stops at the first free slot. It frees a slot
 * before it does the call, so it does none twice, and one drain does at most as
 * many calls as the ring has slots, whatever the guest or another thread of the
 * launcher writes in the meantime.
 *
 * A call that the launcher must serve suspends the drain, and with it the call
 * that trapped; so does a signal. Both go on when the launcher runs the guest
 * again.
 */
#include <linux/sched/signal.h>
#include "lg.h"

static u32 status_addr(const struct lguest *lg)
{
	return lg->ring + offsetof(struct lguest_ring, status) + lg->ring_next;
}

/* Takes the next call out of the ring; false: there is none (or killed). */
static bool take_call(struct lguest *lg, struct lguest_ring_call *call)
{
	u32 at = lg->ring + offsetof(struct lguest_ring, call) +
		lg->ring_next * sizeof(*call);
	u8 status, free = LGUEST_RING_FREE;

	if (!guest_read(lg, status_addr(lg), &status, sizeof(status)) ||
	    status == LGUEST_RING_FREE ||
	    !guest_read(lg, at, call, sizeof(*call)) ||
	    !guest_write(lg, status_addr(lg), &free, sizeof(free)))
		return false;
	lg->ring_next = (lg->ring_next + 1) % LGUEST_RING_SLOTS;
	return true;
}

/* A look only; false also where it cannot be looked at. */
bool ring_is_empty(struct lguest *lg)
{
	u8 status;

	return !lg->ring ||
	       (guest_read(lg, status_addr(lg), &status, sizeof(status)) &&
		status == LGUEST_RING_FREE);
}

/* Where LHCALL_LGUEST_INIT said the ring is, 0 = nowhere. */
bool ring_init(struct lguest *lg, u32 addr)
{
	if (addr && (addr & 3 ||
		     !guest_range_ok(lg, addr, sizeof(struct lguest_ring)))) {
		guest_kill(lg, "LGUEST_INIT: no ring can be at %#x", addr);
		return false;
	}
	lg->ring = addr;
	return true;
}

/* false: it is not done: killed, or the launcher has something to do first. */
bool ring_drain(struct lguest *lg)
{
	struct lguest_ring_call call;

	while (lg->ring && lg->ring_left) {
		if (signal_pending(current))
			return false;
		if (!take_call(lg, &call))
			break;
		lg->ring_left--;
		lg_count(lg, RING);
		guest_call(lg, &call);
		if (lg->ended || lg->send_pending)
			return false;
		cond_resched();
	}
	return !lg->ended;
}
