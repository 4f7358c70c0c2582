// SPDX-License-Identifier: GPL-2.0
#include "score/place.h"
#include "test.h"

#include <string.h>

struct sample {
	enum place from;
	const char *line;
	const char *name;	/* or NULL */
	enum place then;
};

#define REGISTERS PLACE_REGISTERS

static const struct sample samples[] = {
	/* i386, new and old */
	{ REGISTERS, "EIP: f+0x1/0x2", "f", PLACE_NONE },
	{ REGISTERS, "EIP: f+0x1/0x2 [mod]", "f", PLACE_NONE },
	{ REGISTERS, "EIP: 0060:[<c0123456>] EFLAGS: 00010246 CPU: 0", NULL,
	  REGISTERS },
	{ REGISTERS, "EIP:    0060:[<c0123456>]    Not tainted VLI", NULL,
	  REGISTERS },
	{ REGISTERS, "EIP is at f+0x1/0x2", "f", PLACE_NONE },
	{ REGISTERS, "EIP is at 0xf50212e0", NULL, PLACE_NONE },
	{ REGISTERS, "EIP: 0xb7f01234", NULL, PLACE_NONE },
	/* x86_64 */
	{ REGISTERS, "RIP: 0010:f+0x1/0x2", "f", PLACE_NONE },
	{ REGISTERS, "RIP: 0010:[<ffffffff8126c0a8>]  [<ffffffff8126c0a8>] "
	  "f.isra.1+0x38/0x80", "f.isra.1", PLACE_NONE },
	{ REGISTERS, "RIP: e030:f+0x1/0x2", "f", PLACE_NONE },
	{ REGISTERS, "RIP: 0010:0x0", NULL, PLACE_NONE },
	{ REGISTERS, "RIP: 0010:[<0000000000000000>]  [<          (null)>]"
	  "           (null)", NULL, PLACE_NONE },
	/* user space's, behind the trace or before it */
	{ REGISTERS, "RIP: 0033:0x7f0123456789", NULL, REGISTERS },
	{ REGISTERS, "RIP: 0023:0xf7f01234", NULL, REGISTERS },
	/* arm */
	{ REGISTERS, "pc : f+0x1/0x2", "f", PLACE_NONE },
	{ REGISTERS, "PC is at f+0x1/0x2", "f", PLACE_NONE },
	/* others */
	{ REGISTERS, "IP: f+0x1/0x2", NULL, REGISTERS },
	{ REGISTERS, "EAX: 00000000 EBX: 00000000", NULL, REGISTERS },
	{ REGISTERS, "EIP: ", NULL, REGISTERS },
	{ PLACE_CALLER, "caller is f+0x1/0x2", "f", PLACE_NONE },
	{ PLACE_CALLER, "caller is debug_smp_processor_id+0x1/0x2", NULL,
	  PLACE_TRACE },
	{ PLACE_CALLER, "caller is 0xc0123456", NULL, PLACE_TRACE },
	{ PLACE_CALLER, "EIP: f+0x1/0x2", NULL, PLACE_CALLER },
	{ PLACE_TRACE, " f+0x1/0x2", NULL, PLACE_TRACE },
	{ PLACE_TRACE, "Call Trace:", NULL, PLACE_FRAMES },
	{ PLACE_FRAMES, " <TASK>", NULL, PLACE_FRAMES },
	{ PLACE_FRAMES, " ? f+0x1/0x2", NULL, PLACE_FRAMES },
	{ PLACE_FRAMES, " dump_stack_lvl+0x1/0x2", NULL, PLACE_FRAMES },
	{ PLACE_FRAMES, " __schedule_bug.cold+0x1/0x2", NULL, PLACE_FRAMES },
	{ PLACE_FRAMES, " f+0x1/0x2", "f", PLACE_NONE },
	{ PLACE_FRAMES, " [<c0123456>] f+0x1/0x2", "f", PLACE_NONE },
	{ PLACE_FRAMES, " [<c0123456>] ? f+0x1/0x2", NULL, PLACE_FRAMES },
	{ PLACE_WORK, "last function: f", "f", PLACE_NONE },
	{ PLACE_WORK, "preempt=0x1 lock=0->0 RCU=0->0 workfn=f [mod]", "f",
	  PLACE_NONE },
	{ PLACE_WORK, "1 lock held by a/1:", NULL, PLACE_WORK },
	{ PLACE_NONE, "EIP: f+0x1/0x2", NULL, PLACE_NONE },
};

START_TEST(sample)
{
	const struct sample *s = &samples[_i];
	enum place place = s->from;
	size_t len = 0;
	const char *name = place_find(&place, s->line, &len);

	ck_assert_int_eq(place, s->then);
	ck_assert_msg(!name == !s->name, "%s", s->line);
	if (name) {
		ck_assert_uint_eq(len, strlen(s->name));
		ck_assert(!strncmp(name, s->name, len));
	}
}
END_TEST

TCase *place_cases(void)
{
	TCase *tc = tcase_create("place");

	tcase_add_loop_test(tc, sample, 0, sizeof(samples) / sizeof(*samples));
	return tc;
}
