// SPDX-License-Identifier: GPL-2.0
/* Mounting and leaving the file system of a test; see filesystems.h. */
#include "filesystems.h"

#include <ftw.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#define FOLDER "/mnt/work"

static unsigned long long free_before, files_before;

static void room(unsigned long long *bytes, unsigned long long *files)
{
	struct statvfs st;

	sync();
	SYS(statvfs("/mnt", &st));
	*bytes = (unsigned long long)st.f_bfree * st.f_frsize;
	*files = st.f_ffree;
}

static void mount_it(unsigned long flags)
{
	SYS(mount(test_args[0], "/mnt", test_args[1], flags, NULL));
}

static int remove_entry(const char *path, const struct stat *st, int type,
			struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	SYS(remove(path));
	return 0;
}

static void remove_all(void)
{
	SYS(nftw(FOLDER, remove_entry, 16, FTW_DEPTH | FTW_PHYS));
}

void fs_enter(void)
{
	if (!in_guest())
		skip("no %s on this machine", test_args[0] ? test_args[0] :
							     "disk");
	CHECK(test_args[0] && test_args[1]);
	umount("/mnt");		/* what a test that failed has left */
	mount_it(0);
	if (!access(FOLDER, F_OK))
		remove_all();
	room(&free_before, &files_before);
	SYS(mkdir(FOLDER, 0755));
	SYS(chdir(FOLDER));
}

void fs_again(void)
{
	SYS(chdir("/"));
	SYS(umount("/mnt"));
	mount_it(0);
	SYS(chdir(FOLDER));
}

/* A test that leaves nothing leaves as many free blocks as there were. */
void fs_leave(void)
{
	unsigned long long bytes, files;

	SYS(chdir("/"));
	remove_all();
	SYS(umount("/mnt"));
	mount_it(0);
	room(&bytes, &files);
	CHECK_EQ(bytes, free_before);
	CHECK_EQ(files, files_before);
	SYS(umount("/mnt"));
}

uint32_t fs_seed(void)
{
	uint32_t seed;

	test_args += 2;
	seed = seed_start();
	test_args -= 2;
	return seed;
}
