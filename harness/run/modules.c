// SPDX-License-Identifier: GPL-2.0
/*
 * Reads modules.dep. It is the user's, made by depmod: a line for each module,
 * with all it depends on, the last one first to be loaded.
 */
#include "run/modules.h"

#include "lib/paths.h"
#include "lib/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEP_MAX (16u << 20)
#define LINE_DEPS 64

bool modules_folder(const char *kernel, const char *release, char *path,
		    size_t size)
{
	const char *slash = strrchr(kernel, '/');
	int dir = slash ? (int)(slash + 1 - kernel) : 0;
	char dep[4300];

	for (int i = 0; i < 4; i++) {
		if (i && !*release)
			return false;
		if (i == 0)
			snprintf(path, size, "%.*smodules", dir, kernel);
		else if (i == 3)
			snprintf(path, size, "/lib/modules/%s", release);
		else
			snprintf(path, size, "%.*s%slib/modules/%s", dir,
				 kernel, i == 2 ? "../" : "", release);
		snprintf(dep, sizeof(dep), "%s/modules.dep", path);
		if (!access(dep, R_OK))
			return true;
	}
	return false;
}

/* Is that the file of the module? - and _ are one, and it may be packed. */
static bool is_file_of(const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');
	const char *p = slash ? slash + 1 : file;

	for (; *name; name++, p++)
		if (*p != *name && !(*p == '-' && *name == '_'))
			return false;
	return text_after(p, ".ko") != NULL;
}

static int add_file(const char *folder, const char *file, char **list,
		    unsigned *n, unsigned max)
{
	char *path = path_in(folder, file);

	if (!path)
		return -ENOMEM;
	for (unsigned i = 0; i < *n; i++) {
		if (!strcmp(list[i], path)) {
			free(path);
			return 0;
		}
	}
	if (*n == max) {
		free(path);
		return -E2BIG;
	}
	list[(*n)++] = path;
	return 0;
}

/* A line of modules.dep, behind the module's own name. */
static int add_line(const char *folder, const char *file, char *deps,
		    char **list, unsigned *n, unsigned max)
{
	char *dep[LINE_DEPS], *save, *word;
	unsigned count = 0;
	int ret = 0;

	for (word = strtok_r(deps, " ", &save); word;
	     word = strtok_r(NULL, " ", &save)) {
		if (count == LINE_DEPS)
			return -E2BIG;
		dep[count++] = word;
	}
	while (!ret && count)
		ret = add_file(folder, dep[--count], list, n, max);
	return ret ? ret : add_file(folder, file, list, n, max);
}

int modules_add(const char *folder, const char *name, char **list,
		unsigned *n, unsigned max, struct refusal *err)
{
	char *path = path_in(folder, "modules.dep"), *text, *line, *save, *colon;
	int ret = -ENOENT;
	size_t len;

	if (!path)
		return refuse(err, ENOMEM, "out of memory");
	text = path_read(path, DEP_MAX, &len, err);
	if (!text) {
		free(path);
		return -EIO;
	}
	for (line = strtok_r(text, "\n", &save); line && ret == -ENOENT;
	     line = strtok_r(NULL, "\n", &save)) {
		colon = strchr(line, ':');
		if (!colon)
			continue;
		*colon = '\0';
		if (!is_file_of(line, name))
			continue;
		ret = add_line(folder, line, colon + 1, list, n, max);
		if (ret)
			refuse(err, -ret, "%s: %s: %s", path, name,
			       strerror(-ret));
	}
	free(text);
	free(path);
	return ret;
}
