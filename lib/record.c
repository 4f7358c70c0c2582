// SPDX-License-Identifier: GPL-2.0
/*
 * Formats and parses result records. init in the guest formats them; lgcheck
 * parses them and trusts no byte of them.
 */
#include "lib/record.h"

#include "lib/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define CRC_POLYNOMIAL	0xedb88320U
#define MARK		"lg "

uint32_t record_crc32(uint32_t crc, const void *data, size_t len)
{
	const unsigned char *p = data;
	int bit;

	for (crc = ~crc; len; len--) {
		crc ^= *p++;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? CRC_POLYNOMIAL : 0);
	}
	return ~crc;
}

static uint32_t record_crc(unsigned long seq, const char *text)
{
	char number[24];
	int len = snprintf(number, sizeof(number), "%lu ", seq);

	return record_crc32(record_crc32(0, number, len), text, strlen(text));
}

size_t record_format(char line[RECORD_LINE_MAX], unsigned long seq,
		     const char *text)
{
	char clean[RECORD_TEXT_MAX + 1];
	size_t i;
	int len;

	for (i = 0; i < RECORD_TEXT_MAX && text[i]; i++) {
		unsigned char c = text[i];

		clean[i] = c < ' ' || c == 0x7f ? '?' : c;
	}
	clean[i] = '\0';
	len = snprintf(line, RECORD_LINE_MAX, MARK "%lu %08x %s\n", seq,
		       record_crc(seq, clean), clean);
	return len;
}

/* Digits of @base and a space, which *@s then is past; else -EPROTO. */
static int parse_number(const char **s, unsigned int base, size_t max,
			unsigned long *value)
{
	static const char digits[] = "0123456789abcdef";
	const char *p = *s, *d;
	unsigned long n = 0;

	for (; *p != ' '; p++) {
		d = *p ? strchr(digits, *p) : NULL;
		if (!d || (size_t)(d - digits) >= base || p - *s >= (long)max)
			return -EPROTO;
		n = n * base + (d - digits);
	}
	if (p == *s)
		return -EPROTO;
	*value = n;
	*s = p + 1;
	return 0;
}

int record_parse(const char *line, unsigned long *seq, const char **text)
{
	unsigned long number, crc;
	const char *p = line + strlen(MARK);

	if (!text_after(line, MARK))
		return -ENOMSG;
	if (*p == '0' || parse_number(&p, 10, 9, &number))
		return -EPROTO;
	if (p[0] && strcspn(p, " ") != 8)
		return -EPROTO;
	if (parse_number(&p, 16, 8, &crc))
		return -EPROTO;
	if (strlen(p) > RECORD_TEXT_MAX)
		return -EPROTO;
	if (record_crc(number, p) != crc)
		return -EBADMSG;
	*seq = number;
	*text = p;
	return 0;
}
