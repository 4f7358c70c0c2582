// SPDX-License-Identifier: GPL-2.0
/*
 * The crash title matcher.  Called by score.c with every line of the log
 * console.  A title is looked for where a kernel message starts: at the start
 * of the line, behind a printk prefix, or behind a prefix that kernels use
 * ("watchdog: "); not anywhere in a line, so that a program which prints the
 * word BUG in a sentence is no crash.
 */
#include "score/crash.h"
#include "lib/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Lines of a report, at most, behind its title. */
#define REPORT_LINES 80
/* A warning's title follows "cut here" within so many lines. */
#define CUT_HERE_LINES 4

enum how {
	WHOLE,		/* the title is the line */
	FIXED,		/* the title is a text of ours */
	PLACE,		/* a text of ours, and " in FUNCTION" from the EIP */
	WHOLE_PLACE,	/* the line up to '(' or ':', and the function */
};

struct pattern {
	const char *start;	/* the message starts so */
	const char *also;	/* and has this, or NULL */
	enum how how;
	const char *title;	/* FIXED, PLACE */
};

/* The first that fits counts. */
static const struct pattern patterns[] = {
	{ "Kernel panic - not syncing", NULL, WHOLE, NULL },
	{ "Kernel panic: ", NULL, WHOLE, NULL },
	{ "BUG: unable to handle kernel NULL pointer", NULL, PLACE,
	  "BUG: NULL pointer dereference" },
	{ "BUG: kernel NULL pointer dereference", NULL, PLACE,
	  "BUG: NULL pointer dereference" },
	{ "Unable to handle kernel NULL pointer", NULL, PLACE,
	  "BUG: NULL pointer dereference" },
	{ "BUG: unable to handle page fault", NULL, PLACE,
	  "BUG: unable to handle page fault" },
	{ "BUG: unable to handle kernel paging request", NULL, PLACE,
	  "BUG: unable to handle page fault" },
	{ "Unable to handle kernel paging request", NULL, PLACE,
	  "BUG: unable to handle page fault" },
	{ "kernel tried to execute", NULL, PLACE,
	  "BUG: execution of no-execute memory" },
	{ "kernel BUG at ", NULL, WHOLE, NULL },
	{ "Kernel BUG at ", NULL, WHOLE, NULL },
	{ "PANIC: double fault", NULL, PLACE, "double fault" },
	{ "double fault", "[#", PLACE, "double fault" },
	{ "double fault:", NULL, PLACE, "double fault" },
	{ "general protection fault", "[#", PLACE, "general protection fault" },
	{ "stack segment", "[#", PLACE, "stack segment fault" },
	{ "segment not present", "[#", PLACE, "segment not present" },
	{ "invalid TSS", "[#", PLACE, "invalid TSS" },
	{ "divide error", "[#", PLACE, "divide error" },
	{ "invalid opcode", "[#", PLACE, "invalid opcode" },
	{ "alignment check", "[#", PLACE, "alignment check" },
	{ "overflow", "[#", PLACE, "overflow" },
	{ "bounds", "[#", PLACE, "bounds" },
	{ "int3", "[#", PLACE, "int3" },
	{ "control protection fault", "[#", PLACE, "control protection fault" },
	{ "Missing ENDBR", NULL, WHOLE, NULL },
	{ "BUG: stack guard page was hit", NULL, PLACE,
	  "BUG: stack guard page was hit" },
	{ "BUG: KASAN: ", NULL, WHOLE, NULL },
	{ "BUG: KCSAN: ", NULL, WHOLE, NULL },
	{ "BUG: KFENCE: ", NULL, WHOLE, NULL },
	{ "BUG: KMSAN: ", NULL, WHOLE, NULL },
	{ "UBSAN: ", NULL, WHOLE, NULL },
	{ "BUG: soft lockup", NULL, PLACE, "BUG: soft lockup" },
	{ "Watchdog detected hard LOCKUP", NULL, PLACE, "hard lockup" },
	{ "Watchdog CPU", "hard LOCKUP", PLACE, "hard lockup" },
	{ "BUG: workqueue lockup", NULL, FIXED, "BUG: workqueue lockup" },
	{ "BUG: spinlock ", NULL, WHOLE, NULL },
	{ "BUG: Bad page state", NULL, FIXED, "BUG: Bad page state" },
	{ "BUG: Bad page map", NULL, FIXED, "BUG: Bad page map" },
	{ "BUG: Bad rss-counter", NULL, FIXED, "BUG: Bad rss-counter state" },
	{ "BUG: scheduling while atomic", NULL, PLACE,
	  "BUG: scheduling while atomic" },
	{ "BUG: using ", "in preemptible", PLACE,
	  "BUG: per-CPU access in preemptible code" },
	{ "Badness at ", NULL, WHOLE, NULL },
	{ "INFO: task ", " blocked ", FIXED, "INFO: task hung" },
	{ "INFO: rcu", "stall", FIXED, "INFO: RCU stall" },
	{ "INFO: trying to register non-static key", NULL, FIXED,
	  "INFO: trying to register non-static key" },
	{ "WARNING: stack recursion", NULL, FIXED, "stack recursion" },
	{ "BUG: ", NULL, WHOLE, NULL },
	{ "BUG ", "): ", WHOLE, NULL },
	{ "PANIC: early exception", NULL, FIXED, "early exception" },
	{ "VFS: Busy inodes after unmount", NULL, FIXED,
	  "VFS: Busy inodes after unmount" },
	{ "unregister_netdevice: waiting for ", NULL, FIXED,
	  "unregister_netdevice: waiting" },
	/* what no line above explains better */
	{ "Oops: ", "[#", WHOLE_PLACE, NULL },
	{ "Oops", "[#", WHOLE_PLACE, NULL },
};

/*
 * Lockdep and its relatives, behind "WARNING: ", and up to 4.11 "[ INFO: " and
 * "[ BUG: ".
 */
static const struct pattern lockdep[] = {
	{ NULL, "possible circular locking", FIXED,
	  "possible circular locking (lockdep)" },
	{ NULL, "possible recursive locking", FIXED,
	  "possible recursive locking (lockdep)" },
	{ NULL, "possible irq lock inversion", FIXED,
	  "possible irq lock inversion (lockdep)" },
	{ NULL, "possible reason: unannotated irqs", FIXED,
	  "unannotated irqs (lockdep)" },
	{ NULL, "inconsistent lock state", FIXED,
	  "inconsistent lock state (lockdep)" },
	{ NULL, "-safe -> ", FIXED,
	  "irq-safe to irq-unsafe lock order (lockdep)" },
	{ NULL, "suspicious RCU usage", FIXED, "suspicious RCU usage" },
	{ NULL, "bad unlock balance", FIXED,
	  "bad unlock balance (lockdep)" },
	{ NULL, "bad contention", FIXED, "bad contention (lockdep)" },
	{ NULL, "lock held when returning to user", FIXED,
	  "lock held when returning to user space (lockdep)" },
	{ NULL, "held lock freed", FIXED, "held lock freed (lockdep)" },
	{ NULL, "still has locks held", FIXED,
	  "still has locks held (lockdep)" },
	{ NULL, "ested lock was not taken", FIXED,
	  "nested lock was not taken (lockdep)" },
	{ NULL, "nvalid wait context", FIXED,
	  "invalid wait context (lockdep)" },
};

#define PATTERNS (sizeof(patterns) / sizeof(*patterns))

/* By a message's first letter: the first pattern, and behind each the next. */
static unsigned char first[256], next[PATTERNS];

void crash_init(struct crash *c)
{
	memset(c, 0, sizeof(*c));
	c->last_stamp = -1;
	memset(first, PATTERNS, sizeof(first));
	for (size_t i = PATTERNS; i-- > 0;) {
		unsigned char letter = patterns[i].start[0];

		next[i] = first[letter];
		first[letter] = i;
	}
}

/* Words that kernels put before a title, some one before the other. */
static const char *skip_subsystem(const char *p)
{
	static const char *const words[] = {
		"watchdog: ", "NMI watchdog: ", "rcu: ", "traps: ", "[ ",
	};
	/* not a title of their own there */
	static const char *const oopses[] = {
		"general", "stack", "divide", "invalid", "double", "int3",
		"segment", "alignment", "control", "Oops: ",
	};
	const char *q;

	if (!strchr("wNrtO[C", *p))
		return p;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strncmp(p, words[i], strlen(words[i])))
			p += strlen(words[i]);
	if (!strncmp(p, "CPU", 3)) {
		q = p + 3 + strspn(p + 3, "0123456789");
		return q > p + 3 && q[0] == ':' && q[1] == ' ' ? q + 2 : p;
	}
	if (strncmp(p, "Oops: ", 6))
		return p;
	for (size_t i = 0; i < sizeof(oopses) / sizeof(*oopses); i++)
		if (!strncmp(p + 6, oopses[i], strlen(oopses[i])))
			return p + 6;
	return p;
}

static const struct pattern *find_lockdep(const char *p)
{
	if (strncmp(p, "WARNING: ", 9) && strncmp(p, "INFO: ", 6) &&
	    strncmp(p, "BUG: ", 5))
		return NULL;
	for (size_t i = 0; i < sizeof(lockdep) / sizeof(*lockdep); i++)
		if (strstr(p, lockdep[i].also))
			return &lockdep[i];
	return NULL;
}

static const struct pattern *find(const char *p)
{
	const struct pattern *t;

	t = strchr("WIB", *p) ? find_lockdep(p) : NULL;
	if (t)
		return t;
	for (size_t i = first[(unsigned char)*p]; i < PATTERNS; i = next[i]) {
		t = &patterns[i];

		if (!strncmp(p, t->start, strlen(t->start)) &&
		    (!t->also || strstr(p, t->also)))
			return t;
	}
	return NULL;
}

/* Drops what differs from run to run: "+0x12/0x34", " [mod]", addresses. */
static void title_set(struct crash *c, const char *text)
{
	size_t n = 0;

	for (const char *p = text; *p && n + 1 < sizeof(c->title);) {
		if (p[0] == '+' && p[1] == '0' && p[2] == 'x') {
			p += 3;
			while (isxdigit((unsigned char)*p) || *p == '/' ||
			       *p == 'x')
				p++;
			continue;
		}
		c->title[n++] = *p++;
	}
	while (n && (c->title[n - 1] == ' ' || c->title[n - 1] == '\r'))
		n--;
	c->title[n] = '\0';
}

static void title_append(struct crash *c, const char *text, size_t len)
{
	size_t n = strlen(c->title);

	snprintf(c->title + n, sizeof(c->title) - n, " in %.*s", (int)len,
		 text);
}

static enum crash_event report_open(struct crash *c, bool wants_place,
				    bool wants_oops)
{
	c->open = true;
	c->wants_place = wants_place;
	c->wants_oops = wants_oops;
	c->left = REPORT_LINES;
	c->cut_here = 0;
	return CRASH_NEW;
}

/* What the kernel says of a fault before it counts it as an oops. */
static bool leads_to_oops(const char *p)
{
	static const char *const starts[] = {
		"BUG: unable to handle ",  "BUG: kernel NULL ",
		"Unable to handle kernel", "kernel tried to execute",
		"kernel BUG at ",	   "Kernel BUG at ",
		"BUG: stack guard page",   "Missing ENDBR",
		"PANIC: double fault",	   "BUG: KASAN: ",
	};

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (!strncmp(p, starts[i], strlen(starts[i])))
			return true;
	return false;
}

static enum crash_event report_from(struct crash *c, const struct pattern *t,
				    const char *p)
{
	char text[CRASH_TITLE];

	switch (t->how) {
	case FIXED:
	case PLACE:
		title_set(c, t->title);
		break;
	case WHOLE:
		title_set(c, p);
		break;
	case WHOLE_PLACE:
		text_copy(text, sizeof(text), p);
		text[strcspn(text, "[(")] = '\0';
		title_set(c, text);
		break;
	}
	return report_open(c, t->how == PLACE || t->how == WHOLE_PLACE,
			   leads_to_oops(p));
}

/*
 * "WARNING: CPU: 0 PID: 1 at FILE:LINE func+0x1/0x2" and, newer, "WARNING:
 * FILE:LINE at func+0x1/0x2, CPU#0: comm/1".  True if the title was set.
 */
static bool warning_title(struct crash *c, const char *p)
{
	char file[121], func[81];

	if (sscanf(p, "WARNING: CPU: %*d PID: %*d at %120s %80[^+ ]", file,
		   func) == 2 ||
	    sscanf(p, "WARNING: %120s at %80[^+, ]+0x", file, func) == 2) {
		snprintf(c->title, sizeof(c->title), "WARNING at %s in %s",
			 file, func);
		return true;
	}
	if (sscanf(p, "WARNING: CPU: %*d PID: %*d at %120s", file) == 1 ||
	    sscanf(p, "WARNING: at %120s", file) == 1) {
		snprintf(c->title, sizeof(c->title), "WARNING at %s", file);
		return true;
	}
	if (c->cut_here && strncmp(p, "WARNING: ", 9) == 0) {
		title_set(c, p);
		return true;
	}
	return false;
}

/* The function a register dump names: "EIP: f+0x1/0x2", old "EIP is at f". */
static const char *place(const char *p, size_t *len)
{
	if (!strncmp(p, "EIP: ", 5))
		p += 5;
	else if (!strncmp(p, "EIP is at ", 10))
		p += 10;
	else
		return NULL;
	/* "EIP: 0060:[<c0123456>] EFLAGS: ..." has no name */
	if (isdigit((unsigned char)*p))
		return NULL;
	*len = strcspn(p, "+ ");
	return *len && *len < 80 ? p : NULL;
}

static bool report_ends(const char *p)
{
	return !strncmp(p, "---[ end ", 9);
}

/*
 * A second banner: the guest restarted.  Text read back (/proc/version) is
 * none: with time stamps the clock must have gone back, without them the
 * kernel's command line must follow.
 */
static bool banner(struct crash *c, const char *p, int64_t stamp)
{
	if (*p == 'L' && !strncmp(p, "Linux version ", 14) &&
	    strchr(p, '#')) {
		bool again = c->banner;

		c->banner = true;
		if (stamp >= 0)
			return again && stamp < c->last_stamp;
		c->banner_left = again ? REPORT_LINES : 0;
		return false;
	}
	if (!c->banner_left || stamp >= 0)
		return false;
	c->banner_left--;
	if (strncmp(p, "Kernel command line: ", 21))
		return false;
	c->banner_left = 0;
	return true;
}

/* A line inside a report. */
static enum crash_event report_line(struct crash *c, const char *p)
{
	const char *func;
	size_t len;

	if (report_ends(p) || --c->left == 0) {
		c->open = false;
		return CRASH_NOTHING;
	}
	if (!c->wants_place)
		return CRASH_NOTHING;
	func = place(p, &len);
	if (!func)
		return CRASH_NOTHING;
	c->wants_place = false;
	title_append(c, func, len);
	return CRASH_TITLED;
}

/*
 * Inside a report only the oops that it led to is more of the same.  Any other
 * title starts one of its own: the first may be one that is allowed or known.
 */
static bool goes_on(struct crash *c, const struct pattern *t)
{
	bool oops = c->open && c->wants_oops && t->also &&
		    !strcmp(t->also, "[#");

	if (oops)
		c->wants_oops = false;
	return oops;
}

static enum crash_event match(struct crash *c, const char *p)
{
	const struct pattern *t;

	p = skip_subsystem(p);
	if (c->cut_here && ++c->cut_here > CUT_HERE_LINES)
		c->cut_here = 0;
	if (*p == '-' && !strncmp(p, "------------[ cut here ]", 24)) {
		c->cut_here = 1;
		c->open = false;
		return CRASH_NOTHING;
	}
	t = find(p);
	if (t && !goes_on(c, t))
		return report_from(c, t, p);
	if (!t && !strncmp(p, "WARNING: ", 9) && warning_title(c, p))
		return report_open(c, false, false);
	return c->open ? report_line(c, p) : CRASH_NOTHING;
}

/* Where a kernel's panic starts inside a line, or NULL. */
static const char *inner_panic(const char *p)
{
	while ((p = strchr(p, 'K'))) {
		if (!strncmp(p, "Kernel panic - not syncing", 26))
			return p;
		p++;
	}
	return NULL;
}

enum crash_event crash_line(struct crash *c, const struct text_line *t)
{
	enum crash_event e = CRASH_NOTHING;
	const char *p = t->text, *inner;
	struct text_line in;

	if (!t->middle && banner(c, p, t->stamp)) {
		title_set(c, "the guest restarted without a word "
			     "(a second kernel banner)");
		c->open = c->wants_place = false;
		c->last_stamp = t->stamp;
		return CRASH_NEW;
	}
	if (t->stamp >= 0)
		c->last_stamp = t->stamp;
	if (!t->middle)
		e = match(c, p);
	if (e != CRASH_NOTHING)
		return e;
	/* a program's unfinished line, then a message of the kernel */
	if (t->inner) {
		text_inner(t, &in);
		return match(c, in.text);
	}
	if (!t->middle && (*p == '#' || report_ends(p)))
		return CRASH_NOTHING;
	inner = inner_panic(p);
	return inner && (inner > p || t->middle) ? match(c, inner) :
						   CRASH_NOTHING;
}
