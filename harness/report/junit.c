// SPDX-License-Identifier: GPL-2.0
/*
 * JUnit XML. libxml2 escapes. Texts were made printable when they came in, but
 * results may also come from a file, so what XML cannot hold is dropped again
 * here. Known failures and flaky tests are not failures: CI systems show a
 * status for each test, and it must agree with our exit status.
 */
#include "report/junit.h"

#include "lib/paths.h"
#include "lib/text.h"
#include "report/cases.h"

#include <errno.h>
#include <libxml/xmlwriter.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct counts {
	unsigned tests, failures, errors, skipped;
};

static void count(struct counts *c, const struct case_of *k)
{
	c->tests++;
	c->failures += k->failed && k->verdict == VERDICT_FAIL;
	c->errors += k->failed && k->verdict != VERDICT_FAIL;
	c->skipped += !k->failed && k->aside;
}

static void count_one(void *ctx, const struct case_of *k)
{
	count(ctx, k);
}

static void put_counts(xmlTextWriterPtr w, const struct counts *c,
		       double seconds)
{
	xmlTextWriterWriteFormatAttribute(w, BAD_CAST "tests", "%u", c->tests);
	xmlTextWriterWriteFormatAttribute(w, BAD_CAST "failures", "%u",
					  c->failures);
	xmlTextWriterWriteFormatAttribute(w, BAD_CAST "errors", "%u",
					  c->errors);
	xmlTextWriterWriteFormatAttribute(w, BAD_CAST "skipped", "%u",
					  c->skipped);
	xmlTextWriterWriteFormatAttribute(w, BAD_CAST "time", "%.6f", seconds);
}

static void attribute(xmlTextWriterPtr w, const char *name, const char *text)
{
	char *copy = text_shown(text);

	if (copy)
		xmlTextWriterWriteAttribute(w, BAD_CAST name, BAD_CAST copy);
	free(copy);
}

static void string(xmlTextWriterPtr w, const char *text)
{
	char *copy = text_shown(text);

	if (copy)
		xmlTextWriterWriteString(w, BAD_CAST copy);
	free(copy);
}

static void element(xmlTextWriterPtr w, const char *name, const char *text)
{
	xmlTextWriterStartElement(w, BAD_CAST name);
	string(w, text);
	xmlTextWriterEndElement(w);
}

static void put_case(void *ctx, const struct case_of *k)
{
	xmlTextWriterPtr w = ctx;
	const char *element_name = k->verdict == VERDICT_FAIL ? "failure" :
								"error";

	xmlTextWriterStartElement(w, BAD_CAST "testcase");
	attribute(w, "name", k->name);
	attribute(w, "classname", k->suite);
	xmlTextWriterWriteFormatAttribute(w, BAD_CAST "time", "%.6f",
					  k->duration);
	if (k->failed) {
		xmlTextWriterStartElement(w, BAD_CAST element_name);
		attribute(w, "message", k->reason);
		attribute(w, "type", verdict_name(k->verdict));
		string(w, k->signature);
		if (k->rerun[0]) {
			string(w, "\n");
			string(w, k->rerun);
		}
		xmlTextWriterEndElement(w);
	} else if (k->aside) {
		xmlTextWriterStartElement(w, BAD_CAST "skipped");
		attribute(w, "message", k->reason);
		xmlTextWriterEndElement(w);
	}
	if (*k->log)
		element(w, "system-out", k->log);
	xmlTextWriterEndElement(w);
}

static void put_suite(xmlTextWriterPtr w, const json_t *results,
		      const json_t *suite)
{
	const char *when = text_field(results, "started");
	const char *excerpt = text_field(suite, "excerpt");
	struct counts c = { 0 };

	each_case(suite, count_one, &c);
	xmlTextWriterStartElement(w, BAD_CAST "testsuite");
	attribute(w, "name", text_field(suite, "folder"));
	put_counts(w, &c, json_number_value(json_object_get(suite,
							    "duration")));
	attribute(w, "timestamp", when);
	each_case(suite, put_case, w);
	if (*excerpt)
		element(w, "system-out", excerpt);
	xmlTextWriterEndElement(w);
}

static int write_all(xmlTextWriterPtr w, const json_t *results)
{
	const json_t *suites = json_object_get(results, "suites");
	struct counts c = { 0 };
	json_t *suite;
	size_t i;

	json_array_foreach(suites, i, suite)
		each_case(suite, count_one, &c);
	xmlTextWriterSetIndent(w, 1);
	xmlTextWriterStartDocument(w, NULL, "UTF-8", NULL);
	xmlTextWriterStartElement(w, BAD_CAST "testsuites");
	put_counts(w, &c, json_number_value(json_object_get(results,
							    "duration")));
	json_array_foreach(suites, i, suite)
		put_suite(w, results, suite);
	xmlTextWriterEndElement(w);
	return xmlTextWriterEndDocument(w) < 0 ? -EIO : 0;
}

/* libxml's own writing to a file does not report a full disk. */
static int save(const xmlBuffer *text, const char *temp)
{
	FILE *f = fopen(temp, "we");
	size_t n = xmlBufferLength(text);
	bool bad;

	if (!f)
		return -errno;
	errno = 0;
	bad = fwrite(xmlBufferContent(text), 1, n, f) != n;
	if (fclose(f) || bad)
		return errno ? -errno : -EIO;
	return 0;
}

int junit_write(const json_t *results, const char *path, struct refusal *err)
{
	xmlBufferPtr text = xmlBufferCreate();
	xmlTextWriterPtr w = text ? xmlNewTextWriterMemory(text, 0) : NULL;
	char temp[4400];
	int ret = -ENOMEM;

	path_new(temp, sizeof(temp), path);
	if (w) {
		ret = write_all(w, results);
		xmlFreeTextWriter(w);
	}
	if (!ret)
		ret = save(text, temp);
	if (text)
		xmlBufferFree(text);
	if (!ret)
		return path_put(temp, path, err);
	return path_give_up(temp, path, ret, err);
}
