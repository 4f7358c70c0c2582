// SPDX-License-Identifier: GPL-2.0
/* "lgcheck list": says what "lgcheck run" would run. */
#include "command/command.h"
#include "suite/select.h"

#include <stdbool.h>
#include <stdio.h>

static const char list_help[] =
"usage: lgcheck list [options] [SUITE | SUITE/TEST | PATTERN]...\n"
"\n"
"Prints what `lgcheck run` would run with the same words, a line for each\n"
"test; a suite whose tests only the guest knows is one line that ends in \"/\":\n"
"a run tells them, and with a \"filter\" (kunit) they can be chosen all the same.\n"
"Without words: every suite there is.\n"
"\n"
"      --suites=DIR     the suites folder\n"
"      --build=DIR      the build folder\n"
"      --shard=I/N      only the I-th of N parts\n"
"      --shuffle=SEED   in the order of that seed\n"
"  -v, --verbose        with each suite's description, and each test's command\n"
"  -h, --help           this text\n";

static void list_pick(const struct pick *p, bool verbose)
{
	const struct suite *s = p->suite;

	if (verbose && s->describe)
		printf("# %s: %s\n", s->name, s->describe);
	for (unsigned i = 0; i < p->n_only; i++)
		printf("%s/%s\n", s->name, p->only[i]);
	if (!pick_divisible(p) && !p->n_only)
		printf("%s/\n", s->name);
	for (unsigned i = 0; i < p->n; i++) {
		const struct suite_test *t = &s->tests[p->order[i]];

		printf("%s/%s%s%s\n", s->name, t->name, verbose ? "  " : "",
		       verbose ? t->command : "");
	}
}

int command_list(int argc, char **argv)
{
	struct options o;
	struct picks picks;
	struct refusal m = { "" };
	int ret;

	if (options_parse(argc, argv, &o, &m))
		return refusal_tell(&m, STATUS_USAGE);
	if (o.help) {
		fputs(list_help, stdout);
		return STATUS_PASSED;
	}
	ret = select_picks(&o, NULL, 0, &picks, &m);
	if (!ret) {
		select_shard(&picks, o.shard, o.shards);
		ret = select_order(&picks, o.shuffle ? &o.seed : NULL);
	}
	for (unsigned i = 0; !ret && i < picks.n; i++)
		list_pick(&picks.p[picks.order[i]], o.verbose);
	select_free(&picks);
	return ret ? refusal_tell(&m, STATUS_USAGE) : STATUS_PASSED;
}
