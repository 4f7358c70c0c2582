// SPDX-License-Identifier: GPL-2.0
/* The command line. */
#include "options.h"

#include "test.h"

#include <string.h>

static struct options opts;
static struct refusal why;

/* Parses the words up to the first NULL. */
static int parse(const char *const *words)
{
	static char *argv[64];
	int argc = 1;

	argv[0] = (char *)"lguest";
	for (; *words; words++)
		argv[argc++] = (char *)*words;
	argv[argc] = NULL;
	memset(&why, 0, sizeof(why));
	return options_parse(argc, argv, &opts, &why);
}

#define PARSE(...) parse((const char *const[]){ __VA_ARGS__, NULL })

START_TEST(takes_everything)
{
	ck_assert_msg(!PARSE("--block=a", "--block-ro=b", "--initrd=c",
			     "--console=d", "--console=fd:5", "--stats",
			     "--tunnet=10.0.0.1", "--sharenet=n", "--direct",
			     "-v", "--block=e", "64m", "bzImage", "root=x",
			     "--block=not-ours", "-v"), "%s", why.text);
	ck_assert_int_eq(opts.what, OPTIONS_RUN);
	ck_assert_uint_eq(opts.ndisks, 3);
	ck_assert_str_eq(opts.disks[0].path, "a");
	ck_assert(!opts.disks[0].read_only);
	ck_assert_str_eq(opts.disks[1].path, "b");
	ck_assert(opts.disks[1].read_only);
	ck_assert_str_eq(opts.disks[2].path, "e");
	ck_assert_str_eq(opts.initrd, "c");
	ck_assert_uint_eq(opts.nconsoles, 2);
	ck_assert_str_eq(opts.consoles[0], "d");
	ck_assert_str_eq(opts.consoles[1], "fd:5");
	ck_assert(opts.direct);
	ck_assert_uint_eq(opts.nnets, 2);
	ck_assert_str_eq(opts.nets[0].where, "10.0.0.1");
	ck_assert(!opts.nets[0].shared);
	ck_assert_str_eq(opts.nets[1].where, "n");
	ck_assert(opts.nets[1].shared);
	ck_assert(opts.stats);
	ck_assert_ptr_null(opts.stats_file);
	ck_assert(opts.verbose);
	ck_assert_uint_eq(opts.memory, 64 * MIB);
	ck_assert_str_eq(opts.kernel, "bzImage");
	/* Words after the kernel are the kernel's, unchanged. */
	ck_assert_uint_eq(opts.nargs, 3);
	ck_assert_str_eq(opts.args[0], "root=x");
	ck_assert_str_eq(opts.args[1], "--block=not-ours");
	ck_assert_str_eq(opts.args[2], "-v");
}
END_TEST

START_TEST(takes_stats_file)
{
	ck_assert_int_eq(PARSE("--stats=s.json", "1m", "k"), 0);
	ck_assert(opts.stats);
	ck_assert_str_eq(opts.stats_file, "s.json");
	ck_assert_uint_eq(opts.nargs, 0);
}
END_TEST

START_TEST(takes_help_and_version)
{
	ck_assert_int_eq(PARSE("-h"), 0);
	ck_assert_int_eq(opts.what, OPTIONS_HELP);
	ck_assert_int_eq(PARSE("--help", "--nonsense"), 0);
	ck_assert_int_eq(opts.what, OPTIONS_HELP);
	ck_assert_int_eq(PARSE("--version"), 0);
	ck_assert_int_eq(opts.what, OPTIONS_VERSION);
}
END_TEST

START_TEST(refuses_unknown)
{
	assert_refused(PARSE("--shark=x", "64m", "k"), &why,
		       "--shark=x: unknown option");
	assert_refused(PARSE("-q", "64m", "k"), &why, "-q: unknown option");
	assert_refused(PARSE("-vq", "64m", "k"), &why, "-q: unknown option");
}
END_TEST

START_TEST(refuses_bad_values)
{
	assert_refused(PARSE("--block"), &why, "--block: needs a value");
	assert_refused(PARSE("--block=", "64m", "k"), &why,
		       "name of a disk image is missing");
	assert_refused(PARSE("--block-ro=", "64m", "k"), &why,
		       "--block-ro=FILE");
	assert_refused(PARSE("--console=", "64m", "k"), &why, "is missing");
	assert_refused(PARSE("--tunnet=", "64m", "k"), &why,
		       "the host's address is missing");
	assert_refused(PARSE("--sharenet=", "64m", "k"), &why,
		       "name of a file is missing");
	assert_refused(PARSE("--verbose=2", "64m", "k"), &why,
		       "--verbose=2: takes no value");
	assert_refused(PARSE("--initrd=a", "--initrd=b", "64m", "k"), &why,
		       "given twice");
}
END_TEST

START_TEST(refuses_missing_words)
{
	assert_refused(PARSE("-v"), &why, "no memory size and no kernel");
	assert_refused(PARSE("-v", "64m"), &why, "no kernel given");
}
END_TEST

START_TEST(refuses_too_many_devices)
{
	const char *words[LGUEST_MAX_DEVICES + 4];
	int n;

	for (n = 0; n < LGUEST_MAX_DEVICES - 1; n++)
		words[n] = n % 2 ? "--block=x" : "--console=y";
	words[n] = "64m";
	words[n + 1] = "k";
	words[n + 2] = NULL;
	ck_assert_msg(!parse(words), "%s", why.text);
	words[n] = "--block=z";
	words[n + 1] = "64m";
	words[n + 2] = "k";
	words[n + 3] = NULL;
	assert_refused(parse(words), &why, "at most 16");
}
END_TEST

START_TEST(refuses_too_many_of_one_kind)
{
	const char *words[2 * LGUEST_MAX_DEVICES + 1];
	int n;

	for (n = 0; n < 2 * LGUEST_MAX_DEVICES; n++)
		words[n] = "--block-ro=x";
	words[n] = NULL;
	assert_refused(parse(words), &why, "at most 16");
	for (n = 0; n < 2 * LGUEST_MAX_DEVICES; n++)
		words[n] = "--console=x";
	assert_refused(parse(words), &why, "at most 16");
}
END_TEST

static const struct {
	const char *text;
	uint32_t bytes;
} good_sizes[] = {
	{ "64m", 64 * MIB }, { "64M", 64 * MIB }, { "65536k", 64 * MIB },
	{ "65536K", 64 * MIB }, { "1g", 1024 * MIB }, { "1G", 1024 * MIB },
	{ "2g", 2048u * MIB }, { "3071m", 3071u * MIB }, { "1m", MIB },
	{ "1024k", MIB }, { "1048576", MIB }, { "67108864", 64 * MIB },
	{ "0x4000000", 64 * MIB }, { "0x40m", 64 * MIB }, { "010m", 10 * MIB },
	{ "1025k", MIB }, { "1048577", MIB },
};

START_TEST(takes_memory_size)
{
	uint32_t bytes = 0;
	int err = options_memory(good_sizes[_i].text, &bytes, &why);

	ck_assert_msg(!err, "%s", why.text);
	ck_assert_msg(bytes == good_sizes[_i].bytes, "%s: %u bytes",
		      good_sizes[_i].text, bytes);
}
END_TEST

static const struct {
	const char *text, *part;
} bad_sizes[] = {
	{ "64", "did you mean 64m?" }, { "0", "did you mean" },
	{ "1048575", "in bytes" }, { "0m", "at least 1m" },
	{ "1023k", "at least 1m" }, { "-1", "such as 64m" },
	{ "+64m", "such as 64m" }, { " 64m", "such as 64m" },
	{ "", "such as 64m" }, { "m", "such as 64m" },
	{ "text", "such as 64m" }, { "64mb", "such as 64m" },
	{ "64 m", "such as 64m" }, { "1.5g", "such as 64m" },
	{ "0x", "such as 64m" }, { "0x-1m", "such as 64m" },
	{ "0x0x10m", "such as 64m" }, { "64t", "such as 64m" },
	{ "4096m", "less than 3g" }, { "3g", "less than 3g" },
	{ "4294967296", "less than 3g" }, { "17179869185g", "less than 3g" },
	{ "99999999999999999999999", "less than 3g" },
};

START_TEST(refuses_memory_size)
{
	uint32_t bytes = 0;

	assert_refused(options_memory(bad_sizes[_i].text, &bytes, &why), &why,
		       bad_sizes[_i].part);
	ck_assert_uint_eq(bytes, 0);
}
END_TEST

TCase *options_tests(void)
{
	TCase *tc = tcase_create("options");

	tcase_add_test(tc, takes_everything);
	tcase_add_test(tc, takes_stats_file);
	tcase_add_test(tc, takes_help_and_version);
	tcase_add_test(tc, refuses_unknown);
	tcase_add_test(tc, refuses_bad_values);
	tcase_add_test(tc, refuses_missing_words);
	tcase_add_test(tc, refuses_too_many_devices);
	tcase_add_test(tc, refuses_too_many_of_one_kind);
	tcase_add_loop_test(tc, takes_memory_size, 0,
			    sizeof(good_sizes) / sizeof(good_sizes[0]));
	tcase_add_loop_test(tc, refuses_memory_size, 0,
			    sizeof(bad_sizes) / sizeof(bad_sizes[0]));
	return tc;
}
