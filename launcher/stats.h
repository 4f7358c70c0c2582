/* SPDX-License-Identifier: GPL-2.0 */
/* Shows what the host counted. */
#ifndef LAUNCHER_STATS_H
#define LAUNCHER_STATS_H

#include <stdio.h>

#include "lguest_launcher.h"

/* A table of what is not zero. */
void stats_print(const struct lguest_stats *stats, FILE *to);

/* All counters as one JSON object; 0 or -errno. */
int stats_write_json(const struct lguest_stats *stats, FILE *to);

/* What writing JSON needs from the system, while it may still be asked. */
void stats_prepare(void);

#endif
