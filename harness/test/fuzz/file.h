/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For parsers that take the name of a file or its folder: writes the fuzzer's
 * input to a file in a folder of its own, in memory if possible.
 */
#ifndef HARNESS_TEST_FUZZ_FILE_H
#define HARNESS_TEST_FUZZ_FILE_H

#include <stddef.h>
#include <stdint.h>

/* The folder; it goes when the program ends. */
const char *fuzz_dir(void);
/* DIR/NAME, with these contents; the path is valid until the next call. */
const char *fuzz_file(const char *name, const uint8_t *data, size_t size);

#endif
