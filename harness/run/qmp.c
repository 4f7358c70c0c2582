// SPDX-License-Identifier: GPL-2.0
/*
 * The harness's side of qemu's monitor. A guest that took qemu over could say
 * anything here, so a line has a limit and every value is looked up, never
 * assumed; the worst it can do is lie about its own end.
 */
#include "run/qmp.h"

#include "lib/contract.h"
#include "lib/text.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* How often we look where a guest is. */
#define SAMPLES 8

static void hang_up(struct qmp *q)
{
	if (q->fd >= 0)
		close(q->fd);
	q->fd = -1;
	q->samples = 0;
}

/* A command is short, and the socket has room for many. */
static void say(struct qmp *q, const char *text)
{
	size_t len = strlen(text);

	if (q->fd >= 0 && send(q->fd, text, len, MSG_NOSIGNAL) != (ssize_t)len)
		hang_up(q);
}

void qmp_start(struct qmp *q, int fd)
{
	memset(q, 0, sizeof(*q));
	q->fd = dup(fd);
	q->line = malloc(QMP_LINE);
	say(q, "{\"execute\": \"qmp_capabilities\"}\n"
	       "{\"execute\": \"cont\"}\n");
}

/*
 * The guest stands still while it is looked at: emulation keeps the place up to
 * date only when it stops.
 */
static void sample(struct qmp *q)
{
	say(q, "{\"execute\": \"stop\"}\n"
	       "{\"execute\": \"human-monitor-command\", \"id\": \"look\","
	       " \"arguments\": {\"command-line\": \"info registers\"}}\n"
	       "{\"execute\": \"cont\"}\n");
}

void qmp_ask(struct qmp *q)
{
	q->state = json_pack("{s:[]}", STATE_EIP_SAMPLES);
	q->samples = SAMPLES;
	sample(q);
}

bool qmp_asked(const struct qmp *q)
{
	return q->state && !q->samples;
}

/* --- registers --- */

/* NAME=HEX, as "EIP=c0100000" or "CS =0060"; false: it is not there. */
static bool find(const char *text, const char *name, uint64_t *value)
{
	size_t len = strlen(name);

	for (const char *p = text; (p = strstr(p, name)); p++) {
		const char *equals = p + len;

		if (p > text && !isspace((unsigned char)p[-1]))
			continue;
		while (*equals == ' ')
			equals++;
		if (*equals != '=')
			continue;
		*value = strtoull(equals + 1, NULL, 16);
		return true;
	}
	return false;
}

json_t *qmp_registers(const char *text)
{
	/* qemu's names, those of 64-bit mode, and ours */
	static const char *const names[][3] = {
		{ "EIP", "RIP", "eip" }, { "EFL", "RFL", "eflags" },
		{ "EAX", "RAX", "eax" }, { "EBX", "RBX", "ebx" },
		{ "ECX", "RCX", "ecx" }, { "EDX", "RDX", "edx" },
		{ "ESI", "RSI", "esi" }, { "EDI", "RDI", "edi" },
		{ "EBP", "RBP", "ebp" }, { "ESP", "RSP", "esp" },
		{ "CS", "CS", "cs" },	 { "SS", "SS", "ss" },
		{ "CR2", "CR2", "cr2" }, { "CR3", "CR3", "cr3" },
	};
	json_t *registers = json_object();
	uint64_t value;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (find(text, names[i][0], &value) ||
		    find(text, names[i][1], &value))
			json_object_set_new(registers, names[i][2],
					    json_integer((json_int_t)value));
	if (json_object_get(registers, "eip") &&
	    json_object_get(registers, "eflags"))
		return registers;
	json_decref(registers);
	return NULL;
}

static void seen(struct qmp *q, const char *text)
{
	json_t *registers, *eip;
	json_int_t flags;
	uint64_t halted = 0;

	if (!q->samples)
		return;
	registers = qmp_registers(text);
	if (!registers) {
		q->samples = 0;
		return;
	}
	eip = json_object_get(registers, "eip");
	flags = json_integer_value(json_object_get(registers, "eflags"));
	find(text, "HLT", &halted);
	json_array_append(json_object_get(q->state, STATE_EIP_SAMPLES), eip);
	json_object_set_new(q->state, STATE_GUEST,
			    json_string(halted ? "halted" : "running"));
	json_object_set_new(q->state, STATE_IRQ_ENABLED,
			    json_boolean(flags & 0x200));
	json_object_set_new(q->state, STATE_REGISTERS, registers);
	if (--q->samples)
		sample(q);
}

/* --- what qemu says --- */

static const char *string(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static void shutdown_event(struct qmp *q, const json_t *data)
{
	const char *reason = string(data, "reason");

	if (q->end == QMP_PANIC)
		return;
	if (!strcmp(reason, "guest-shutdown"))
		q->end = QMP_POWER_OFF;
	else if (!strcmp(reason, "guest-reset"))
		q->end = QMP_RESET;
	else if (!strcmp(reason, "guest-panic"))
		q->end = QMP_PANIC;
	else
		q->end = QMP_OTHER;
	snprintf(q->why, sizeof(q->why), "%.200s", reason);
}

static void event(struct qmp *q, const char *name, const json_t *message)
{
	const json_t *data = json_object_get(message, "data");

	if (!strcmp(name, "SHUTDOWN"))
		shutdown_event(q, data);
	else if (!strcmp(name, "GUEST_PANICKED"))
		q->end = QMP_PANIC;
	else if (!strcmp(name, "STOP") && !q->state && q->end == QMP_RUNS)
		q->refused = true;	/* an error of KVM's, or of a disk's file */
}

static void heard(struct qmp *q, const char *line, size_t len)
{
	json_t *message = json_loadb(line, len, 0, NULL);
	const json_t *error = json_object_get(message, "error");
	const char *name = string(message, "event");

	if (*name)
		event(q, name, message);
	else if (!strcmp(string(message, "id"), "look") && q->state)
		seen(q, string(message, "return"));
	else if (error && !q->state) {
		q->refused = true;
		text_clean(q->why, sizeof(q->why), string(error, "desc"),
			   strlen(string(error, "desc")));
	}
	json_decref(message);
}

void qmp_turn(struct qmp *q)
{
	ssize_t n = 0;
	char *end;

	while (q->fd >= 0 && q->line) {
		n = recv(q->fd, q->line + q->len, QMP_LINE - q->len, 0);
		if (n <= 0)
			break;
		q->len += (size_t)n;
		while ((end = memchr(q->line, '\n', q->len))) {
			size_t used = (size_t)(end + 1 - q->line);

			heard(q, q->line, used);
			q->len -= used;
			memmove(q->line, q->line + used, q->len);
		}
		if (q->len == QMP_LINE)
			hang_up(q);
	}
	if (q->fd >= 0 && (!n || (n < 0 && errno != EAGAIN && errno != EINTR)))
		hang_up(q);
}

void qmp_end(struct qmp *q)
{
	hang_up(q);
	free(q->line);
	q->line = NULL;
	json_decref(q->state);
	q->state = NULL;
}
