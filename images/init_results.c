// SPDX-License-Identifier: GPL-2.0
/*
 * The results console, hvc1, which carries nothing but numbered, checksummed
 * records. A record that cannot be written is never written later: the gap in
 * the numbers tells the harness.
 */
#include "init.h"
#include "lib/record.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static int results = -1;
static unsigned long sequence;
static int failed;

/* Raw: a record must arrive byte for byte; no \r before its newline. */
int results_open(const char *path)
{
	struct termios raw;
	int err;

	results = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (results < 0) {
		err = -errno;
		say("%s: %s; no results without a second console", path,
		    strerror(-err));
		return err;
	}
	if (tcgetattr(results, &raw)) {
		err = -errno;
		say("%s: %s; not a terminal", path, strerror(-err));
		return err;
	}
	cfmakeraw(&raw);
	raw.c_cflag |= CLOCAL;
	if (tcsetattr(results, TCSANOW, &raw)) {
		err = -errno;
		say("%s: cannot be made raw: %s", path, strerror(-err));
		return err;
	}
	return 0;
}

static int write_all(const char *data, size_t len)
{
	struct pollfd pfd = { .fd = results, .events = POLLOUT };
	ssize_t n;

	while (len) {
		n = write(results, data, len);
		if (n > 0) {
			data += n;
			len -= n;
		} else if (n < 0 && errno == EAGAIN) {
			poll(&pfd, 1, -1);
		} else if (n == 0 || errno != EINTR) {
			return n ? -errno : -EIO;
		}
	}
	return 0;
}

void results_put(const char *fmt, ...)
{
	char text[RECORD_TEXT_MAX + 1], line[RECORD_LINE_MAX];
	va_list ap;
	size_t len;
	int err;

	if (failed)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	len = record_format(line, ++sequence, text);
	err = write_all(line, len);
	if (err) {
		failed = 1;
		say("cannot write record %lu to the results console: %s",
		    sequence, strerror(-err));
	}
}

int results_failed(void)
{
	return failed;
}

void results_drain(void)
{
	if (results >= 0)
		tcdrain(results);
}
