// SPDX-License-Identifier: GPL-2.0
/*
 * Removes what stands in front of a line, one layer at a time, the outermost
 * first: a CI system's clock, a logger's date and sender, dmesg's prefix, a
 * priority, printk's time and caller. Each is a shape; the text begins after
 * printk's own prefix. Lines are a guest's and only believed by their exact
 * shape.
 */
#include "score/unwrap.h"

#include "lib/text.h"
#include "score/decode.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* A clock, a date with its sender, a level, a priority, printk's time. */
#define LAYERS 5
/* A day or a month in any language, a time zone. */
#define WORD 24
/* printk pads the caller to this many characters. */
#define CALLER 6

/* --- shapes --- */

static const char *skip_digits(const char *p)
{
	while (isdigit((unsigned char)*p))
		p++;
	return p;
}

/* "Z", "+0200", "-02:00", or p. */
static const char *skip_zone(const char *p)
{
	const char *q = p + 1;

	if (*p == 'Z')
		return q;
	if (*p != '+' && *p != '-')
		return p;
	while (isdigit((unsigned char)*q) || *q == ':')
		q++;
	return q - p >= 3 && q - p <= 6 ? q : p;
}

static const char *skip_word(const char *p)
{
	size_t n = strcspn(p, " :[]<>\"'");

	return n && n <= WORD ? p + n : NULL;
}

static const char *skip_fraction(const char *p)
{
	return (*p == '.' || *p == ',') && isdigit((unsigned char)p[1]) ?
		       skip_digits(p + 1) : p;
}

static const char *skip_float(const char *p)
{
	const char *point = skip_digits(p);

	return point > p && *point == '.' && isdigit((unsigned char)point[1]) ?
		       skip_digits(point + 1) : NULL;
}

/* These functions return the end of what they match, or NULL. One letter: */
static const char *shape_part(const char *p, char is)
{
	switch (is) {
	case '0':
		return isdigit((unsigned char)*p) ? p + 1 : NULL;
	case 'd':
		if (!isdigit((unsigned char)*p))
			return NULL;
		return isdigit((unsigned char)p[1]) ? p + 2 : p + 1;
	case 'w':
		return skip_word(p);
	case 'f':
		return skip_float(p);
	case '~':
		return skip_fraction(p);
	case 'z':
		return skip_zone(p);
	case '*':
		return p + strspn(p, " ");
	case ' ':
		return *p == ' ' ? p + strspn(p, " ") : NULL;
	default:
		return *p == is ? p + 1 : NULL;
	}
}

/*
 * A whole shape: 0 is a digit, d one or two, w a word, f a number with a point,
 * a space one or more spaces and * any number of them; ~ is the fraction of a
 * second and z a time zone, both optional.
 */
static const char *shape(const char *p, const char *is)
{
	while (p && *is)
		p = shape_part(p, *is++);
	return p;
}

/* The first of these shapes that fits; NULL ends the list. */
static const char *any_shape(const char *p, const char *const *shapes)
{
	const char *q = NULL;

	while (!q && *shapes)
		q = shape(p, *shapes++);
	return q;
}

/* --- printk --- */

/* "[  123.456789]" */
static const char *skip_stamp(const char *p, int64_t *stamp)
{
	uint64_t sec = 0, usec = 0;
	int digits = 0;

	if (*p++ != '[')
		return NULL;
	while (*p == ' ')
		p++;
	for (; isdigit((unsigned char)*p) && digits < 11; p++, digits++)
		sec = sec * 10 + (*p - '0');
	if (!digits || digits > 10 || *p++ != '.')
		return NULL;
	for (digits = 0; isdigit((unsigned char)*p) && digits < 7;
	     p++, digits++)
		usec = usec * 10 + (*p - '0');
	if (digits != 6 || *p++ != ']')
		return NULL;
	*stamp = sec * 1000000 + usec;
	return p;
}

/* A thread and a CPU with the same number are two callers; 0 is neither. */
static const char *caller_number(const char *p, uint32_t *caller)
{
	uint32_t n = 0;

	if ((*p != 'T' && *p != 'C') || !isdigit((unsigned char)p[1]))
		return NULL;
	for (const char *q = p + 1; isdigit((unsigned char)*q); q++)
		n = n * 10 + (*q - '0');
	*caller = *p == 'C' ? n | 1u << 31 : (n + 1) & ~(1u << 31);
	return skip_digits(p + 1);
}

/* "[    T12]" or "[    C0]" */
static const char *skip_caller(const char *p, uint32_t *caller)
{
	const char *start = p + 1;

	if (*p != '[')
		return NULL;
	for (p = start; *p == ' '; p++)
		;
	p = caller_number(p, caller);
	return p && *p == ']' && p - start >= CALLER ? p + 1 : NULL;
}

/*
 * A time, a caller or both; dmesg writes a space between them. t may be NULL.
 */
static const char *skip_printk(const char *p, struct text_line *t)
{
	int64_t stamp = -1;
	uint32_t caller = 0;
	const char *q = skip_stamp(p, &stamp), *r;

	r = skip_caller(!q ? p : *q == ' ' ? q + 1 : q, &caller);
	/* "[T1]x" may be text. */
	if (r && (*r == ' ' || !*r || (q && *q == '[')))
		q = r;
	else
		caller = 0;
	if (!q || !t)
		return q;
	t->kernel = t->printk = true;
	t->stamp = stamp;
	t->caller = caller;
	return *q == ' ' ? q + 1 : q;
}

/* "<6>", "<30>" */
static const char *skip_priority(const char *p, struct text_line *t)
{
	const char *q = skip_digits(p + 1);

	if (*p != '<' || q == p + 1 || *q != '>')
		return NULL;
	t->kernel = true;
	return q + 1;
}

/* --- loggers --- */

static bool is_facility(const char *p, size_t len)
{
	size_t a = strspn(p, "abcdefghijklmnopqrstuvwxyz0123456789"), b;

	if (!a || a >= len || p[a] != '.')
		return false;
	b = strspn(p + a + 1, "abcdefghijklmnopqrstuvwxyz");
	return b && a + 1 + b == len;
}

/*
 * "HOST TAG: ", "HOST FACILITY.LEVEL TAG: " or "FACILITY.LEVEL TAG: ". A tag is
 * "kernel" or has a process's number, "run.sh[12]"; after a facility any word
 * is a tag.
 */
static const char *skip_sender(const char *p, struct text_line *t)
{
	const char *before = p;

	for (int words = 0; words < 3; words++) {
		size_t n = strcspn(p, " ");

		if (!n || p[n] != ' ')
			return NULL;
		if (words && p[n - 1] == ':') {
			t->kernel = text_after(p, "kernel:");
			t->sender = t->kernel ? SENDER_KERNEL : SENDER_PROGRAM;
			return t->kernel || (n > 2 && p[n - 2] == ']') ||
			       is_facility(before, p - 1 - before) ?
				       p + n + 1 : NULL;
		}
		before = p;
		p += n + 1;
	}
	return NULL;
}

/* The journal has "HOST TAG: " after a time like printk's; or returns p. */
static const char *skip_monotonic(const char *p, struct text_line *t)
{
	const char *host = p, *tag;

	while (isalnum((unsigned char)*p) || *p == '.' || *p == '-' || *p == '_')
		p++;
	if (p == host || *p != ' ')
		return host;
	for (tag = ++p; *p && *p != ' '; p++)
		;
	if (*p != ' ' || p < tag + 2 || p[-1] != ':')
		return host;
	if (text_after(tag, "kernel:")) {
		t->sender = SENDER_KERNEL;
	} else if (p[-2] == ']') {
		t->sender = SENDER_PROGRAM;
		t->kernel = t->printk = false;
		t->stamp = -1;
	} else {
		return host;
	}
	return p + 1;
}

/* "6,123,4567890,-,caller=T1;": /dev/kmsg and netconsole. */
static const char *skip_kmsg(const char *p, struct text_line *t)
{
	const char *caller;

	p = shape(p, "d");
	if (p && isdigit((unsigned char)*p))
		p++;
	for (int i = 0; i < 2; i++) {
		if (!p || *p != ',' || !isdigit((unsigned char)p[1]))
			return NULL;
		p = skip_digits(p + 1);
	}
	if (!p || *p != ',')
		return NULL;
	caller = strstr(p, ",caller=");
	p += strcspn(p, ";");
	if (!*p)
		return NULL;
	if (caller && caller < p)
		caller_number(caller + 8, &t->caller);
	t->kernel = true;
	return p + 1;
}

/* "kern  :info  : ": dmesg -x. */
static const char *skip_level(const char *p, struct text_line *t)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	size_t n = strspn(p, letters);
	const char *start = p;

	if (n < 3 || n > 8)
		return NULL;
	p += n;
	p += strspn(p, "0123456789 ");
	if (*p++ != ':')
		return NULL;
	n = strspn(p, letters);
	if (n < 3 || n > 6)
		return NULL;
	p += n;
	p += strspn(p, " ");
	if (p[0] != ':' || p[1] != ' ')
		return NULL;
	t->kernel = text_after(start, "kern");
	return p + 2;
}

/*
 * GitLab's "00O ", or "00O+" if it goes on from the line above, and a
 * container's "stdout F "; or p.
 */
static const char *skip_stream(const char *p, struct text_line *t)
{
	if (text_after(p, "stdout F ") || text_after(p, "stderr F "))
		return p + 9;
	if (!isxdigit((unsigned char)p[0]) || !isxdigit((unsigned char)p[1]) ||
	    (p[2] != 'O' && p[2] != 'E') || (p[3] != ' ' && p[3] != '+'))
		return p;
	t->middle = p[3] == '+';
	return p + 4;
}

/* "[Mon Jul 27 14:08:03 2026]", "[Jul27 14:08]", "[  +0.000012]": dmesg. */
static const char *const dmesg_times[] = {
	"[w w d 00:00:00 0000]", "[w w d 00:00:00 0000 <*f>]", "[w 00:00]",
	"[w d 00:00]", "[*+f]", "[*-f]", "[<*f>]", "[*f <*f*>]", NULL,
};

/* Jenkins, minicom, tio, grabserial. */
static const char *const brackets[] = {
	"[0000-00-00T00:00:00~z]", "[0000-00-00 00:00:00~z]", "[00:00:00~]",
	"[f f]", NULL,
};

/* ISO dates, a time alone, seconds since 1970. */
static const char *const clocks[] = {
	"0000-00-00T00:00:00~z", "0000-00-00 00:00:00~z", "00:00:00~",
	"0000000000~", NULL,
};

/* "Jul 27 14:08:03", "Wed Jul 27 14:08:03 2026", "Wed 2026-07-27 14:08:03 UTC" */
static const char *const dates[] = {
	"w d 00:00:00~", "w w d 00:00:00 0000", "w 0000-00-00 00:00:00~ w",
	NULL,
};

/* Skips the one space that follows p, and a sender if there is one. */
static const char *skip_space(const char *p, struct text_line *t)
{
	struct text_line sent = *t;
	const char *q;

	if (!p || *p != ' ')
		return NULL;
	q = skip_sender(p + 1, &sent);
	if (q)
		*t = sent;
	return q ? q : p + 1;
}

static const char *skip_bracket(const char *p, struct text_line *t)
{
	const char *q = any_shape(p, dmesg_times);

	if (!q)
		return skip_space(any_shape(p, brackets), t);
	t->kernel = *q == ' ';
	return skip_space(q, t);
}

/* Outside English only with a sender: a month may be any word. */
static const char *skip_date(const char *p, struct text_line *t)
{
	bool month = isupper((unsigned char)p[0]) &&
		     islower((unsigned char)p[1]) &&
		     islower((unsigned char)p[2]) && p[3] == ' ';
	const char *q = skip_space(any_shape(p, dates), t);

	return q && (month || t->sender) ? q : NULL;
}

/* The end of a layer that starts with a word; or NULL. */
static const char *word_layer(const char *p, struct text_line *t)
{
	const char *colon = strchr(p, ':');

	/* most lines: neither "kern  :info" nor the hour of a date */
	if (!colon || colon == p)
		return NULL;
	if (islower((unsigned char)colon[1]))
		return skip_level(p, t);
	return isdigit((unsigned char)colon[1]) &&
	       isdigit((unsigned char)colon[-1]) ? skip_date(p, t) : NULL;
}

/* The end of one layer; NULL: the text begins here. */
static const char *layer(const char *p, struct text_line *t)
{
	const char *q;

	while (*p == ' ')
		p++;
	if (*p == '[') {
		q = skip_printk(p, t);
		return q ? skip_monotonic(q, t) : skip_bracket(p, t);
	}
	if (*p == '<')
		return skip_priority(p, t);
	if (isdigit((unsigned char)*p)) {
		q = skip_kmsg(p, t);
		if (q)
			return q;
		q = skip_space(any_shape(p, clocks), t);
		if (q)
			return skip_stream(q, t);
	}
	return word_layer(p, t);
}

/* --- interface --- */

/* Finds printk's prefix inside the text, up to limit, which may be NULL. */
static const char *find_inner(const char *text, const char *limit)
{
	for (const char *p = text; (p = strchr(p, '[')); p++) {
		if (limit && p > limit)
			return NULL;
		if (p > text && skip_printk(p, NULL))
			return p;
	}
	return NULL;
}

static void unwrap(struct text_line *t, const char *line, const char *limit)
{
	const char *p = line, *q;

	*t = (struct text_line){ .line = line, .stamp = -1, .limit = limit };
	for (int i = 0; i < LAYERS && !t->printk; i++) {
		q = layer(p, t);
		if (!q)
			break;
		p = q;
	}
	t->text = p;
	t->inner = find_inner(p, limit);
}

void text_line(struct text_line *t, const char *line)
{
	unwrap(t, line, NULL);
}

void text_inner(const struct text_line *t, struct text_line *inner)
{
	unwrap(inner, t->inner, t->limit);
}

/* Removes carriage returns at both ends. */
static const char *trim(const char *raw, size_t *len)
{
	while (*len && raw[*len - 1] == '\r')
		--*len;
	while (*len && *raw == '\r') {
		raw++;
		--*len;
	}
	return raw;
}

/* Makes a line printable, as a terminal shows it; raw may be line. */
static void show(char line[LINE_LEN + 1], const char *raw, size_t len)
{
	raw = trim(raw, &len);
	/* Most lines are clean as they are. */
	if (raw != line && !text_clean(line, LINE_LEN + 1, raw, len))
		return;
	len = decode_terminal(line, raw, len);
	raw = trim(line, &len);
	text_clean(line, LINE_LEN + 1, raw, len);
}

void text_console(struct text_line *t, char line[LINE_LEN + 1],
		  const char *raw, size_t len, size_t piece, bool cut)
{
	enum lava lava = LAVA_NOT;
	size_t n = 0;

	if (!piece && len >= 3 && !memcmp(raw, "\xef\xbb\xbf", 3)) {
		raw += 3;
		len -= 3;
	}
	if (!piece && len > 1 && (strchr("-{,", *raw) || raw[1] == '{'))
		lava = decode_lava(raw, len, line, &n);
	if (lava == LAVA_DEVICE)
		show(line, line, n);
	else
		show(line, raw, len);
	unwrap(t, line, cut ? line + LINE_LEN - LINE_OVERLAP : NULL);
	t->middle |= piece > 0;
	if (lava != LAVA_OTHER)
		return;
	/* LAVA's own words are neither the kernel's nor a test's. */
	unwrap(t, line + strlen(line), NULL);
	t->line = line;
}
