// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing the suite file: keys, words, times, sizes, escapes.  What is refused
 * is refused with FILE:LINE, and nothing stays allocated.
 */
#include "suite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];

static void clean_up(void)
{
	char path[80];

	snprintf(path, sizeof(path), "%s/suite", dir);
	unlink(path);
	rmdir(dir);
}

static void put_file(const uint8_t *data, size_t size)
{
	char path[80];
	int fd;

	if (!dir[0]) {
		strcpy(dir, access("/dev/shm", W_OK) ?
		       "/tmp/lgcheck-fuzz-XXXXXX" :
		       "/dev/shm/lgcheck-fuzz-XXXXXX");
		if (!mkdtemp(dir))
			abort();
		atexit(clean_up);
	}
	snprintf(path, sizeof(path), "%s/suite", dir);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size || close(fd))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct suite_places places = { .build = "/nowhere" };
	struct suite *suite = NULL;
	struct message m = { "" };
	char start[100];
	int ret;

	put_file(data, size);
	ret = suite_load("fuzz", dir, &places, &suite, &m);
	snprintf(start, sizeof(start), "%s/suite:", dir);
	if (!ret != (suite != NULL) || (ret && !m.text[0]))
		abort();
	if (ret == -EINVAL && strncmp(m.text, start, strlen(start)))
		abort();
	suite_free(suite);
	return 0;
}
