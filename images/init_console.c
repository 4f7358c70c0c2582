// SPDX-License-Identifier: GPL-2.0
/*
 * The log console, which the kernel and all programs of the guest write to as
 * well. What init says there is for people, and for the harness, which finds
 * it by INIT_SAYS.
 */
#include "init.h"
#include "lib/contract.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static int console = -1;
static int waits;

void say(const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	dprintf(console, INIT_SAYS "%s\n", text);
	if (waits)
		tcdrain(console);
}

void console_wait(void)
{
	waits = 1;
}

void console_open(void)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY);

	if (fd < 0) {
		mkdir("/dev", 0755);
		mount("devtmpfs", "/dev", "devtmpfs", 0, "mode=0755");
		fd = open("/dev/console", O_RDWR | O_NOCTTY);
	}
	while (fd >= 0 && fd <= STDERR_FILENO)
		fd = dup(fd);
	if (fd >= 0)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	console = fd;
}
