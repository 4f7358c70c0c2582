/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A suite: one folder with a plain data file named "suite" that says what goes
 * into a guest and how it is scored.  suites/README.md documents every key.
 */
#ifndef HARNESS_SUITE_SUITE_H
#define HARNESS_SUITE_SUITE_H

#include "lib/refusal.h"
#include "lib/verdict.h"
#include "suite/pattern.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SUITE_NAME 64
#define SUITE_TESTS 1000
#define SUITE_ENTRIES 500
#define SUITE_DISKS 8
#define SUITE_NEEDS 32
#define SUITE_ALLOWS 10000
#define SUITE_SPLATS 1000
#define SUITE_ONLY 32
#define SCRIPT_TEXT 200
#define SCRIPT_STEPS 1000

enum score_kind { SCORE_RECORDS, SCORE_KTAP, SCORE_SCRIPT };

enum entry_kind { ENTRY_FILE, ENTRY_DIR, ENTRY_LINK, ENTRY_NODE, ENTRY_TEXT };

struct suite_entry {
	enum entry_kind kind;
	char *path;		/* in the image */
	char *source;		/* host file, link target or contents */
	size_t len;		/* of contents */
	unsigned mode;
	unsigned major, minor;
	bool block;		/* node: block device */
	unsigned line;
};

struct suite_test {
	char *name;
	char *command;		/* PATH [ARGS] */
};

struct suite_disk {
	char *name;
	uint64_t size;
	enum pattern before;
	bool checked;
	enum pattern after;
	char *writer;		/* the test that writes it; NULL: all of them */
	unsigned line;
};

struct script_step {
	bool send;
	unsigned char text[SCRIPT_TEXT];
	size_t len;
	uint64_t limit;		/* ns; expect only */
	unsigned line;		/* in the suite file */
};

struct suite_expect {
	bool set;
	enum verdict verdict;
	char *reason;		/* substring, or NULL */
	int status;		/* lgcheck's exit status, or -1 */
};

/* A crash title that tests must report, or they fail; see splats.h. */
struct suite_splat {
	char *test;		/* their name, or a pattern with * */
	char *text;		/* of the title */
	unsigned line;
};

struct suite {
	char *name;		/* as asked for: "guest", "selftest/panic" */
	char *dir;
	char *file;		/* dir/suite */
	char *describe;
	char *memory;
	char *append;
	char *filter;		/* kernel argument; a pattern is appended */
	char *kernel;		/* NULL: the run's */
	bool initrd;		/* the root is an initial RAM disk */
	char *net;		/* address of the host's end, NULL: none */
	enum score_kind score;
	uint64_t timeout, boot_timeout, test_timeout, shutdown_timeout; /* ns */
	uint64_t image_size;
	struct suite_entry *entries;
	unsigned n_entries;
	struct suite_test *tests;
	unsigned n_tests;
	struct suite_disk disks[SUITE_DISKS];
	unsigned n_disks;
	struct script_step *steps;
	unsigned n_steps;
	char *needs[SUITE_NEEDS];
	unsigned n_needs;
	char **allows;		/* texts of crash titles that do not count */
	unsigned n_allows;
	struct suite_splat *splats;
	unsigned n_splats;
	struct suite_expect expect;
	/* not from the file: the user wants only these of the kernel's tests */
	char *only[SUITE_ONLY];
	unsigned n_only;
	bool part;		/* not all of its tests */
};

/* Where the prefixes of a suite's paths lead. */
struct suite_places {
	const char *build;	/* "build:x" */
};

/* An empty one, with defaults, to be scored by; NULL: out of memory. */
struct suite *suite_new(const char *name, const char *file);
/*
 * Reads dir/suite. After an error (-EINVAL: the file's contents) nothing stays
 * allocated, and the message is "FILE:LINE: what was expected".
 */
int suite_load(const char *name, const char *dir,
	       const struct suite_places *places, struct suite **out,
	       struct refusal *err);
void suite_free(struct suite *s);
/*
 * Keeps the tests with these numbers, in this order. A disk whose "after" names
 * a test that is not among them is not checked. -ENOMEM keeps all.
 */
int suite_keep_tests(struct suite *s, const unsigned *tests, unsigned n);
/*
 * Adds a pattern of the kernel's tests, GROUP or GROUP.TEST, to a suite with a
 * filter. -E2BIG: too many.
 */
int suite_only(struct suite *s, const char *pattern);
/* Does the user want this result, GROUP.TEST...? */
bool suite_wants(const struct suite *s, const char *path);
/* The same, for one of the patterns alone. */
bool suite_pattern_wants(const char *pattern, const char *path);
/* Does the guest need a root image? */
bool suite_has_image(const struct suite *s);

#endif
