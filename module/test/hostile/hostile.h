/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hostile guests: mini guests, one file for each case, that come in variants
 * because most of them do not survive what they do. The kernel argument v=N
 * chooses; EXPECT(N, ...) says how that one must end, as MINI_EXPECT does, with
 * alternatives between bars.
 */
#ifndef MODULE_TEST_HOSTILE_HOSTILE_H
#define MODULE_TEST_HOSTILE_HOSTILE_H

#include "../mini/mini.h"

#define EXPECT(n, text) \
	__attribute__((section(".data.expect"), used)) \
	static const char expect_##n[] = "expect" #n ": " text

#define NO_VARIANT 999999u

static inline u32 variant(void)
{
	u32 n = mini_argument("v=", NO_VARIANT);

	CHECK(n != NO_VARIANT);
	return n;
}

/* A ring of calls; ring_put() does not look whether there is room. */
#define RING \
	static struct lguest_ring ring __attribute__((aligned(4096))); \
	static u32 ring_at; \
	static inline void ring_put(u32 eax, u32 edx, u32 ebx, u32 ecx) \
	{ \
		ring.call[ring_at] = (struct lguest_ring_call) { \
			eax, edx, ebx, ecx \
		}; \
		*(volatile u8 *)&ring.status[ring_at] = 0; \
		ring_at = (ring_at + 1) % LGUEST_RING_SLOTS; \
	} \
	static inline void ring_start(void) \
	{ \
		memset(ring.status, LGUEST_RING_FREE, sizeof(ring.status)); \
		mini_data.ring = pa(&ring); \
		mini_init(); \
	} \
	static u32 ring_at

#endif /* MODULE_TEST_HOSTILE_HOSTILE_H */
