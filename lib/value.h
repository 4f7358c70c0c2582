/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Values of a suite file and of the command line: words, durations, sizes,
 * addresses.
 */
#ifndef LIB_VALUE_H
#define LIB_VALUE_H

#include <stddef.h>
#include <stdint.h>

#define VALUE_WORDS 8
#define VALUE_TEXT 4096

struct word {
	char *text;		/* terminated; may contain NULs if quoted */
	size_t len;
	int quoted;
};

struct words {
	struct word w[VALUE_WORDS];
	unsigned n;
	char buf[VALUE_TEXT + VALUE_WORDS];
};

/*
 * Splits at spaces. A word in double quotes may contain spaces and \n \r \t \e
 * \\ \" \xHH. Returns NULL, or a text that says what was expected instead.
 */
const char *value_words(const char *text, struct words *out);
/* "250ms" "10s" "2m", from 1 ms to a day; 0 or -EINVAL. */
int value_duration(const char *text, uint64_t *ns);
/* "512" "64k" "8m" "1g" "0x4000000"; 0, -EINVAL, or -ERANGE: too large. */
int value_size(const char *text, uint64_t *bytes);
/* Decimal up to max; 0 or -EINVAL. */
int value_number(const char *text, unsigned max, unsigned *n);
/* Octal permission bits. */
int value_mode(const char *text, unsigned *mode);
/*
 * A host's address in a network and the bits of that network: "10.77.0.1" (24
 * bits) or "10.77.0.1/30", the address in the host's byte order. 0, -EINVAL: no
 * host can have that address, -ERANGE: no network of two or more has those bits.
 */
int value_network(const char *text, uint32_t *address, unsigned *bits);

#endif
