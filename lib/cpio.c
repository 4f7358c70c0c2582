// SPDX-License-Identifier: GPL-2.0
/*
 * Writes an initial RAM disk in the format of the kernel's
 * Documentation/driver-api/early-userspace/buffer-format.rst. Equal input gives
 * equal bytes: times and owners are 0, and inode numbers just count. The
 * source files are the user's; one that changes its size while it is read is an
 * error.
 */
#include "lib/cpio.h"

#include "lib/ext2_tree.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct archive {
	FILE *f;
	unsigned int ino;
};

/* A header with its name is padded to 4 bytes, and so are the contents. */
static void pad(struct archive *a)
{
	while (ftell(a->f) % 4 && fputc(0, a->f) != EOF)
		;
}

static void header(struct archive *a, const char *name, mode_t mode,
		   uint32_t size, unsigned int major, unsigned int minor)
{
	fprintf(a->f, "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
		a->ino++, (unsigned int)mode, 0, 0, S_ISDIR(mode) ? 2 : 1, 0,
		size, 0, 0, major, minor, (unsigned int)strlen(name) + 1, 0);
	fwrite(name, 1, strlen(name) + 1, a->f);
	pad(a);
}

static int copy(struct ext2_image *img, struct archive *a,
		const struct ext2_entry *e)
{
	FILE *from = fopen(e->text, "re");
	uint64_t left = e->size;
	char buf[65536];
	int err = 0;

	if (!from) {
		err = -errno;
		return ext2_fail(img, err, "%s: %s", e->text, strerror(-err));
	}
	while (left) {
		size_t n = fread(buf, 1, left < sizeof(buf) ? left :
				 sizeof(buf), from);

		if (!n)
			break;
		fwrite(buf, 1, n, a->f);
		left -= n;
	}
	if (ferror(from))
		err = ext2_fail(img, -EIO, "%s: cannot be read", e->text);
	else if (left || fgetc(from) != EOF)
		err = ext2_fail(img, -EIO, "%s: changed while it was read; try again",
				e->text);
	fclose(from);
	return err;
}

static int write_entry(struct ext2_image *img, struct archive *a,
		       const struct ext2_entry *e)
{
	const char *name = e->path;
	int err = 0;

	while (*name == '/')
		name++;
	if (e->size > UINT32_MAX)
		return ext2_fail(img, -EFBIG, "%s: too large for an initial RAM disk",
				 e->path);
	if (S_ISLNK(e->mode)) {
		header(a, name, S_IFLNK | 0777, (uint32_t)strlen(e->text), 0,
		       0);
		fwrite(e->text, 1, strlen(e->text), a->f);
	} else {
		header(a, name, e->mode, S_ISREG(e->mode) ?
		       (uint32_t)e->size : 0, e->major, e->minor);
		if (S_ISREG(e->mode) && e->data)
			fwrite(e->data, 1, e->size, a->f);
		else if (S_ISREG(e->mode) && e->text)
			err = copy(img, a, e);
	}
	pad(a);
	return err;
}

static int write_all(struct ext2_image *img, struct archive *a)
{
	const struct ext2_entry *e;
	int err = 0;

	for (e = img->root->next; !err && e; e = e->next)
		if (!e->implied || strcmp(e->path, "/lost+found"))
			err = write_entry(img, a, e);
	if (err)
		return err;
	a->ino = 0;
	header(a, "TRAILER!!!", 0, 0, 0, 0);
	return fflush(a->f) || ferror(a->f) ?
	       ext2_fail(img, -EIO, "%s: cannot be written: %s", img->path,
			 strerror(errno)) : 0;
}

int cpio_write(struct ext2_image *img)
{
	struct archive a = { .ino = 1 };
	char *temp;
	int err;

	if (asprintf(&temp, "%s.new", img->path) < 0)
		return ext2_fail(img, -ENOMEM, "%s: out of memory", img->path);
	a.f = fopen(temp, "we");
	if (!a.f) {
		err = ext2_fail(img, -errno, "%s: %s", temp, strerror(errno));
		free(temp);
		return err;
	}
	err = write_all(img, &a);
	if (fclose(a.f) && !err)
		err = ext2_fail(img, -EIO, "%s: cannot be written", temp);
	if (!err && rename(temp, img->path))
		err = ext2_fail(img, -errno, "%s: %s", img->path,
				strerror(errno));
	if (err)
		unlink(temp);
	free(temp);
	return err;
}
