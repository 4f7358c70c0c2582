// SPDX-License-Identifier: GPL-2.0
/*
 * The report about a guest that hangs.  Called by run.c when a time limit has
 * passed, before the guest is killed.  What the launcher wrote is our own
 * program's JSON; the numbers in it are the guest's and only printed.
 */
#include "hang.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define PLACES	16

struct symbol {
	uint32_t address;
	char *name;
};

struct symbols {
	struct symbol *all;
	size_t count;
};

/* One place where the guest was seen, and how often. */
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

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

static bool add_symbol(struct symbols *s, uint32_t address, const char *name)
{
	struct symbol *more;

	/* room is doubled at each power of two */
	if (!(s->count & (s->count + 1))) {
		more = realloc(s->all, (2 * s->count + 1) * sizeof(*more));
		if (!more)
			return false;
		s->all = more;
	}
	s->all[s->count].address = address;
	s->all[s->count].name = strdup(name);
	return s->all[s->count].name && ++s->count;
}

/* Text symbols of the System.map beside the kernel. */
static void read_symbols(struct symbols *s, const char *kernel)
{
	const char *slash = strrchr(kernel, '/');
	char path[4200], line[512], name[400], type;
	unsigned long address;
	FILE *f;

	memset(s, 0, sizeof(*s));
	snprintf(path, sizeof(path), "%.*sSystem.map",
		 slash ? (int)(slash + 1 - kernel) : 0, kernel);
	f = fopen(path, "re");
	if (!f)
		return;
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%lx %c %399s", &address, &type, name) != 3 ||
		    !strchr("tTwW", type))
			continue;
		if (!add_symbol(s, address, name))
			break;
	}
	fclose(f);
	if (s->count)
		qsort(s->all, s->count, sizeof(*s->all), by_address);
}

static void free_symbols(struct symbols *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->all[i].name);
	free(s->all);
}

/* The last symbol at or before an address, or NULL. */
static const struct symbol *find_symbol(const struct symbols *s,
					uint32_t address)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (s->all[mid].address <= address)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? &s->all[low - 1] : NULL;
}

/* "symbol+0x12" or the bare address; user space has no symbols. */
static const char *name_place(const struct symbols *s, uint32_t address,
			      char *buf, size_t size)
{
	const struct symbol *symbol = find_symbol(s, address);

	/* beyond the last symbol it is a module, or nothing */
	if (!symbol || (symbol == &s->all[s->count - 1] &&
			address - symbol->address > 0x10000))
		snprintf(buf, size, "%#x", address);
	else
		snprintf(buf, size, "%s+%#x", symbol->name,
			 address - symbol->address);
	return buf;
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
	unsigned n = count_places(json_object_get(state, "eip_samples"),
				  places);
	char name[440];

	for (unsigned i = 0; i < n; i++)
		fprintf(f, "  %2u x %08x %s\n", places[i].times, places[i].eip,
			name_place(symbols, places[i].eip, name, sizeof(name)));
}

static void print_rings(FILE *f, const json_t *state,
			const struct symbols *symbols)
{
	const json_t *entry;
	char name[440];
	size_t i;

	fputs("latest traps, oldest first:\n", f);
	json_array_foreach(json_object_get(state, "exits"), i, entry)
		fprintf(f, "  trap %u error %#x cr2 %#x at %s\n",
			number(entry, "trap"), number(entry, "error"),
			number(entry, "cr2"),
			name_place(symbols, number(entry, "eip"), name,
				   sizeof(name)));
	fputs("latest hypercalls, oldest first:\n", f);
	json_array_foreach(json_object_get(state, "calls"), i, entry)
		fprintf(f, "  %s(%#x, %#x, %#x) at %s\n", word(entry, "name"),
			number(entry, "edx"), number(entry, "ebx"),
			number(entry, "ecx"),
			name_place(symbols, number(entry, "eip"), name,
				   sizeof(name)));
}

static void print_report(FILE *f, const json_t *state,
			 const struct symbols *symbols)
{
	const json_t *registers = json_object_get(state, "registers"), *value;
	const char *key;
	void *at;

	fprintf(f, "guest %s, in ring %u, interrupts %s; lines pending %#x, blocked %#x\n",
		word(state, "guest"), number(registers, "cs") & 3,
		json_is_true(json_object_get(state, "irq_enabled")) ? "on" :
								      "off",
		number(state, "irqs_pending"), number(state, "irqs_blocked"));
	fputs("seen at:\n", f);
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
	print_rings(f, state, symbols);
}

void hang_report(const char *state_file, const char *kernel,
		 const char *report, char *where, size_t size)
{
	json_t *state = json_load_file(state_file, JSON_DISABLE_EOF_CHECK,
				       NULL);
	const json_t *registers = json_object_get(state, "registers");
	struct symbols symbols;
	char name[440];
	FILE *f;

	*where = '\0';
	if (!json_is_object(registers)) {
		json_decref(state);
		return;
	}
	read_symbols(&symbols, kernel);
	snprintf(where, size, "at %s%s, interrupts %s",
		 (number(registers, "cs") & 3) == 3 ? "user " : "",
		 name_place(&symbols, number(registers, "eip"), name,
			    sizeof(name)),
		 json_is_true(json_object_get(state, "irq_enabled")) ? "on" :
								       "off");
	f = fopen(report, "we");
	if (f) {
		print_report(f, state, &symbols);
		if (fclose(f))
			fprintf(stderr, "lgcheck: %s: cannot be written\n",
				report);
	}
	free_symbols(&symbols);
	json_decref(state);
}
