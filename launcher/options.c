// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 20: What the user wants
 *
 * The command line. Its words come from the user who starts the launcher, and
 * are trusted as far as that user is. Options end at the first word that is not
 * one (the memory size), so whatever follows the kernel's name belongs to the
 * kernel, dashes included.
 */
#include "options.h"

#include "lib/value.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <string.h>

const char options_usage[] =
	"usage: lguest [options] <memory> <bzImage|vmlinux> [kernel arguments]";

const char options_help[] =
"\n"
"Runs a Linux kernel built with the lguest overlay (`make guest`) as a guest.\n"
"<memory> is a number and k, m or g, such as 64m.\n"
"\n"
"  --block=FILE         a disk: /dev/lgba, the next one /dev/lgbb, ...\n"
"  --block-ro=FILE      the same, read-only\n"
"  --direct             disks bypass the host's page cache where they can\n"
"  --tunnet=ADDRESS     a network interface: eth0, the next one eth1, ...; at\n"
"                       the host's end a tap device with that IP address\n"
"                       (192.168.19.1 or 192.168.19.1/24)\n"
"  --tunnet=bridge:NAME the same, the tap device is added to that bridge\n"
"  --sharenet=FILE      a network interface that connects guests given the\n"
"                       same file, which is made if it is not there, in a\n"
"                       tmpfs such as /dev/shm\n"
"  --initrd=FILE        initial RAM disk\n"
"  --console=FILE|fd:N  one more console (hvc1, hvc2, ...): its output is\n"
"                       appended to FILE, or goes to descriptor N\n"
"  --stats[=FILE]       at the end, what the host counted: a table on stderr,\n"
"                       or JSON into FILE\n"
"  --state=FILE         on SIGUSR1, what the guest is doing goes there as a line\n"
"                       of JSON; without this option, as text to stderr\n"
"  -v, --verbose        say what is set up\n"
"  -h, --help           this text\n"
"      --version        version of the program and of its interfaces\n"
"\n"
"hvc0 is standard input and output; on a terminal, three ^C within a second\n"
"end the guest.  Exit status: 0 powered off, 1 refused or failed, 2 usage,\n"
"3 guest panicked, 4 guest killed by the host, 5 guest asked for a restart,\n"
"130 three ^C.\n";

enum {
	OPT_BLOCK = 256,
	OPT_BLOCK_RO,
	OPT_DIRECT,
	OPT_TUNNET,
	OPT_SHARENET,
	OPT_INITRD,
	OPT_CONSOLE,
	OPT_STATE,
	OPT_STATS,
	OPT_VERSION,
};

static const struct option long_options[] = {
	{ "block",	required_argument, NULL, OPT_BLOCK },
	{ "block-ro",	required_argument, NULL, OPT_BLOCK_RO },
	{ "direct",	no_argument, NULL, OPT_DIRECT },
	{ "tunnet",	required_argument, NULL, OPT_TUNNET },
	{ "sharenet",	required_argument, NULL, OPT_SHARENET },
	{ "initrd",	required_argument, NULL, OPT_INITRD },
	{ "console",	required_argument, NULL, OPT_CONSOLE },
	{ "state",	required_argument, NULL, OPT_STATE },
	{ "stats",	optional_argument, NULL, OPT_STATS },
	{ "verbose",	no_argument, NULL, 'v' },
	{ "help",	no_argument, NULL, 'h' },
	{ "version",	no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

int options_memory(const char *text, uint32_t *bytes, struct refusal *why)
{
	uint64_t n;
	int err = value_size(text, &n);

	if (err == -EINVAL)
		return refuse(why, EINVAL,
			      "%s: not a memory size; give a number and k, m or g, such as 64m",
			      text);
	if (err || n >= MEMORY_MAX)
		return refuse(why, EINVAL,
			      "%s: that is too much memory for a 32-bit guest; give less than 3g",
			      text);
	if (n < MEMORY_MIN && isxdigit((unsigned char)text[strlen(text) - 1]))
		return refuse(why, EINVAL,
			      "%s: a memory size without a suffix is in bytes, and a guest needs 1m; did you mean %sm?",
			      text, text);
	if (n < MEMORY_MIN)
		return refuse(why, EINVAL,
			      "%s: too little memory; a guest needs at least 1m",
			      text);
	*bytes = (uint32_t)n & ~4095u;
	return 0;
}

/* No list is longer than the number of devices that a guest can have. */
static int check_room(unsigned int count, struct refusal *why)
{
	if (count < LGUEST_MAX_DEVICES)
		return 0;
	return refuse(why, EINVAL,
		      "too many devices; a guest has at most %d consoles, disks and network interfaces together",
		      LGUEST_MAX_DEVICES);
}

static int add_net(struct options *opts, const char *where, bool shared,
		   struct refusal *why)
{
	int err;

	if (!*where)
		return refuse(why, EINVAL, shared ?
			      "--sharenet: the name of a file is missing; give --sharenet=FILE" :
			      "--tunnet: the host's address is missing; give --tunnet=ADDRESS or --tunnet=bridge:NAME");
	err = check_room(opts->nnets, why);
	if (err)
		return err;
	opts->nets[opts->nnets].where = where;
	opts->nets[opts->nnets++].shared = shared;
	return 0;
}

static int add_disk(struct options *opts, const char *path, bool read_only,
		    struct refusal *why)
{
	int err;

	if (!*path)
		return refuse(why, EINVAL,
			      "--block%s: the name of a disk image is missing; give --block%s=FILE",
			      read_only ? "-ro" : "", read_only ? "-ro" : "");
	err = check_room(opts->ndisks, why);
	if (err)
		return err;
	opts->disks[opts->ndisks].path = path;
	opts->disks[opts->ndisks].read_only = read_only;
	opts->ndisks++;
	return 0;
}

static int add_console(struct options *opts, const char *where,
		       struct refusal *why)
{
	int err;

	if (!*where)
		return refuse(why, EINVAL,
			      "--console: its destination is missing; give --console=FILE or --console=fd:N");
	err = check_room(opts->nconsoles, why);
	if (err)
		return err;
	opts->consoles[opts->nconsoles++] = where;
	return 0;
}

static int bad_option(int c, char *const *argv, struct refusal *why)
{
	const char *word = argv[optind - 1];

	if (c == ':')
		return refuse(why, EINVAL,
			      "%s: needs a value; see lguest --help", word);
	/* optopt is the letter, or the value of a long option's entry. */
	if (optopt && word[0] == '-' && word[1] == '-')
		return refuse(why, EINVAL,
			      "%s: takes no value; see lguest --help", word);
	if (optopt)
		return refuse(why, EINVAL,
			      "-%c: unknown option; see lguest --help", optopt);
	return refuse(why, EINVAL,
		      "%s: unknown option; see lguest --help", word);
}

static int parse_options(int argc, char *const *argv, struct options *opts,
			 struct refusal *why)
{
	int c, err = 0;

	optind = 0;
	opterr = 0;
	while (!err && (c = getopt_long(argc, argv, "+:vh", long_options,
					NULL)) != -1) {
		switch (c) {
		case OPT_BLOCK:
		case OPT_BLOCK_RO:
			err = add_disk(opts, optarg, c == OPT_BLOCK_RO, why);
			break;
		case OPT_DIRECT:
			opts->direct = true;
			break;
		case OPT_TUNNET:
		case OPT_SHARENET:
			err = add_net(opts, optarg, c == OPT_SHARENET, why);
			break;
		case OPT_INITRD:
			if (opts->initrd)
				err = refuse(why, EINVAL,
					     "--initrd: given twice; a kernel takes one");
			opts->initrd = optarg;
			break;
		case OPT_CONSOLE:
			err = add_console(opts, optarg, why);
			break;
		case OPT_STATE:
			opts->state_file = optarg;
			break;
		case OPT_STATS:
			opts->stats = true;
			opts->stats_file = optarg;
			break;
		case OPT_VERSION:
			opts->what = OPTIONS_VERSION;
			return 0;
		case 'v':
			opts->verbose = true;
			break;
		case 'h':
			opts->what = OPTIONS_HELP;
			return 0;
		default:
			err = bad_option(c, argv, why);
		}
	}
	return err;
}

int options_parse(int argc, char *const *argv, struct options *opts,
		  struct refusal *why)
{
	int err;

	memset(opts, 0, sizeof(*opts));
	err = parse_options(argc, argv, opts, why);
	if (err || opts->what != OPTIONS_RUN)
		return err;
	/* One more for hvc0, which is always there. */
	err = check_room(opts->nconsoles + opts->ndisks + opts->nnets, why);
	if (err)
		return err;
	if (optind >= argc)
		return refuse(why, EINVAL,
			      "no memory size and no kernel given; see lguest --help");
	err = options_memory(argv[optind], &opts->memory, why);
	if (err)
		return err;
	if (optind + 1 >= argc)
		return refuse(why, EINVAL,
			      "no kernel given; see lguest --help");
	opts->kernel = argv[optind + 1];
	opts->args = argv + optind + 2;
	opts->nargs = (unsigned int)(argc - optind - 2);
	return 0;
}
