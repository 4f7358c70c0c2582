// SPDX-License-Identifier: GPL-2.0
/* "lgcheck machine": says which machine "lgcheck run" would choose. */
#include "command/command.h"
#include "run/choose.h"
#include "run/kconfig.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
"usage: lgcheck machine --kernel=FILE [-v]\n"
"\n"
"Prints the machine that `lgcheck run` chooses for this kernel: lguest if it can\n"
"be a guest of lguest, qemu for any other bzImage if there is a qemu.\n"
"\n"
"  -k, --kernel=FILE    bzImage or vmlinux\n"
"      --qemu=FILE      default: qemu-system-i386 or qemu-system-x86_64 in PATH\n"
"      --accel=NAME     kvm or tcg for qemu; default: kvm where it works\n"
"  -v, --verbose        also how qemu boots it\n"
"  -h, --help           this text\n"
"\n"
"Exit status: 0; 2 usage, or a kernel that cannot boot in qemu.\n";

struct kernel_config {
	const char *kernel;
	char *text;
};

static const char *read_config(void *ctx)
{
	struct kernel_config *k = ctx;
	struct refusal m;

	kconfig_read(k->kernel, &k->text, &m);
	return k->text;
}

int command_machine(int argc, char **argv)
{
	static struct choice c;
	struct kernel_config k = { NULL, NULL };
	struct refusal m = { "" };
	char text[9000];
	struct options o;
	FILE *f;

	if (options_parse(argc, argv, &o, &m))
		return refusal_tell(&m, STATUS_USAGE);
	if (o.help) {
		fputs(help, stdout);
		return STATUS_PASSED;
	}
	if (!o.kernel || o.n_suites) {
		refuse(&m, EINVAL, "give one kernel, with --kernel=FILE");
		return refusal_tell(&m, STATUS_USAGE);
	}
	k.kernel = o.kernel;
	f = fopen(o.kernel, "re");
	if (!f) {
		refuse(&m, errno, "%s: cannot read this kernel: %s", o.kernel,
		       strerror(errno));
		return refusal_tell(&m, STATUS_USAGE);
	}
	fclose(f);
	choice_make(&c, &o, o.kernel, read_config, &k);
	free(k.text);
	printf("%s\n", c.machine->name);
	if (o.verbose && choice_tell(&c, text, sizeof(text)))
		printf("%s\n", text);
	m = c.refused;
	choice_free(&c);
	return *m.text ? refusal_tell(&m, STATUS_USAGE) : STATUS_PASSED;
}
