// SPDX-License-Identifier: GPL-2.0
/*
 * Makes the files of a guest's disks from its suite. The suite is checked text;
 * the files it names are the user's.
 */
#include "disk/image.h"

#include "disk/contents.h"
#include "lib/contract.h"
#include "lib/cpio.h"
#include "lib/ext2.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define BLOCK_SIZE 1024

static int add(struct ext2_image *img, const struct suite_entry *e)
{
	mode_t mode = e->mode;

	switch (e->kind) {
	case ENTRY_FILE:
		return ext2_file(img, e->path, mode, e->source);
	case ENTRY_DIR:
		return ext2_dir(img, e->path, mode);
	case ENTRY_LINK:
		return ext2_symlink(img, e->path, e->source);
	case ENTRY_NODE:
		return ext2_node(img, e->path,
				 mode | (e->block ? S_IFBLK : S_IFCHR),
				 e->major, e->minor);
	case ENTRY_TEXT:
		return ext2_data(img, e->path, mode, e->source, e->len);
	}
	return -EINVAL;
}

/* Makes the text of the plan that init reads. */
static char *plan_text(const struct suite *s, size_t *len)
{
	char *text = NULL;
	FILE *f = open_memstream(&text, len);

	if (!f)
		return NULL;
	for (unsigned i = 0; i < s->n_tests; i++)
		fprintf(f, "%s %s\n", s->tests[i].name, s->tests[i].command);
	return fclose(f) ? NULL : text;
}

static int add_plan(struct ext2_image *img, const struct suite *s)
{
	size_t len;
	char *text;
	int ret;

	if (!s->n_tests)
		return 0;
	text = plan_text(s, &len);
	if (!text)
		return -ENOMEM;
	ret = ext2_data(img, INIT_PLAN, 0644, text, len);
	free(text);
	return ret;
}

static int fail(const struct suite *s, unsigned line, struct ext2_image *img,
		int ret, struct refusal *err)
{
	const char *why = img && *ext2_error(img) ? ext2_error(img) :
						    strerror(-ret);

	if (line)
		return refuse(err, -ret, "%s:%u: %s", s->file, line, why);
	return refuse(err, -ret, "%s: %s", s->file, why);
}

int image_root(const struct suite *s, const char *path, struct refusal *err)
{
	struct ext2_image *img = NULL;
	int ret = ext2_create(path, s->image_size, BLOCK_SIZE, &img);

	if (ret)
		fail(s, 0, img, ret, err);
	for (unsigned i = 0; !ret && i < s->n_entries; i++) {
		ret = add(img, &s->entries[i]);
		if (ret)
			fail(s, s->entries[i].line, img, ret, err);
	}
	if (!ret) {
		ret = add_plan(img, s);
		if (!ret)
			ret = s->initrd ? cpio_write(img) : ext2_write(img);
		if (ret)
			fail(s, 0, img, ret, err);
	}
	ext2_close(img);
	return ret;
}

int image_disk(const struct suite *s, unsigned i, const char *path,
	       struct refusal *err)
{
	return contents_create(path, s->disks[i].before, s->disks[i].size, err);
}

void image_check(const struct suite *s, const char *const *disks,
		 struct score *score)
{
	for (unsigned i = 0; i < s->n_disks; i++) {
		const struct suite_disk *d = &s->disks[i];
		char name[SUITE_NAME + 8];
		struct refusal m = { "" };
		int ret;

		if (!d->checked)
			continue;
		snprintf(name, sizeof(name), "disk-%s", d->name);
		ret = contents_check(disks[i], d->after, d->size, &m);
		score_own_test(score, name,
			       ret < 0 ? VERDICT_ERROR :
			       ret	? VERDICT_FAIL :
					  VERDICT_PASS,
			       m.text);
	}
}
