// SPDX-License-Identifier: GPL-2.0
/*
 * For lib/flips alone: which expectations a test meets, and one of them broken.
 *
 * LGCHECK_FLIP=FILE:LINE breaks the one there.  LGCHECK_MET=FILE gets a line for
 * each that is met.  That file is mapped and shared with all children, as tests
 * drop rights, close descriptors and change folders.
 */
#include "check.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define BITS (1 << 20)

/* The file as the script makes it is all zeros, and large enough. */
struct met {
	unsigned char seen[BITS / 8];
	uint32_t len;
	char text[];
};

static struct met *met;
static size_t room;
static const char *flip_file;
static int flip_line;

__attribute__((constructor)) static void flips_start(void)
{
	char *flip = getenv("LGCHECK_FLIP"), *colon;
	const char *file = getenv("LGCHECK_MET");
	struct stat st;
	int fd;

	if (flip && (colon = strrchr(flip, ':'))) {
		flip_file = strndup(flip, colon - flip);
		flip_line = atoi(colon + 1);
	}
	fd = file ? open(file, O_RDWR | O_CLOEXEC) : -1;
	if (fd < 0)
		return;
	if (!fstat(fd, &st) && st.st_size > (off_t)sizeof(*met)) {
		room = st.st_size - sizeof(*met);
		met = mmap(NULL, st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED,
			   fd, 0);
	}
	close(fd);
}

static void note(const char *file, int line)
{
	uint32_t bit = line * 2654435761u, at;
	char text[120];
	const char *c;
	int len;

	for (c = file; *c; c++)
		bit = (bit ^ *c) * 16777619;
	bit = bit >> 4 & (BITS - 1);
	if (__atomic_fetch_or(&met->seen[bit / 8], 1 << bit % 8,
			      __ATOMIC_RELAXED) >> bit % 8 & 1)
		return;
	len = snprintf(text, sizeof(text), "%.100s:%d\n", file, line);
	at = __atomic_fetch_add(&met->len, len, __ATOMIC_RELAXED);
	if (at + len <= room)
		memcpy(met->text + at, text, len);
}

/* errno stays what it is: the caller may be about to look at it. */
int check_flipped(const char *file, int line)
{
	if (met && met != MAP_FAILED)
		note(file, line);
	return line == flip_line && !strcmp(file, flip_file);
}
