// SPDX-License-Identifier: GPL-2.0
/*
 * Compares two ext2 images. The second one is a guest's work and may be broken
 * in any way. So a process of its own reads it with a limit on CPU time,
 * everything is counted and cut, and no directory is entered twice.
 */
#include "disk/diff.h"

#include "disk/filesystem.h"
#include "lib/paths.h"

#include <errno.h>
#include <ext2fs/ext2fs.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#define DEPTH 64
#define ENTRIES 100000
#define BYTES_MAX (UINT64_C(1) << 30)
#define CPU_SECONDS 120
#define FSCK_TEXT 4000

/* The flags that chattr sets; drivers set some of the others as they like. */
#define FLAGS (EXT2_SYNC_FL | EXT2_IMMUTABLE_FL | EXT2_APPEND_FL | \
	       EXT2_NODUMP_FL | EXT2_NOATIME_FL | EXT2_DIRSYNC_FL)

/* Walks one image into a table of path -> what note() writes down. */
struct walk {
	ext2_filsys fs;
	json_t *table;
	char path[4096];
	unsigned depth, entries;
	uint64_t bytes;		/* of contents read */
	ext2fs_inode_bitmap seen;
	bool complete;
};

static void walk_dir(struct walk *w, ext2_ino_t dir);

static unsigned long contents(struct walk *w, ext2_ino_t ino)
{
	uLong crc = crc32(0, NULL, 0);
	char buf[65536];
	ext2_file_t file;
	unsigned n = 0;

	if (ext2fs_file_open(w->fs, ino, 0, &file)) {
		w->complete = false;
		return crc;
	}
	do {
		if (w->bytes > BYTES_MAX ||
		    ext2fs_file_read(file, buf, sizeof(buf), &n)) {
			w->complete = false;
			break;
		}
		crc = crc32(crc, (unsigned char *)buf, n);
		w->bytes += n;
	} while (n);
	ext2fs_file_close(file);
	return crc;
}

/* The inode holds the target of a short link and the number of a device. */
static unsigned long inode_data(const struct ext2_inode *i)
{
	return crc32(0, (const unsigned char *)i->i_block, sizeof(i->i_block));
}

/* In any order. */
static int add_attribute(char *name, char *value, size_t len, void *ctx)
{
	uLong crc = crc32(0, (unsigned char *)name, strlen(name) + 1);

	*(unsigned long *)ctx ^= crc32(crc, (unsigned char *)value, len);
	return 0;
}

static unsigned long attributes(struct walk *w, ext2_ino_t ino)
{
	struct ext2_xattr_handle *h;
	unsigned long sum = 0;

	/* A driver sets it with the first one. */
	if (!ext2fs_has_feature_xattr(w->fs->super))
		return 0;
	if (ext2fs_xattrs_open(w->fs, ino, &h)) {
		w->complete = false;
		return 0;
	}
	if (ext2fs_xattrs_read(h) ||
	    ext2fs_xattrs_iterate(h, add_attribute, &sum))
		w->complete = false;
	ext2fs_xattrs_close(&h);
	return sum;
}

static void note(struct walk *w, ext2_ino_t ino, struct ext2_inode *i)
{
	uint64_t size = i->i_size |
			(uint64_t)(LINUX_S_ISREG(i->i_mode) ? i->i_size_high
							    : 0) << 32;
	unsigned long data = 0;
	bool dir = LINUX_S_ISDIR(i->i_mode);

	if (LINUX_S_ISREG(i->i_mode))
		data = contents(w, ino);
	else if (LINUX_S_ISLNK(i->i_mode) && size >= sizeof(i->i_block))
		data = contents(w, ino);
	else if (!dir)
		data = inode_data(i);
	json_object_set_new(w->table, w->path[0] ? w->path : "/",
			    json_pack("{s:i, s:I, s:I, s:i, s:i, s:I, s:I, s:I}",
				      "mode", i->i_mode, "user",
				      (json_int_t)inode_uid(*i), "group",
				      (json_int_t)inode_gid(*i), "links",
				      dir ? 0 : i->i_links_count, "flags",
				      (int)(i->i_flags & FLAGS), "size",
				      (json_int_t)(dir ? 0 : size), "data",
				      (json_int_t)data, "attributes",
				      (json_int_t)attributes(w, ino)));
}

/* Makes a name printable, but never two names alike. */
static void put_name(char *out, size_t size, const char *name, size_t n)
{
	size_t at = 0;

	for (size_t i = 0; i < n && at + 5 < size; i++) {
		unsigned char c = name[i];

		if (c >= ' ' && c <= '~' && c != '\\')
			out[at++] = c;
		else
			at += snprintf(out + at, size - at, "\\x%02x", c);
	}
	out[at] = '\0';
}

static int on_entry(struct ext2_dir_entry *e, int offset, int blocksize,
		    char *buf, void *ctx)
{
	size_t n = ext2fs_dirent_name_len(e);
	struct ext2_inode inode;
	struct walk *w = ctx;
	size_t len = strlen(w->path);
	char name[4 * 255 + 2];

	(void)offset;
	(void)blocksize;
	(void)buf;
	if (n > 255)
		n = 255;
	if ((n == 1 && e->name[0] == '.') ||
	    (n == 2 && e->name[0] == '.' && e->name[1] == '.'))
		return 0;
	put_name(name, sizeof(name), e->name, n);
	if (++w->entries > ENTRIES ||
	    len + strlen(name) + 2 > sizeof(w->path)) {
		w->complete = false;
		return w->entries > ENTRIES ? DIRENT_ABORT : 0;
	}
	snprintf(w->path + len, sizeof(w->path) - len, "/%s", name);
	if (e->inode < EXT2_ROOT_INO ||
	    e->inode > w->fs->super->s_inodes_count ||
	    ext2fs_read_inode(w->fs, e->inode, &inode)) {
		w->complete = false;
	} else {
		note(w, e->inode, &inode);
		if (LINUX_S_ISDIR(inode.i_mode))
			walk_dir(w, e->inode);
	}
	w->path[len] = '\0';
	return 0;
}

static void walk_dir(struct walk *w, ext2_ino_t dir)
{
	if (w->depth == DEPTH ||
	    ext2fs_test_inode_bitmap2(w->seen, dir)) {
		w->complete = false;
		return;
	}
	ext2fs_mark_inode_bitmap2(w->seen, dir);
	w->depth++;
	if (ext2fs_dir_iterate(w->fs, dir, 0, NULL, on_entry, w))
		w->complete = false;
	w->depth--;
}

static void walk_root(struct walk *w)
{
	struct ext2_inode inode;

	if (ext2fs_read_inode(w->fs, EXT2_ROOT_INO, &inode))
		w->complete = false;
	else
		note(w, EXT2_ROOT_INO, &inode);
	walk_dir(w, EXT2_ROOT_INO);
}

static json_t *walk_image(const char *path, bool *complete)
{
	struct walk *w = calloc(1, sizeof(*w));
	json_t *table = json_object();

	if (!w || ext2fs_open(path, EXT2_FLAG_64BITS, 0, 0, unix_io_manager,
			      &w->fs)) {
		*complete = false;
		free(w);
		return table;
	}
	w->table = table;
	w->complete = true;
	if (ext2fs_allocate_inode_bitmap(w->fs, "seen", &w->seen))
		w->complete = false;
	else
		walk_root(w);
	if (!w->complete)
		*complete = false;
	if (w->seen)
		ext2fs_free_inode_bitmap(w->seen);
	ext2fs_free(w->fs);
	free(w);
	return table;
}

/* "contents, mode" */
static void what_changed(const json_t *a, const json_t *b, char *out,
			 size_t size)
{
	static const char *const keys[] = { "data", "size", "mode", "user",
					    "group", "links", "flags",
					    "attributes" };
	static const char *const words[] = { "contents", "size", "mode",
					     "owner", "group", "links", "flags",
					     "attributes" };
	int mode = json_integer_value(json_object_get(b, "mode"));
	size_t n = 0;

	out[0] = '\0';
	for (int i = 0; i < 8; i++) {
		const char *word = words[i];

		if (json_equal(json_object_get(a, keys[i]),
			       json_object_get(b, keys[i])))
			continue;
		if (!i && LINUX_S_ISLNK(mode))
			word = "target";
		else if (!i && (LINUX_S_ISCHR(mode) || LINUX_S_ISBLK(mode)))
			word = "device";
		n += snprintf(out + n, size - n, "%s%s", n ? ", " : "", word);
	}
}

static json_t *compare(const json_t *before, const json_t *after)
{
	json_t *added = json_array(), *changed = json_array();
	json_t *removed = json_array(), *v;
	const char *path;
	char what[100];

	json_object_foreach((json_t *)after, path, v) {
		const json_t *old = json_object_get(before, path);

		what_changed(old, v, what, sizeof(what));
		if (!old)
			json_array_append_new(added, json_string(path));
		else if (what[0])
			json_array_append_new(changed,
				json_pack("{s:s, s:s}", "path", path, "what",
					  what));
	}
	json_object_foreach((json_t *)before, path, v)
		if (!json_object_get(after, path))
			json_array_append_new(removed, json_string(path));
	return json_pack("{s:o, s:o, s:o}", "added", added, "changed", changed,
			 "removed", removed);
}

/* --- e2fsck --- */

static json_t *fsck(const char *image, const char *log)
{
	int status = filesystem_fsck(image, log);
	char raw[FSCK_TEXT + 1], text[FSCK_TEXT + 1] = "";
	FILE *f = fopen(log, "re");
	size_t n = f ? fread(raw, 1, FSCK_TEXT, f) : 0;

	if (f)
		fclose(f);
	for (size_t i = 0; i < n; i++)
		text[i] = raw[i] == '\n' || (raw[i] >= ' ' && raw[i] <= '~') ?
				  raw[i] : '?';
	text[n] = '\0';
	if (status < 0)
		return json_pack("{s:n, s:s}", "status", "text",
				 "e2fsck could not be run");
	return json_pack("{s:i, s:s}", "status", status, "text", text);
}

/* --- the process of its own --- */

static void child(const char *before, const char *after, const char *out,
		  const char *log)
{
	struct rlimit cpu = { CPU_SECONDS, CPU_SECONDS };
	bool complete = true;
	json_t *a, *b, *j;
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGINT, SIG_IGN);
	setrlimit(RLIMIT_CPU, &cpu);
	a = walk_image(before, &complete);
	b = walk_image(after, &complete);
	j = compare(a, b);
	json_object_set_new(j, "complete", json_boolean(complete));
	json_object_set_new(j, "fsck", fsck(after, log));
	_exit(json_dump_file(j, out, 0) ? 1 : 0);
}

json_t *image_diff(const char *before, const char *after, const char *dir,
		   struct refusal *err)
{
	char *out = path_in(dir, "image-diff.json");
	char *log = path_in(dir, "fsck.log");
	json_t *j = NULL;
	int status = 0;
	pid_t pid;

	if (!out || !log) {
		refuse(err, ENOMEM, "out of memory");
		goto out;
	}
	fflush(NULL);
	pid = fork();
	if (!pid)
		child(before, after, out, log);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		refuse(err, EIO,
		       "%s: cannot be compared with what it was (wait status 0x%x)",
		       after, status);
	else if (!(j = json_load_file(out, 0, NULL)))
		refuse(err, EIO, "%s: cannot read", out);
	unlink(out);
	unlink(log);
out:
	free(out);
	free(log);
	return j;
}
