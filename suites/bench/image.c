// SPDX-License-Identifier: GPL-2.0
/* Writes a folder of the machine as an ext2 image: image FOLDER FILE SIZE. */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/ext2.h"

static struct ext2_image *image;
static size_t top;	/* length of the folder's name */

static int add(const char *name, const struct stat *st, int type,
	       struct FTW *ftw)
{
	const char *path = name + top;
	char target[4096];
	ssize_t n;

	if (!ftw->level)
		return 0;
	switch (type) {
	case FTW_D:
		return ext2_dir(image, path, st->st_mode & 07777);
	case FTW_F:
		return ext2_file(image, path, st->st_mode & 07777, name);
	case FTW_SL:
		n = readlink(name, target, sizeof(target) - 1);
		if (n < 0)
			return -errno;
		target[n] = '\0';
		return ext2_symlink(image, path, target);
	}
	fprintf(stderr, "image: %s: cannot be read\n", name);
	return -EACCES;
}

int main(int argc, char **argv)
{
	int ret;

	if (argc != 4) {
		fprintf(stderr, "usage: image FOLDER FILE SIZE\n");
		return 2;
	}
	top = strlen(argv[1]);
	ret = ext2_create(argv[2], strtoull(argv[3], NULL, 0), 1024, &image);
	if (!ret)
		ret = nftw(argv[1], add, 32, FTW_PHYS);
	if (!ret)
		ret = ext2_write(image);
	if (ret)
		fprintf(stderr, "image: %s\n",
			image ? ext2_error(image) : strerror(-ret));
	ext2_close(image);
	return ret != 0;
}
