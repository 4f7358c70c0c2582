// SPDX-License-Identifier: GPL-2.0
/* The ext2 writer: what goes in comes out, and always the same bytes. */
#include "image.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const unsigned int blocksizes[] = { 1024, 2048, 4096 };

START_TEST(empty_image)
{
	unsigned int bs = blocksizes[_i];
	struct ext2_inode inode;
	ext2_filsys fs;

	image_finish(image_new("i", 512 * KIB, bs), "i");
	fs = image_open("i");
	ck_assert_uint_eq(fs->blocksize, bs);
	ck_assert_uint_eq(fs->super->s_rev_level, 1);
	ck_assert_uint_eq(fs->super->s_feature_incompat,
			  EXT2_FEATURE_INCOMPAT_FILETYPE);
	ck_assert_uint_eq(fs->super->s_feature_compat, 0);
	image_find(fs, "/", &inode);
	ck_assert_uint_eq(inode.i_mode, S_IFDIR | 0755);
	image_find(fs, "/lost+found", &inode);
	ck_assert_uint_eq(inode.i_mode, S_IFDIR | 0700);
	ext2fs_close(fs);
}
END_TEST

START_TEST(file_sizes)
{
	/* around the ends of direct, indirect and double indirect blocks */
	static const unsigned int at[] = { 0, 1, 11, 12, 13, 267, 268, 269,
					   524, 600, 4000 };
	unsigned int bs = blocksizes[_i], i;
	struct ext2_image *img = image_new("i", 48 * MIB, bs);
	char *bytes = make_bytes(4001 * 4096), path[64];
	ext2_filsys fs;
	int d;

	for (i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		for (d = -1; d <= 1; d++) {
			long len = (long)at[i] * 1024 + d;

			if (len < 0)
				continue;
			snprintf(path, sizeof(path), "/f/%ld", len);
			image_ok(img, ext2_data(img, path, 0640, bytes, len));
		}
	}
	image_finish(img, "i");
	fs = image_open("i");
	for (i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		for (d = -1; d <= 1; d++) {
			long len = (long)at[i] * 1024 + d;

			if (len < 0)
				continue;
			snprintf(path, sizeof(path), "/f/%ld", len);
			image_has(fs, path, 0640, bytes, len);
		}
	}
	ext2fs_close(fs);
	free(bytes);
}
END_TEST

/* 1024-byte blocks: 12 + 256 + 65536 of them come before triple indirect. */
START_TEST(triple_indirect)
{
	size_t len = (12 + 256 + 65536 + 300) * 1024 + 5;
	struct ext2_image *img = image_new("i", 80 * MIB, 1024);
	char *bytes = make_bytes(len);
	ext2_filsys fs;

	image_ok(img, ext2_data(img, "/big", 0600, bytes, len));
	image_finish(img, "i");
	fs = image_open("i");
	image_has(fs, "/big", 0600, bytes, len);
	ext2fs_close(fs);
	free(bytes);
}
END_TEST

START_TEST(many_files)
{
	struct ext2_image *img = image_new("i", 16 * MIB, blocksizes[_i]);
	char path[300], name[200];
	ext2_filsys fs;
	int i;

	memset(name, 'n', sizeof(name));
	name[199] = '\0';
	for (i = 0; i < 1500; i++) {
		snprintf(path, sizeof(path), "/m/%d%s", i, name + i % 199);
		image_ok(img, ext2_data(img, path, 0600, path, strlen(path)));
	}
	image_finish(img, "i");
	fs = image_open("i");
	for (i = 0; i < 1500; i += 7) {
		snprintf(path, sizeof(path), "/m/%d%s", i, name + i % 199);
		image_has(fs, path, 0600, path, strlen(path));
	}
	ext2fs_close(fs);
}
END_TEST

START_TEST(deep_directories)
{
	struct ext2_image *img = image_new("i", 1 * MIB, 1024);
	struct ext2_inode inode;
	char path[600] = "";
	ext2_filsys fs;
	int i;

	for (i = 0; i < 100; i++)
		strcat(path, "/deep");
	image_ok(img, ext2_data(img, path, 0600, "x", 1));
	image_ok(img, ext2_dir(img, "/deep/deep", 0711));
	image_ok(img, ext2_dir(img, "/empty", 01777));
	image_finish(img, "i");
	fs = image_open("i");
	image_has(fs, path, 0600, "x", 1);
	image_find(fs, "/deep", &inode);
	ck_assert_uint_eq(inode.i_mode, S_IFDIR | 0755);
	image_find(fs, "/deep/deep", &inode);
	ck_assert_uint_eq(inode.i_mode, S_IFDIR | 0711);
	image_find(fs, "/empty", &inode);
	ck_assert_uint_eq(inode.i_mode, S_IFDIR | 01777);
	ext2fs_close(fs);
}
END_TEST

/* A name of 255 bytes and every byte that may be in one. */
START_TEST(names)
{
	struct ext2_image *img = image_new("i", 1 * MIB, 1024);
	char path[257] = "/", odd[260] = "/";
	ext2_filsys fs;
	int c, n = 1;

	memset(path + 1, 'x', 255);
	path[256] = '\0';
	for (c = 1; c < 256; c++)
		if (c != '/')
			odd[n++] = c;
	image_ok(img, ext2_data(img, path, 0600, "1", 1));
	image_ok(img, ext2_data(img, odd, 0600, "2", 1));
	image_ok(img, ext2_data(img, "/...", 0600, "3", 1));
	image_finish(img, "i");
	fs = image_open("i");
	image_has(fs, path, 0600, "1", 1);
	image_has(fs, odd, 0600, "2", 1);
	image_has(fs, "/...", 0600, "3", 1);
	ext2fs_close(fs);
}
END_TEST

static void has_link(ext2_filsys fs, const char *path, const char *target)
{
	struct ext2_inode inode;
	char buf[4096];

	image_find(fs, path, &inode);
	ck_assert_uint_eq(inode.i_mode, S_IFLNK | 0777);
	ck_assert_uint_eq(inode.i_size, strlen(target));
	if (strlen(target) < 60) {
		ck_assert_mem_eq(inode.i_block, target, strlen(target));
		return;
	}
	ck_assert_int_eq(io_channel_read_blk(fs->io, inode.i_block[0], 1, buf),
			 0);
	ck_assert_mem_eq(buf, target, strlen(target));
}

START_TEST(links)
{
	struct ext2_image *img = image_new("i", 1 * MIB, 1024);
	char target[1024];
	ext2_filsys fs;

	memset(target, 't', sizeof(target));
	target[1023] = '\0';
	image_ok(img, ext2_symlink(img, "/a", "b"));
	image_ok(img, ext2_symlink(img, "/59", target + 1023 - 59));
	image_ok(img, ext2_symlink(img, "/60", target + 1023 - 60));
	image_ok(img, ext2_symlink(img, "/d/1023", target));
	image_finish(img, "i");
	fs = image_open("i");
	has_link(fs, "/a", "b");
	has_link(fs, "/59", target + 1023 - 59);
	has_link(fs, "/60", target + 1023 - 60);
	has_link(fs, "/d/1023", target);
	ext2fs_close(fs);
}
END_TEST

START_TEST(nodes)
{
	struct ext2_image *img = image_new("i", 1 * MIB, 1024);
	struct ext2_inode inode;
	ext2_filsys fs;

	image_ok(img, ext2_node(img, "/c", S_IFCHR | 0600, 5, 1));
	image_ok(img, ext2_node(img, "/b", S_IFBLK | 0660, 259, 0x12345));
	image_finish(img, "i");
	fs = image_open("i");
	image_find(fs, "/c", &inode);
	ck_assert_uint_eq(inode.i_mode, S_IFCHR | 0600);
	ck_assert_uint_eq(inode.i_block[0], 0x501);
	image_find(fs, "/b", &inode);
	ck_assert_uint_eq(inode.i_mode, S_IFBLK | 0660);
	ck_assert_uint_eq(inode.i_block[0], 0);
	/* minor 0x12345, major 0x103: low byte, major, rest of minor */
	ck_assert_uint_eq(inode.i_block[1], 0x12310345);
	ext2fs_close(fs);
}
END_TEST

START_TEST(modes)
{
	struct ext2_image *img = image_new("i", 1 * MIB, 1024);
	struct ext2_inode inode;
	ext2_filsys fs;

	image_ok(img, ext2_data(img, "/f", 0600, "x", 1));
	image_ok(img, ext2_mode(img, "/f", 06755));
	image_ok(img, ext2_mode(img, "/", 0500));
	image_finish(img, "i");
	fs = image_open("i");
	image_has(fs, "/f", 06755, "x", 1);
	image_find(fs, "/", &inode);
	ck_assert_uint_eq(inode.i_mode, S_IFDIR | 0500);
	ck_assert_uint_eq(inode.i_uid, 0);
	ck_assert_uint_eq(inode.i_gid, 0);
	ext2fs_close(fs);
}
END_TEST

START_TEST(host_file)
{
	struct ext2_image *img = image_new("i", 2 * MIB, 1024);
	char *bytes = make_bytes(700001);
	FILE *f = fopen("source", "w");
	ext2_filsys fs;

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, 700001, f), 700001);
	fclose(f);
	image_ok(img, ext2_file(img, "/bin/x", 0755, "source"));
	image_finish(img, "i");
	fs = image_open("i");
	image_has(fs, "/bin/x", 0755, bytes, 700001);
	ext2fs_close(fs);
	free(bytes);
}
END_TEST

static void write_sample(const char *path, unsigned int bs)
{
	struct ext2_image *img = image_new(path, 4 * MIB, bs);
	char *bytes = make_bytes(500000), name[32];
	int i;

	for (i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "/dir%d/file%d", i % 7, i);
		image_ok(img, ext2_data(img, name, 0644, bytes, i * 100));
	}
	image_ok(img, ext2_data(img, "/big", 0644, bytes, 500000));
	image_ok(img, ext2_symlink(img, "/l", "/big"));
	image_ok(img, ext2_symlink(img, "/ll", name));
	image_ok(img, ext2_node(img, "/n", S_IFCHR | 0600, 1, 3));
	image_finish(img, path);
	free(bytes);
}

static char *slurp(const char *path, size_t *len)
{
	FILE *f = fopen(path, "r");
	struct stat st;
	char *p;

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fstat(fileno(f), &st), 0);
	p = malloc(st.st_size + 1);
	ck_assert_ptr_nonnull(p);
	*len = fread(p, 1, st.st_size, f);
	fclose(f);
	return p;
}

/* The same input, at another time, in another directory, over other bytes. */
START_TEST(same_bytes)
{
	size_t len1, len2, i;
	char *one, *two;
	FILE *f;

	ck_assert_int_eq(mkdir("d1", 0755), 0);
	ck_assert_int_eq(mkdir("d2", 0755), 0);
	write_sample("d1/image", blocksizes[_i]);
	f = fopen("d2/other", "w");
	ck_assert_ptr_nonnull(f);
	for (i = 0; i < 100000; i++)
		fputs("old bytes ", f);
	fclose(f);
	ck_assert_int_eq(setenv("E2FSPROGS_FAKE_TIME", "12345", 1), 0);
	sleep(1);	/* the second image sees another second */
	write_sample("d2/other", blocksizes[_i]);
	one = slurp("d1/image", &len1);
	two = slurp("d2/other", &len2);
	ck_assert_uint_eq(len1, 4 * MIB);
	ck_assert_uint_eq(len1, len2);
	for (i = 0; i < len1 && one[i] == two[i]; i++)
		;
	ck_assert_msg(i == len1, "byte %zu differs", i);
	free(one);
	free(two);
}
END_TEST

/* An image refused as too small fits in the size that the refusal names. */
START_TEST(needed_is_enough)
{
	static const uint64_t data[] = { 1, 200 * KIB, 1 * MIB, 9 * MIB,
					 20 * MIB };
	unsigned int bs = blocksizes[_i], i;
	char *bytes = make_bytes(20 * MIB);
	struct ext2_image *img;
	uint64_t need;

	for (i = 0; i < sizeof(data) / sizeof(data[0]); i++) {
		img = image_new("i", bs, bs);
		image_ok(img, ext2_data(img, "/f", 0644, bytes, data[i]));
		ck_assert_int_eq(ext2_write(img), -ENOSPC);
		need = ext2_needed(img);
		ext2_close(img);
		ck_assert_uint_eq(need % bs, 0);
		ck_assert_uint_lt(need, data[i] + data[i] / 8 + 400 * KIB);

		img = image_new("i", need, bs);
		image_ok(img, ext2_data(img, "/f", 0644, bytes, data[i]));
		image_finish(img, "i");
		ck_assert_int_eq(unlink("i"), 0);
	}
	free(bytes);
}
END_TEST

TCase *ext2_cases(void)
{
	TCase *tc = tcase_create("ext2");

	tcase_add_checked_fixture(tc, scratch_enter, scratch_leave);
	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, empty_image, 0, 3);
	tcase_add_loop_test(tc, file_sizes, 0, 3);
	tcase_add_test(tc, triple_indirect);
	tcase_add_loop_test(tc, many_files, 0, 3);
	tcase_add_test(tc, deep_directories);
	tcase_add_test(tc, names);
	tcase_add_test(tc, links);
	tcase_add_test(tc, nodes);
	tcase_add_test(tc, modes);
	tcase_add_test(tc, host_file);
	tcase_add_loop_test(tc, same_bytes, 0, 3);
	tcase_add_loop_test(tc, needed_is_enough, 0, 3);
	return tc;
}
