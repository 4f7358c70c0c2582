/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A word of a command line that a user may paste into a shell.
 */
#ifndef HARNESS_REPORT_SHELL_WORD_H
#define HARNESS_REPORT_SHELL_WORD_H

#include <stddef.h>

/* Copies text to out, in single quotes if it needs any. */
void shell_word(char *out, size_t size, const char *text);

#endif
