// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 10: The order of things
 *
 * A launcher is a boot loader, a PC's chassis and a power cord. `set_up()` is
 * the whole of it in order: map memory, load a kernel into it, list the
 * devices, open the host's file, drop the capabilities, start the threads, and
 * close the door to all system calls but a few. What can be refused is refused
 * before the guest has run a single instruction, with one line that says what
 * to do.
 *
 * We trust the user who starts the launcher with what that user may do anyway.
 * Kernel and disk files are data and nothing more. The guest is hostile, and it
 * reaches the launcher through device_send() alone.
 */
#include "boot.h"
#include "guest.h"
#include "harden.h"
#include "host.h"
#include "load.h"
#include "lib/contract.h"
#include "lib/standard.h"
#include "lib/version.h"
#include "options.h"
#include "state.h"
#include "stats.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct guest guest;
static struct options opts;
static FILE *state_file, *stats_file;

static void show_stats(void)
{
	struct lguest_stats stats;
	int err = host_stats(guest.devices.host, &stats);

	if (err) {
		warn("cannot get the host's counters: %s", strerror(-err));
		return;
	}
	if (!opts.stats_file) {
		stats_print(&stats, stderr);
		return;
	}
	err = stats_write_json(&stats, stats_file);
	if (err)
		warn("%s: cannot write the counters: %s", opts.stats_file,
		     strerror(-err));
}

/*
 * The one way out after a guest has run. Two threads may want it at once: the
 * first one wins. Nothing is freed, because the other may still use it.
 */
static void finish(void)
{
	static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;

	pthread_mutex_lock(&once);
	terminal_restore();
	for (unsigned int i = 0; i < guest.nnets; i++)
		net_leave(&guest.nets[i]);
	if (guest.nconsoles && guest.consoles[0]->mid_line &&
	    isatty(STDERR_FILENO))
		fputc('\n', stderr);
	if (opts.stats)
		show_stats();
}

static void end_by_break(void)
{
	finish();
	warn("three ^C: guest stopped");
	exit(LGUEST_BREAK);
}

static int add_consoles(struct refusal *why)
{
	for (unsigned int i = 0; i < 1 + opts.nconsoles; i++) {
		struct console *con = malloc(sizeof(*con));
		int err = 0;

		if (!con)
			return refuse(why, ENOMEM,
				      "out of memory for the consoles");
		guest.consoles[guest.nconsoles++] = con;
		if (!i)
			console_stdio(con);
		else
			err = console_open(con, opts.consoles[i - 1], why);
		if (!err)
			err = console_add(con, &guest.devices, !i, why);
		if (err)
			return err;
	}
	return 0;
}

static int add_disks(struct refusal *why)
{
	for (; guest.ndisks < opts.ndisks; guest.ndisks++) {
		const struct disk_option *disk = &opts.disks[guest.ndisks];
		struct block *blk = &guest.disks[guest.ndisks];
		int err = block_open(blk, disk->path, disk->read_only,
				     opts.direct, why);

		if (!err)
			err = block_add(blk, &guest.devices, why);
		if (err)
			return err;
	}
	return 0;
}

static int add_nets(struct refusal *why)
{
	for (; guest.nnets < opts.nnets; guest.nnets++) {
		const struct net_option *option = &opts.nets[guest.nnets];
		struct net *net = &guest.nets[guest.nnets];
		int err = option->shared ?
			net_open_shared(net, option->where, why) :
			net_open_tap(net, option->where, why);

		if (!err)
			err = net_add(net, &guest.devices, why);
		if (err)
			return err;
	}
	return 0;
}

static int open_report(const char *path, const char *mode, FILE **file,
		       struct refusal *why)
{
	if (!path)
		return 0;
	stats_prepare();
	*file = fopen(path, mode);
	if (!*file)
		return refuse(why, errno, "%s: cannot write a report there: %s",
			      path, strerror(errno));
	return 0;
}

static int open_reports(struct refusal *why)
{
	int err = open_report(opts.stats_file, "we", &stats_file, why);

	return err ? err : open_report(opts.state_file, "ae", &state_file,
				       why);
}

static int load(struct kernel *kernel, struct refusal *why)
{
	char command[BOOT_AREA_END - BOOT_COMMAND];
	struct initrd initrd = { 0 };
	int err;

	err = load_kernel(opts.kernel, &guest.mem, kernel, why);
	if (!err)
		err = boot_command_line(opts.args, opts.nargs,
					boot_command_limit(kernel), command,
					why);
	if (!err && opts.initrd)
		err = boot_initrd(opts.initrd, &guest.mem, kernel, &initrd,
				  why);
	if (!err)
		err = boot_write(&guest.mem, kernel, &initrd, command, why);
	if (!err)
		verbose("%s: entry 0x%x, page offset 0x%x, arguments: %s",
			opts.kernel, kernel->entry, kernel->page_offset,
			command);
	return err;
}

static int start_threads(struct refusal *why)
{
	int err = input_start(&guest.input, guest.consoles, guest.nconsoles,
			      end_by_break, why);

	for (unsigned int i = 0; !err && i < guest.ndisks; i++)
		err = block_start(&guest.disks[i], why);
	for (unsigned int i = 0; !err && i < guest.nnets; i++)
		err = net_start(&guest.nets[i], why);
	return err ? err : state_start(guest.devices.host, state_file, why);
}

/* Everything up to the guest's first instruction. */
static int set_up(struct refusal *why)
{
	struct host_start start = { .boot_params = BOOT_PARAMS };
	struct kernel kernel;
	int err;

	err = memory_map(&guest.mem, opts.memory, why);
	if (err)
		return err;
	err = load(&kernel, why);
	if (err)
		return err;
	err = device_table_init(&guest.devices, &guest.mem, why);
	if (!err)
		err = add_consoles(why);
	if (!err)
		err = add_disks(why);
	if (!err)
		err = add_nets(why);
	if (!err)
		err = open_reports(why);
	if (err)
		return err;
	guest.devices.host = host_open(why);
	if (guest.devices.host < 0)
		return guest.devices.host;
	start.entry = kernel.entry;
	start.page_offset = kernel.page_offset;
	start.device_pfn = guest.devices.page / PAGE_BYTES;
	err = host_initialize(guest.devices.host, &guest.mem, &start, why);
	if (err)
		return err;
	err = harden_capabilities(why);
	if (!err)
		err = start_threads(why);
	if (err)
		return err;
	terminal_raw(STDIN_FILENO);
	return harden_system_calls(why);
}

static int run(void)
{
	struct lguest_end end;
	struct refusal why;
	int err = guest_run(&guest, &end, &why);

	for (unsigned int i = 0; i < guest.ndisks; i++)
		block_drain(&guest.disks[i]);
	finish();
	if (!err)
		return guest_report_end(&end);
	warn("%s", why.text);
	return LGUEST_REFUSED;
}

static int print_help(void)
{
	if (opts.what == OPTIONS_VERSION)
		printf("lguest " LGCHECK_VERSION ", interface %d\n", LGUEST_ABI);
	else
		printf("%s\n%s", options_usage, options_help);
	return fflush(stdout) ? LGUEST_REFUSED : 0;
}

int main(int argc, char **argv)
{
	struct refusal why;

	standard_open(O_RDWR);
	/* A closed pipe or a file size limit is an error to report. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	/* Inherited as ignored, it would hide how the loader's child ended. */
	signal(SIGCHLD, SIG_DFL);
	state_block_signal();
	if (options_parse(argc, argv, &opts, &why)) {
		warn("%s", why.text);
		fprintf(stderr, "%s\n", options_usage);
		return LGUEST_USAGE;
	}
	if (opts.what != OPTIONS_RUN)
		return print_help();
	if (opts.verbose)
		verbose_on();
	if (set_up(&why)) {
		terminal_restore();
		warn("%s", why.text);
		return LGUEST_REFUSED;
	}
	return run();
}
