// SPDX-License-Identifier: GPL-2.0
/*
 * What each key of a suite file means. The text is a user's; every value is
 * checked before it is kept.
 */
#include "suite/keys.h"

#include "lib/text.h"
#include "suite/splats.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for one more element, which is zeroed. */
static void *grow(void *array, unsigned n, size_t size)
{
	char *a = reallocarray(array, n + 1, size);

	if (a)
		memset(a + n * size, 0, size);
	return a;
}

static int words(struct suite_parser *p, const char *value, struct words *w,
		 unsigned min, unsigned max, const char *form)
{
	const char *bad = value_words(value, w);

	if (bad)
		return suite_bad(p, "%s", bad);
	if (w->n < min || w->n > max)
		return suite_bad(p, "\"%s = %s\"", p->key->name, form);
	return 0;
}

static bool plain_name(const char *s)
{
	size_t len = strlen(s);

	if (!len || len > SUITE_NAME)
		return false;
	for (; *s; s++)
		if (!isalnum((unsigned char)*s) && !strchr("._-+:", *s))
			return false;
	return true;
}

static int keep(struct suite_parser *p, char **to, const char *text)
{
	(void)p;
	free(*to);
	*to = strdup(text);
	return *to ? 0 : -ENOMEM;
}

/* build:x, suite:x or an absolute path. */
static int keep_source(struct suite_parser *p, char **to, const char *text)
{
	const char *base = NULL, *rest = text;
	int n;

	if (text_after(text, "build:")) {
		base = p->places->build;
		rest = text + 6;
	} else if (text_after(text, "suite:")) {
		base = p->s->dir;
		rest = text + 6;
	} else if (text[0] != '/') {
		return suite_bad(p,
				 "build:FILE, suite:FILE or an absolute path, not \"%.80s\"",
				 text);
	}
	if (!*rest)
		return suite_bad(p, "a file name after \"%s\"", text);
	free(*to);
	n = base ? asprintf(to, "%s/%s", base, rest) :
		   asprintf(to, "%s", rest);
	if (n < 0) {
		*to = NULL;
		return -ENOMEM;
	}
	return 0;
}

static int set_describe(struct suite_parser *p, char *v)
{
	return keep(p, &p->s->describe, v);
}

static int set_append(struct suite_parser *p, char *v)
{
	return keep(p, &p->s->append, v);
}

static int set_filter(struct suite_parser *p, char *v)
{
	size_t len = strlen(v);

	if (!len || v[len - 1] != '=' || strpbrk(v, " \t\""))
		return suite_bad(p,
				 "a kernel argument that ends in \"=\", such as kunit.filter_glob=");
	return keep(p, &p->s->filter, v);
}

static int set_kernel(struct suite_parser *p, char *v)
{
	return keep_source(p, &p->s->kernel, v);
}

static int set_net(struct suite_parser *p, char *v)
{
	uint32_t address;
	unsigned bits;

	if (value_network(v, &address, &bits))
		return suite_bad(p,
				 "the address of the host's end, such as 10.77.0.1/24, not \"%.40s\"",
				 v);
	return keep(p, &p->s->net, v);
}

static int set_score(struct suite_parser *p, char *v)
{
	static const char *const kinds[] = { "records", "ktap", "script" };

	for (int i = 0; i < 3; i++) {
		if (!strcmp(v, kinds[i])) {
			p->s->score = i;
			return 0;
		}
	}
	return suite_bad(p, "score records, ktap or script, not \"%.40s\"", v);
}

static int set_root(struct suite_parser *p, char *v)
{
	if (strcmp(v, "disk") && strcmp(v, "initrd"))
		return suite_bad(p, "root disk or initrd, not \"%.40s\"", v);
	p->s->initrd = !strcmp(v, "initrd");
	return 0;
}

static int set_memory(struct suite_parser *p, char *v)
{
	uint64_t bytes;

	if (value_size(v, &bytes) || !bytes)
		return suite_bad(p, "memory such as 64m, not \"%.40s\"", v);
	return keep(p, &p->s->memory, v);
}

static int duration(struct suite_parser *p, const char *v, uint64_t *to)
{
	if (value_duration(v, to))
		return suite_bad(p,
				 "a time such as 500ms, 10s or 2m, not \"%.40s\"",
				 v);
	return 0;
}

static int set_timeout(struct suite_parser *p, char *v)
{
	return duration(p, v, &p->s->timeout);
}

static int set_boot_timeout(struct suite_parser *p, char *v)
{
	return duration(p, v, &p->s->boot_timeout);
}

static int set_test_timeout(struct suite_parser *p, char *v)
{
	return duration(p, v, &p->s->test_timeout);
}

static int set_shutdown_timeout(struct suite_parser *p, char *v)
{
	return duration(p, v, &p->s->shutdown_timeout);
}

static int set_image_size(struct suite_parser *p, char *v)
{
	uint64_t n;

	if (value_size(v, &n) || n < 64 << 10 || n > UINT64_C(2) << 30 ||
	    n % 1024)
		return suite_bad(p,
				 "an image size from 64k to 2g, not \"%.40s\"",
				 v);
	p->s->image_size = n;
	return 0;
}

static struct suite_entry *entry_add(struct suite_parser *p,
				     enum entry_kind kind, const char *path,
				     int *ret)
{
	struct suite *s = p->s;
	struct suite_entry *e;

	if (path[0] != '/' || !path[1]) {
		*ret = suite_bad(p,
				 "an absolute path in the image, not \"%.80s\"",
				 path);
		return NULL;
	}
	if (s->n_entries == SUITE_ENTRIES) {
		*ret = suite_bad(p, "at most %d entries for the image",
				 SUITE_ENTRIES);
		return NULL;
	}
	*ret = -ENOMEM;
	e = grow(s->entries, s->n_entries, sizeof(*e));
	if (!e)
		return NULL;
	s->entries = e;
	e += s->n_entries;
	e->path = strdup(path);
	if (!e->path)
		return NULL;
	s->n_entries++;
	e->kind = kind;
	e->line = p->line;
	*ret = 0;
	return e;
}

static int mode_word(struct suite_parser *p, const struct words *w, unsigned i,
		     unsigned def, unsigned *mode)
{
	*mode = def;
	if (i < w->n && value_mode(w->w[i].text, mode))
		return suite_bad(p, "an octal mode such as 0755, not \"%.40s\"",
				 w->w[i].text);
	return 0;
}

static int set_file(struct suite_parser *p, char *v)
{
	struct suite_entry *e;
	struct words w;
	int ret = words(p, v, &w, 2, 3, "/PATH SOURCE [MODE]");

	if (ret)
		return ret;
	e = entry_add(p, ENTRY_FILE, w.w[0].text, &ret);
	if (!e)
		return ret;
	ret = mode_word(p, &w, 2, 0755, &e->mode);
	return ret ? ret : keep_source(p, &e->source, w.w[1].text);
}

static int set_dir(struct suite_parser *p, char *v)
{
	struct suite_entry *e;
	struct words w;
	int ret = words(p, v, &w, 1, 2, "/PATH [MODE]");

	if (ret)
		return ret;
	e = entry_add(p, ENTRY_DIR, w.w[0].text, &ret);
	return e ? mode_word(p, &w, 1, 0755, &e->mode) : ret;
}

static int set_link(struct suite_parser *p, char *v)
{
	struct suite_entry *e;
	struct words w;
	int ret = words(p, v, &w, 2, 2, "/PATH TARGET");

	if (ret)
		return ret;
	e = entry_add(p, ENTRY_LINK, w.w[0].text, &ret);
	return e ? keep(p, &e->source, w.w[1].text) : ret;
}

static int set_node(struct suite_parser *p, char *v)
{
	struct suite_entry *e;
	struct words w;
	int ret = words(p, v, &w, 4, 5, "/PATH c|b MAJOR MINOR [MODE]");

	if (ret)
		return ret;
	e = entry_add(p, ENTRY_NODE, w.w[0].text, &ret);
	if (!e)
		return ret;
	if (strcmp(w.w[1].text, "c") && strcmp(w.w[1].text, "b"))
		return suite_bad(p, "c or b, not \"%.40s\"", w.w[1].text);
	e->block = w.w[1].text[0] == 'b';
	if (value_number(w.w[2].text, 4095, &e->major) ||
	    value_number(w.w[3].text, 1048575, &e->minor))
		return suite_bad(p, "a device's major and minor number");
	return mode_word(p, &w, 4, 0600, &e->mode);
}

static int set_text(struct suite_parser *p, char *v)
{
	struct suite_entry *e;
	struct words w;
	int ret = words(p, v, &w, 2, 3, "/PATH \"CONTENTS\" [MODE]");

	if (ret)
		return ret;
	if (!w.w[1].quoted)
		return suite_bad(p, "the contents in double quotes");
	e = entry_add(p, ENTRY_TEXT, w.w[0].text, &ret);
	if (!e)
		return ret;
	e->source = malloc(w.w[1].len + 1);
	if (!e->source)
		return -ENOMEM;
	memcpy(e->source, w.w[1].text, w.w[1].len + 1);
	e->len = w.w[1].len;
	return mode_word(p, &w, 2, 0644, &e->mode);
}

static int set_test(struct suite_parser *p, char *v)
{
	struct suite *s = p->s;
	struct suite_test *t;
	size_t len = strcspn(v, " \t");
	const char *command = v + len + strspn(v + len, " \t");

	v[len] = '\0';
	if (!plain_name(v))
		return suite_bad(p,
				 "a test name of at most %d letters, digits or ._-+: , not \"%.80s\"",
				 SUITE_NAME, v);
	if (command[0] != '/')
		return suite_bad(p, "\"test = NAME /PATH [ARGS]\"");
	for (const char *c = command; *c; c++)
		if (*c < ' ' || *c > '~')
			return suite_bad(p, "plain words in a test");
	for (unsigned i = 0; i < s->n_tests; i++)
		if (!strcmp(s->tests[i].name, v))
			return suite_bad(p, "one test of name \"%s\"", v);
	if (s->n_tests == SUITE_TESTS)
		return suite_bad(p, "at most %d tests", SUITE_TESTS);
	t = grow(s->tests, s->n_tests, sizeof(*t));
	if (!t)
		return -ENOMEM;
	s->tests = t;
	t += s->n_tests++;
	t->name = strdup(v);
	t->command = strdup(command);
	return t->name && t->command ? 0 : -ENOMEM;
}

static struct suite_disk *disk_find(struct suite *s, const char *name)
{
	for (unsigned i = 0; i < s->n_disks; i++)
		if (!strcmp(s->disks[i].name, name))
			return &s->disks[i];
	return NULL;
}

static int set_disk(struct suite_parser *p, char *v)
{
	struct suite *s = p->s;
	struct suite_disk d = { .line = p->line };
	struct words w;
	int ret = words(p, v, &w, 3, 3, "NAME SIZE zero|count|invert|ext2|ext4");

	if (ret)
		return ret;
	if (!plain_name(w.w[0].text) || disk_find(s, w.w[0].text) ||
	    !strcmp(w.w[0].text, "root"))
		return suite_bad(p, "a new disk name (not root), not \"%.60s\"",
				 w.w[0].text);
	if (value_size(w.w[1].text, &d.size) || !d.size || d.size % 512 ||
	    d.size > UINT64_C(1) << 30)
		return suite_bad(p,
				 "a disk size in whole sectors up to 1g, not \"%.40s\"",
				 w.w[1].text);
	if (pattern_parse(w.w[2].text, &d.before) || d.before == PATTERN_FSCK)
		return suite_bad(p,
				 "pattern zero, count, invert, ext2 or ext4, not \"%.40s\"",
				 w.w[2].text);
	if (s->n_disks == SUITE_DISKS)
		return suite_bad(p, "at most %d disks", SUITE_DISKS);
	d.name = strdup(w.w[0].text);
	if (!d.name)
		return -ENOMEM;
	s->disks[s->n_disks++] = d;
	return 0;
}

static int set_after(struct suite_parser *p, char *v)
{
	struct suite_disk *d;
	struct words w;
	int ret = words(p, v, &w, 2, 3, "NAME zero|count|invert|fsck [TEST]");

	if (ret)
		return ret;
	d = disk_find(p->s, w.w[0].text);
	if (!d || d->checked)
		return suite_bad(p, "a disk named above, once, not \"%.60s\"",
				 w.w[0].text);
	if (pattern_parse(w.w[1].text, &d->after) ||
	    d->after == PATTERN_EXT2 || d->after == PATTERN_EXT4)
		return suite_bad(p,
				 "pattern zero, count, invert or fsck, not \"%.40s\"",
				 w.w[1].text);
	d->checked = true;
	return w.n > 2 ? keep(p, &d->writer, w.w[2].text) : 0;
}

static int step_add(struct suite_parser *p, const struct word *w, bool send,
		    uint64_t limit)
{
	struct suite *s = p->s;
	struct script_step *step;

	if (!w->quoted || !w->len || w->len > SCRIPT_TEXT)
		return suite_bad(p, "a text of 1 to %d bytes in double quotes",
				 SCRIPT_TEXT);
	if (!send && memchr(w->text, '\r', w->len))
		return suite_bad(p,
				 "no \\r in an expected text: those of the guest are passed over");
	if (s->n_steps == SCRIPT_STEPS)
		return suite_bad(p, "at most %d script steps", SCRIPT_STEPS);
	step = grow(s->steps, s->n_steps, sizeof(*step));
	if (!step)
		return -ENOMEM;
	s->steps = step;
	step += s->n_steps++;
	memcpy(step->text, w->text, w->len);
	step->len = w->len;
	step->send = send;
	step->limit = limit;
	step->line = p->line;
	return 0;
}

static int set_expect(struct suite_parser *p, char *v)
{
	struct words w;
	uint64_t limit = 0;
	int ret = words(p, v, &w, 2, 2, "\"TEXT\" TIME");

	if (!ret)
		ret = duration(p, w.w[1].text, &limit);
	return ret ? ret : step_add(p, &w.w[0], false, limit);
}

static int set_send(struct suite_parser *p, char *v)
{
	struct words w;
	int ret = words(p, v, &w, 1, 1, "\"TEXT\"");

	return ret ? ret : step_add(p, &w.w[0], true, 0);
}

static int set_needs(struct suite_parser *p, char *v)
{
	struct suite *s = p->s;

	if (!text_after(v, "CONFIG_") || !strchr(v, '=') || strpbrk(v, " \t"))
		return suite_bad(p, "CONFIG_NAME=y, not \"%.80s\"", v);
	if (s->n_needs == SUITE_NEEDS)
		return suite_bad(p, "at most %d needs", SUITE_NEEDS);
	return keep(p, &s->needs[s->n_needs++], v);
}

/* One word: quoted text. */
static int quoted_text(struct suite_parser *p, const char *v, char **to)
{
	struct words w;
	int ret = words(p, v, &w, 1, 1, "\"TEXT\"");

	if (ret)
		return ret;
	if (!w.w[0].quoted || !w.w[0].len)
		return suite_bad(p, "a text in double quotes");
	return keep(p, to, w.w[0].text);
}

/* What suite_allow() and suite_splat() return. */
static int title_kept(struct suite_parser *p, int ret)
{
	if (ret == -EINVAL)
		return suite_bad(p, "a text of crash titles, not only *");
	if (ret == -E2BIG)
		return suite_bad(p, "fewer lines of \"%s\"", p->key->name);
	return ret;
}

static int set_allow(struct suite_parser *p, char *v)
{
	char *text = NULL;
	int ret = quoted_text(p, v, &text);

	if (!ret)
		ret = title_kept(p, suite_allow(p->s, text));
	free(text);
	return ret;
}

static int set_splat(struct suite_parser *p, char *v)
{
	struct words w;
	int ret = words(p, v, &w, 2, 2, "TEST \"TITLE\"");

	if (ret)
		return ret;
	if (!w.w[0].len || !w.w[1].quoted || !w.w[1].len)
		return suite_bad(p,
				 "a test's name and a text in double quotes");
	ret = title_kept(p, suite_splat(p->s, w.w[0].text, w.w[1].text));
	if (!ret)
		p->s->splats[p->s->n_splats - 1].line = p->line;
	return ret;
}

static int set_verdict(struct suite_parser *p, char *v)
{
	if (verdict_parse(v, &p->s->expect.verdict))
		return suite_bad(p,
				 "PASS, SKIP, XFAIL, FAIL, CRASH, HANG or ERROR, not \"%.40s\"",
				 v);
	p->s->expect.set = true;
	return 0;
}

static int set_reason(struct suite_parser *p, char *v)
{
	return quoted_text(p, v, &p->s->expect.reason);
}

static int set_exit(struct suite_parser *p, char *v)
{
	unsigned n;

	if (value_number(v, 255, &n))
		return suite_bad(p,
				 "an exit status from 0 to 255, not \"%.40s\"",
				 v);
	p->s->expect.status = n;
	return 0;
}

const struct suite_key suite_keys[] = {
	{ "describe", false, set_describe },
	{ "score", false, set_score },
	{ "memory", false, set_memory },
	{ "append", false, set_append },
	{ "filter", false, set_filter },
	{ "kernel", false, set_kernel },
	{ "net", false, set_net },
	{ "timeout", false, set_timeout },
	{ "boot-timeout", false, set_boot_timeout },
	{ "test-timeout", false, set_test_timeout },
	{ "shutdown-timeout", false, set_shutdown_timeout },
	{ "root", false, set_root },
	{ "image-size", false, set_image_size },
	{ "file", true, set_file },
	{ "dir", true, set_dir },
	{ "link", true, set_link },
	{ "node", true, set_node },
	{ "text", true, set_text },
	{ "test", true, set_test },
	{ "disk", true, set_disk },
	{ "after", true, set_after },
	{ "expect", true, set_expect },
	{ "send", true, set_send },
	{ "needs", true, set_needs },
	{ "allow", true, set_allow },
	{ "splat", true, set_splat },
	{ "verdict", false, set_verdict },
	{ "reason", false, set_reason },
	{ "exit", false, set_exit },
	{ NULL, false, NULL },
};

const struct suite_key *suite_key_find(const char *name)
{
	for (const struct suite_key *k = suite_keys; k->name; k++)
		if (!strcmp(k->name, name))
			return k;
	return NULL;
}
