/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files and folders of results. A file gets its name when it is complete,
 * so that nobody ever reads half of one.
 */
#ifndef LIB_PATHS_H
#define LIB_PATHS_H

#include "lib/refusal.h"

#include <stddef.h>

/* "dir/name", allocated, or NULL. */
char *path_in(const char *dir, const char *name);
/* What comes after the last slash. */
const char *path_base(const char *path);
/* mkdir -p; the message names the folder that failed. */
int path_make(const char *path, struct refusal *err);
/*
 * Where to write the new contents of path until they are complete: a file
 * beside it, or path itself if that is a device or a pipe.
 */
void path_new(char *temp, size_t size, const char *path);
/*
 * The new contents are complete: syncs them to disk and renames them to path.
 * 0, or -errno with a message; after an error the file beside it is gone.
 */
int path_put(const char *temp, const char *path, struct refusal *err);
/* Gives the new contents up; returns ret with a message. */
int path_give_up(const char *temp, const char *path, int ret,
		 struct refusal *err);
/* Can path be written? 0, or -errno with a message, before any work is done. */
int path_check(const char *path, struct refusal *err);
/* Copies a file; holes stay holes. */
int path_copy(const char *from, const char *to, struct refusal *err);
/* Removes a folder with everything in it; does not follow links. */
void path_remove(const char *dir);
/*
 * The contents of a file, 0-terminated, which the caller frees; NULL with a
 * message if it cannot be read or is longer than max.
 */
char *path_read(const char *path, size_t max, size_t *len,
		struct refusal *err);

#endif
