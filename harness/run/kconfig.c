// SPDX-License-Identifier: GPL-2.0
/*
 * Reads a kernel's configuration, for suites with needs and for qemu, and
 * whether it has the overlay. The kernel file is data that nobody trusts: a child
 * without rights unpacks it, and what the child answers is only text and a bit.
 */
#include "run/kconfig.h"

#include "lib/confine.h"
#include "lib/paths.h"
#include "lib/payload.h"
#include "lib/text.h"
#include "run/kernel.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

struct answer {
	int err;		/* 0, or -errno and a message */
	struct refusal why;
	bool overlay;
	size_t len;		/* of the text that comes next */
};

struct job {
	const char *path;
	struct bytes file;
};

/* --- in the child */

static int unpack_config(const struct job *job, struct bytes *config,
			 bool *overlay, struct refusal *why)
{
	struct bytes packed, image = job->file;
	const char *how;
	int err;

	if (!payload(job->file, &packed)) {
		err = payload_unpack(packed.p, packed.len, KERNEL_MAX,
				     &image.p, &image.len, &how);
		if (err)
			return refuse(why, EINVAL,
				      "%s: its payload cannot be unpacked (%s): cannot see its configuration",
				      job->path,
				      how ? how : "no known compression");
	}
	*overlay = kernel_has_overlay(image.p, image.len);
	err = find_config(image, config);
	if (err)
		return refuse(why, ENODATA,
			      "%s: no configuration in it (CONFIG_IKCONFIG), and no file config beside it",
			      job->path);
	return 0;
}

static void unpack_and_send(void *arg, int out)
{
	static struct answer answer;
	struct bytes config = { 0 };

	answer.err = unpack_config(arg, &config, &answer.overlay,
				   &answer.why);
	answer.len = config.len;
	if (!confine_write(out, &answer, sizeof(answer)) && !answer.err)
		confine_write(out, config.p, config.len);
}

/* --- in the parent */

static int receive(struct confined *child, const char *path, char **text,
		   bool *overlay, struct refusal *why)
{
	struct answer answer;

	if (confine_read(child, &answer, sizeof(answer)))
		return confine_refuse_end(child, path, why);
	*overlay = answer.overlay;
	if (answer.err == -EINVAL || answer.err == -ENODATA) {
		answer.why.text[sizeof(answer.why.text) - 1] = '\0';
		*why = answer.why;
		return answer.err;
	}
	if (answer.err || answer.len > CONFIG_MAX)
		return confine_refuse_takeover(path, why);
	*text = calloc(1, answer.len + 1);
	if (!*text)
		return refuse(why, ENOMEM, "%s: out of memory", path);
	if (!confine_read(child, *text, answer.len))
		return 0;
	free(*text);
	*text = NULL;
	return confine_refuse_end(child, path, why);
}

/* What the file itself says; facts may be NULL. */
static int look_inside(const char *kernel, char **text,
		       struct kernel_facts *facts, struct refusal *err)
{
	struct job job = { .path = kernel };
	struct confined child;
	bool overlay = false;
	int ret = read_kernel(kernel, &job.file, err);

	*text = NULL;
	if (ret)
		return ret;
	ret = confine_start(&child, -1, unpack_and_send, &job);
	if (ret) {
		ret = confine_refuse_start(ret, kernel, err);
	} else {
		ret = receive(&child, kernel, text, &overlay, err);
		confine_end(&child);
	}
	if (facts) {
		kernel_header(job.file.p, job.file.len, facts);
		facts->overlay = overlay;
	}
	free(job.file.p);
	return ret;
}

bool kconfig_beside(const char *kernel, char *path, size_t size)
{
	const char *slash = strrchr(kernel, '/');
	int dir = slash ? (int)(slash + 1 - kernel) : 0;
	const char *version = text_after(kernel + dir, "vmlinuz-");
	/* the last one: of a kernel tree, for arch/x86/boot/bzImage */
	static const char *const names[] = { "config", ".config",
					     "../../../.config" };

	/* /boot/config-VERSION, as distributions have it */
	snprintf(path, size, "%.*sconfig-%s", dir, kernel,
		 version ? version : "");
	if (version && !access(path, R_OK))
		return true;
	for (int i = 0; i < 3; i++) {
		snprintf(path, size, "%.*s%s", dir, kernel, names[i]);
		if (!access(path, R_OK))
			return true;
	}
	return false;
}

int kernel_look(const char *kernel, struct kernel_facts *facts,
		struct refusal *err)
{
	char *text;
	int ret;

	memset(facts, 0, sizeof(*facts));
	ret = look_inside(kernel, &text, facts, err);
	free(text);
	facts->unpacked = !ret || ret == -ENODATA;
	return facts->unpacked || ret == -EINVAL ? 0 : ret;
}

int kconfig_read(const char *kernel, char **text, struct refusal *err)
{
	int ret = look_inside(kernel, text, NULL, err);
	char beside[4200];
	size_t len;

	/* What cannot be unpacked by us may still boot. */
	if ((ret != -ENODATA && ret != -EINVAL) ||
	    !kconfig_beside(kernel, beside, sizeof(beside)))
		return ret;
	*text = path_read(beside, CONFIG_MAX, &len, err);
	return *text ? 0 : -EIO;
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
