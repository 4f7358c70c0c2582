// SPDX-License-Identifier: GPL-2.0
/*
 * A short run of every fuzz target (test/fuzz) without a fuzzer: its seeds as
 * they are, cut, and changed at random, the same way each time.
 */
#include "test.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 300
#define SIZE 8192

typedef int fuzz_fn(const uint8_t *data, size_t size);
fuzz_fn fuzz_console, fuzz_ktap, fuzz_records, fuzz_script, fuzz_suite,
	fuzz_pattern, fuzz_baseline, fuzz_results;

static const struct {
	const char *name;
	fuzz_fn *fn;
} targets[] = {
	{ "console", fuzz_console }, { "ktap", fuzz_ktap },
	{ "records", fuzz_records }, { "script", fuzz_script },
	{ "suite", fuzz_suite },     { "pattern", fuzz_pattern },
	{ "baseline", fuzz_baseline }, { "results", fuzz_results },
};

static uint32_t state;

static uint32_t dice(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % n;
}

static size_t change(uint8_t *data, size_t len)
{
	static const char *const words[] = {
		"\n", "ok 1 ", "not ", "    ", "# ", "1..", "KTAP version 1\n",
		"[    1.000000] ", "\xff", "= ", "\"", "\\x", "99999999999",
	};

	for (uint32_t n = dice(5); n; n--) {
		const char *w = words[dice(sizeof(words) / sizeof(*words))];
		size_t at = len ? dice(len) : 0, size = strlen(w);

		switch (dice(4)) {
		case 0:
			if (len)
				data[at] = dice(256);
			break;
		case 1:
			len = at;
			break;
		default:
			if (len + size > SIZE)
				break;
			memmove(data + at + size, data + at, len - at);
			memcpy(data + at, w, size);
			len += size;
		}
	}
	return len;
}

/* Exactly as large as it is, so that ASan sees what reads behind it. */
static void call(fuzz_fn *fn, const uint8_t *data, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, data, len);
	fn(copy, len);
	free(copy);
}

static void run_seed(fuzz_fn *fn, const char *path)
{
	uint8_t seed[SIZE], data[SIZE];
	FILE *f = fopen(path, "r");
	size_t n;

	ck_assert_msg(f != NULL, "%s", path);
	n = fread(seed, 1, sizeof(seed), f);
	fclose(f);
	call(fn, seed, n);
	for (int i = 0; i < ROUNDS; i++) {
		memcpy(data, seed, n);
		call(fn, data, change(data, n));
	}
}

START_TEST(fuzz_smoke)
{
	const char *name = targets[_i].name;
	DIR *dir = opendir(FUZZ_SEEDS);
	struct dirent *d;
	char path[600];
	int seeds = 0;

	ck_assert_ptr_nonnull(dir);
	state = 2463534242u;
	while ((d = readdir(dir))) {
		if (strncmp(d->d_name, name, strlen(name)))
			continue;
		snprintf(path, sizeof(path), FUZZ_SEEDS "/%s", d->d_name);
		run_seed(targets[_i].fn, path);
		seeds++;
	}
	closedir(dir);
	ck_assert_int_gt(seeds, 0);
}
END_TEST

TCase *fuzz_cases(void)
{
	TCase *tc = tcase_create("fuzz");

	tcase_set_timeout(tc, 600);
	tcase_add_loop_test(tc, fuzz_smoke, 0,
			    sizeof(targets) / sizeof(*targets));
	return tc;
}
