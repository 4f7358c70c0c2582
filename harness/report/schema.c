// SPDX-License-Identifier: GPL-2.0
/*
 * Checks JSON against a schema. A file may come from anywhere; after this check
 * its fields have the types that the schema says.
 */
#include "report/schema.h"

#include "lib/paths.h"
#include "lib/text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* results.schema.json itself, so that file and program agree. */
__asm__(".section .rodata\n"
	"results_schema: .incbin \"report/results.schema.json\"\n"
	".byte 0\n"
	".previous\n");
extern const char results_schema[];

#define DEPTH 2000

struct check {
	const json_t *root;
	struct refusal *err;
	char path[300];
	unsigned depth;
};

static int check(struct check *c, const json_t *schema, const json_t *value);

static const char *type_name(const json_t *v)
{
	static const char *const names[] = {
		[JSON_OBJECT] = "object", [JSON_ARRAY] = "array",
		[JSON_STRING] = "string", [JSON_INTEGER] = "integer",
		[JSON_REAL] = "number",	  [JSON_TRUE] = "boolean",
		[JSON_FALSE] = "boolean", [JSON_NULL] = "null",
	};

	return names[json_typeof(v)];
}

static bool is_type(const char *type, const json_t *v)
{
	return !strcmp(type, type_name(v)) ||
	       (!strcmp(type, "number") && json_is_integer(v));
}

static int check_type(struct check *c, const json_t *type, const json_t *v)
{
	json_t *t;
	size_t i;

	if (json_is_string(type) && is_type(json_string_value(type), v))
		return 0;
	json_array_foreach(type, i, t)
		if (is_type(json_string_value(t), v))
			return 0;
	t = json_is_array(type) ? json_array_get(type, 0) : NULL;
	return refuse(c->err, EINVAL, "%s: expected %s, not %s",
		      c->path[0] ? c->path : "the whole",
		      json_string_value(t ? t : type), type_name(v));
}

static int check_enum(struct check *c, const json_t *list, const json_t *v)
{
	json_t *e;
	size_t i;

	json_array_foreach(list, i, e)
		if (json_equal(e, v))
			return 0;
	e = json_array_get(list, 0);
	if (json_is_integer(e))
		return refuse(c->err, EINVAL, "%s: expected %lld",
			      c->path, (long long)json_integer_value(e));
	return refuse(c->err, EINVAL,
		      "%s: expected %s or another word of the schema, not \"%.40s\"",
		      c->path, json_string_value(e),
		      json_is_string(v) ? json_string_value(v) : type_name(v));
}

static int check_object(struct check *c, const json_t *schema,
			const json_t *value)
{
	const json_t *props = json_object_get(schema, "properties");
	size_t i, len = strlen(c->path);
	json_t *name, *prop;
	const char *key;
	int ret = 0;

	json_array_foreach(json_object_get(schema, "required"), i, name)
		if (!json_object_get(value, json_string_value(name)))
			return refuse(c->err, EINVAL, "%s%sexpected \"%s\"",
				      c->path, len ? ": " : "",
				      json_string_value(name));
	json_object_foreach((json_t *)props, key, prop) {
		const json_t *v = json_object_get(value, key);

		if (!v || ret)
			continue;
		snprintf(c->path + len, sizeof(c->path) - len, "%s%.60s",
			 len ? "." : "", key);
		ret = check(c, prop, v);
		c->path[len] = '\0';
		if (ret)
			return ret;
	}
	return 0;
}

static int check_items(struct check *c, const json_t *items,
		       const json_t *value)
{
	size_t i, len = strlen(c->path);
	json_t *v;
	int ret;

	json_array_foreach(value, i, v) {
		snprintf(c->path + len, sizeof(c->path) - len, "[%zu]", i);
		ret = check(c, items, v);
		if (ret)
			return ret;
		c->path[len] = '\0';
	}
	return 0;
}

static int check(struct check *c, const json_t *schema, const json_t *value)
{
	const char *ref = json_string_value(json_object_get(schema, "$ref"));
	const json_t *rule;
	int ret = 0;

	if (++c->depth > DEPTH)
		return refuse(c->err, EINVAL, "%s: expected less depth",
			      c->path);
	if (ref && text_after(ref, "#/$defs/"))
		ret = check(c, json_object_get(json_object_get(c->root,
							       "$defs"),
					       ref + 8), value);
	rule = json_object_get(schema, "type");
	if (!ret && rule)
		ret = check_type(c, rule, value);
	rule = json_object_get(schema, "enum");
	if (!ret && rule)
		ret = check_enum(c, rule, value);
	if (!ret && json_is_object(value))
		ret = check_object(c, schema, value);
	rule = json_object_get(schema, "items");
	if (!ret && rule && json_is_array(value))
		ret = check_items(c, rule, value);
	c->depth--;
	return ret;
}

int schema_check(const json_t *schema, const json_t *value,
		 struct refusal *err)
{
	struct check c = { .root = schema, .err = err };

	return check(&c, schema, value);
}

json_t *results_load(const char *path, struct refusal *err)
{
	char file[4400];
	json_t *schema, *j;
	json_error_t e;
	struct refusal m;
	struct stat st;

	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		snprintf(file, sizeof(file), "%.4300s/results.json", path);
	else
		snprintf(file, sizeof(file), "%.4300s", path);
	j = json_load_file(file, 0, &e);
	if (!j) {
		if (e.line < 1)
			refuse(err, EINVAL,
			       "%s: expected the results.json of a run: %s",
			       file, e.text);
		else
			refuse(err, EINVAL,
			       "%s:%d: expected the results.json of a run: %s",
			       file, e.line, e.text);
		return NULL;
	}
	schema = json_loads(results_schema, 0, &e);
	if (!schema)
		refuse(&m, EINVAL, "out of memory");
	if (!schema || schema_check(schema, j, &m)) {
		refuse(err, EINVAL, "%s: %s", file, m.text);
		json_decref(j);
		j = NULL;
	}
	json_decref(schema);
	return j;
}
