/* SPDX-License-Identifier: GPL-2.0 */
/* Words of the kernel's command line, for programs in a guest. */
#ifndef LIB_BOOT_WORD_H
#define LIB_BOOT_WORD_H

#include <stddef.h>

/* The value of NAME=VALUE, from /proc/cmdline; 0: there is none. */
int boot_word(const char *name, char *value, size_t size);

#endif
