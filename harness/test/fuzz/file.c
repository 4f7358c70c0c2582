// SPDX-License-Identifier: GPL-2.0
/*
 * Files for the fuzz targets. If something fails here, that is the machine's
 * fault and not a finding: it ends the program.
 */
#include "file.h"

#include "lib/paths.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[64];

static void clean_up(void)
{
	path_remove(dir);
}

const char *fuzz_dir(void)
{
	if (dir[0])
		return dir;
	strcpy(dir, access("/dev/shm", W_OK) ? "/tmp/lgcheck-fuzz-XXXXXX" :
					       "/dev/shm/lgcheck-fuzz-XXXXXX");
	if (!mkdtemp(dir))
		abort();
	atexit(clean_up);
	return dir;
}

const char *fuzz_file(const char *name, const uint8_t *data, size_t size)
{
	static char path[80];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", fuzz_dir(), name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size || close(fd))
		abort();
	return path;
}
