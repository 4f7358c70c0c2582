// SPDX-License-Identifier: GPL-2.0
/*
 * The machine lguest: the launcher is the guest's process, and its exit status
 * and last words say how the guest ended (launcher/README.md).
 */
#include "run/machine.h"

#include "lib/contract.h"
#include "run/run.h"

#include <signal.h>

static void command(struct command_line *c, const struct run_config *config,
		    const struct suite *s)
{
	command_word(c, "%s", config->launcher);
	command_word(c, "--state=%s/" RUN_STATE, config->dir);
	command_word(c, "--console=fd:%d", LGUEST_RESULTS_FD);
	if (config->image)
		command_word(c, "--%s=%s", s->initrd ? "initrd" : "block",
			     config->image);
	for (unsigned i = 0; i < s->n_disks; i++)
		command_word(c, "--block=%s", config->disks[i]);
	if (s->net)
		command_word(c, "--tunnet=%s", s->net);
	if (config->stats)
		command_word(c, "--stats=%s", config->stats);
	if (config->verbose)
		command_word(c, "--verbose");
	command_word(c, "%s", config->memory ? config->memory : s->memory);
	command_word(c, "%s", config->kernel);
	if (config->image && s->initrd)
		command_word(c, "rdinit=/sbin/init");
	else if (config->image)
		command_word(c, "root=/dev/lgba rw init=/sbin/init");
	command_word(c, "console=hvc0");
	machine_kernel_words(c, s);
}

static void ask(struct machine_guest *g)
{
	kill(g->launch.pid, SIGUSR1);
}

const struct machine machine_lguest = {
	.name = "lguest",
	.command = command,
	.ask = ask,
};
