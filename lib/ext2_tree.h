/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Private to the image writers: the entries of an image before it is written.
 * ext2_tree.c collects and checks them; ext2.c and cpio.c write them.
 */
#ifndef LIB_EXT2_TREE_H
#define LIB_EXT2_TREE_H

#include "lib/ext2.h"

struct ext2_entry {
	struct ext2_entry *next;	/* in the order added; parents first */
	struct ext2_entry *parent;	/* NULL: the root directory */
	struct ext2_entry *children;	/* of a directory, newest first */
	struct ext2_entry *sibling;
	char *name;
	char *path;			/* for messages */
	char *text;			/* path of a source file, or link target */
	void *data;			/* contents that come from memory */
	uint64_t size;			/* of the contents */
	mode_t mode;			/* type and permissions */
	unsigned int major, minor;
	unsigned int ino;		/* once written */
	int implied;			/* a directory made as a parent */
};

struct ext2_image {
	char *path;
	uint64_t size;
	unsigned int blocksize;
	unsigned int entries;		/* number of them, the root included */
	struct ext2_entry *root;
	struct ext2_entry *last;
	char error[512];
};

/* Sets the message of ext2_error() and returns @err. */
int ext2_fail(struct ext2_image *img, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

int ext2_tree_init(struct ext2_image *img);
void ext2_tree_free(struct ext2_image *img);

#endif
