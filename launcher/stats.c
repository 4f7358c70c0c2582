// SPDX-License-Identifier: GPL-2.0
/*
 * Launcher 270: Counting
 *
 * Shows the host's counters at the guest's end, to people and to programs. In
 * JSON they have the names of enum lguest_stat, in lower case.
 */
#include "stats.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>

static const struct {
	const char *name, *text;
} counters[] = {
#define COUNTER(name, text) { #name, text },
	LGUEST_STATS(COUNTER)
#undef COUNTER
};

void stats_print(const struct lguest_stats *stats, FILE *to)
{
	for (int i = 0; i < LGUEST_STAT_MAX; i++)
		if (stats->count[i])
			fprintf(to, "%-42s %14llu\n", counters[i].text,
				(unsigned long long)stats->count[i]);
}

int stats_write_json(const struct lguest_stats *stats, FILE *to)
{
	json_t *all = json_object();
	int err = 0;

	for (int i = 0; i < LGUEST_STAT_MAX; i++) {
		char name[32];
		size_t n;

		for (n = 0; n < sizeof(name) - 1 && counters[i].name[n]; n++)
			name[n] = (char)tolower(counters[i].name[n]);
		name[n] = '\0';
		if (json_object_set_new(all, name,
					json_integer((json_int_t)
						     stats->count[i])))
			err = -ENOMEM;
	}
	if (!err && (json_dumpf(all, to, JSON_INDENT(2)) ||
		     fputc('\n', to) == EOF || fflush(to)))
		err = -EIO;
	json_decref(all);
	return err;
}

void stats_prepare(void)
{
	/* Opens /dev/urandom, which the filter forbids later. */
	json_object_seed(0);
}
