/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Folders and files of results.
 */
#ifndef HARNESS_PATHS_H
#define HARNESS_PATHS_H

#include <stddef.h>

#include "lib/text.h"

/* "dir/name", allocated, or NULL. */
char *path_in(const char *dir, const char *name);
/* mkdir -p; the message says which folder. */
int path_make(const char *path, struct message *err);
/*
 * Where to write what is to be in path once it is whole: a file beside it; or
 * itself, if that is a device or a pipe.
 */
void path_new(char *temp, size_t size, const char *path);
/*
 * It is whole: on the disk, and then at its place.  0, or -errno and a message;
 * then the file beside it is gone.
 */
int path_put(const char *temp, const char *path, struct message *err);
/* It is not to be; returns ret and a message. */
int path_give_up(const char *temp, const char *path, int ret,
		 struct message *err);
/* 0 if path_new() and path_put() have a chance, or -errno and a message. */
int path_check(const char *path, struct message *err);
/* A new file with the contents of another; holes stay holes. */
int path_copy(const char *from, const char *to, struct message *err);
/* Removes a folder and all in it; links are not followed. */
void path_remove(const char *dir);
/*
 * The contents of a file, terminated; NULL and a message if it cannot be read
 * or is longer than max.
 */
char *path_read(const char *path, size_t max, size_t *len,
		struct message *err);

#endif
