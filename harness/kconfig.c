// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel's own configuration.  Called by session.c for suites with needs.
 * The kernel file is data: every offset in it is checked against its size,
 * and unpacking is bounded.
 */
#include "kconfig.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#define KERNEL_MAX (256u << 20)
#define CONFIG_MAX (4u << 20)
#define WITH_GZIP_HEADER (15 + 16)

struct bytes {
	unsigned char *p;
	size_t len;
};

static int read_kernel(const char *path, struct bytes *out,
		       struct message *err)
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
		message_set(err, -ret, "%s: cannot read: %s", path,
			    strerror(-ret));
	}
	return ret;
}

/* Unpacks one gzip stream at the start of in, up to max bytes. */
static int gunzip(struct bytes in, size_t max, struct bytes *out)
{
	z_stream z = { .next_in = in.p, .avail_in = in.len };
	size_t room = 0;
	int ret;

	if (inflateInit2(&z, WITH_GZIP_HEADER) != Z_OK)
		return -ENOMEM;
	do {
		unsigned char *p;

		room = room ? room * 2 : 1 << 20;
		p = room <= max ? realloc(out->p, room + 1) : NULL;
		if (!p) {
			inflateEnd(&z);
			return -ENOMEM;
		}
		out->p = p;
		z.next_out = p + z.total_out;
		z.avail_out = room - z.total_out;
		ret = inflate(&z, Z_NO_FLUSH);
	} while (ret == Z_OK && !z.avail_out);
	out->len = z.total_out;
	inflateEnd(&z);
	return ret == Z_STREAM_END ? 0 : -EINVAL;
}

static unsigned word(const unsigned char *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (unsigned)p[3] << 24;
}

/* The payload of a bzImage, by the fields of its setup header. */
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

/* The gzip stream between the marks that kernel/configs.c puts there. */
static int find_config(struct bytes k, struct bytes *config)
{
	static const char mark[] = "IKCFG_ST\x1f\x8b";
	struct bytes in;
	unsigned char *p = memmem(k.p, k.len, mark, sizeof(mark) - 1);

	if (!p)
		return -ENOENT;
	in.p = p + 8;
	in.len = k.p + k.len - in.p;
	return gunzip(in, CONFIG_MAX, config);
}

int kconfig_read(const char *kernel, char **text, struct message *err)
{
	struct bytes file = { 0 }, packed, image = { 0 }, config = { 0 };
	int ret = read_kernel(kernel, &file, err);

	*text = NULL;
	if (ret)
		return ret;
	if (!payload(file, &packed)) {
		ret = gunzip(packed, KERNEL_MAX, &image);
		if (ret) {
			message_set(err, ENOENT, "%s: its payload is not "
				    "gzip: cannot see its configuration",
				    kernel);
			ret = -ENOENT;
			goto out;
		}
		ret = find_config(image, &config);
	} else {
		ret = find_config(file, &config);
	}
	if (ret) {
		message_set(err, ENOENT, "%s: no configuration in it "
			    "(CONFIG_IKCONFIG)", kernel);
		ret = -ENOENT;
		goto out;
	}
	config.p[config.len] = '\0';
	*text = (char *)config.p;
	config.p = NULL;
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
