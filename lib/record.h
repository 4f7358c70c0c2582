/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Result records: one line on the guest's results console, numbered and
 * checksummed so that a lost, split or invented line is noticed.
 *
 *	lg SEQ CRC TEXT\n
 *
 * SEQ counts from 1, in decimal.  CRC is crc32 (zlib's) of "SEQ TEXT" in eight
 * lower-case hex digits. TEXT is one line of KTAP; the last one is "END N".
 *
 * init in the guest writes them, the harness reads them. To the reader every
 * byte is hostile.
 */
#ifndef LIB_RECORD_H
#define LIB_RECORD_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of the longest TEXT, and of the longest line with newline and 0. */
#define RECORD_TEXT_MAX	400
#define RECORD_LINE_MAX	(RECORD_TEXT_MAX + 32)

uint32_t record_crc32(uint32_t crc, const void *data, size_t len);

/*
 * Format one record into @line. Bytes of @text that are not printable ASCII
 * or UTF-8 become '?', and @text is cut at RECORD_TEXT_MAX. Returns the length.
 */
size_t record_format(char line[RECORD_LINE_MAX], unsigned long seq,
		     const char *text);

/*
 * Parse a line without its newline. Returns 0 with *@text pointing into @line,
 * -ENOMSG: not a record at all (does not begin with "lg ");
 * -EPROTO: looks like a record but is malformed;
 * -EBADMSG: the checksum is wrong.
 */
int record_parse(const char *line, unsigned long *seq, const char **text);

#endif
