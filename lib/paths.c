// SPDX-License-Identifier: GPL-2.0
/*
 * Writes files whole or not at all, and makes, reads, copies and removes files
 * and folders. Names come from the user and contents from anywhere, so reading
 * has a limit.
 */
#include "lib/paths.h"

#include "lib/text.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *path_in(const char *dir, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", dir, name) < 0 ? NULL : path;
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

int path_make(const char *path, struct refusal *err)
{
	char p[4400];

	text_copy(p, sizeof(p), path);
	for (char *c = p + 1;; c++) {
		char at = *c;

		if (at && at != '/')
			continue;
		*c = '\0';
		if (mkdir(p, 0755) && errno != EEXIST)
			return refuse(err, errno,
				      "%s: cannot create: %s; give another place with --results=DIR",
				      p, strerror(errno));
		if (!at)
			return 0;
		*c = at;
	}
}

static bool is_special(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode);
}

void path_new(char *temp, size_t size, const char *path)
{
	snprintf(temp, size, "%.4300s%s", path, is_special(path) ? "" : ".new");
}

int path_give_up(const char *temp, const char *path, int ret,
		 struct refusal *err)
{
	if (strcmp(temp, path))
		unlink(temp);
	return refuse(err, -ret, "%s: cannot write: %s", path,
		      strerror(-ret));
}

int path_put(const char *temp, const char *path, struct refusal *err)
{
	int fd, ret = 0;

	if (!strcmp(temp, path))
		return 0;
	/* A network file system may report a full disk only now. */
	fd = open(temp, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fsync(fd))
		ret = -errno;
	if (fd >= 0)
		close(fd);
	if (!ret && rename(temp, path))
		ret = -errno;
	return ret ? path_give_up(temp, path, ret, err) : 0;
}

int path_check(const char *path, struct refusal *err)
{
	char dir[4400];
	struct stat st;
	char *slash;
	int ret = 0;

	text_copy(dir, sizeof(dir), path);
	slash = strrchr(dir, '/');
	if (slash)
		slash[slash == dir] = '\0';
	if (!*path)
		ret = -ENOENT;
	else if (!stat(path, &st) && S_ISDIR(st.st_mode))
		ret = -EISDIR;
	else if (access(is_special(path) ? path : slash ? dir : ".", W_OK))
		ret = -errno;
	return ret ? refuse(err, -ret, "%s: cannot write: %s", path,
			    strerror(-ret)) : 0;
}

static bool all_zero(const char *p, ssize_t n)
{
	return !p[0] && !memcmp(p, p + 1, n - 1);
}

static int copy(int in, int out)
{
	char buf[65536];
	off_t size = 0;
	ssize_t n;

	while ((n = read(in, buf, sizeof(buf))) > 0) {
		if (!all_zero(buf, n) && pwrite(out, buf, n, size) != n)
			return errno ? -errno : -EIO;
		size += n;
	}
	if (n < 0 || ftruncate(out, size))
		return -errno;
	return 0;
}

int path_copy(const char *from, const char *to, struct refusal *err)
{
	/* A device may never end, and a pipe may never begin. */
	int in = open(from, O_RDONLY | O_NONBLOCK | O_CLOEXEC), out, ret;
	struct stat st;

	if (in < 0 || fstat(in, &st)) {
		ret = refuse(err, errno, "%s: cannot read: %s", from,
			     strerror(errno));
		if (in >= 0)
			close(in);
		return ret;
	}
	if (!S_ISREG(st.st_mode)) {
		close(in);
		return refuse(err, EINVAL, "%s: is not a plain file",
			      from);
	}
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	ret = out < 0 ? -errno : copy(in, out);
	close(in);
	if (out >= 0 && close(out) && !ret)
		ret = -errno;
	if (ret)
		refuse(err, -ret, "%s: cannot write: %s", to,
		       strerror(-ret));
	return ret;
}

static int remove_one(const char *path, const struct stat *st, int flag,
		      struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	remove(path);
	return 0;
}

void path_remove(const char *dir)
{
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

char *path_read(const char *path, size_t max, size_t *len, struct refusal *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t size = 0, room = 0;
	char *buf = NULL;
	ssize_t n = 1;

	while (fd >= 0 && n > 0 && size <= max) {
		if (size + 1 >= room) {
			char *more = realloc(buf, room = 2 * room + 65536);

			if (!more) {
				errno = ENOMEM;
				break;
			}
			buf = more;
		}
		n = read(fd, buf + size, room - size - 1);
		size += n > 0 ? n : 0;
	}
	if (fd < 0 || n) {
		refuse(err, errno, "%s: cannot read: %s", path,
		       size > max ? "it is too long" : strerror(errno));
		free(buf);
		buf = NULL;
	} else {
		buf[size] = '\0';
		*len = size;
	}
	if (fd >= 0)
		close(fd);
	return buf;
}
