// SPDX-License-Identifier: GPL-2.0
/*
 * Writes and reads bundles of failed guests. A bundle may come from elsewhere:
 * what is read from it is checked.
 */
#include "report/bundle.h"

#include "disk/image.h"
#include "lib/clock.h"
#include "lib/paths.h"
#include "lib/text.h"
#include "lib/version.h"
#include "report/results.h"
#include "report/shell_word.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int copy_in(const char *dir, const char *name, const char *from,
		   struct refusal *err)
{
	char *to = path_in(dir, name);
	int ret = to ? path_copy(from, to, err) :
		       refuse(err, ENOMEM, "out of memory");

	free(to);
	return ret;
}

static int copy_sources(const char *dir, const struct suite *s,
			struct refusal *err)
{
	char *files = path_in(dir, "files"), name[40];
	int ret = files ? path_make(files, err) :
			  refuse(err, ENOMEM, "out of memory");

	for (unsigned i = 0; !ret && i < s->n_entries; i++) {
		if (s->entries[i].kind != ENTRY_FILE)
			continue;
		snprintf(name, sizeof(name), "%u", i);
		ret = copy_in(files, name, s->entries[i].source, err);
	}
	free(files);
	return ret;
}

static void copy_logs(const char *dir, const char *from)
{
	static const char *const logs[] = { "console.log", "records.log",
					    "launcher.log", "hang.txt" };
	struct refusal m;

	for (int i = 0; i < 4; i++) {
		char *log = path_in(from, logs[i]);

		if (log)
			copy_in(dir, logs[i], log, &m);
		free(log);
	}
}

/* Copies System.map, if there is one, for the report of another hang. */
static void copy_symbols(const char *dir, const char *kernel)
{
	const char *slash = strrchr(kernel, '/');
	char map[4200];
	struct refusal m;

	snprintf(map, sizeof(map), "%.*sSystem.map",
		 slash ? (int)(slash + 1 - kernel) : 0, kernel);
	if (!access(map, R_OK))
		copy_in(dir, "System.map", map, &m);
}

/* Copies what tells how to boot the kernel in qemu. */
static int copy_boot(const char *dir, const struct outcome *o,
		     struct refusal *err)
{
	char *modules = path_in(dir, "modules"), *dep = NULL;
	FILE *f = NULL;
	int ret = modules ? 0 : -ENOMEM;

	if (!ret && o->config)
		ret = copy_in(dir, "config", o->config, err);
	if (!ret && o->n_modules) {
		ret = path_make(modules, err);
		dep = path_in(modules, "modules.dep");
		f = ret || !dep ? NULL : fopen(dep, "we");
		if (!ret && !f)
			ret = refuse(err, errno, "%s: cannot write: %s", modules,
				     strerror(errno));
	}
	/* Each needs all that were loaded before it, the first one last. */
	for (unsigned i = 0; !ret && i < o->n_modules; i++) {
		fprintf(f, "%s:", path_base(o->modules[i]));
		for (unsigned k = i; k--;)
			fprintf(f, " %s", path_base(o->modules[k]));
		fputc('\n', f);
		ret = copy_in(modules, path_base(o->modules[i]), o->modules[i],
			      err);
	}
	if (f && fclose(f) && !ret)
		ret = refuse(err, errno, "%s: cannot write: %s", dep,
			     strerror(errno));
	free(dep);
	free(modules);
	return ret;
}

/* Size and checksum of the root image as it was before the guest wrote. */
static json_t *image_before(const struct outcome *o, const char *dir)
{
	char *path = path_in(dir, "before.img");
	json_t *j = json_null();
	struct refusal m;

	if (suite_has_image(o->suite) && path &&
	    !image_root(o->suite, path, &m)) {
		j = results_file(path, false);
		unlink(path);
	}
	free(path);
	return j;
}

static json_t *manifest(const struct summary *s, const struct outcome *o,
			const char *dir, json_t *suite)
{
	json_t *j = json_object();
	char when[40];

	clock_utc(when, sizeof(when), CLOCK_ISO, s->started);
	json_object_set_new(j, "bundle", json_integer(BUNDLE_FORMAT));
	json_object_set_new(j, "lgcheck", json_string(LGCHECK_VERSION));
	json_object_set_new(j, "started", json_string(when));
	json_object_set(j, "suite", json_object_get(suite, "name"));
	json_object_set_new(j, "machine", results_string(o->machine));
	json_object_set_new(j, "memory", results_string(o->memory));
	json_object_set_new(j, "kernel", results_file(o->kernel, false));
	json_object_set_new(j, "image", image_before(o, dir));
	json_object_set_new(j, "seed", s->options->shuffle ?
			    json_integer(s->options->seed) : json_null());
	json_object_set(j, "verdict", json_object_get(suite, "verdict"));
	json_object_set(j, "reason", json_object_get(suite, "reason"));
	json_object_set(j, "exit", json_object_get(suite, "exit"));
	json_object_set(j, "phase", json_object_get(suite, "phase"));
	json_object_set(j, "failures", json_object_get(suite, "failures"));
	return j;
}

static int write_bundle(const struct summary *s, const struct outcome *o,
			const char *dir, json_t *suite, struct refusal *err)
{
	char *path;
	json_t *j;
	int ret = path_make(dir, err);

	if (!ret)
		ret = copy_in(dir, "kernel", o->kernel, err);
	if (!ret)
		ret = copy_boot(dir, o, err);
	if (!ret)
		ret = copy_sources(dir, o->suite, err);
	path = path_in(dir, "suite");
	if (!ret)
		ret = path ? bundle_suite(o, path, err) :
			     refuse(err, ENOMEM, "out of memory");
	free(path);
	if (ret)
		return ret;
	copy_logs(dir, o->files.dir);
	copy_symbols(dir, o->kernel);
	j = manifest(s, o, dir, suite);
	path = path_in(dir, "bundle.json");
	ret = path ? results_save(j, path, err) :
		     refuse(err, ENOMEM, "out of memory");
	free(path);
	json_decref(j);
	return ret;
}

/* GROUP.TEST of GROUP.TEST.CASE; "" if a filter cannot take the name. */
static void filter_word(char *out, size_t size, const char *name)
{
	char word[SCORE_NAME];
	char *p;

	text_copy(word, sizeof(word), name);
	out[0] = '\0';
	p = strchr(word, '.');
	p = p ? strchr(p + 1, '.') : NULL;
	if (p)
		*p = '\0';
	if (!strpbrk(word, " \t\"\\*?["))
		shell_word(out, size, word);
}

static void put_path(FILE *f, const char *path)
{
	char *real = realpath(path, NULL), word[4500];

	shell_word(word, sizeof(word), real ? real : path);
	fputs(word, f);
	free(real);
}

void bundle_command(const struct options *o, const char *machine,
		    const char *dir, const char *test, char *out, size_t size)
{
	FILE *f = fmemopen(out, size, "w");

	out[0] = '\0';
	if (!f)
		return;
	fprintf(f, "%s rerun ", o->command ? o->command : "lgcheck");
	put_path(f, dir);
	if (*test)
		fprintf(f, " %s", test);
	if (o->own_launcher || (o->own_build && strcmp(machine, "qemu"))) {
		fputs(" --launcher=", f);
		put_path(f, o->launcher);
	} else if (o->own_build) {
		fputs(" --build=", f);
		put_path(f, o->build);
	}
	if (o->qemu) {
		fputs(" --qemu=", f);
		put_path(f, o->qemu);
	}
	if (o->accelerator)
		fprintf(f, " --accel=%s", o->accelerator);
	if (o->wall_factor != OPTIONS_WALL_CAP)
		fprintf(f, " --wall-cap=%u", o->wall_factor);
	fclose(f);
	out[size - 1] = '\0';
}

static void set_commands(const struct summary *s, const struct outcome *o,
			 const char *dir, json_t *suite)
{
	char test[SCORE_NAME + 40], command[9500];
	json_t *f;
	size_t i;

	json_array_foreach(json_object_get(suite, "failures"), i, f) {
		const char *name =
			json_string_value(json_object_get(f, "test"));

		test[0] = '\0';
		if (name && o->suite->filter)
			filter_word(test, sizeof(test), name);
		for (unsigned t = 0; name && t < o->suite->n_tests; t++)
			if (!strcmp(o->suite->tests[t].name, name))
				shell_word(test, sizeof(test), name);
		bundle_command(s->options, o->machine, dir, test, command, sizeof(command));
		json_object_set_new(f, "rerun", results_string(command));
	}
}

/* Writes the bundles of one attempt and those after it. */
static void write_attempts(const struct summary *s, const struct outcome *o,
			   json_t *suite)
{
	struct refusal m = { "" };
	char *dir;

	if (o->retried)
		write_attempts(s, o->retried,
			       json_array_get(json_object_get(suite, "retries"),
					      0));
	if (!o->ran || o->verdict < VERDICT_FLAKY || !o->files.dir)
		return;
	dir = path_in(o->files.dir, "bundle");
	if (!dir)
		return;
	if (write_bundle(s, o, dir, suite, &m)) {
		fprintf(stderr, "lgcheck: no bundle of %s: %s\n", o->label,
			m.text);
		path_remove(dir);
	} else {
		set_commands(s, o, dir, suite);
	}
	free(dir);
}

void bundles_write(const struct summary *s, json_t *results)
{
	json_t *suites = json_object_get(results, "suites");

	for (unsigned i = 0; i < s->n; i++)
		write_attempts(s, s->outcomes[i], json_array_get(suites, i));
}

void bundle_machine(struct options *o, const json_t *bundle)
{
	static const char *const machines[] = { "lguest", "qemu" };
	const char *was = json_string_value(json_object_get(bundle, "machine"));

	for (int i = 0; was && !o->machine && i < 2; i++)
		if (!strcmp(was, machines[i]))
			o->machine = machines[i];
}

json_t *bundle_load(const char *dir, struct refusal *err)
{
	char *path = path_in(dir, "bundle.json");
	json_error_t e;
	json_t *j;

	if (!path) {
		refuse(err, ENOMEM, "out of memory");
		return NULL;
	}
	j = json_load_file(path, 0, &e);
	if (!j)
		refuse(err, EINVAL,
		       "%s:%d: expected a bundle's bundle.json: %s", path,
		       e.line, e.text);
	else if (json_integer_value(json_object_get(j, "bundle")) !=
			 BUNDLE_FORMAT ||
		 !json_is_string(json_object_get(j, "suite")) ||
		 !json_is_array(json_object_get(j, "failures")))
		refuse(err, EINVAL,
		       "%s: expected \"bundle\": %d with \"suite\" and \"failures\"",
		       path, BUNDLE_FORMAT);
	else
		goto out;
	json_decref(j);
	j = NULL;
out:
	free(path);
	return j;
}
