/* SPDX-License-Identifier: GPL-2.0 */
/* "lgcheck bisect", and lgcheck-bisect. */
#ifndef HARNESS_BISECT_BISECT_H
#define HARNESS_BISECT_BISECT_H

/* argv[0] is its name; returns the exit status. Takes over the signals. */
int bisect(int argc, char **argv);

#endif
