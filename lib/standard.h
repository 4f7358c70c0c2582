/* SPDX-License-Identifier: GPL-2.0 */
/* Standard input, output and error of a program that may lack some. */
#ifndef LIB_STANDARD_H
#define LIB_STANDARD_H

/*
 * Opens /dev/null, with these flags of open(), for each of the three that is
 * closed, so that the next file is none of them.  Before any other.
 */
void standard_open(int flags);

#endif
