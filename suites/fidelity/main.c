// SPDX-License-Identifier: GPL-2.0
/*
 * fidelity NAME: runs one test of what changes a running kernel's code.
 * Started by init in the guest with the names of the suite file.
 */
#include "fidelity.h"

#include <fcntl.h>
#include <sys/mount.h>

#define TRACING "/sys/kernel/tracing/"

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
	{ "modules", modules },
	{ "module_interrupts", module_interrupts },
	{ "module_refused", module_refused },
	{ "kprobe", kprobe },
	{ "kprobe_inside", kprobe_inside },
	{ "kretprobe", kretprobe },
	{ "uprobe", uprobe },
	{ "trace_function", trace_function },
	{ "trace_all", trace_all },
	{ "trace_graph", trace_graph },
};

int set(const char *file, const char *text)
{
	char path[200];
	int fd, err = 0;

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
	FILE *trace = fopen(TRACING "trace", "r");
	int n = 0;

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

int main(int argc, char *argv[])
{
	size_t i;

	if (mount("tracefs", TRACING, "tracefs", 0, NULL) && errno != EBUSY) {
		perror(TRACING);
		return 1;
	}
	for (i = 0; argc == 2 && i < sizeof(tests) / sizeof(tests[0]); i++) {
		if (strcmp(tests[i].name, argv[1]))
			continue;
		tests[i].run();
		return 0;
	}
	fprintf(stderr, "usage: fidelity NAME\n");
	return 2;
}
