// SPDX-License-Identifier: GPL-2.0
/*
 * What is random: words, entries, descriptors and instructions that are wild
 * now and then, and nearly right most of the time, for those get further.
 */
#include "fuzz.h"

static u32 state;
static u32 tame;		/* how much rarer what ends a guest is */

void random_start(u32 seed, u32 iteration)
{
	u32 h = seed ^ iteration * 0x9e3779b1u;

	h = (h ^ h >> 16) * 0x85ebca6bu;
	h = (h ^ h >> 13) * 0xc2b2ae35u;
	h ^= h >> 16;
	state = h ? h : 1;
	tame = one_in(24) ? 1 : 128;
}

u32 rnd(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

u32 below(u32 n)
{
	return (rnd() >> 3) % n;
}

int one_in(u32 n)
{
	return !below(n);
}

int wild(u32 n)
{
	return one_in(n * tame);
}

u32 some_value(void)
{
	static const u32 edges[] = {
		0, 1, 0xfff, 0x1000, 0x7fffffff, 0x80000000, 0xffffffff,
		0xfffffffc, 0xffc00000, 0xffbfffff, 0xffbffffd, PAGE_OFFSET,
		PAGE_OFFSET - 1, RAM, RAM - 1, RAM - 4, RAM + 0xfff,
		PAGE_OFFSET + RAM - 2, 0xfffff000,
	};
	u32 play = PLAY + below(PLAY_PAGES) * PAGE_SIZE;

	switch (below(9)) {
	case 0:
		return rnd();
	case 1:
		return below(256);
	case 2:
		return edges[below(sizeof(edges) / 4)];
	case 3:
		return (1u << below(32)) - 1 + below(3);
	case 4:
		return play;
	case 5:
		return play + below(PAGE_SIZE);
	case 6:
		return PAGE_OFFSET + play + below(PAGE_SIZE);
	case 7:
		return PAGE_OFFSET + play + PAGE_SIZE - below(8);
	default:
		return below(LOW_END);
	}
}

u32 some_frame(void)
{
	if (wild(32))
		return rnd() >> 12;
	if (wild(32))
		return below(RAM / PAGE_SIZE);
	if (one_in(64))
		return RAM / PAGE_SIZE + below(3);
	return PLAY / PAGE_SIZE + below(PLAY_PAGES);
}

u32 some_entry(void)
{
	u32 flags = below(8) ? P | W | U : 0;

	if (one_in(3))
		flags ^= 1u << below(9);
	if (one_in(8))
		flags = rnd() & 0xfff;
	if (one_in(16))
		return 0;
	return some_frame() << 12 | flags;
}

u32 some_selector(void)
{
	static const u16 good[] = { 0x60, 0x61, 0x68, 0x69, 0x73, 0x7b, 0, 3 };

	switch (below(6)) {
	case 0:
		return good[below(8)];
	case 1:
		return rnd() & 0xffff;
	case 2:
		return (6 + below(3)) << 3 | below(4);	/* TLS */
	case 3:
		return below(16) << 3 | 4 | below(4);
	default:
		return below(34) << 3 | below(4);
	}
}

u64 some_descriptor(void)
{
	u32 limit = below(3) ? 0xfffff : some_value();
	u32 base = below(3) ? 0 : some_value();
	u64 d = mini_segment(base, limit, below(3) ? 0x93 | below(4) << 5 |
			     below(16) : rnd() & 0xff);

	if (one_in(8))
		d ^= 1ull << below(64);
	if (one_in(8))
		d = (u64)rnd() << 32 | rnd();
	return d;
}

void some_bytes(void *to, u32 len)
{
	u8 *byte = to;

	while (len--)
		*byte++ = rnd() >> 5;
}

/* Opcodes that mean something to a hypervisor; 0x0f00 is the second page. */
static const u16 opcodes[] = {
	0x0f00, 0x0f00, 0x0f01, 0x0f01, 0x0f01, 0x0f02, 0x0f03, 0x0f06, 0x0f08,
	0x0f09, 0x0f0b, 0x0f20, 0x0f21, 0x0f22, 0x0f23, 0x0f24, 0x0f26, 0x0f30,
	0x0f31, 0x0f32, 0x0f33, 0x0f34, 0x0f35, 0x0f77, 0x0fa0, 0x0fa1, 0x0fa2,
	0x0fa8, 0x0fa9, 0x0faa, 0x0fae, 0x0fb2, 0x0fb4, 0x0fb5, 0x0fc7, 0x0f18,
	0x06, 0x07, 0x0e, 0x16, 0x17, 0x1e, 0x1f, 0x62, 0x63, 0x6c, 0x6d, 0x6e,
	0x6f, 0x8c, 0x8e, 0x8e, 0x8e, 0x9a, 0x9c, 0x9d, 0x9b, 0xc4, 0xc5, 0xc8,
	0xca, 0xcb, 0xcc, 0xcd, 0xcd, 0xcd, 0xce, 0xcf, 0xe4, 0xe5, 0xe6, 0xe7,
	0xea, 0xec, 0xed, 0xee, 0xef, 0xf1, 0xf4, 0xfa, 0xfb, 0xff, 0xff, 0xf7,
	0x60, 0x61, 0xa4, 0xa5, 0xaa, 0xab, 0xad, 0xa1, 0xa3, 0x89, 0x8b, 0xd9,
	0xdb, 0xdd, 0x8f, 0xc2, 0xe8, 0xd4,
};

static u32 instruction(u8 *to)
{
	static const u8 prefixes[] = {
		0x66, 0x67, 0xf0, 0xf2, 0xf3, 0x2e, 0x36, 0x3e, 0x26, 0x64, 0x65
	};
	static const u8 prefixed[] = { 0xfb, 0xcf, 0x0f, 0xf4, 0xfa };
	u32 n = 0, opcode;

	while (one_in(4) && n < 6)
		to[n++] = prefixes[below(sizeof(prefixes))];
	if (one_in(16)) {
		/* The prefix of a kernel that was assembled for us. */
		to[n++] = 0x0f;
		to[n++] = 0x0b;
		to[n++] = LGUEST_PREFIX_1;
		to[n++] = LGUEST_PREFIX_2;
		to[n] = below(4) ? prefixed[below(sizeof(prefixed))] : rnd();
		if (to[n++] == 0x0f)
			to[n++] = 0xa2;
		return n;
	}
	opcode = below(8) ? opcodes[below(sizeof(opcodes) / 2)] :
			    rnd() & 0xff;
	if (opcode >> 8)
		to[n++] = opcode >> 8;
	to[n++] = opcode;
	/* ModRM and what may follow: a word that is near to something. */
	to[n++] = rnd();
	if (one_in(2)) {
		u32 value = some_value();

		memcpy(to + n, &value, 4);
		n += 4;
	}
	return n;
}

u32 some_code(u8 *to, u32 room)
{
	u32 n = 0, count = 1 + below(4);

	if (one_in(8)) {
		some_bytes(to, 16);
		n = 16;
	}
	while (count-- && n + 16 < room)
		n += instruction(to + n);
	return n;
}
