/* SPDX-License-Identifier: GPL-2.0 */
/* What the launcher's tests share. */
#ifndef LAUNCHER_TEST_UNIT_TEST_H
#define LAUNCHER_TEST_UNIT_TEST_H

#include "memory.h"
#include "report.h"

#include <check.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MIB	(1u << 20)

/* One per file of tests. */
TCase *options_tests(void);
TCase *memory_tests(void);
TCase *elf_tests(void);
TCase *bzimage_tests(void);
TCase *payload_tests(void);
TCase *load_tests(void);
TCase *boot_tests(void);
TCase *terminal_tests(void);
TCase *block_tests(void);
TCase *console_tests(void);
TCase *device_tests(void);
TCase *guard_tests(void);
TCase *tap_tests(void);
TCase *sharenet_tests(void);
TCase *net_tests(void);
TCase *harden_tests(void);
TCase *host_tests(void);
TCase *stats_tests(void);
TCase *state_tests(void);
TCase *program_tests(void);

/* Ends the running test as skipped; tests run in processes of their own. */
void skip_test(const char *reason);

/* There must be a sentence, and it must contain part. */
#define assert_refused(err, why, part) \
	assert_refused_at(__FILE__, __LINE__, err, why, part)
void assert_refused_at(const char *file, int line, int err,
		       const struct refusal *why, const char *part);

/* Maps guest memory, or fails the test. */
void map_memory(struct guest_memory *mem, uint32_t ram);

/*
 * Makes a file with these contents and puts its name into path; it goes away
 * with the test's folder.
 */
void write_temp(char path[64], const void *data, size_t size);

/* A new file's name in a tmpfs; skips the test if there is no tmpfs. */
void memory_file_name(char path[64]);

#endif
