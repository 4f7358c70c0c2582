/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Folders and files of results.
 */
#ifndef HARNESS_PATHS_H
#define HARNESS_PATHS_H

#include <stddef.h>

#include "text.h"

/* "dir/name", allocated, or NULL. */
char *path_in(const char *dir, const char *name);
/* mkdir -p; the message says which folder. */
int path_make(const char *path, struct message *err);
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
