// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 55: Unpacked behind a wall
 *
 * Before a kernel is a guest it is a file: seven decompressors and two parsers
 * look at bytes that somebody sent. If one of them has a hole, nobody needs to
 * break out of ring 1. So they run in a child that can read this file, compute
 * and answer, and nothing else.
 *
 * The child answers with the reason for a refusal, or with numbers and then the
 * bytes of the kernel's parts. It may have been taken over, so everything is
 * checked here: numbers against the guest's memory, words for being printable.
 * At worst another guest is loaded than the one in the file.
 */
#include "load.h"

#include "boot.h"
#include "lib/confine.h"
#include "lib/text.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK		(64u << 10)
#define TABLE_SPAN	(4u << 20)
#define MAX_ERRNO	4095

struct job {
	struct image file;
	uint32_t ram;
};

struct answer {
	int err;
	struct refusal why;
	struct kernel kernel;
};

/* --- in the child */

static int send_part(const struct image *from, const struct kernel_part *part,
		     int out)
{
	static uint8_t buf[CHUNK];
	uint32_t done = 0;
	int err = 0;

	if (from->fd < 0)
		return confine_write(out, from->data + part->offset,
				     part->size);
	while (!err && done < part->size) {
		uint32_t n = part->size - done;

		if (n > sizeof(buf))
			n = sizeof(buf);
		err = image_read(from, part->offset + done, buf, n);
		if (!err)
			err = confine_write(out, buf, n);
		done += n;
	}
	return err;
}

static void parse_and_send(void *arg, int out)
{
	static struct answer answer;
	const struct job *job = arg;
	struct image unpacked;
	int err;

	answer.err = kernel_parse(&job->file, job->ram, &unpacked,
				  &answer.kernel, &answer.why);
	err = confine_write(out, &answer, sizeof(answer));
	if (answer.err)
		return;
	for (unsigned int i = 0; !err && i < answer.kernel.nparts; i++)
		err = send_part(unpacked.data ? &unpacked : &job->file,
				&answer.kernel.parts[i], out);
}

/* --- in the launcher */

/* The file's name as the user gave it, and words fit for a terminal. */
static int pass_on(const struct answer *answer, const char *path,
		   struct refusal *why)
{
	size_t name = strlen(path), room = sizeof(answer->why.text);
	const char *text = answer->why.text;

	if (answer->err < -MAX_ERRNO || answer->err > 0 ||
	    !memchr(text, '\0', room))
		return confine_refuse_takeover(path, why);
	/* A very long name leaves room for nothing else. */
	if (strncmp(text, path, name) || !text_after(text + name, ": "))
		name = 0;
	memcpy(why->text, text, name);
	text_clean(why->text + name, sizeof(why->text) - name, text + name,
		   strlen(text + name));
	return answer->err;
}

static bool part_fits(const struct kernel *kernel,
		      const struct kernel_part *part)
{
	return part->addr >= kernel->low && part->addr < kernel->high &&
	       part->size <= kernel->high - part->addr;
}

/* As kernel_parse() found them, or somebody in its place. */
static bool plausible(const struct kernel *kernel, uint32_t ram)
{
	uint64_t bytes = 0;

	if (kernel->low < BOOT_AREA_END || kernel->low >= kernel->high ||
	    kernel->high > ram || kernel->entry < kernel->low ||
	    kernel->entry >= kernel->high ||
	    kernel->page_offset % TABLE_SPAN ||
	    kernel->nparts > KERNEL_PARTS ||
	    !memchr(kernel->packing, '\0', sizeof(kernel->packing)))
		return false;
	for (unsigned int i = 0; i < kernel->nparts; i++) {
		if (!part_fits(kernel, &kernel->parts[i]))
			return false;
		bytes += kernel->parts[i].size;
	}
	for (const char *p = kernel->packing; *p; p++)
		if (*p < 'a' || *p > 'z')
			if (*p < '0' || *p > '9')
				return false;
	return bytes <= kernel->high - kernel->low;
}

static int receive(struct confined *child, const char *path,
		   struct guest_memory *mem, struct kernel *kernel,
		   struct refusal *why)
{
	struct answer answer;

	if (confine_read(child, &answer, sizeof(answer)))
		return confine_refuse_end(child, path, why);
	if (answer.err)
		return pass_on(&answer, path, why);
	if (!plausible(&answer.kernel, mem->ram))
		return confine_refuse_takeover(path, why);
	*kernel = answer.kernel;
	if (kernel->has_header)
		verbose("%s: %u bytes of %s, %u unpacked", path,
			kernel->packed, kernel->packing, kernel->unpacked);
	for (unsigned int i = 0; i < kernel->nparts; i++) {
		const struct kernel_part *part = &kernel->parts[i];
		void *to = guest_range(mem, part->addr, part->size);

		if (!to)
			return confine_refuse_takeover(path, why);
		if (confine_read(child, to, part->size))
			return confine_refuse_end(child, path, why);
		verbose("part %u: 0x%x bytes at 0x%x", i, part->size,
			part->addr);
	}
	return 0;
}

int load_kernel(const char *path, struct guest_memory *mem,
		struct kernel *kernel, struct refusal *why)
{
	struct job job = { .ram = mem->ram };
	struct confined child;
	int err = image_open(&job.file, path, why);

	if (err)
		return err;
	err = confine_start(&child, job.file.fd, parse_and_send, &job);
	if (err) {
		err = confine_refuse_start(err, path, why);
	} else {
		err = receive(&child, path, mem, kernel, why);
		confine_end(&child);
	}
	image_close(&job.file);
	return err;
}
