// SPDX-License-Identifier: GPL-2.0
/*
 * Writes the seeds of the fuzzer: the kernels of the unit tests.
 *
 *   seed elf FILE              an ELF kernel
 *   seed wrap PAYLOAD FILE     a bzImage around PAYLOAD
 *   seed limit PAYLOAD FILE    PAYLOAD as an input of the target "payload"
 */
#include "builder.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The builder checks with libcheck, but this is not a test: just give up. */
void _mark_point(const char *file, int line)
{
	(void)file;
	(void)line;
}

void _ck_assert_failed(const char *file, int line, const char *expr,
		       const char *msg, ...)
{
	(void)msg;
	fprintf(stderr, "%s:%d: %s\n", file, line, expr);
	exit(1);
}

static struct blob read_file(const char *name)
{
	struct blob blob = { calloc(1, 1 << 20), 0 };
	FILE *f = fopen(name, "r");

	if (!f || !blob.data) {
		perror(name);
		exit(1);
	}
	blob.size = fread(blob.data, 1, 1 << 20, f);
	fclose(f);
	return blob;
}

static int write_file(const char *name, const struct blob *blob)
{
	FILE *f = fopen(name, "w");

	if (!f || fwrite(blob->data, 1, blob->size, f) != blob->size ||
	    fclose(f)) {
		perror(name);
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct blob in, out;

	if (argc == 3 && !strcmp(argv[1], "elf")) {
		out = blob_elf();
		return write_file(argv[2], &out);
	}
	if (argc != 4)
		return 2;
	in = read_file(argv[2]);
	if (!strcmp(argv[1], "wrap")) {
		out = blob_bzimage(&in);
	} else {
		out.size = in.size + 1;
		out.data = malloc(out.size);
		if (!out.data)
			return 1;
		out.data[0] = 16;
		memcpy(out.data + 1, in.data, in.size);
	}
	return write_file(argv[3], &out);
}
