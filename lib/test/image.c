// SPDX-License-Identifier: GPL-2.0
/* Reading images back, for the writer's tests. */
#include "image.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char scratch[64];

void scratch_enter(void)
{
	initialize_ext2_error_table();
	strcpy(scratch, "/tmp/lgcheck-images-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(scratch));
	ck_assert_int_eq(chdir(scratch), 0);
}

void scratch_leave(void)
{
	char command[128];

	ck_assert_int_eq(chdir("/"), 0);
	snprintf(command, sizeof(command), "rm -rf %s", scratch);
	ck_assert_int_eq(system(command), 0);
}

struct ext2_image *image_new(const char *path, uint64_t size,
			     unsigned int blocksize)
{
	struct ext2_image *img;

	image_ok(img, ext2_create(path, size, blocksize, &img));
	return img;
}

void image_ok(struct ext2_image *img, int err)
{
	ck_assert_msg(!err, "%d: %s", err, ext2_error(img));
}

void image_check(const char *path)
{
	char command[256], line[256] = "";
	FILE *f;
	int status;

	snprintf(command, sizeof(command),
		 "PATH=$PATH:/sbin:/usr/sbin e2fsck -fn %s 2>&1", path);
	f = popen(command, "r");
	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof(line), f))
		if (strncmp(line, "Pass ", 5) && strncmp(line, "e2fsck ", 7) &&
		    !strstr(line, "contiguous"))
			fprintf(stderr, "%s", line);
	status = pclose(f);
	ck_assert_msg(!status, "%s: e2fsck ended with %d: %s", path,
		      WEXITSTATUS(status), line);
}

void image_finish(struct ext2_image *img, const char *path)
{
	image_ok(img, ext2_write(img));
	ext2_close(img);
	image_check(path);
}

ext2_filsys image_open(const char *path)
{
	ext2_filsys fs;
	errcode_t err;

	err = ext2fs_open(path, 0, 0, 0, unix_io_manager, &fs);
	ck_assert_msg(!err, "%s: %s", path, error_message(err));
	return fs;
}

ext2_ino_t image_find(ext2_filsys fs, const char *path,
		      struct ext2_inode *inode)
{
	ext2_ino_t ino = 0;
	errcode_t err;

	err = ext2fs_namei(fs, EXT2_ROOT_INO, EXT2_ROOT_INO, path, &ino);
	ck_assert_msg(!err, "%s: %s", path, error_message(err));
	err = ext2fs_read_inode(fs, ino, inode);
	ck_assert_msg(!err, "%s: %s", path, error_message(err));
	return ino;
}

void *make_bytes(size_t len)
{
	unsigned char *p = malloc(len + 1);
	uint32_t x = 1;
	size_t i;

	ck_assert_ptr_nonnull(p);
	for (i = 0; i < len; i++) {
		x = x * 1664525 + 1013904223;
		p[i] = x >> 24;
	}
	return p;
}

void image_has(ext2_filsys fs, const char *path, unsigned int mode,
	       const void *data, size_t len)
{
	struct ext2_inode inode;
	ext2_ino_t ino = image_find(fs, path, &inode);
	char *got = malloc(len + 1);
	unsigned int n = 0;
	ext2_file_t file;

	ck_assert_ptr_nonnull(got);
	ck_assert_uint_eq(inode.i_mode, S_IFREG | mode);
	ck_assert_uint_eq(inode.i_size, len);
	ck_assert_int_eq(ext2fs_file_open(fs, ino, 0, &file), 0);
	ck_assert_int_eq(ext2fs_file_read(file, got, len + 1, &n), 0);
	ck_assert_uint_eq(n, len);
	ck_assert_msg(!memcmp(got, data, len), "%s: other bytes", path);
	ext2fs_file_close(file);
	free(got);
}
