// SPDX-License-Identifier: GPL-2.0
/* Adds up verdicts: tests to a suite, suites to a run. Trusts its callers. */
#include "lib/verdict.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

static const char *const names[VERDICTS] = {
	[VERDICT_PASS] = "PASS",   [VERDICT_SKIP] = "SKIP",
	[VERDICT_XFAIL] = "XFAIL", [VERDICT_FLAKY] = "FLAKY",
	[VERDICT_FAIL] = "FAIL",   [VERDICT_CRASH] = "CRASH",
	[VERDICT_HANG] = "HANG",   [VERDICT_ERROR] = "ERROR",
};

const char *verdict_name(enum verdict v)
{
	return names[v];
}

int verdict_parse(const char *name, enum verdict *v)
{
	for (int i = 0; i < VERDICTS; i++) {
		if (!strcmp(name, names[i])) {
			*v = i;
			return 0;
		}
	}
	return -EINVAL;
}

enum verdict verdict_worse(enum verdict a, enum verdict b)
{
	return a > b ? a : b;
}

void verdict_add(struct verdict_count *c, enum verdict v)
{
	c->n[v]++;
}

unsigned verdict_total(const struct verdict_count *c)
{
	unsigned sum = 0;

	for (int i = 0; i < VERDICTS; i++)
		sum += c->n[i];
	return sum;
}

enum verdict verdict_of(const struct verdict_count *c)
{
	for (int v = VERDICTS - 1; v >= VERDICT_FAIL; v--)
		if (c->n[v])
			return v;
	if (c->n[VERDICT_FLAKY])
		return VERDICT_FLAKY;
	if (c->n[VERDICT_PASS])
		return VERDICT_PASS;
	if (c->n[VERDICT_XFAIL])
		return VERDICT_XFAIL;
	return c->n[VERDICT_SKIP] ? VERDICT_SKIP : VERDICT_ERROR;
}

int verdict_status(enum verdict v, bool reached)
{
	switch (v) {
	case VERDICT_PASS:
	case VERDICT_SKIP:
	case VERDICT_XFAIL:
	case VERDICT_FLAKY:
		return STATUS_PASSED;
	case VERDICT_FAIL:
		return STATUS_FAILED;
	case VERDICT_CRASH:
		return reached ? STATUS_CRASH : STATUS_NO_TEST;
	case VERDICT_HANG:
		return reached ? STATUS_HANG : STATUS_NO_TEST;
	default:
		return STATUS_CANNOT_TELL;
	}
}

int status_worse(int a, int b)
{
	static const int order[] = { STATUS_CANNOT_TELL, STATUS_USAGE,
				     STATUS_NO_TEST,	 STATUS_HANG,
				     STATUS_CRASH,	 STATUS_FAILED };

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return a || b ? STATUS_CANNOT_TELL : STATUS_PASSED;
}
