// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzes the result records. If texts come without an error, the stream is
 * exactly what record_format() would have written.
 */
#include "lib/record.h"
#include "score/records.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct seen {
	struct records r;
	unsigned long n;
	unsigned errors;
	size_t len;
	char again[1 << 16];
};

static void on_text(void *ctx, const char *text)
{
	struct seen *s = ctx;

	s->n++;
	if (strlen(text) > RECORD_TEXT_MAX)
		abort();
	if (s->len < sizeof(s->again) - RECORD_LINE_MAX)
		s->len += record_format(s->again + s->len, s->n, text);
}

static void on_error(void *ctx, const char *what)
{
	struct seen *s = ctx;

	s->errors += *what != 0;
}

static bool ascii(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (data[i] != '\n' && (data[i] < 0x20 || data[i] > 0x7e))
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen *s = calloc(1, sizeof(*s));
	size_t half = size / 2;

	if (!s)
		return 0;
	records_init(&s->r, on_text, on_error, s);
	records_feed(&s->r, (const char *)data, half);
	records_feed(&s->r, (const char *)data + half, size - half);
	records_end(&s->r);
	if (!s->errors && ascii(data, size) &&
	    s->len < sizeof(s->again) - RECORD_LINE_MAX &&
	    (s->len != size || (size && memcmp(s->again, data, size))))
		abort();
	free(s);
	return 0;
}
