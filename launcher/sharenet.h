/* SPDX-License-Identifier: GPL-2.0 */
/* The files that connect guests to one network. */
#ifndef LAUNCHER_SHARENET_H
#define LAUNCHER_SHARENET_H

#include "report.h"

/*
 * Opens a sharenet file, or makes it if nothing has that name. Returns the
 * descriptor, whose first page guests share, or -errno with the reason; then
 * the file is as it was.
 */
int sharenet_open(const char *path, struct refusal *why);

#endif
