/* SPDX-License-Identifier: GPL-2.0 */
/* Shows what the host counted. */
#ifndef LAUNCHER_STATS_H
#define LAUNCHER_STATS_H

#include "lguest_launcher.h"

#include <stdio.h>

/* A table of the counters that are not zero. */
void stats_print(const struct lguest_stats *stats, FILE *to);

/* All counters as one JSON object; 0 or -errno. */
int stats_write_json(const struct lguest_stats *stats, FILE *to);

/* Gets what writing JSON needs from the system, while we may still ask. */
void stats_prepare(void);

#endif
