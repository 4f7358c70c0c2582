// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's init: process 1 of every image that lgcheck builds.
 *
 * Mounts what tests need, runs the plan in /etc/lgcheck/plan or the shell in
 * /etc/lgcheck/shell, and powers off. Results go to a console of their own; the
 * README of this folder has the protocol. What differs from machine to machine
 * comes as words on the kernel's command line.
 *
 * The kernel is under test, so nothing here is taken for granted. What does not
 * work is reported on the log console, and the guest still powers off. The
 * harness takes a missing END record for an error, never for a pass.
 */
#include "init.h"
#include "lib/boot_word.h"
#include "lib/contract.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX	(1024 * 1024)
#define DISKS		9

/* Mount one file system, unless the kernel has done so already. */
static void mount_one(const char *type, const char *path, unsigned long flags,
		      const char *data)
{
	mkdir(path, 0755);
	if (mount(type, path, type, flags, data) && errno != EBUSY)
		say("no %s on %s: %s", type, path, strerror(errno));
}

static void mount_all(void)
{
	mount_one("devtmpfs", "/dev", 0, "mode=0755");
	mount_one("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	mount_one("sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	mount_one("tmpfs", "/tmp", MS_NOSUID | MS_NODEV, "mode=1777");
	mount_one("tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777");
}

/* Suites know disks by the names that lguest gives them. */
static void name_disks(void)
{
	char disks[16], from[40], to[40];

	if (!boot_word(BOOT_DISKS, disks, sizeof(disks)))
		return;
	for (char c = 'a'; c < 'a' + DISKS; c++) {
		snprintf(to, sizeof(to), "/dev/%s%c", disks, c);
		snprintf(from, sizeof(from), "/dev/lgb%c", c);
		if (!access(to, F_OK) && symlink(to, from) && errno != EEXIST)
			say("%s: %s", from, strerror(errno));
	}
}

/* The whole file as a string, or NULL with errno. */
static char *read_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 0;
	size_t len = 0;
	ssize_t n = 0;
	char *text;

	if (fd < 0)
		return NULL;
	text = malloc(FILE_MAX + 1);
	if (!text) {
		close(fd);
		return NULL;
	}
	while (len <= FILE_MAX &&
	       (n = read(fd, text + len, FILE_MAX + 1 - len)) > 0)
		len += n;
	if (n < 0)
		err = errno;
	else if (len > FILE_MAX)
		err = EFBIG;
	close(fd);
	if (err) {
		free(text);
		errno = err;
		return NULL;
	}
	text[len] = '\0';
	return text;
}

static void do_plan(char *text)
{
	char error[256], path[80] = INIT_RESULTS;
	struct plan plan;

	if (plan_parse(text, &plan, error, sizeof(error))) {
		say(INIT_PLAN ": %s", error);
		return;
	}
	boot_word(BOOT_RESULTS, path, sizeof(path));
	if (!results_open(path)) {
		say("%zu tests", plan.count);
		run_plan(&plan);
		results_drain();
	}
	plan_free(&plan);
}

static void do_work(void)
{
	char *text = read_file(INIT_PLAN);

	if (text) {
		do_plan(text);
		free(text);
		return;
	}
	if (errno != ENOENT) {
		say(INIT_PLAN ": %s", strerror(errno));
		return;
	}
	text = read_file(INIT_SHELL);
	if (text) {
		run_shell(text);
		free(text);
		return;
	}
	if (errno == ENOENT)
		say("neither " INIT_PLAN " nor " INIT_SHELL
		    " is in the image: nothing to do");
	else
		say(INIT_SHELL ": %s", strerror(errno));
}

/* A machine may have a port for kernels that cannot switch it off. */
static void leave_machine(void)
{
	unsigned int port, value;
	char text[40];

	if (!boot_word(BOOT_EXIT, text, sizeof(text)) ||
	    sscanf(text, "%i,%i", (int *)&port, (int *)&value) != 2)
		return;
	if (iopl(3)) {
		say("no access to port %#x: %s", port, strerror(errno));
		return;
	}
	outb((unsigned char)value, (unsigned short)port);
}

static void power_off(void)
{
	kill_all();
	umount2("/tmp", MNT_DETACH);
	sync();
	if (mount(NULL, "/", NULL, MS_REMOUNT | MS_RDONLY, NULL))
		say("/ stays writable: %s", strerror(errno));
	sync();
	say(INIT_POWERS_OFF);
	leave_machine();
	reboot(RB_POWER_OFF);
	say("no power-off: %s", strerror(errno));
}

int main(int argc, char **argv)
{
	char text[16];

	if (getpid() != 1) {
		fprintf(stderr, "lgcheck init: runs only as process 1 of a guest; let lgcheck start it\n");
		return 2;
	}
	console_open();
	if (argc > 0 && !strcmp(argv[0], INIT_LOADER)) {
		start_root(argv);
		power_off();
		return 1;
	}
	say(INIT_STARTED);
	umask(022);
	setenv("PATH", "/bin:/sbin:/usr/bin:/usr/sbin", 1);
	setenv("HOME", "/", 1);
	mount_all();
	if (boot_word(BOOT_RESULTS, text, sizeof(text)))
		console_wait();
	name_disks();
	do_work();
	power_off();
	return 1;
}
