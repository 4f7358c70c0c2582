// SPDX-License-Identifier: GPL-2.0
#include "score/place.h"

#include "lib/text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

size_t place_symbol(const char *p)
{
	size_t n = 0;

	if (isdigit((unsigned char)*p))
		return 0;
	while (isalnum((unsigned char)p[n]) || (p[n] && strchr("_.$", p[n])))
		n++;
	return !text_after(p + n, "+0x") ? 0 : n;
}

static const char *skip_hex(const char *p)
{
	while (isxdigit((unsigned char)*p))
		p++;
	return p;
}

/* Behind "[<c0123456>] ", as often as it is there; or p. */
static const char *skip_addresses(const char *p)
{
	for (;;) {
		const char *q = p + strspn(p, " ");

		if (!text_after(q, "[<"))
			return q;
		q = skip_hex(q + 2);
		if (!text_after(q, ">]"))
			return p;
		p = q + 2;
	}
}

/* Behind a segment's selector and colon, or NULL: those of user space. */
static const char *skip_selector(const char *p)
{
	const char *q = skip_hex(p);

	if (q != p + 4 || *q != ':')
		return p;
	return strchr("37bf", q[-1]) ? NULL : q + 1;
}

/*
 * i386 "EIP: f+0x1/0x2", up to 4.9 "EIP: 0060:[<c0123456>] EFLAGS: ..." and then
 * "EIP is at f+0x1/0x2"; x86_64 "RIP: 0010:f+0x1/0x2" and up to 4.9
 * "RIP: 0010:[<addr>]  [<addr>] f+0x1/0x2"; arm.
 */
static const char *registers(enum place *place, const char *p, size_t *len)
{
	static const char *const names[] = {
		"EIP: ", "EIP is at ", "RIP: ", "pc : ", "PC is at ",
	};
	size_t i, n = sizeof(names) / sizeof(*names);
	const char *q;

	for (i = 0; i < n && strncmp(p, names[i], strlen(names[i])); i++)
		;
	if (i == n)
		return NULL;
	p += strlen(names[i]);
	p = skip_selector(p + strspn(p, " "));
	if (!p)
		return NULL;
	q = skip_addresses(p);
	*len = place_symbol(q);
	/* an address without a name is the place as well */
	if (*len || q[0] == '0' || strstr(q, "(null)"))
		*place = PLACE_NONE;
	return *len ? q : NULL;
}

/* Is this how the function starts? */
static bool starts_one_of(const char *function, const char *const *starts)
{
	while (*starts && strncmp(function, *starts, strlen(*starts)))
		starts++;
	return *starts;
}

/* "caller is f+0x1/0x2"; where that is the check itself, the trace tells. */
static const char *caller(enum place *place, const char *p, size_t *len)
{
	static const char *const checks[] = {
		"check_preemption_disabled", "debug_smp_processor_id",
		"__this_cpu_preempt_check", NULL,
	};

	if (!text_after(p, "caller is "))
		return NULL;
	p += 10;
	*len = place_symbol(p);
	*place = !*len || starts_one_of(p, checks) ? PLACE_TRACE : PLACE_NONE;
	return *place == PLACE_NONE ? p : NULL;
}

/* Those who only do what they are called for: reporting, sleeping, waiting. */
static const char *const servants[] = {
	"dump_stack", "__dump_stack", "show_stack", "show_trace",
	"check_preemption_disabled", "debug_smp_processor_id",
	"__this_cpu_preempt_check", "__schedule", "schedule",
	"preempt_schedule", "io_schedule", "_cond_resched", "__cond_resched",
	"mutex_lock", "__mutex_lock", "down_read", "down_write", "rwsem_down",
	"wait_for_completion", "__wait_for_common", "do_wait_for_common",
	"msleep", "usleep_range", NULL,
};

/* " f+0x1/0x2", " [<c0123456>] f+0x1/0x2"; not " ? f+0x1/0x2". */
static const char *frame(enum place *place, const char *p, size_t *len)
{
	p = skip_addresses(p);
	*len = place_symbol(p);
	if (!*len || starts_one_of(p, servants))
		return NULL;
	*place = PLACE_NONE;
	return p;
}

/* What follows the word in the line, or NULL. */
static const char *following(const char *line, const char *word)
{
	const char *p = strstr(line, word);

	return p ? p + strlen(word) : NULL;
}

/* "last function: f" or "workfn=f" */
static const char *work(enum place *place, const char *line, size_t *len)
{
	const char *p = following(line, "last function: ");

	p = p ? p : following(line, "workfn=");
	*len = p ? strcspn(p, " ") : 0;
	if (!*len)
		return NULL;
	*place = PLACE_NONE;
	return p;
}

const char *place_find(enum place *place, const char *line, size_t *len)
{
	switch (*place) {
	case PLACE_REGISTERS:
		return registers(place, line, len);
	case PLACE_CALLER:
		return caller(place, line, len);
	case PLACE_TRACE:
		if (!strncasecmp(line, "Call Trace:", 11))
			*place = PLACE_FRAMES;
		return NULL;
	case PLACE_FRAMES:
		return frame(place, line, len);
	case PLACE_WORK:
		return work(place, line, len);
	case PLACE_NONE:
		break;
	}
	return NULL;
}
