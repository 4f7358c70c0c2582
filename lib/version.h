/* SPDX-License-Identifier: GPL-2.0 */
/* The version, one for all programs. */
#ifndef LIB_VERSION_H
#define LIB_VERSION_H

#define LGCHECK_VERSION "0.1"

#endif
