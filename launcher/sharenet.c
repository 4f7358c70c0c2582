// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 247: A file of one's own kind
 *
 * A file that guests share is written by whoever runs in them. So it must be
 * one that was made for this, and not the user's thesis. Its first page is the
 * guests', who write there what they like; the second is never mapped and says
 * what kind of file it is. The file lies in a tmpfs, because the host takes no
 * guest memory from files on a disk.
 */
#include "sharenet.h"

#include "memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_BYTES	(2 * PAGE_BYTES)

static const char kind[] = "lguest: guests share the page before this\n";

static int refuse_place(const char *path, struct refusal *why)
{
	return refuse(why, EINVAL,
		      "%s: not in a tmpfs, and guests share nothing but memory; give --sharenet a file in /dev/shm or /run",
		      path);
}

static int check_kind(int fd, const char *path, struct refusal *why)
{
	char found[sizeof(kind)] = "";
	struct stat st;

	if (fstat(fd, &st))
		return refuse(why, errno, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return refuse(why, EINVAL,
			      "%s: not a file; give --sharenet the name of a file that is not there yet",
			      path);
	if (st.st_size != FILE_BYTES ||
	    pread(fd, found, sizeof(found), PAGE_BYTES) != sizeof(found) ||
	    memcmp(found, kind, sizeof(kind)))
		return refuse(why, EINVAL,
			      "%s: not a sharenet file of this lguest; remove it if one of an older lguest made it, or give the name of a file that is not there yet",
			      path);
	return memory_is_shareable(fd) ? 0 : refuse_place(path, why);
}

static int fill(int fd, const char *path, struct refusal *why)
{
	if (!ftruncate(fd, FILE_BYTES) &&
	    pwrite(fd, kind, sizeof(kind), PAGE_BYTES) == sizeof(kind))
		return 0;
	return refuse(why, errno, "%s: cannot be made: %s", path,
		      strerror(errno));
}

static int open_unnamed(const char *path, struct refusal *why)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX] = ".";
	int fd;

	if (slash && (size_t)(slash - path) < sizeof(folder) - 1)
		snprintf(folder, sizeof(folder), "%.*s",
			 (int)(slash - path) + 1, path);
	fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EOPNOTSUPP)
		return refuse_place(path, why);
	if (fd < 0)
		return refuse(why, errno,
			      "%s: cannot be made as a sharenet file: %s",
			      path, strerror(errno));
	if (memory_is_shareable(fd))
		return fd;
	close(fd);
	return refuse_place(path, why);
}

/* It gets its name when it is complete. Another launcher may be faster. */
static int make(const char *path, struct refusal *why)
{
	int fd = open_unnamed(path, why), err;
	char self[32];

	if (fd < 0)
		return fd;
	err = fill(fd, path, why);
	snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	if (!err && linkat(AT_FDCWD, self, AT_FDCWD, path,
			   AT_SYMLINK_FOLLOW) && errno != EEXIST)
		err = refuse(why, errno, "%s: cannot be made: %s", path,
			     strerror(errno));
	close(fd);
	return err;
}

static int open_there(const char *path)
{
	return open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

int sharenet_open(const char *path, struct refusal *why)
{
	int fd = open_there(path), err;

	if (fd < 0 && errno == ENOENT) {
		err = make(path, why);
		if (err)
			return err;
		fd = open_there(path);
	}
	if (fd < 0)
		return refuse(why, errno,
			      "%s: cannot be opened as a sharenet file: %s",
			      path, strerror(errno));
	err = check_kind(fd, path, why);
	if (!err)
		return fd;
	close(fd);
	return err;
}
