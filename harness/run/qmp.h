/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A conversation with qemu's monitor (QMP): starts the guest, hears how it
 * ended, and asks what it is doing. Nothing here waits.
 */
#ifndef HARNESS_RUN_QMP_H
#define HARNESS_RUN_QMP_H

#include <stdbool.h>
#include <stddef.h>

/* More than qemu ever says in one line. */
#define QMP_LINE 65536

enum qmp_end {
	QMP_RUNS,
	QMP_POWER_OFF,		/* the guest switched itself off */
	QMP_RESET,		/* it restarted, or its CPU could not go on */
	QMP_PANIC,		/* it told the machine of a panic */
	QMP_OTHER		/* somebody else ended it */
};

struct json_t;

struct qmp {
	int fd;			/* a non-blocking socket; -1: closed */
	enum qmp_end end;
	bool refused;		/* qemu did not do what it was told */
	char why[300];		/* in qemu's words */
	struct json_t *state;	/* of a guest that hangs, in the making */
	unsigned samples;	/* still wanted */
	char *line;
	size_t len;
};

/* Lets a guest go that qemu has stopped before its first instruction (-S). */
void qmp_start(struct qmp *q, int fd);
/* Reads what qemu says, if it says anything. */
void qmp_turn(struct qmp *q);
/*
 * Looks a few times where the guest is. qmp_turn() makes a JSON object of it,
 * in q->state, that is complete when qmp_asked() says so.
 */
void qmp_ask(struct qmp *q);
bool qmp_asked(const struct qmp *q);
void qmp_end(struct qmp *q);

/* The text of qemu's "info registers" as lguest's state has it; or NULL. */
struct json_t *qmp_registers(const char *text);

#endif
