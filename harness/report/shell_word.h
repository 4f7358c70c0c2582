/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One word of a command line for a user to paste into a shell.
 */
#ifndef HARNESS_REPORT_SHELL_WORD_H
#define HARNESS_REPORT_SHELL_WORD_H

#include <stddef.h>

/* In single quotes if it needs any. */
void shell_word(char *out, size_t size, const char *text);

#endif
