// SPDX-License-Identifier: GPL-2.0
/* The kernel's tracing files. */
#include "fidelity.h"

#include <fcntl.h>
#include <sys/mount.h>

#define TRACING "/sys/kernel/tracing/"

void only_in_guest(void)
{
	if (!in_guest())
		skip("changes the code of the running kernel");
}

/* The folder is there as soon as somebody wants it. */
static void mount_tracing(void)
{
	only_in_guest();
	if (mount("tracefs", TRACING, "tracefs", 0, NULL) && errno != EBUSY)
		check_failed(__FILE__, __LINE__, "%s: %s", TRACING,
			     strerror(errno));
}

int set(const char *file, const char *text)
{
	char path[200];
	int fd, err = 0;

	mount_tracing();
	snprintf(path, sizeof(path), TRACING "%s", file);
	fd = open(path, O_WRONLY | O_TRUNC);
	if (fd < 0)
		check_failed(__FILE__, __LINE__, "%s: %s", path,
			     strerror(errno));
	if (write(fd, text, strlen(text)) < 0)
		err = errno;
	close(fd);
	return err;
}

void must_set(const char *file, const char *text)
{
	int err = set(file, text);

	if (err)
		check_failed(__FILE__, __LINE__, "\"%s\" into %s: %s", text,
			     file, strerror(err));
}

int traced(const char *text)
{
	static char line[1000];
	FILE *trace;
	int n = 0;

	mount_tracing();
	trace = fopen(TRACING "trace", "r");
	CHECK(trace);
	while (fgets(line, sizeof(line), trace))
		if (*line != '#' && strstr(line, text))
			n++;
	fclose(trace);
	return n;
}

void visit_kernel(void)
{
	int fd = SYS(open("/dev/null", O_RDONLY));

	close(fd);
}
