/* SPDX-License-Identifier: GPL-2.0 */
/*
 * UTF-8 that may be shown: what a guest or a file says is kept where terminals,
 * JSON and XML can hold it.
 */
#ifndef HARNESS_UTF8_H
#define HARNESS_UTF8_H

#include <stddef.h>

/*
 * Bytes of the character that p, of len bytes, starts with; 0: none, or one
 * that is not to be shown.
 */
size_t utf8_length(const char *p, size_t len);
/* The most of s[0..n] that does not end inside a character; s[n] is there. */
size_t utf8_cut(const char *s, size_t n);

#endif
