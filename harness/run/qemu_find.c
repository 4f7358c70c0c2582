// SPDX-License-Identifier: GPL-2.0
/* Finds qemu in the user's PATH. */
#include "run/qemu.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool in_path(const char *name, char *path, size_t size)
{
	const char *p = getenv("PATH");

	for (; p && *p; p += strcspn(p, ":"), p += *p == ':') {
		snprintf(path, size, "%.*s/%s", (int)strcspn(p, ":"), p, name);
		if (!access(path, X_OK))
			return true;
	}
	return false;
}

int qemu_find(const char *wanted, bool wide, char *path, size_t size,
	      struct refusal *err)
{
	if (wanted) {
		snprintf(path, size, "%s", wanted);
		return access(path, X_OK) ?
			refuse(err, errno, "%s: cannot run this qemu: %s",
			       path, strerror(errno)) : 0;
	}
	if ((!wide && in_path("qemu-system-i386", path, size)) ||
	    in_path("qemu-system-x86_64", path, size))
		return 0;
	return refuse(err, ENOENT,
		      "there is no %s in PATH; install Debian's qemu-system-x86, or give --qemu=FILE",
		      wide ? "qemu-system-x86_64" : "qemu-system-i386");
}
