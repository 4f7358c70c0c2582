// SPDX-License-Identifier: GPL-2.0
#include "run/kconfig.h"
#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zlib.h>

static const char config[] = "# CONFIG_OFF is not set\nCONFIG_KUNIT=y\n"
			     "CONFIG_KUNIT_TEST=m\nCONFIG_NAME=\"x\"\n";

static char path[] = "/tmp/lgcheck-kconfig-XXXXXX";

static size_t gzip(const void *in, size_t len, unsigned char *out, size_t room)
{
	z_stream z = { .next_in = (Bytef *)in, .avail_in = len,
		       .next_out = out, .avail_out = room };

	ck_assert_int_eq(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, 0), Z_OK);
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return z.total_out;
}

/* Something like a vmlinux with its configuration inside. */
static size_t vmlinux(unsigned char *out)
{
	memset(out, 0x90, 5000);
	memcpy(out, "\177ELF", 4);
	memcpy(out + 3000, "IKCFG_ST", 8);
	gzip(config, strlen(config), out + 3008, 1000);
	return 5000;
}

static void word(unsigned char *p, unsigned v)
{
	for (int i = 0; i < 4; i++)
		p[i] = v >> 8 * i;
}

static size_t bzimage(unsigned char *out)
{
	static unsigned char kernel[5000];
	size_t len, n = vmlinux(kernel);

	memset(out, 0, 4096);
	out[0x1f1] = 3;
	memcpy(out + 0x202, "HdrS\x0f\x02", 6);
	len = gzip(kernel, n, out + 2048 + 256, 5000);
	word(out + 0x248, 256);
	word(out + 0x24c, len);
	return 2048 + 256 + len;
}

static int read_back(const void *data, size_t len, char **text,
		     struct refusal *m)
{
	FILE *f;

	strcpy(path + sizeof(path) - 7, "XXXXXX");
	f = fdopen(mkstemp(path), "w");
	ck_assert_ptr_nonnull(f);
	fwrite(data, 1, len, f);
	fclose(f);
	return kconfig_read(path, text, m);
}

static unsigned char file[16384];

START_TEST(both_kinds)
{
	struct refusal m = { "" };
	char *text;

	ck_assert_int_eq(read_back(file, vmlinux(file), &text, &m), 0);
	ck_assert_str_eq(text, config);
	free(text);
	unlink(path);
	ck_assert_msg(!read_back(file, bzimage(file), &text, &m), "%s",
		      m.text);
	ck_assert_str_eq(text, config);
	free(text);
	unlink(path);
}
END_TEST

START_TEST(needs)
{
	ck_assert(kconfig_has(config, "CONFIG_KUNIT=y"));
	ck_assert(!kconfig_has(config, "CONFIG_KUNIT=m"));
	ck_assert(!kconfig_has(config, "CONFIG_KUNIT=n"));
	ck_assert(kconfig_has(config, "CONFIG_KUNIT_TEST=m"));
	ck_assert(!kconfig_has(config, "CONFIG_KUNIT_TEST=y"));
	ck_assert(kconfig_has(config, "CONFIG_OFF=n"));
	ck_assert(kconfig_has(config, "CONFIG_NEVER=n"));
	ck_assert(!kconfig_has(config, "CONFIG_OFF=y"));
	ck_assert(kconfig_has(config, "CONFIG_NAME=\"x\""));
	ck_assert(!kconfig_has("", "CONFIG_X=y"));
}
END_TEST

static void refused(const void *data, size_t len, const char *why)
{
	struct refusal m = { "" };
	char *text;

	ck_assert_int_eq(read_back(data, len, &text, &m),
			 strstr(why, "unpacked") ? -EINVAL : -ENODATA);
	ck_assert_msg(strstr(m.text, why) != NULL, "%s", m.text);
	ck_assert_ptr_null(text);
	unlink(path);
}

START_TEST(bad_files)
{
	struct refusal m = { "" };
	size_t len = bzimage(file);
	char *text;

	refused(file, len - 10, "no configuration");
	refused(file, 0x100, "no configuration");
	refused(file, 0, "no configuration");
	file[2048 + 256] = 0xfd;
	refused(file, len, "cannot be unpacked (no known compression)");
	len = bzimage(file);
	word(file + 0x248, 0xffffffff);
	refused(file, len, "no configuration");
	word(file + 0x248, 256);
	word(file + 0x24c, 0xfffffff0);
	refused(file, len, "no configuration");
	len = vmlinux(file);
	refused(file, 3015, "no configuration");
	ck_assert_int_eq(kconfig_read("/nonexistent", &text, &m), -ENOENT);
	ck_assert_int_lt(kconfig_read("/tmp", &text, &m), 0);
}
END_TEST

/* With no descriptors left for a child's answer, nobody else unpacks it. */
START_TEST(never_with_rights)
{
	size_t len = bzimage(file);
	struct refusal m = { "" };
	struct rlimit old, few;
	char *text;
	FILE *f;

	strcpy(path + sizeof(path) - 7, "XXXXXX");
	f = fdopen(mkstemp(path), "w");
	ck_assert_ptr_nonnull(f);
	fwrite(file, 1, len, f);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &old), 0);
	few = old;
	few.rlim_cur = fileno(f) + 1;
	fclose(f);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	ck_assert_int_eq(kconfig_read(path, &text, &m), -EMFILE);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &old), 0);
	ck_assert_ptr_null(text);
	ck_assert_msg(strstr(m.text, "without rights") != NULL, "%s", m.text);
	unlink(path);
}
END_TEST

TCase *kconfig_cases(void)
{
	TCase *tc = tcase_create("kconfig");

	tcase_add_test(tc, both_kinds);
	tcase_add_test(tc, needs);
	tcase_add_test(tc, bad_files);
	tcase_add_test(tc, never_with_rights);
	return tc;
}
