/* SPDX-License-Identifier: GPL-2.0 */
/* Standard input, output and error, which our parent may have closed. */
#ifndef LIB_STANDARD_H
#define LIB_STANDARD_H

/*
 * Opens /dev/null with these flags of open() for each of the three that is
 * closed, so that no file of ours lands there. Call it before opening any.
 */
void standard_open(int flags);

#endif
