// SPDX-License-Identifier: GPL-2.0
#include "score/script.h"
#include "test.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static char seen[400];

static void on_send(void *ctx, const unsigned char *text, size_t len)
{
	(void)ctx;
	strcat(seen, ">");
	strncat(seen, (const char *)text, len);
}

static void on_met(void *ctx, unsigned i)
{
	(void)ctx;
	sprintf(seen + strlen(seen), "<%u", i);
}

static const struct script_ops ops = { .send = on_send, .met = on_met };

static struct script_step steps[8];
static struct script s;

static void step(unsigned i, bool send, const char *text)
{
	memset(&steps[i], 0, sizeof(steps[i]));
	steps[i].send = send;
	steps[i].len = strlen(text);
	memcpy(steps[i].text, text, steps[i].len);
}

static void begin(unsigned n)
{
	seen[0] = '\0';
	script_init(&s, steps, n, &ops, NULL);
	script_start(&s);
}

static void feed(const char *text)
{
	script_feed(&s, text, strlen(text));
}

START_TEST(dialogue)
{
	step(0, false, "login: ");
	step(1, true, "root\n");
	step(2, false, "# ");
	step(3, true, "x");
	step(4, true, "y");
	begin(5);
	feed("boot\r\nbox log");
	ck_assert_str_eq(seen, "");
	feed("in");
	feed(": ");
	ck_assert_str_eq(seen, "<0>root\n");
	ck_assert(!s.heard);
	feed("root\r\n#");
	ck_assert(s.heard);
	ck_assert(!script_done(&s));
	feed(" ");
	ck_assert_str_eq(seen, "<0>root\n<2>x>y");
	ck_assert(script_done(&s));
	ck_assert_ptr_null(script_step(&s));
	feed("more login: ");
	ck_assert_str_eq(seen, "<0>root\n<2>x>y");
}
END_TEST

/* A match must not be missed because a false start overlaps it. */
START_TEST(overlaps)
{
	step(0, false, "aab");
	begin(1);
	feed("aaaab");
	ck_assert(script_done(&s));
	step(0, false, "abacabab");
	begin(1);
	feed("abacabacabab");
	ck_assert(script_done(&s));
	step(0, false, "abcabd");
	begin(1);
	feed("abcabcabx");
	ck_assert(!script_done(&s));
	feed("abcabd");
	ck_assert(script_done(&s));
}
END_TEST

START_TEST(used_once)
{
	step(0, false, "aa");
	step(1, false, "aa");
	begin(2);
	feed("aaa");
	ck_assert_str_eq(seen, "<0");
	feed("a");
	ck_assert_str_eq(seen, "<0<1");
}
END_TEST

START_TEST(starts_by_sending)
{
	step(0, true, "\003");
	step(1, false, "x\ny");
	begin(2);
	ck_assert_str_eq(seen, ">\003");
	feed("x\r\ny");
	ck_assert(script_done(&s));
}
END_TEST

START_TEST(names)
{
	char name[80];

	step(0, true, "a");
	step(1, false, "b\n\033");
	begin(2);
	script_name(&s, 1, name, sizeof(name));
	ck_assert_str_eq(name, "step 2 expect \"b\?\?\"");
}
END_TEST

START_TEST(hostile_bytes)
{
	char noise[256];

	for (int i = 0; i < 256; i++)
		noise[i] = i;
	step(0, false, "never");
	begin(1);
	for (int i = 0; i < 4000; i++)
		script_feed(&s, noise, sizeof(noise));
	ck_assert(!script_done(&s));
	feed("never");
	ck_assert(script_done(&s));
}
END_TEST

TCase *script_cases(void)
{
	TCase *tc = tcase_create("script");

	tcase_add_test(tc, dialogue);
	tcase_add_test(tc, overlaps);
	tcase_add_test(tc, used_once);
	tcase_add_test(tc, starts_by_sending);
	tcase_add_test(tc, names);
	tcase_add_test(tc, hostile_bytes);
	return tc;
}
