/* SPDX-License-Identifier: GPL-2.0 */
/* Private to the guest's init: what its files share. */
#ifndef IMAGES_INIT_H
#define IMAGES_INIT_H

#include "plan.h"

/* Opens the log console; if the image has no device node, devtmpfs has one. */
void console_open(void);

/*
 * From now on say() waits until its line is out: where the console is a serial
 * port, the kernel's own lines would overtake it.
 */
void console_wait(void);

/* One line on the log console, after INIT_SAYS. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Write one record; the first failure is reported on the log console. */
void results_put(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* 0 as long as no record has been lost. */
int results_failed(void);

/* Open the results console; wait until everything on it has been sent. */
int results_open(const char *path);
void results_drain(void);

/*
 * The loader of an initial RAM disk, which passes its words on; returns only if
 * it failed.
 */
void start_root(char **argv);

/* Kill and reap every process but this one; returns how many there were. */
int kill_all(void);

/* Run all tests of a plan in order, with their records and the last one. */
void run_plan(const struct plan *plan);

/* Run a program on the console and wait for it. */
void run_shell(char *command);

#endif
