// SPDX-License-Identifier: GPL-2.0
/*
 * Writes an ext2 image with libext2fs. libext2fs would ask the clock and the
 * random number generator for some fields; this file sets all of them, so that
 * the same entries give the same bytes. ext2_tree.c has checked the entries.
 */
#include "lib/ext2_tree.h"

#include <errno.h>
#include <ext2fs/ext2_fs.h>
#include <ext2fs/ext2fs.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Every time in an image: 2020-01-01 00:00:00 UTC. */
#define IMAGE_TIME	1577836800

#define INODE_SIZE	EXT2_GOOD_OLD_INODE_SIZE
#define DESC_SIZE	32
#define FILE_BYTES	4096	/* of image for each spare inode */

static const unsigned char image_uuid[16] = "lgcheck\0\x40\0\x80\0root";

/* The inodes needed, and a spare one for each 4 KiB of image for the guest. */
static uint64_t inode_count(const struct ext2_image *img, uint64_t size)
{
	return EXT2_GOOD_OLD_FIRST_INO + img->entries + size / FILE_BYTES;
}

static uint64_t div_up(uint64_t n, uint64_t d)
{
	return (n + d - 1) / d;
}

/* Blocks for @size bytes of contents, the indirect blocks included. */
static uint64_t content_blocks(uint64_t size, unsigned int blocksize)
{
	uint64_t per = blocksize / sizeof(uint32_t);
	uint64_t n = div_up(size, blocksize), rest, total = n;

	if (n <= EXT2_NDIR_BLOCKS)
		return total;
	rest = n - EXT2_NDIR_BLOCKS;
	total++;
	if (rest <= per)
		return total;
	rest -= per;
	total += 1 + div_up(rest < per * per ? rest : per * per, per);
	if (rest <= per * per)
		return total;
	rest -= per * per;
	return total + 1 + div_up(rest, per * per) + div_up(rest, per);
}

/* Blocks of a directory: an entry is 8 bytes and the name, padded to 4. */
static uint64_t dir_blocks(const struct ext2_entry *dir, unsigned int blocksize)
{
	const struct ext2_entry *e;
	uint64_t blocks = 1;
	size_t used = 24, len;

	for (e = dir->children; e; e = e->sibling) {
		len = (8 + strlen(e->name) + 3) & ~(size_t)3;
		if (used + len > blocksize) {
			blocks++;
			used = 0;
		}
		used += len;
	}
	return content_blocks(blocks * blocksize, blocksize);
}

static uint64_t data_blocks(const struct ext2_image *img)
{
	const struct ext2_entry *e;
	uint64_t total = 0;

	for (e = img->root; e; e = e->next) {
		if (S_ISDIR(e->mode))
			total += dir_blocks(e, img->blocksize);
		else if (S_ISREG(e->mode))
			total += content_blocks(e->size, img->blocksize);
		else if (S_ISLNK(e->mode) && e->size >= 60)
			total++;
	}
	return total;
}

/*
 * Blocks left for contents in an image of @blocks. Errs on the low side: it
 * counts a superblock in every group and drops a small last group.
 */
static uint64_t room(const struct ext2_image *img, uint64_t blocks)
{
	uint64_t bs = img->blocksize, per_group = bs * 8;
	uint64_t groups = div_up(blocks, per_group), inodes, overhead;

	inodes = div_up(inode_count(img, blocks * bs), groups) + 8;
	overhead = 1 + div_up(groups * DESC_SIZE, bs) + 2 +
		   div_up(inodes * INODE_SIZE, bs) + 1;
	if (blocks % per_group && blocks % per_group < overhead + 64) {
		groups--;
		blocks -= blocks % per_group;
	}
	if (blocks < groups * overhead + 1)
		return 0;
	return blocks - groups * overhead - 1;
}

uint64_t ext2_needed(const struct ext2_image *img)
{
	uint64_t data = data_blocks(img), blocks = data;

	do {
		blocks += 16;
	} while (room(img, blocks) < data);
	blocks = (blocks + 15) & ~15ULL;
	return blocks * img->blocksize;
}

static int too_small(struct ext2_image *img)
{
	uint64_t need = ext2_needed(img);

	if (need <= img->size)	/* this size leaves a useless last group */
		need = img->size + 256 * img->blocksize;
	return ext2_fail(img, -ENOSPC,
			 "%s: image of %llu KiB is too small; %llu KiB are needed",
			 img->path, (unsigned long long)img->size / 1024,
			 (unsigned long long)need / 1024);
}

/* Turn a libext2fs error about the path @what into ours. */
static int fail_lib(struct ext2_image *img, const char *what, errcode_t err)
{
	if (err == EXT2_ET_BLOCK_ALLOC_FAIL || err == EXT2_ET_TOOSMALL ||
	    err == EXT2_ET_INODE_ALLOC_FAIL || err == EXT2_ET_TOO_MANY_INODES)
		return too_small(img);
	if (err == EXT2_ET_NO_MEMORY)
		return ext2_fail(img, -ENOMEM, "%s: out of memory", what);
	if (err > 0 && err < 256)
		return ext2_fail(img, -(int)err, "%s: %s (writing %s)", what,
				 strerror(err), img->path);
	return ext2_fail(img, -EIO, "%s: %s (writing %s)", what,
			 error_message(err), img->path);
}

static errcode_t set_inode(ext2_filsys fs, const struct ext2_entry *e,
			   struct ext2_inode *inode)
{
	inode->i_mode = e->mode;
	inode->i_uid = 0;
	inode->i_gid = 0;
	inode->i_atime = IMAGE_TIME;
	inode->i_ctime = IMAGE_TIME;
	inode->i_mtime = IMAGE_TIME;
	return ext2fs_write_inode(fs, e->ino, inode);
}

/* Give @e an inode that is not yet in any directory. */
static errcode_t new_inode(ext2_filsys fs, struct ext2_entry *e)
{
	struct ext2_inode inode;
	errcode_t err;

	err = ext2fs_new_inode(fs, e->parent->ino, e->mode, NULL, &e->ino);
	if (err)
		return err;
	memset(&inode, 0, sizeof(inode));
	inode.i_links_count = 1;
	if (e->major < 256 && e->minor < 256)
		inode.i_block[0] = e->major << 8 | e->minor;
	else
		inode.i_block[1] = (e->minor & 0xff) | e->major << 8 |
				   (e->minor & ~0xffU) << 12;
	ext2fs_inode_alloc_stats2(fs, e->ino, 1, 0);
	return set_inode(fs, e, &inode);
}

static int dir_type(mode_t mode)
{
	if (S_ISCHR(mode))
		return EXT2_FT_CHRDEV;
	if (S_ISBLK(mode))
		return EXT2_FT_BLKDEV;
	return EXT2_FT_REG_FILE;
}

/* Run a call; if the parent directory is full, extend it and run it again. */
static errcode_t put_in_dir(ext2_filsys fs, struct ext2_entry *e)
{
	errcode_t err = 0;
	int tries;

	for (tries = 0; tries < 2; tries++) {
		if (S_ISDIR(e->mode))
			err = ext2fs_mkdir(fs, e->parent->ino, e->ino, e->name);
		else if (S_ISLNK(e->mode))
			err = ext2fs_symlink(fs, e->parent->ino, e->ino,
					     e->name, e->text);
		else
			err = ext2fs_link(fs, e->parent->ino, e->name, e->ino,
					  dir_type(e->mode));
		if (err != EXT2_ET_DIR_NO_SPACE)
			return err;
		err = ext2fs_expand_dir(fs, e->parent->ino);
		if (err)
			return err;
	}
	return err;
}

static int write_source(struct ext2_image *img, ext2_file_t file,
			const struct ext2_entry *e)
{
	char buf[32768];
	uint64_t done = 0;
	unsigned int wrote;
	errcode_t lib;
	ssize_t n;
	int err = 0, fd = open(e->text, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		err = -errno;
		return ext2_fail(img, err, "%s: %s", e->text, strerror(-err));
	}
	while ((n = read(fd, buf, sizeof(buf))) > 0) {
		done += n;
		if (done > e->size)
			break;
		lib = ext2fs_file_write(file, buf, n, &wrote);
		if (lib) {
			err = fail_lib(img, e->path, lib);
			goto out;
		}
	}
	if (n < 0) {
		err = -errno;
		ext2_fail(img, err, "%s: %s", e->text, strerror(-err));
	} else if (done != e->size) {
		err = ext2_fail(img, -EBUSY,
				"%s: changed while it was read; try again",
				e->text);
	}
out:
	close(fd);
	return err;
}

static int write_contents(struct ext2_image *img, ext2_filsys fs,
			  const struct ext2_entry *e)
{
	unsigned int wrote;
	ext2_file_t file;
	errcode_t lib;
	int err = 0;

	lib = ext2fs_file_open(fs, e->ino, EXT2_FILE_WRITE, &file);
	if (lib)
		return fail_lib(img, e->path, lib);
	if (e->text) {
		err = write_source(img, file, e);
	} else {
		lib = ext2fs_file_write(file, e->data, e->size, &wrote);
		if (lib)
			err = fail_lib(img, e->path, lib);
	}
	lib = ext2fs_file_close(file);
	if (!err && lib)
		err = fail_lib(img, e->path, lib);
	return err;
}

static int write_entry(struct ext2_image *img, ext2_filsys fs,
		       struct ext2_entry *e)
{
	struct ext2_inode inode;
	errcode_t lib;

	if (!e->parent) {
		e->ino = EXT2_ROOT_INO;
		lib = ext2fs_mkdir(fs, e->ino, e->ino, NULL);
	} else if (S_ISDIR(e->mode) || S_ISLNK(e->mode)) {
		lib = ext2fs_new_inode(fs, e->parent->ino, e->mode, NULL,
				       &e->ino);
		if (!lib)
			lib = put_in_dir(fs, e);
	} else {
		lib = new_inode(fs, e);
		if (!lib)
			lib = put_in_dir(fs, e);
	}
	if (lib)
		return fail_lib(img, e->path, lib);
	if (S_ISREG(e->mode) && (e->size || e->text)) {
		int err = write_contents(img, fs, e);

		if (err)
			return err;
	}
	lib = ext2fs_read_inode(fs, e->ino, &inode);
	if (!lib)
		lib = set_inode(fs, e, &inode);
	return lib ? fail_lib(img, e->path, lib) : 0;
}

/* Inodes 1 to 10 are reserved, used or not. */
static errcode_t reserve_inodes(ext2_filsys fs)
{
	ext2_ino_t ino;

	for (ino = EXT2_BAD_INO; ino < EXT2_FIRST_INODE(fs->super); ino++)
		if (ino != EXT2_ROOT_INO)
			ext2fs_inode_alloc_stats2(fs, ino, 1, 0);
	ext2fs_mark_ib_dirty(fs);
	return 0;
}

static errcode_t open_fs(struct ext2_image *img, const char *file,
			 ext2_filsys *result)
{
	struct ext2_super_block param;
	ext2_filsys fs;
	errcode_t lib;

	memset(&param, 0, sizeof(param));
	param.s_rev_level = EXT2_DYNAMIC_REV;
	param.s_feature_incompat = EXT2_FEATURE_INCOMPAT_FILETYPE;
	param.s_feature_ro_compat = EXT2_FEATURE_RO_COMPAT_SPARSE_SUPER;
	param.s_log_block_size = img->blocksize == 1024 ? 0 :
				 img->blocksize == 2048 ? 1 : 2;
	param.s_inode_size = INODE_SIZE;
	param.s_inodes_count = inode_count(img, img->size);
	ext2fs_blocks_count_set(&param, img->size / img->blocksize);
	lib = ext2fs_initialize(file, 0, &param, unix_io_manager, &fs);
	if (lib)
		return lib;
	*result = fs;
	fs->now = IMAGE_TIME;
	fs->super->s_mkfs_time = IMAGE_TIME;
	fs->super->s_lastcheck = IMAGE_TIME;
	fs->super->s_checkinterval = 0;
	fs->super->s_max_mnt_count = -1;
	memcpy(fs->super->s_uuid, image_uuid, sizeof(image_uuid));
	memset(fs->super->s_hash_seed, 0, sizeof(fs->super->s_hash_seed));
	memcpy(fs->super->s_volume_name, "lgcheck", 8);
	lib = ext2fs_allocate_tables(fs);
	return lib ? lib : reserve_inodes(fs);
}

/* A sparse file of the right size: libext2fs does not write zeroes. */
static int make_file(struct ext2_image *img, const char *file)
{
	int err = 0, fd;

	fd = open(file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0 || ftruncate(fd, img->size)) {
		err = -errno;
		ext2_fail(img, err, "%s: %s; choose another place or size",
			  file, strerror(-err));
	}
	if (fd >= 0)
		close(fd);
	return err;
}

static int write_all(struct ext2_image *img, const char *file)
{
	struct ext2_entry *e;
	ext2_filsys fs = NULL;
	errcode_t lib;
	int err;

	err = make_file(img, file);
	if (err)
		return err;
	lib = open_fs(img, file, &fs);
	if (lib)
		err = fail_lib(img, img->path, lib);
	else if (ext2fs_free_blocks_count(fs->super) < data_blocks(img))
		err = too_small(img);
	for (e = img->root; e && !err; e = e->next)
		err = write_entry(img, fs, e);
	if (!fs)
		return err;
	if (err) {
		ext2fs_free(fs);
		return err;
	}
	lib = ext2fs_close(fs);
	if (lib) {
		err = fail_lib(img, img->path, lib);
		ext2fs_free(fs);
	}
	return err;
}

int ext2_write(struct ext2_image *img)
{
	char *part;
	int err;

	initialize_ext2_error_table();
	if (asprintf(&part, "%s.part", img->path) < 0)
		return ext2_fail(img, -ENOMEM, "%s: out of memory", img->path);
	err = write_all(img, part);
	if (!err && rename(part, img->path)) {
		err = -errno;
		ext2_fail(img, err, "%s: %s", img->path, strerror(-err));
	}
	if (err)
		unlink(part);
	free(part);
	return err;
}

int ext2_create(const char *path, uint64_t size, unsigned int blocksize,
		struct ext2_image **img)
{
	struct ext2_image *new = calloc(1, sizeof(*new));

	*img = new;
	if (!new)
		return -ENOMEM;
	new->size = size;
	new->blocksize = blocksize;
	new->path = strdup(path);
	if (!new->path)
		return ext2_fail(new, -ENOMEM, "%s: out of memory", path);
	if (blocksize != 1024 && blocksize != 2048 && blocksize != 4096)
		return ext2_fail(new, -EINVAL,
				 "%s: block size %u: use 1024, 2048 or 4096",
				 path, blocksize);
	if (!size || size % blocksize)
		return ext2_fail(new, -EINVAL,
				 "%s: image size %llu is not a multiple of %u",
				 path, (unsigned long long)size, blocksize);
	if (size / blocksize > 0xffffffffULL)
		return ext2_fail(new, -EFBIG, "%s: image size %llu is too big",
				 path, (unsigned long long)size);
	return ext2_tree_init(new);
}

const char *ext2_error(const struct ext2_image *img)
{
	return img->error;
}

void ext2_close(struct ext2_image *img)
{
	if (!img)
		return;
	ext2_tree_free(img);
	free(img->path);
	free(img);
}
