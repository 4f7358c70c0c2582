/* SPDX-License-Identifier: GPL-2.0 */
/* How every part of the programs says what is wrong. */
#ifndef LIB_REFUSAL_H
#define LIB_REFUSAL_H

/* One sentence: what is wrong with which file, and what to do about it. */
struct refusal {
	char text[1024];
};

/* Stores the sentence and returns -code, so that a check is one statement. */
int refuse(struct refusal *why, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* lgcheck's way to say it: on stderr, after what is on stdout; returns status. */
int refusal_tell(const struct refusal *why, int status);

#endif
