/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The third interface, beside the two of module/include: what lguest, lgcheck
 * and the guest's init say to one another. Each sentence, marker and status is
 * spelt here once; whoever prints it and whoever looks for it use this name.
 *
 * Trust: lguest's exit status and messages are our own program's word, though
 * the reason in them may quote the guest. Everything on the consoles is the
 * guest's word, init's markers too: any program in the guest can print them.
 *
 * lib/version.h has the version of all programs, lib/record.h the records on
 * the results console.
 */
#ifndef LIB_CONTRACT_H
#define LIB_CONTRACT_H

/*
 * lguest to lgcheck.
 *
 * Standard input and output are hvc0, the log console. The results console is
 * hvc1, on a descriptor that lgcheck opens. Standard error has a message a line,
 * each after LGUEST_SAYS, and the last one says how the guest ended.
 */
#define LGUEST_RESULTS_FD	3
#define LGUEST_SAYS		"lguest: "

/* Exit statuses of lguest. */
enum {
	LGUEST_POWEROFF = 0,
	LGUEST_REFUSED = 1,	/* could not start the guest or go on with it */
	LGUEST_USAGE = 2,
	LGUEST_PANIC = 3,
	LGUEST_KILLED = 4,	/* by the host: it did what no guest may do */
	LGUEST_RESTART = 5,
	LGUEST_BREAK = 130,	/* three ^C, as a shell has it for SIGINT */
};

/* Its last message; after PANIC and KILLED come ": " and the reason. */
#define LGUEST_SAYS_POWEROFF	"guest powered off"
#define LGUEST_SAYS_PANIC	"guest panicked"
#define LGUEST_SAYS_KILLED	"guest killed"
#define LGUEST_SAYS_RESTART	"guest asked for a restart"

/*
 * --state: on SIGUSR1 lguest appends one line, a JSON object. The file ends in a
 * newline once the answer is complete. `registers` has each register of the CPU
 * under its name. An entry of `exits` has trap, error, eip and cr2, one of
 * `calls` number, name, eip and the arguments edx, ebx, ecx; oldest first.
 */
#define STATE_GUEST		"guest"		/* running, halted or ended */
#define STATE_IRQ_ENABLED	"irq_enabled"
#define STATE_IRQS_PENDING	"irqs_pending"
#define STATE_IRQS_BLOCKED	"irqs_blocked"
#define STATE_EIP_SAMPLES	"eip_samples"
#define STATE_REGISTERS		"registers"
#define STATE_EXITS		"exits"
#define STATE_CALLS		"calls"

/*
 * lgcheck to init: files in the image. images/plan.h has the format of a plan.
 */
#define INIT_PLAN		"/etc/lgcheck/plan"
#define INIT_SHELL		"/etc/lgcheck/shell"
#define INIT_RESULTS		"/dev/hvc1"	/* unless BOOT_RESULTS names one */

/*
 * The same in words of the kernel's command line, for machines that are not
 * lguest: NAME=VALUE.
 */
#define BOOT_RESULTS		"lgcheck.results"	/* the results console */
/* What disks are called without their last letter: they become lgba, lgbb ... */
#define BOOT_DISKS		"lgcheck.disks"
/* PORT,BYTE for a kernel that cannot switch off: writing it ends the machine. */
#define BOOT_EXIT		"lgcheck.exit"

/*
 * An initial RAM disk for a kernel that needs modules to find its root. init,
 * started as INIT_LOADER, loads what LOADER_MODULES lists, a file a line, and
 * mounts the kernel's root= on LOADER_ROOT.
 */
#define INIT_LOADER		"/lgcheck/init"
#define LOADER_MODULES		"/lgcheck/modules"
#define LOADER_ROOT		"/lgcheck/root"

/*
 * init to lgcheck: lines of the log console after INIT_SAYS. Besides these, a
 * plan's KTAP goes there too.
 */
#define INIT_SAYS		"lgcheck: "
#define INIT_STARTED		"init started"
#define INIT_TEST		"start "	/* and a test's name */
#define INIT_POWERS_OFF		"powering off"

/*
 * The texts of result records: KTAP, a comment INIT_TEST and a name before each
 * test, and at the end, when no test is left, RECORD_END and how many there
 * were.
 */
#define RECORD_COMMENT		"# "
#define RECORD_END		"END "

#endif
