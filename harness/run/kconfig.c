// SPDX-License-Identifier: GPL-2.0
/*
 * Reads a kernel's own configuration, for suites with needs. The kernel file is
 * data: every offset in it is checked against its size, and unpacking is
 * bounded.
 */
#include "run/kconfig.h"

#include "lib/payload.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define KERNEL_MAX (256u << 20)
#define CONFIG_MAX (4u << 20)

struct bytes {
	unsigned char *p;
	size_t len;
};

static int read_kernel(const char *path, struct bytes *out,
		       struct refusal *err)
{
	FILE *f = fopen(path, "rbe");
	struct stat st;
	int ret = 0;

	if (!f || fstat(fileno(f), &st))
		ret = -errno;
	else if (!S_ISREG(st.st_mode) || st.st_size > KERNEL_MAX)
		ret = -EFBIG;
	if (!ret) {
		out->p = malloc(st.st_size + 1);
		ret = out->p ? 0 : -ENOMEM;
	}
	if (!ret) {
		out->len = fread(out->p, 1, st.st_size, f);
		ret = ferror(f) ? -EIO : 0;
	}
	if (f)
		fclose(f);
	if (ret) {
		free(out->p);
		out->p = NULL;
		refuse(err, -ret, "%s: cannot read: %s", path,
		       strerror(-ret));
	}
	return ret;
}

static unsigned word(const unsigned char *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (unsigned)p[3] << 24;
}

/* Finds the payload of a bzImage by the fields of its setup header. */
static int payload(struct bytes k, struct bytes *out)
{
	size_t start, len, sects;

	if (k.len < 0x260 || memcmp(k.p + 0x202, "HdrS", 4))
		return -EINVAL;
	if ((k.p[0x206] | k.p[0x207] << 8) < 0x208)
		return -EINVAL;
	sects = k.p[0x1f1] ? k.p[0x1f1] : 4;
	start = (sects + 1) * 512;
	len = word(k.p + 0x24c);
	if (start > k.len || word(k.p + 0x248) > k.len - start)
		return -EINVAL;
	start += word(k.p + 0x248);
	if (len > k.len - start)
		return -EINVAL;
	out->p = k.p + start;
	out->len = len;
	return 0;
}

/* The gzip stream between the marks of the kernel's kernel/configs.c. */
static int find_config(struct bytes k, struct bytes *config)
{
	static const char mark[] = "IKCFG_ST\x1f\x8b";
	const char *how;
	unsigned char *p = memmem(k.p, k.len, mark, sizeof(mark) - 1);

	if (!p)
		return -ENOENT;
	p += 8;
	return payload_unpack(p, k.p + k.len - p, CONFIG_MAX, &config->p,
			      &config->len, &how);
}

int kconfig_read(const char *kernel, char **text, struct refusal *err)
{
	struct bytes file = { 0 }, packed, image = { 0 }, config = { 0 };
	const char *how;
	int ret = read_kernel(kernel, &file, err);

	*text = NULL;
	if (ret)
		return ret;
	if (!payload(file, &packed)) {
		ret = payload_unpack(packed.p, packed.len, KERNEL_MAX,
				     &image.p, &image.len, &how);
		if (ret) {
			refuse(err, EINVAL,
			       "%s: its payload cannot be unpacked (%s): cannot see its configuration",
			       kernel, how ? how : "no known compression");
			ret = -EINVAL;
			goto out;
		}
		ret = find_config(image, &config);
	} else {
		ret = find_config(file, &config);
	}
	if (ret) {
		ret = refuse(err, ENODATA,
			     "%s: no configuration in it (CONFIG_IKCONFIG)",
			     kernel);
		goto out;
	}
	*text = strndup((char *)config.p, config.len);
	ret = *text ? 0 : refuse(err, ENOMEM, "%s: out of memory", kernel);
out:
	free(config.p);
	free(image.p);
	free(file.p);
	return ret;
}

bool kconfig_has(const char *text, const char *need)
{
	size_t len = strlen(need), name = strcspn(need, "=");
	bool wants_unset = !strcmp(need + name, "=n");
	bool set = false;

	for (const char *p = text; p; p = strchr(p, '\n')) {
		p += *p == '\n';
		if (!strncmp(p, need, len) && (p[len] == '\n' || !p[len]))
			return true;
		if (!strncmp(p, need, name) && p[name] == '=')
			set = true;
	}
	return wants_unset && !set;
}
