// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzes the baseline. A file that is refused gets FILE:LINE; one that is taken
 * makes a run green only if it names each failure, and never hides an ERROR.
 */
#include "file.h"
#include "report/baseline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char run[] =
"{\"exit\":125,\"totals\":{\"passed\":1,\"failed\":3,\"skipped\":0},\"suites\":["
"{\"name\":\"s\",\"exit\":1,\"verdict\":\"FAIL\",\"reached_first_test\":true,"
"\"tests\":[{\"name\":\"a\",\"verdict\":\"FAIL\"},{\"name\":\"b\","
"\"verdict\":\"FAIL\"},{\"name\":\"c\",\"verdict\":\"PASS\"}],"
"\"failures\":[{\"test\":\"a\",\"verdict\":\"FAIL\",\"signature\":\"FAIL: x\"},"
"{\"test\":\"b\",\"verdict\":\"FAIL\",\"signature\":\"FAIL: y\"}]},"
"{\"name\":\"t\",\"exit\":125,\"verdict\":\"ERROR\","
"\"reached_first_test\":false,\"tests\":[],\"failures\":[{\"test\":null,"
"\"verdict\":\"ERROR\",\"signature\":\"ERROR: z\"}]}]}";

static void apply(struct baseline *b)
{
	json_t *results = json_loads(run, 0, NULL), *suite, *f;
	FILE *out = fopen("/dev/null", "w");
	unsigned known = 0;
	size_t i;

	if (!results || !out)
		abort();
	baseline_apply(b, results);
	baseline_tell_fixed(b, results, out);
	fclose(out);
	suite = json_array_get(json_object_get(results, "suites"), 0);
	json_array_foreach(json_object_get(suite, "failures"), i, f)
		known += json_is_true(json_object_get(f, "known"));
	if (json_integer_value(json_object_get(suite, "exit")) != (known < 2) ||
	    json_integer_value(json_object_get(results, "exit")) != 125)
		abort();
	json_decref(results);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file("baseline", data, size);
	struct baseline *b = NULL;
	struct refusal m = { "" };
	int ret = baseline_load(path, &b, &m);

	if (!ret != (b != NULL))
		abort();
	if (!ret)
		apply(b);
	else if (ret == -EINVAL && (strncmp(m.text, path, strlen(path)) ||
				    m.text[strlen(path)] != ':'))
		abort();
	baseline_free(b);
	return 0;
}
