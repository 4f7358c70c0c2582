// SPDX-License-Identifier: GPL-2.0
/*
 * Crash reports in a log: where one starts, which lines are its, when it is
 * over.
 *
 * Whose line is it?  A program may print "BUG: " as well.  So where the kernel
 * marks its lines, by printk's time or caller, those without are not its; and
 * where a logger names the kernel as their sender, those of other senders are
 * not.  A kernel whose banner ("Linux version ...") came bare marks none: what
 * a program prints of dmesg changes nothing.  A panic alone is looked for
 * inside a line, and only where no line is marked: it may have been written
 * after a program's prompt.
 *
 * Reports of two CPUs may be mixed; where printk tells the caller, another's
 * lines belong to none but a report of its own.
 */
#include "score/crash.h"

#include "lib/text.h"

#include <stdbool.h>
#include <string.h>

/* Lines of a report, at most, after its title. */
#define REPORT_LINES 80
/* A task's name has 15 characters, and each may be a newline. */
#define NAME_LINES 16

void crash_init(struct crash *c)
{
	memset(c, 0, sizeof(*c));
	c->last_stamp = -1;
	title_init();
}

static bool is_banner(const char *p)
{
	return text_after(p, "Linux version ") && strchr(p, '#');
}

static void note_marks(struct crash *c, const struct text_line *t)
{
	if (t->sender == SENDER_KERNEL)
		c->senders = true;
	if ((t->printk || t->inner) && !c->bare)
		c->stamps = true;
	if (t->kernel || t->middle || !is_banner(t->text))
		return;
	/* or a program that prints /proc/version, until the next line */
	c->bare = !c->stamps;
	c->stamps = false;
}

static bool is_kernels(const struct crash *c, const struct text_line *t)
{
	if (t->kernel)
		return true;
	return t->sender == SENDER_PROGRAM ? !c->senders : !c->stamps;
}

static bool is_others(const struct crash *c, const struct text_line *t)
{
	return c->caller && t->caller && c->caller != t->caller;
}

/*
 * A second banner: the guest restarted.  Text read back (/proc/version) is
 * none: with time stamps the clock must have gone back, without them the
 * kernel's command line must follow.
 */
static bool restarts(struct crash *c, const char *p, int64_t stamp)
{
	if (is_banner(p)) {
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
	if (!text_after(p, "Kernel command line: "))
		return false;
	c->banner_left = 0;
	c->bare = true;
	c->stamps = false;
	return true;
}

static enum crash_event report_open(struct crash *c, const struct title *title,
				    uint32_t caller)
{
	text_copy(c->title, sizeof(c->title), title->text);
	c->open = true;
	c->place = title->place;
	c->leads = title->leads;
	c->no_exec = title->no_exec;
	c->left = REPORT_LINES;
	c->caller = caller;
	c->cut_here = false;
	c->broken_left = 0;
	return CRASH_NEW;
}

/*
 * Inside a report only what it led to is more of the same: its oops, and before
 * that what a forbidden access is called.  Any other title starts a report of
 * its own: the first may be one that is allowed or known.
 */
static bool goes_on(struct crash *c, const struct title *title)
{
	if (!c->open)
		return false;
	if (c->no_exec && title->fault) {
		c->no_exec = false;
		return true;
	}
	if (!c->leads || !title->oops)
		return false;
	c->leads = false;
	return true;
}

static bool report_ends(const char *p)
{
	return text_after(p, "---[ end ");
}

/* What every WARN() and BUG() ends with, but its title was lost. */
static enum crash_event lost_title(struct crash *c, uint32_t caller)
{
	const struct title title = {
		.text = "a report without a title (\"cut here\", then its end)"
	};

	report_open(c, &title, caller);
	c->open = false;
	return CRASH_NEW;
}

/* A line inside a report. */
static enum crash_event report_line(struct crash *c, const char *p)
{
	const char *function;
	size_t len;

	if (report_ends(p) || --c->left == 0) {
		c->open = false;
		return CRASH_NOTHING;
	}
	function = place_find(&c->place, p, &len);
	if (!function)
		return CRASH_NOTHING;
	title_add_place(c->title, function, len);
	return CRASH_TITLED;
}

/* The rest of a message with a task's name that holds a newline. */
static bool find_broken(struct crash *c, const char *p, struct title *title)
{
	char message[sizeof(c->broken) + LINE_OVERLAP];
	size_t n = strlen(c->broken);

	c->broken_left--;
	memcpy(message, c->broken, n);
	message[n++] = ' ';
	text_copy(message + n, sizeof(message) - n, p);
	return title_find_broken(message, title);
}

/* A message of the kernel. */
static enum crash_event message(struct crash *c, const char *p, uint32_t caller,
				bool others)
{
	struct title title;

	if (text_after(p, "------------[ cut here ]")) {
		c->cut_here = true;
		c->open = false;
		c->caller = caller;
		return CRASH_NOTHING;
	}
	if (title_find(p, &title)) {
		if (!others && goes_on(c, &title))
			return CRASH_NOTHING;
		return report_open(c, &title, caller);
	}
	if (title_may_break(p)) {
		text_copy(c->broken, sizeof(c->broken), p);
		c->broken_left = NAME_LINES;
	}
	if (others)
		return CRASH_NOTHING;
	if (c->cut_here && report_ends(p))
		return lost_title(c, caller);
	return c->open ? report_line(c, p) : CRASH_NOTHING;
}

/* A line, or what follows printk's prefix inside one. */
static enum crash_event match(struct crash *c, const struct text_line *t)
{
	const char *p = t->text;
	char before[LINE_LEN + 1];
	struct title title;

	while (t->kernel && *p == ' ')
		p++;
	if (t->inner) {
		memcpy(before, p, t->inner - p);
		before[t->inner - p] = '\0';
		p = before;
	}
	/* dmesg and the journal have the time on the first line only */
	if (c->broken_left && find_broken(c, p, &title))
		return report_open(c, &title, t->caller);
	return is_kernels(c, t) ? message(c, p, t->caller, is_others(c, t)) :
				  CRASH_NOTHING;
}

/* Where a kernel's panic starts inside a line, or NULL. */
static const char *inner_panic(const char *p)
{
	while ((p = strchr(p, 'K'))) {
		if (text_after(p, "Kernel panic - not syncing: "))
			return p;
		p++;
	}
	return NULL;
}

static enum crash_event bare_panic(struct crash *c, const struct text_line *t)
{
	const char *p = t->text, *inner;

	if (c->stamps || t->kernel || t->sender != SENDER_UNKNOWN)
		return CRASH_NOTHING;
	if (!t->middle && (*p == '#' || report_ends(p)))
		return CRASH_NOTHING;
	inner = inner_panic(p);
	if (!inner || (inner > p && strchr("'\"`", inner[-1])))
		return CRASH_NOTHING;
	return inner > p || t->middle ? message(c, inner, 0, false) :
					CRASH_NOTHING;
}

enum crash_event crash_line(struct crash *c, const struct text_line *t)
{
	enum crash_event e = CRASH_NOTHING;
	struct text_line part = *t;

	note_marks(c, t);
	if (!t->middle && restarts(c, t->text, t->stamp)) {
		text_copy(c->title, sizeof(c->title),
			  "the guest restarted without a word (a second kernel banner)");
		c->open = false;
		c->last_stamp = t->stamp;
		return CRASH_NEW;
	}
	if (t->stamp >= 0)
		c->last_stamp = t->stamp;
	if (!t->middle)
		e = match(c, t);
	/* a program's unfinished line, then a message of the kernel */
	while (e == CRASH_NOTHING && part.inner) {
		text_inner(&part, &part);
		e = match(c, &part);
	}
	return e == CRASH_NOTHING && !t->inner ? bare_panic(c, t) : e;
}
