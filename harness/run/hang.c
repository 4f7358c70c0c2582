// SPDX-License-Identifier: GPL-2.0
/*
 * The report about a guest that hangs, made after a time limit has passed and
 * before the guest is killed. The JSON is our own programs' (run/qmp.c for qemu),
 * but the numbers in it are the guest's and are only printed.
 */
#include "run/hang.h"

#include "lib/contract.h"
#include "lib/text.h"
#include "run/symbols.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define PLACES	16

/* One place where we saw the guest, and how often. */
struct place {
	uint32_t eip;
	unsigned times;
};

bool hang_answered(const char *state)
{
	FILE *f = fopen(state, "re");
	bool answered = false;
	int c;

	if (!f)
		return false;
	while ((c = getc(f)) != EOF)
		answered = c == '\n';
	fclose(f);
	return answered;
}

static uint32_t number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static const char *word(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "?";
}

static unsigned count_places(const json_t *samples, struct place *places)
{
	unsigned n = 0, i, at;

	for (i = 0; i < json_array_size(samples); i++) {
		uint32_t eip = json_integer_value(json_array_get(samples, i));

		for (at = 0; at < n && places[at].eip != eip; at++)
			;
		if (at == PLACES)
			continue;
		if (at == n)
			places[n++] = (struct place){ .eip = eip };
		places[at].times++;
	}
	return n;
}

static void print_samples(FILE *f, const json_t *state,
			  const struct symbols *symbols)
{
	struct place places[PLACES];
	unsigned n = count_places(json_object_get(state, STATE_EIP_SAMPLES),
				  places);
	char name[440];

	for (unsigned i = 0; i < n; i++)
		fprintf(f, "  %2u x %08x %s\n", places[i].times, places[i].eip,
			symbols_name(symbols, places[i].eip, name,
				     sizeof(name)));
}

static void print_rings(FILE *f, const json_t *state,
			const struct symbols *symbols)
{
	const json_t *entry;
	char name[440];
	size_t i;

	fputs("latest traps, oldest first:\n", f);
	json_array_foreach(json_object_get(state, STATE_EXITS), i, entry)
		fprintf(f, "  trap %u error %#x cr2 %#x at %s\n",
			number(entry, "trap"), number(entry, "error"),
			number(entry, "cr2"),
			symbols_name(symbols, number(entry, "eip"), name,
				     sizeof(name)));
	fputs("latest hypercalls, oldest first:\n", f);
	json_array_foreach(json_object_get(state, STATE_CALLS), i, entry)
		fprintf(f, "  %s(%#x, %#x, %#x) at %s\n", word(entry, "name"),
			number(entry, "edx"), number(entry, "ebx"),
			number(entry, "ecx"),
			symbols_name(symbols, number(entry, "eip"), name,
				     sizeof(name)));
}

static void print_report(FILE *f, const json_t *state,
			 const struct symbols *symbols)
{
	const json_t *registers = json_object_get(state, STATE_REGISTERS), *value;
	const char *key;
	void *at;

	fprintf(f, "guest %s, in ring %u, interrupts %s",
		word(state, STATE_GUEST), number(registers, "cs") & 3,
		json_is_true(json_object_get(state, STATE_IRQ_ENABLED)) ? "on" :
								      "off");
	if (json_object_get(state, STATE_IRQS_PENDING))
		fprintf(f, "; lines pending %#x, blocked %#x",
			number(state, STATE_IRQS_PENDING),
			number(state, STATE_IRQS_BLOCKED));
	fputs("\nseen at:\n", f);
	print_samples(f, state, symbols);
	fputs("registers:", f);
	at = json_object_iter((json_t *)registers);
	for (; at; at = json_object_iter_next((json_t *)registers, at)) {
		key = json_object_iter_key(at);
		value = json_object_iter_value(at);
		fprintf(f, " %s %08x", key,
			(uint32_t)json_integer_value(value));
	}
	fputs("\n", f);
	/* qemu keeps no such lists. */
	if (json_object_get(state, STATE_EXITS))
		print_rings(f, state, symbols);
}

void hang_report(const char *state_file, const char *kernel,
		 const char *report, const char *why, char *where,
		 size_t size)
{
	json_t *state = json_load_file(state_file, JSON_DISABLE_EOF_CHECK,
				       NULL);
	const json_t *registers = json_object_get(state, STATE_REGISTERS);
	struct symbols symbols;
	char name[440];
	FILE *f;

	*where = '\0';
	if (!json_is_object(registers)) {
		json_decref(state);
		return;
	}
	symbols_read(&symbols, kernel);
	snprintf(where, size, "at %s%s, interrupts %s",
		 (number(registers, "cs") & 3) == 3 ? "user " : "",
		 symbols_name(&symbols, number(registers, "eip"), name,
			      sizeof(name)),
		 json_is_true(json_object_get(state, STATE_IRQ_ENABLED)) ? "on" :
								       "off");
	f = fopen(report, "we");
	if (f) {
		fprintf(f, "%s\n", why);
		print_report(f, state, &symbols);
		if (fclose(f))
			fprintf(stderr, "lgcheck: %s: cannot be written\n",
				report);
	}
	symbols_free(&symbols);
	json_decref(state);
}
