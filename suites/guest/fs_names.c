// SPDX-License-Identifier: GPL-2.0
/* Many names: create, list, link, rename, remove, and nothing left over. */
#include "check.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#define FILES	200

static int count_entries(const char *path, char *seen)
{
	DIR *dir = opendir(path);
	struct dirent *d;
	int n = 0, i;

	CHECK(dir != NULL);
	while ((d = readdir(dir))) {
		if (!strcmp(d->d_name, ".") || !strcmp(d->d_name, ".."))
			continue;
		n++;
		i = atoi(d->d_name + 1);
		if (seen)
			seen[i]++;
	}
	closedir(dir);
	return n;
}

static char *name(char letter, int i)
{
	static char names[2][64];
	static int which;

	which = !which;
	snprintf(names[which], 64, "d/%c%d-with-a-longer-name", letter, i);
	return names[which];
}

void test_fs_names(void)
{
	char seen[FILES] = "", target[64] = "";
	struct stat st;
	int i, fd;

	SYS(mkdir("d", 0755));
	for (i = 0; i < FILES; i++) {
		fd = SYS(open(name('a', i), O_WRONLY | O_CREAT | O_EXCL, 0640));
		CHECK_EQ(write(fd, &i, 4), 4);
		close(fd);
	}
	CHECK_EQ(count_entries("d", seen), FILES);
	for (i = 0; i < FILES; i++)
		CHECK_EQ(seen[i], 1);
	FAILS(open(name('a', 3), O_WRONLY | O_CREAT | O_EXCL, 0600), EEXIST);
	FAILS(rmdir("d"), ENOTEMPTY);
	for (i = 0; i < FILES; i += 2)
		SYS(rename(name('a', i), name('b', i)));
	for (i = 1; i < FILES; i += 2)
		SYS(unlink(name('a', i)));
	drop_caches();
	CHECK_EQ(count_entries("d", NULL), FILES / 2);
	for (i = 0; i < FILES; i += 2) {
		int value = -1;

		fd = SYS(open(name('b', i), O_RDONLY));
		CHECK_EQ(read(fd, &value, 4), 4);
		CHECK_EQ(value, i);
		close(fd);
	}
	SYS(link(name('b', 2), "hard"));
	SYS(stat("hard", &st));
	CHECK_EQ(st.st_nlink, 2);
	CHECK_EQ(st.st_mode & 07777, 0640);
	SYS(symlink("hard", "soft"));
	CHECK_EQ(readlink("soft", target, sizeof(target)), 4);
	CHECK(!strcmp(target, "hard"));
	SYS(rename(name('b', 4), "hard"));	/* replaces it */
	SYS(stat("soft", &st));
	CHECK_EQ(st.st_nlink, 1);
	SYS(unlink("hard"));
	FAILS(stat("soft", &st), ENOENT);
	for (i = 0; i < FILES; i += 2)
		if (i != 4)
			SYS(unlink(name('b', i)));
	CHECK_EQ(count_entries("d", NULL), 0);
	SYS(rmdir("d"));
	SYS(unlink("soft"));
	CHECK_EQ(count_entries(".", NULL), 0);
}
