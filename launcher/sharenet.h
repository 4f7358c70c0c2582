/* SPDX-License-Identifier: GPL-2.0 */
/* The files by which guests share a network. */
#ifndef LAUNCHER_SHARENET_H
#define LAUNCHER_SHARENET_H

#include "report.h"

/*
 * Opens a sharenet file, which is made if nothing of that name is there.  The
 * descriptor, whose first page is what guests share; or -errno with the
 * reason, and the file is as it was.
 */
int sharenet_open(const char *path, struct refusal *why);

#endif
