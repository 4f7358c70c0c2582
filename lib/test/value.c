// SPDX-License-Identifier: GPL-2.0
/* Words, sizes, durations and numbers: what parses and what is refused. */
#include "lib/value.h"
#include "test.h"

#include <errno.h>
#include <string.h>

START_TEST(words)
{
	struct words w;

	ck_assert_ptr_null(value_words("  /a  \"b c\\n\\x00\\e\\\"\"\t0644 ", &w));
	ck_assert_uint_eq(w.n, 3);
	ck_assert_str_eq(w.w[0].text, "/a");
	ck_assert(!w.w[0].quoted && w.w[1].quoted);
	ck_assert_uint_eq(w.w[1].len, 7);
	ck_assert_mem_eq(w.w[1].text, "b c\n\0\033\"", 8);
	ck_assert_str_eq(w.w[2].text, "0644");
	ck_assert_ptr_null(value_words("", &w));
	ck_assert_uint_eq(w.n, 0);
	ck_assert_ptr_nonnull(value_words("\"open", &w));
	ck_assert_ptr_nonnull(value_words("\"bad \\q\"", &w));
	ck_assert_ptr_nonnull(value_words("\"bad \\x1\"", &w));
	ck_assert_ptr_nonnull(value_words("\"bad \\", &w));
	ck_assert_ptr_nonnull(value_words("\"a\"b", &w));
	ck_assert_ptr_nonnull(value_words("1 2 3 4 5 6 7 8 9", &w));
}
END_TEST

START_TEST(durations)
{
	uint64_t ns;

	ck_assert_int_eq(value_duration("250ms", &ns), 0);
	ck_assert_uint_eq(ns, 250000000);
	ck_assert_int_eq(value_duration("2m", &ns), 0);
	ck_assert_uint_eq(ns, 120000000000);
	ck_assert_int_eq(value_duration("1440m", &ns), 0);
	ck_assert_int_ne(value_duration("1441m", &ns), 0);
	ck_assert_int_ne(value_duration("0s", &ns), 0);
	ck_assert_int_ne(value_duration("10", &ns), 0);
	ck_assert_int_ne(value_duration("-1s", &ns), 0);
	ck_assert_int_ne(value_duration("1sec", &ns), 0);
	ck_assert_int_ne(value_duration("99999999999999999999s", &ns), 0);
}
END_TEST

START_TEST(sizes)
{
	uint64_t n;
	unsigned u;

	ck_assert_int_eq(value_size("64k", &n), 0);
	ck_assert_uint_eq(n, 65536);
	ck_assert_int_eq(value_size("512", &n), 0);
	ck_assert_uint_eq(n, 512);
	ck_assert_int_eq(value_size("1G", &n), 0);
	ck_assert_uint_eq(n, 1 << 30);
	ck_assert_int_eq(value_size("0x40K", &n), 0);
	ck_assert_uint_eq(n, 65536);
	ck_assert_int_eq(value_size("010", &n), 0);
	ck_assert_uint_eq(n, 10);
	ck_assert_int_eq(value_size("0", &n), 0);
	ck_assert_uint_eq(n, 0);
	ck_assert_int_eq(value_size("64mb", &n), -EINVAL);
	ck_assert_int_eq(value_size("m", &n), -EINVAL);
	ck_assert_int_eq(value_size("", &n), -EINVAL);
	ck_assert_int_eq(value_size(" 1m", &n), -EINVAL);
	ck_assert_int_eq(value_size("-1", &n), -EINVAL);
	ck_assert_int_eq(value_size("0x", &n), -EINVAL);
	ck_assert_int_eq(value_size("0x0x1", &n), -EINVAL);
	ck_assert_int_eq(value_size("999999999999999g", &n), -ERANGE);
	ck_assert_int_eq(value_size("99999999999999999999", &n), -ERANGE);
	ck_assert_int_eq(value_mode("0755", &u), 0);
	ck_assert_uint_eq(u, 0755);
	ck_assert_int_ne(value_mode("0788", &u), 0);
	ck_assert_int_ne(value_mode("77777", &u), 0);
	ck_assert_int_eq(value_number("255", 255, &u), 0);
	ck_assert_int_ne(value_number("256", 255, &u), 0);
	ck_assert_int_ne(value_number("1x", 255, &u), 0);
}
END_TEST

static const struct {
	const char *text;
	int ret;
	uint32_t address;
	unsigned bits;
} networks[] = {
	{ "10.77.0.1", 0, 0x0a4d0001, 24 },
	{ "192.168.19.254/30", 0, 0xc0a813fe, 30 },
	{ "10.77.0.1/1", 0, 0x0a4d0001, 1 },
	{ "10.77.0.1/0", -ERANGE, 0, 0 },
	{ "10.77.0.1/31", -ERANGE, 0, 0 },
	{ "10.77.0.1/", -ERANGE, 0, 0 },
	{ "10.77.0.1/24/24", -ERANGE, 0, 0 },
	{ "10.77.0", -EINVAL, 0, 0 },
	{ "", -EINVAL, 0, 0 },
	{ "0.0.0.0", -EINVAL, 0, 0 },
	{ "255.255.255.255", -EINVAL, 0, 0 },
	{ "224.0.0.1", -EINVAL, 0, 0 },
	{ "10.77.0.1.10.77.0.1/24", -EINVAL, 0, 0 },
};

START_TEST(addresses)
{
	uint32_t address = 0;
	unsigned bits = 0;
	int ret = value_network(networks[_i].text, &address, &bits);

	ck_assert_msg(ret == networks[_i].ret, "%s: %d", networks[_i].text,
		      ret);
	if (ret)
		return;
	ck_assert_uint_eq(address, networks[_i].address);
	ck_assert_uint_eq(bits, networks[_i].bits);
}
END_TEST

TCase *value_cases(void)
{
	TCase *tc = tcase_create("value");

	tcase_add_test(tc, words);
	tcase_add_test(tc, durations);
	tcase_add_test(tc, sizes);
	tcase_add_loop_test(tc, addresses, 0,
			    sizeof(networks) / sizeof(*networks));
	return tc;
}
