// SPDX-License-Identifier: GPL-2.0
/*
 * Collects the entries of an ext2 image and checks them. Paths, modes and sizes
 * come from a suite file, so all are checked here, and every message names the
 * path. ext2.c and cpio.c write what has passed.
 */
#include "lib/ext2_tree.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define NAME_LIMIT	255
#define FILE_LIMIT	0x7fffffffULL	/* more needs the large_file feature */

int ext2_fail(struct ext2_image *img, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(img->error, sizeof(img->error), fmt, ap);
	va_end(ap);
	return err;
}

static int fail_memory(struct ext2_image *img)
{
	return ext2_fail(img, -ENOMEM, "%s: out of memory", img->path);
}

static struct ext2_entry *find_child(struct ext2_entry *dir, const char *name,
				     size_t len)
{
	struct ext2_entry *e;

	for (e = dir->children; e; e = e->sibling)
		if (strlen(e->name) == len && !memcmp(e->name, name, len))
			return e;
	return NULL;
}

static void entry_free(struct ext2_entry *e)
{
	if (!e)
		return;
	free(e->name);
	free(e->path);
	free(e->text);
	free(e->data);
	free(e);
}

/* The entry's own name ends at @end inside @path. */
static struct ext2_entry *entry_add(struct ext2_image *img,
				    struct ext2_entry *parent, const char *path,
				    const char *name, const char *end,
				    mode_t mode)
{
	struct ext2_entry *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	e->name = strndup(name, end - name);
	e->path = strndup(path, end - path);
	if (!e->name || !e->path) {
		entry_free(e);
		return NULL;
	}
	e->mode = mode;
	e->parent = parent;
	if (parent) {
		e->sibling = parent->children;
		parent->children = e;
	}
	if (img->last)
		img->last->next = e;
	img->last = e;
	img->entries++;
	return e;
}

/* Is this one component of a path allowed? */
static int check_name(struct ext2_image *img, const char *path,
		      const char *name, size_t len)
{
	if (!len)
		return ext2_fail(img, -EINVAL,
				 "%s: not a clean path: an empty name in it",
				 path);
	if ((len == 1 && name[0] == '.') ||
	    (len == 2 && name[0] == '.' && name[1] == '.'))
		return ext2_fail(img, -EINVAL,
				 "%s: not a clean path: write it without . and ..",
				 path);
	if (len > NAME_LIMIT)
		return ext2_fail(img, -ENAMETOOLONG,
				 "%.60s...: a name has %zu bytes; ext2 allows %d",
				 path, len, NAME_LIMIT);
	return 0;
}

/*
 * Walk to the parent directory of @path and make what is missing on the way.
 * *@name gets the last name of @path.
 */
static int walk(struct ext2_image *img, const char *path,
		struct ext2_entry **parent, const char **name)
{
	struct ext2_entry *dir = img->root, *e;
	const char *start, *end;
	int err;

	if (path[0] != '/')
		return ext2_fail(img, -EINVAL,
				 "\"%s\": a path inside an image begins with /",
				 path);
	for (start = path + 1;; start = end + 1) {
		end = strchrnul(start, '/');
		err = check_name(img, path, start, end - start);
		if (err)
			return err;
		if (!*end)
			break;
		e = find_child(dir, start, end - start);
		if (!e) {
			e = entry_add(img, dir, path, start, end,
				      S_IFDIR | 0755);
			if (!e)
				return fail_memory(img);
			e->implied = 1;
		}
		if (!S_ISDIR(e->mode))
			return ext2_fail(img, -ENOTDIR,
					 "%s: %s is not a directory", path,
					 e->path);
		dir = e;
	}
	*parent = dir;
	*name = start;
	return 0;
}

static int check_mode(struct ext2_image *img, const char *path, mode_t mode)
{
	if (mode & ~07777)
		return ext2_fail(img, -EINVAL,
				 "%s: mode %#o: permission bits are 0 to 07777",
				 path, (unsigned int)mode);
	return 0;
}

static int add(struct ext2_image *img, const char *path, mode_t mode,
	       struct ext2_entry **new)
{
	struct ext2_entry *parent = NULL;
	const char *name = NULL;
	int err;

	err = check_mode(img, path, mode & ~S_IFMT);
	if (!err)
		err = walk(img, path, &parent, &name);
	if (err)
		return err;
	if (find_child(parent, name, strlen(name)))
		return ext2_fail(img, -EEXIST, "%s: is in the image twice",
				 path);
	*new = entry_add(img, parent, path, name, name + strlen(name), mode);
	return *new ? 0 : fail_memory(img);
}

static struct ext2_entry *find(struct ext2_image *img, const char *path)
{
	struct ext2_entry *e;

	for (e = img->root; e; e = e->next)
		if (!strcmp(e->path, path))
			return e;
	return NULL;
}

int ext2_dir(struct ext2_image *img, const char *path, mode_t mode)
{
	struct ext2_entry *e = find(img, path);
	int err = check_mode(img, path, mode);

	if (err)
		return err;
	if (e && e->implied) {
		e->implied = 0;
		e->mode = S_IFDIR | mode;
		return 0;
	}
	if (e)
		return ext2_fail(img, -EEXIST, "%s: is in the image twice",
				 path);
	return add(img, path, S_IFDIR | mode, &e);
}

int ext2_data(struct ext2_image *img, const char *path, mode_t mode,
	      const void *data, size_t len)
{
	struct ext2_entry *e;
	void *copy;
	int err = check_mode(img, path, mode);

	if (err)
		return err;
	if (len > FILE_LIMIT)
		return ext2_fail(img, -EFBIG,
				 "%s: %zu bytes; at most 2 GiB fit", path, len);
	copy = malloc(len ? len : 1);
	if (!copy)
		return fail_memory(img);
	if (len)
		memcpy(copy, data, len);
	err = add(img, path, S_IFREG | mode, &e);
	if (err) {
		free(copy);
		return err;
	}
	e->data = copy;
	e->size = len;
	return 0;
}

int ext2_file(struct ext2_image *img, const char *path, mode_t mode,
	      const char *source)
{
	struct ext2_entry *e;
	struct stat st;
	char *text;
	int err = check_mode(img, path, mode);

	if (err)
		return err;
	if (stat(source, &st)) {
		err = -errno;
		return ext2_fail(img, err, "%s: %s (wanted as %s in %s)",
				 source, strerror(-err), path, img->path);
	}
	if (!S_ISREG(st.st_mode))
		return ext2_fail(img, -EINVAL,
				 "%s: is not a plain file (wanted as %s)",
				 source, path);
	if ((uint64_t)st.st_size > FILE_LIMIT)
		return ext2_fail(img, -EFBIG,
				 "%s: %llu bytes; at most 2 GiB fit", source,
				 (unsigned long long)st.st_size);
	text = strdup(source);
	if (!text)
		return fail_memory(img);
	err = add(img, path, S_IFREG | mode, &e);
	if (err) {
		free(text);
		return err;
	}
	e->text = text;
	e->size = st.st_size;
	return 0;
}

int ext2_symlink(struct ext2_image *img, const char *path, const char *target)
{
	struct ext2_entry *e;
	size_t len = strlen(target);
	char *text;
	int err;

	if (!len)
		return ext2_fail(img, -EINVAL, "%s: a link to nothing", path);
	if (len >= img->blocksize)
		return ext2_fail(img, -ENAMETOOLONG,
				 "%s: link target of %zu bytes; at most %u fit",
				 path, len, img->blocksize - 1);
	text = strdup(target);
	if (!text)
		return fail_memory(img);
	err = add(img, path, S_IFLNK | 0777, &e);
	if (err) {
		free(text);
		return err;
	}
	e->text = text;
	e->size = len;
	return 0;
}

int ext2_node(struct ext2_image *img, const char *path, mode_t mode,
	      unsigned int major, unsigned int minor)
{
	struct ext2_entry *e;
	int err;

	if (!S_ISCHR(mode) && !S_ISBLK(mode))
		return ext2_fail(img, -EINVAL,
				 "%s: a node is a character or block device",
				 path);
	if (major > 0xfff || minor > 0xfffff)
		return ext2_fail(img, -EINVAL,
				 "%s: device %u:%u; the limit is 4095:1048575",
				 path, major, minor);
	err = add(img, path, mode, &e);
	if (err)
		return err;
	e->major = major;
	e->minor = minor;
	return 0;
}

int ext2_mode(struct ext2_image *img, const char *path, mode_t mode)
{
	struct ext2_entry *e = find(img, path);
	int err = check_mode(img, path, mode);

	if (err)
		return err;
	if (!e)
		return ext2_fail(img, -ENOENT, "%s: is not in the image", path);
	if (S_ISLNK(e->mode))
		return ext2_fail(img, -EINVAL,
				 "%s: a symbolic link has no mode of its own",
				 path);
	e->mode = (e->mode & S_IFMT) | mode;
	return 0;
}

/* The root directory, and lost+found because e2fsck misses it. */
int ext2_tree_init(struct ext2_image *img)
{
	static const char root[] = "/", lost[] = "/lost+found";
	struct ext2_entry *e;

	img->root = entry_add(img, NULL, root, root, root + 1, S_IFDIR | 0755);
	if (!img->root)
		return fail_memory(img);
	img->root->implied = 1;
	e = entry_add(img, img->root, lost, lost + 1, lost + strlen(lost),
		      S_IFDIR | 0700);
	if (!e)
		return fail_memory(img);
	e->implied = 1;
	return 0;
}

void ext2_tree_free(struct ext2_image *img)
{
	struct ext2_entry *e, *next;

	for (e = img->root; e; e = next) {
		next = e->next;
		entry_free(e);
	}
	img->root = NULL;
	img->last = NULL;
}
