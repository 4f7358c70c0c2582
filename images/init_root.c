// SPDX-License-Identifier: GPL-2.0
/*
 * For kernels that find no root by themselves, init starts once before, from an
 * initial RAM disk: it loads the modules that are listed there, mounts the root
 * disk and starts the init on it. If there is none, the RAM disk is the root.
 */
#include "init.h"
#include "lib/boot_word.h"
#include "lib/contract.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NEXT	"/sbin/init"

/* A kernel that cannot load one may do without it; a disk will show. */
static void load_module(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if ((fd < 0 || syscall(SYS_finit_module, fd, "", 0)) && errno != EEXIST)
		say("module %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

static void load_modules(void)
{
	FILE *f = fopen(LOADER_MODULES, "re");
	char line[300];

	if (!f) {
		say(LOADER_MODULES ": %s", strerror(errno));
		return;
	}
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		load_module(line);
	}
	fclose(f);
}

/* Drivers look for disks in their own time; lgcheck has a limit for all of it. */
static void wait_for(const char *path)
{
	struct timespec nap = { 0, 10000000 };

	while (access(path, F_OK))
		nanosleep(&nap, NULL);
}

/* The driver of ext4 takes an ext2 image too, by either name. */
static int mount_root(const char *disk)
{
	wait_for(disk);
	if (!mount(disk, LOADER_ROOT, "ext2", 0, NULL) ||
	    !mount(disk, LOADER_ROOT, "ext4", 0, NULL))
		return 0;
	say("%s: cannot be mounted: %s", disk, strerror(errno));
	return -1;
}

/* Makes the disk's root that of this process and of all that follow. */
static int change_root(void)
{
	umount2("/proc", MNT_DETACH);
	umount2("/dev", MNT_DETACH);
	if (chdir(LOADER_ROOT) || mount(".", "/", NULL, MS_MOVE, NULL) ||
	    chroot(".") || chdir("/")) {
		say("the root cannot be changed: %s", strerror(errno));
		return -1;
	}
	return 0;
}

void start_root(char **argv)
{
	char next[] = NEXT, disk[80];

	mkdir("/proc", 0555);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("devtmpfs", "/dev", "devtmpfs", 0, "mode=0755");
	load_modules();
	if (boot_word("root", disk, sizeof(disk)) &&
	    (mount_root(disk) || change_root()))
		return;
	argv[0] = next;
	execv(NEXT, argv);
	say(NEXT ": %s", strerror(errno));
}
