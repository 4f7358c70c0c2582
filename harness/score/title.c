// SPDX-License-Identifier: GPL-2.0
/*
 * What is a title stands where a kernel's message starts, perhaps after one
 * of a few words ("watchdog: ").  Three forms say so by themselves: the line of
 * an oops, that of WARN(), and lockdep's words; the others are in a table.
 */
#include "score/title.h"

#include "lib/text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct pattern {
	const char *start;	/* the message starts so */
	const char *also;	/* and has this, or NULL */
	const char *end;	/* and this, where its title ends, or NULL */
	const char *title;	/* or NULL: the message */
	enum place place;
	bool leads, fault, no_exec;	/* as in struct title */
};

/* What an access that failed is called, on old and new kernels. */
#define NULL_POINTER \
	.title = "BUG: NULL pointer dereference", .place = PLACE_REGISTERS, \
	.leads = true, .fault = true
#define PAGE_FAULT \
	.title = "BUG: unable to handle page fault", \
	.place = PLACE_REGISTERS, .leads = true, .fault = true

/* The first that fits counts. */
static const struct pattern patterns[] = {
	{ .start = "Kernel panic - not syncing" },
	{ .start = "Kernel panic: " },
	{ .start = "BUG: unable to handle kernel NULL pointer", NULL_POINTER },
	{ .start = "BUG: kernel NULL pointer dereference", NULL_POINTER },
	{ .start = "Unable to handle kernel NULL pointer", NULL_POINTER },
	{ .start = "BUG: unable to handle page fault", PAGE_FAULT },
	{ .start = "BUG: unable to handle kernel paging request", PAGE_FAULT },
	{ .start = "Unable to handle kernel paging request", PAGE_FAULT },
	{ .start = "kernel tried to execute", .place = PLACE_REGISTERS,
	  .title = "BUG: execution of no-execute memory",
	  .leads = true, .no_exec = true },
	{ .start = "unable to execute userspace code", .place = PLACE_REGISTERS,
	  .title = "BUG: execution of user space's memory",
	  .leads = true, .no_exec = true },
	{ .start = "PANIC: double fault", .title = "double fault",
	  .place = PLACE_REGISTERS, .leads = true },
	{ .start = "Missing ENDBR", .leads = true },
	{ .start = "BUG: ", .also = "stack guard page was hit",
	  .title = "BUG: stack guard page was hit",
	  .place = PLACE_REGISTERS, .leads = true },
	{ .start = "BUG: KASAN: ", .end = " at addr ", .leads = true },
	{ .start = "BUG: KASAN: ", .leads = true },
	{ .start = "UBSAN: " },
	{ .start = "BUG: soft lockup", .title = "BUG: soft lockup",
	  .place = PLACE_REGISTERS },
	{ .start = "Watchdog detected hard LOCKUP", .title = "hard lockup",
	  .place = PLACE_REGISTERS },
	{ .start = "Watchdog CPU", .also = "hard LOCKUP",
	  .title = "hard lockup", .place = PLACE_REGISTERS },
	{ .start = "BUG: workqueue lockup", .title = "BUG: workqueue lockup" },
	{ .start = "BUG: workqueue leaked ",
	  .title = "BUG: workqueue leaked lock or atomic",
	  .place = PLACE_WORK },
	{ .start = "BUG: spinlock ", .end = " on CPU#" },
	{ .start = "BUG: rwlock ", .end = " on CPU#" },
	{ .start = "BUG: Bad page state", .title = "BUG: Bad page state" },
	{ .start = "BUG: Bad page cache", .title = "BUG: Bad page cache" },
	{ .start = "BUG: Bad page map", .title = "BUG: Bad page map" },
	{ .start = "BUG: Bad rss-counter",
	  .title = "BUG: Bad rss-counter state" },
	{ .start = "BUG: non-zero pgtables_bytes",
	  .title = "BUG: non-zero pgtables_bytes on freeing mm" },
	{ .start = "mm/", .also = ": bad p", .end = "(" },
	{ .start = "BUG: scheduling while atomic",
	  .title = "BUG: scheduling while atomic", .place = PLACE_TRACE },
	{ .start = "BUG: scheduling in a non-blocking section",
	  .title = "BUG: scheduling in a non-blocking section",
	  .place = PLACE_TRACE },
	{ .start = "BUG: using ", .also = "in preemptible",
	  .title = "BUG: per-CPU access in preemptible code",
	  .place = PLACE_CALLER },
	{ .start = "BUG: Dentry ", .also = "still in use",
	  .title = "BUG: Dentry still in use" },
	{ .start = "Badness at " },
	{ .start = "INFO: task ", .also = " blocked for more than ",
	  .title = "INFO: task hung" },
	{ .start = "INFO: task ", .also = " blocked in I/O wait for more than ",
	  .title = "INFO: task hung" },
	{ .start = "INFO: task ", .also = " can't die for more than ",
	  .title = "INFO: task can't die" },
	{ .start = "INFO: rcu", .also = "stall", .title = "INFO: RCU stall" },
	{ .start = "INFO: trying to register non-static key",
	  .title = "INFO: trying to register non-static key" },
	{ .start = "WARNING: stack recursion", .title = "stack recursion" },
	{ .start = "WARNING: kernel stack regs at ",
	  .title = "WARNING: kernel stack regs have a bad value" },
	{ .start = "WARNING: kernel stack frame pointer at ",
	  .title = "WARNING: kernel stack frame pointer has a bad value" },
	{ .start = "WARNING: can't access registers at ",
	  .title = "WARNING: the unwinder can't access registers" },
	{ .start = "WARNING: can't dereference ", .also = "registers at ",
	  .title = "WARNING: the unwinder can't dereference registers" },
	{ .start = "BUG: " },
	{ .start = "BUG at " },
	{ .start = "BUG ", .also = "): " },
	{ .start = "slab error in ", .also = "(): " },
	{ .start = "Slab corruption", .end = " start=" },
	{ .start = "PANIC: early exception", .title = "early exception" },
	{ .start = "low stack detected by irq handler" },
	{ .start = "VFS: Busy inodes after unmount",
	  .title = "VFS: Busy inodes after unmount" },
	{ .start = "VFS: Close: file count is 0",
	  .title = "VFS: Close: file count is 0" },
	{ .start = "unregister_netdevice: waiting for ",
	  .title = "unregister_netdevice: waiting" },
	{ .start = "pagealloc: ", .also = "memory corruption",
	  .title = "pagealloc: memory corruption" },
	{ .start = "pagealloc: ", .also = "single bit error",
	  .title = "pagealloc: single bit error" },
	{ .start = "kmemleak: ", .also = " new suspected memory leaks",
	  .title = "kmemleak: new suspected memory leaks" },
};

/*
 * Lockdep and its relatives, after "WARNING: ", and up to 4.11 "[ INFO: " and
 * "[ BUG: ".
 */
static const struct pattern lockdep[] = {
	{ .also = "possible circular locking",
	  .title = "possible circular locking (lockdep)" },
	{ .also = "possible recursive locking",
	  .title = "possible recursive locking (lockdep)" },
	{ .also = "possible irq lock inversion",
	  .title = "possible irq lock inversion (lockdep)" },
	{ .also = "possible reason: unannotated irqs",
	  .title = "unannotated irqs (lockdep)" },
	{ .also = "inconsistent lock state",
	  .title = "inconsistent lock state (lockdep)" },
	{ .also = "-safe -> ",
	  .title = "irq-safe to irq-unsafe lock order (lockdep)" },
	{ .also = "suspicious RCU usage", .title = "suspicious RCU usage" },
	{ .also = "bad unlock balance",
	  .title = "bad unlock balance (lockdep)" },
	{ .also = "bad contention", .title = "bad contention (lockdep)" },
	{ .also = "lock held when returning to user",
	  .title = "lock held when returning to user space (lockdep)" },
	{ .also = "held lock freed", .title = "held lock freed (lockdep)" },
	{ .also = "still has locks held",
	  .title = "still has locks held (lockdep)" },
	{ .also = "ested lock was not taken",
	  .title = "nested lock was not taken (lockdep)" },
	{ .also = "nvalid wait context",
	  .title = "invalid wait context (lockdep)" },
	{ .also = "chain_key collision",
	  .title = "chain_key collision (lockdep)" },
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define PATTERNS COUNT(patterns)

/* By a message's first letter: the first pattern, and after each the next. */
static unsigned char first[256], next[PATTERNS];

void title_init(void)
{
	memset(first, PATTERNS, sizeof(first));
	for (size_t i = PATTERNS; i-- > 0;) {
		unsigned char letter = patterns[i].start[0];

		next[i] = first[letter];
		first[letter] = i;
	}
}

static size_t digits(const char *p)
{
	return strspn(p, "0123456789");
}

static size_t hex(const char *p)
{
	return strspn(p, "0123456789abcdefABCDEF");
}

static void title_set(struct title *t, const char *text, size_t len)
{
	title_clean(t->text, text, len);
}

void title_add_place(char *title, const char *function, size_t len)
{
	size_t n = strlen(title);
	char name[CRASH_TITLE];

	title_clean(name, function, len);
	snprintf(title + n, CRASH_TITLE - n, " in %s", name);
	text_whole(title);
}

/* --- an oops: "TEXT: hhhh [#N] FLAGS" --- */

/* "[#1]" and after it words like PREEMPT and SMP, in the message; or NULL. */
static const char *oops_count(const char *p)
{
	for (const char *q = p; (q = strchr(q, '#'));) {
		const char *count = q++ - 1;

		q += digits(q);
		if (count < p || *count != '[' || q == count + 2 || *q != ']')
			continue;
		q += 1 + strspn(q + 1, ": ");
		while (isupper((unsigned char)*q)) {
			q += strcspn(q, " ");
			q += strspn(q, " ");
		}
		return *q ? NULL : count;
	}
	return NULL;
}

/* The TEXT of an oops, *len bytes, and its code, *code digits; or NULL. */
static const char *oops_text(const char *p, size_t *len, size_t *code)
{
	static const char *const before[] = { "Oops: ", "Internal error: ",
					      "segment-related " };
	const char *count = oops_count(p), *end = count;
	bool said = text_after(p, "Oops") || text_after(p, "Internal error: ");

	if (!count)
		return NULL;
	while (end > p && end[-1] == ' ')
		end--;
	for (*code = 0; end > p && isxdigit((unsigned char)end[-1]); end--)
		++*code;
	if (end >= p + 2 && *code && !memcmp(end - 2, ": ", 2) &&
	    (said || *code >= 4))
		end -= 2;
	else if (said)
		end += *code, *code = 0;
	else
		return NULL;
	for (size_t i = 0; i < COUNT(before); i++)
		if (text_after(p, before[i]) && p + strlen(before[i]) <= end)
			p += strlen(before[i]);
	*len = end - p;
	return p;
}

/* Whatever the text is, with and without a code and an address. */
static bool oops(const char *message, struct title *t)
{
	size_t len, code;
	const char *text = oops_text(message, &len, &code), *comma;
	char *blank;

	if (!text)
		return false;
	t->oops = true;
	t->place = PLACE_REGISTERS;
	/* of a page fault the code is all that is said */
	if (len == 4 && text_after(text, "Oops")) {
		title_set(t, text, len + (code ? 2 + code : 0));
		return true;
	}
	/* "general protection fault, maybe for address 0x12345678" */
	comma = memchr(text, ',', len);
	title_set(t, text, comma ? (size_t)(comma - text) : len);
	/* 5.8 and 5.9 say divide_error */
	blank = strchr(t->text, ' ') ? NULL : strchr(t->text, '_');
	if (blank)
		*blank = ' ';
	if (!t->text[0])
		text_copy(t->text, sizeof(t->text), "Oops");
	else if (!strcmp(t->text, "stack segment"))
		text_copy(t->text, sizeof(t->text), "stack segment fault");
	return true;
}

/* --- WARN() and BUG() --- */

/* "drivers/x.c:12" up to a space or the end; its length, or 0. */
static size_t file_line(const char *p)
{
	size_t n = strcspn(p, " "), number = 0;

	while (number < n && isdigit((unsigned char)p[n - 1 - number]))
		number++;
	return number && number + 2 < n && p[n - number - 1] == ':' ? n : 0;
}

/* "f+0x1/0x2" or "0xc0123456", as far as it goes. */
static bool is_code(const char *p)
{
	return place_symbol(p) || (text_after(p, "0x") && hex(p + 2));
}

static bool warning_set(struct title *t, const char *file, size_t len,
			const char *function)
{
	char text[CRASH_TITLE];

	while (text_after(file, "./") || text_after(file, "../")) {
		size_t n = strcspn(file, "/") + 1;

		file += n;
		len -= n;
	}
	snprintf(text, sizeof(text), "WARNING%s%.*s", len ? " at " : "",
		 (int)len, file);
	title_set(t, text, strlen(text));
	if (function && place_symbol(function))
		title_add_place(t->text, function, place_symbol(function));
	return true;
}

/* Up to 6.18: "at FILE:LINE f+0x1/0x2", each of them alone as well. */
static bool old_warning(const char *p, struct title *t)
{
	size_t n = file_line(p);

	if (!n && is_code(p))
		return warning_set(t, p, 0, p);
	if (n && (!p[n] || is_code(p + n + 1)))
		return warning_set(t, p, n, p[n] ? p + n + 1 : NULL);
	if (!strstr(p, " [verbose debug info unavailable]"))
		return false;
	t->place = PLACE_REGISTERS;
	return warning_set(t, p, 0, NULL);
}

/* From 6.19 on: "[CONDITION] FILE:LINE at f+0x1/0x2, CPU#1: comm/2" */
static bool new_warning(const char *p, struct title *t)
{
	const char *at = NULL, *file;

	for (const char *q = p; (q = strstr(q, " at ")); q++)
		if (is_code(q + 4) && (place_symbol(q + 4) ||
				       strstr(q, " CPU#")))
			at = q;
	for (file = at; file && file > p && file[-1] != ' ';)
		file--;
	if (!file || file_line(file) != (size_t)(at - file))
		return false;
	return warning_set(t, file, at - file, at + 4);
}

static bool warning(const char *p, struct title *t)
{
	if (!text_after(p, "WARNING: "))
		return false;
	p += 9;
	if (text_after(p, "CPU: ")) {
		p += 5 + digits(p + 5);
		if (!text_after(p, " PID: "))
			return false;
		p += 6 + digits(p + 6);
		p += strspn(p, " ");
	}
	return text_after(p, "at ") ? old_warning(p + 3, t) : new_warning(p, t);
}

/*
 * "kernel BUG at [CONDITION] FILE:LINE!", "Kernel BUG at f+0x1/0x2 [verbose
 * debug info unavailable]"
 */
static bool bug(const char *p, struct title *t)
{
	const char *place = p + 14, *condition;
	char text[CRASH_TITLE];

	if (!text_after(p, "kernel BUG at ") && !text_after(p, "Kernel BUG at "))
		return false;
	t->leads = true;
	condition = *place == '[' ? strrchr(place, ' ') : NULL;
	if (strstr(place, " [verbose debug info unavailable]") &&
	    !place_symbol(place)) {
		t->place = PLACE_REGISTERS;
		title_set(t, "kernel BUG", 10);
		return true;
	}
	snprintf(text, sizeof(text), "kernel BUG at %s",
		 condition ? condition + 1 : place);
	title_set(t, text, strlen(text));
	return true;
}

/* --- interface --- */

/* Words that kernels put before a title, some one before the other. */
static const char *skip_subsystem(const char *p)
{
	static const char *const words[] = {
		"watchdog: ", "NMI watchdog: ", "rcu: ", "traps: ", "[ ",
	};
	const char *q;

	if (!strchr("wNrt[C", *p))
		return p;
	for (size_t i = 0; i < COUNT(words); i++)
		if (text_after(p, words[i]))
			p += strlen(words[i]);
	if (!text_after(p, "CPU"))
		return p;
	q = p + 3 + digits(p + 3);
	return q > p + 3 && q[0] == ':' && q[1] == ' ' ? q + 2 : p;
}

static const struct pattern *find_lockdep(const char *p)
{
	if (!text_after(p, "WARNING: ") && !text_after(p, "INFO: ") &&
	    !text_after(p, "BUG: "))
		return NULL;
	for (size_t i = 0; i < COUNT(lockdep); i++)
		if (strstr(p, lockdep[i].also))
			return &lockdep[i];
	return NULL;
}

static const struct pattern *find_pattern(const char *p)
{
	const struct pattern *t;

	t = strchr("WIB", *p) ? find_lockdep(p) : NULL;
	if (t)
		return t;
	for (size_t i = first[(unsigned char)*p]; i < PATTERNS; i = next[i]) {
		t = &patterns[i];
		if (text_after(p, t->start) && (!t->also || strstr(p, t->also)) &&
		    (!t->end || strstr(p, t->end)))
			return t;
	}
	return NULL;
}

static bool pattern(const char *p, struct title *t)
{
	const struct pattern *found = find_pattern(p);

	if (!found)
		return false;
	if (found->title)
		title_set(t, found->title, strlen(found->title));
	else
		title_set(t, p, found->end ? (size_t)(strstr(p, found->end) - p)
					   : strlen(p));
	t->place = found->place;
	t->leads = found->leads;
	t->fault = found->fault;
	t->no_exec = found->no_exec;
	return true;
}

static void title_clear(struct title *t)
{
	t->place = PLACE_NONE;
	t->oops = t->leads = t->fault = t->no_exec = false;
}

bool title_find(const char *message, struct title *t)
{
	const char *p = skip_subsystem(message);

	title_clear(t);
	return pattern(p, t) || oops(p, t) || warning(p, t) || bug(p, t);
}

bool title_may_break(const char *message)
{
	return text_after(message, "INFO: task ") || text_after(message, "WARNING: ");
}

bool title_find_broken(const char *message, struct title *t)
{
	title_clear(t);
	return pattern(message, t);
}
