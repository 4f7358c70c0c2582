/* SPDX-License-Identifier: GPL-2.0 */
/* "lgcheck bisect", and lgcheck-bisect. */
#ifndef HARNESS_BISECT_BISECT_H
#define HARNESS_BISECT_BISECT_H

/* argv[0] is its name; returns the exit status.  Signals are its own now. */
int bisect(int argc, char **argv);

#endif
