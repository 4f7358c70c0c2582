// SPDX-License-Identifier: GPL-2.0
/*
 * The machine qemu: an ordinary PC, for any kernel. Console and result records
 * are its two serial ports, and its monitor says how the guest ended. qemu has
 * no capabilities, starts no programs and, unless lgcheck may not take it away,
 * reaches no network; otherwise it has the rights of whoever runs lgcheck.
 */
#include "run/machine.h"

#include "lib/contract.h"
#include "lib/text.h"
#include "lib/value.h"
#include "run/boot.h"
#include "run/run.h"

#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* For kernels that cannot switch off: init writes there, and qemu exits. */
#define EXIT_PORT	0x501
#define EXIT_VALUE	0x10
#define EXIT_STATUS	(EXIT_VALUE << 1 | 1)

static void add_hardware(struct command_line *c, const struct run_config *r,
			 const struct suite *s)
{
	const char *memory = r->memory ? r->memory : s->memory;
	uint64_t bytes = 0;

	value_size(memory, &bytes);
	command_word(c, "-machine");
	command_word(c, "pc,accel=%s", r->kvm ? "kvm" : "tcg");
	command_word(c, "-cpu");
	command_word(c, r->boot->wide ? "qemu64" : "qemu32");
	command_word(c, "-m");
	command_word(c, "%lluk", (unsigned long long)(bytes / 1024));
	command_word(c, "-rtc");
	command_word(c, "base=utc");
	if (!r->boot->powers_off) {
		command_word(c, "-device");
		command_word(c, "isa-debug-exit,iobase=%#x,iosize=1", EXIT_PORT);
	}
}

static void add_ports(struct command_line *c)
{
	command_word(c, "-chardev");
	command_word(c, "stdio,id=console,signal=off");
	command_word(c, "-serial");
	command_word(c, "chardev:console");
	command_word(c, "-add-fd");
	command_word(c, "fd=%d,set=1", LGUEST_RESULTS_FD);
	command_word(c, "-chardev");
	command_word(c, "file,id=records,path=/dev/fdset/1,append=on");
	command_word(c, "-serial");
	command_word(c, "chardev:records");
	command_word(c, "-chardev");
	command_word(c, "socket,id=monitor,fd=%d", LAUNCH_MONITOR_FD);
	command_word(c, "-mon");
	command_word(c, "chardev=monitor,mode=control");
}

/* As JSON, since a path may have commas. */
static void add_disk(struct command_line *c, const struct boot *b,
		     const char *file, unsigned number)
{
	char name[20], *text;
	json_t *j;

	snprintf(name, sizeof(name), "disk%u", number);
	j = json_pack("{s:s, s:s, s:{s:s, s:s}}", "driver", "raw", "node-name",
		      name, "file", "driver", "file", "filename", file);
	text = j ? json_dumps(j, JSON_COMPACT) : NULL;
	command_word(c, "-blockdev");
	command_word(c, "%s", text ? text : "");
	command_word(c, "-device");
	command_word(c, "%s,drive=%s",
		     b->disks == BOOT_VIRTIO ? "virtio-blk-pci" : "ide-hd",
		     name);
	free(text);
	json_decref(j);
}

static void add_disks(struct command_line *c, const struct run_config *r,
		      const struct suite *s)
{
	unsigned n = 0;

	if (r->boot->disks == BOOT_NO_DISKS)
		return;
	if (r->image && !s->initrd)
		add_disk(c, r->boot, r->image, n++);
	for (unsigned i = 0; i < s->n_disks; i++)
		add_disk(c, r->boot, r->disks[i], n++);
}

/* Where the root is, and what init has to know (lib/contract.h). */
static void root_words(struct command_line *c, const struct run_config *r,
		       const struct suite *s)
{
	const char *disk = r->boot->disks == BOOT_VIRTIO ? "vd" : "sd";

	if (r->image && !s->initrd)
		command_word(c, "root=/dev/%sa rw init=/sbin/init", disk);
	if (boot_has_loader(r->boot, s))
		command_word(c, "rdinit=" INIT_LOADER);
	else if (r->image && s->initrd)
		command_word(c, "rdinit=/sbin/init");
	command_word(c, BOOT_RESULTS "=/dev/ttyS1");
	if (r->boot->disks != BOOT_NO_DISKS)
		command_word(c, BOOT_DISKS "=%s", disk);
	if (!r->boot->powers_off)
		command_word(c, BOOT_EXIT "=%#x,%#x", EXIT_PORT, EXIT_VALUE);
	/* On a busy machine the kernel would take a late timer for a broken one. */
	command_word(c, "console=ttyS0,115200 no_timer_check");
}

static void add_kernel(struct command_line *c, const struct run_config *r,
		       const struct suite *s)
{
	struct command_line words = { .n = 0 };
	char *line = NULL;
	size_t len;
	FILE *f;

	command_word(c, "-kernel");
	command_word(c, "%s", r->kernel);
	if (r->initrd) {
		command_word(c, "-initrd");
		command_word(c, "%s", r->initrd);
	}
	root_words(&words, r, s);
	machine_kernel_words(&words, s);
	f = open_memstream(&line, &len);
	for (unsigned i = 0; f && i < words.n; i++)
		fprintf(f, "%s%s", i ? " " : "", words.word[i]);
	if (words.error || !f || fclose(f))
		c->error = words.error ? words.error : -ENOMEM;
	command_word(c, "-append");
	command_word(c, "%s", line ? line : "");
	free(line);
	command_free(&words);
}

static void command(struct command_line *c, const struct run_config *r,
		    const struct suite *s)
{
	static const char *const always[] = {
		/* not started before the monitor is asked to, and only once */
		"-S", "-no-reboot", "-nodefaults", "-no-user-config",
		"-display", "none", "-sandbox",
		"on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
	};

	command_word(c, "%s", r->launcher);
	for (size_t i = 0; i < sizeof(always) / sizeof(*always); i++)
		command_word(c, "%s", always[i]);
	add_hardware(c, r, s);
	add_ports(c);
	add_disks(c, r, s);
	add_kernel(c, r, s);
}

static void started(struct machine_guest *g)
{
	qmp_start(&g->qmp, g->launch.monitor);
}

/* The state goes to a file, as lguest's does, with a newline as its end. */
static void write_state(struct machine_guest *g)
{
	FILE *f = fopen(g->state, "we");

	if (!f)
		return;
	json_dumpf(g->qmp.state, f, JSON_COMPACT);
	fputc('\n', f);
	fclose(f);
	json_decref(g->qmp.state);
	g->qmp.state = NULL;
}

static void turn(struct machine_guest *g)
{
	qmp_turn(&g->qmp);
	if (qmp_asked(&g->qmp))
		write_state(g);
	if (g->qmp.refused && g->launch.pid)
		kill(g->launch.pid, SIGKILL);
}

static void ask(struct machine_guest *g)
{
	qmp_ask(&g->qmp);
}

/* "guest panicked: TEXT", with the text of the console's panic. */
static void tell_panic(const struct score *s, struct ending *e)
{
	static const char title[] = "Kernel panic - not syncing: ";
	const char *text = NULL;

	for (unsigned i = 0; !text && i < s->n_crashes; i++)
		text = text_after(s->crashes[i].title, title);
	e->number = LGUEST_PANIC;
	snprintf(e->text, sizeof(e->text), LGUEST_SAYS_PANIC "%s%.500s",
		 text ? ": " : "", text ? text : "");
}

static void ended(struct machine_guest *g, const struct score *s,
		  struct ending *e)
{
	const struct qmp *q = &g->qmp;
	int status = e->how == END_EXIT ? e->number : -1;

	qmp_turn(&g->qmp);
	if (q->refused) {
		e->how = END_EXIT;
		e->number = LGUEST_REFUSED;
		if (*q->why)
			snprintf(e->text, sizeof(e->text), "qemu: %s", q->why);
		else
			snprintf(e->text, sizeof(e->text),
				 "qemu stopped the guest; launcher.log has its words");
		return;
	}
	if (status == EXIT_STATUS ||
	    (status == 0 && q->end == QMP_POWER_OFF)) {
		e->number = LGUEST_POWEROFF;
	} else if (status == 0 && (q->end == QMP_PANIC ||
				   (q->end == QMP_RESET && s->panic_at))) {
		tell_panic(s, e);
	} else if (status == 0 && q->end == QMP_RESET) {
		e->number = LGUEST_RESTART;
		snprintf(e->text, sizeof(e->text),
			 LGUEST_SAYS_RESTART ", or its CPU gave up (triple fault)");
	} else if (status == 0) {
		e->number = LGUEST_REFUSED;
		snprintf(e->text, sizeof(e->text),
			 "qemu ended without a word of the guest's end%s%.200s",
			 *q->why ? ": " : "", q->why);
	} else if (status > 0) {
		/* A guest may have chosen it. */
		e->number = LGUEST_REFUSED;
	}
}

const struct machine machine_qemu = {
	.name = "qemu",
	.how = { .monitor = true, .confined = true },
	.command = command,
	.started = started,
	.turn = turn,
	.ask = ask,
	.ended = ended,
};
