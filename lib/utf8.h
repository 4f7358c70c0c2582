/* SPDX-License-Identifier: GPL-2.0 */
/*
 * UTF-8 that may be shown: text of a guest or a file, as far as terminals, JSON
 * and XML can take it.
 */
#ifndef LIB_UTF8_H
#define LIB_UTF8_H

#include <stddef.h>

/*
 * Length of the character at p, where len bytes are; 0 if there is none, or one
 * that must not be shown.
 */
size_t utf8_length(const char *p, size_t len);
/* The largest length up to n that cuts no character of s; s[n] must exist. */
size_t utf8_cut(const char *s, size_t n);

#endif
