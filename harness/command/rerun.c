// SPDX-License-Identifier: GPL-2.0
/*
 * "lgcheck rerun": runs a bundle's guest once more. A bundle may come from
 * elsewhere, so its kernel is checked against bundle.json first.
 */
#include "command/command.h"
#include "report/bundle.h"
#include "report/bundle_words.h"
#include "report/cases.h"
#include "report/results.h"
#include "run/session.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

static const char help[] =
"usage: lgcheck rerun [options] BUNDLE [TEST]...\n"
"\n"
"Runs a failed guest again from the bundle it left in its folder of results:\n"
"the same kernel, image and tests in the same order, or just the tests named.\n"
"Ends with a line for each earlier failure: did it come again?\n"
"A bundle can be taken to another machine.  All options of `lgcheck run` are\n"
"understood; these are the usual ones:\n"
"\n";

static bool came_again(json_t *now, json_t *then)
{
	json_t *suite, *f;
	size_t i, k;

	json_array_foreach(json_object_get(now, "suites"), i, suite)
		json_array_foreach(json_object_get(suite, "failures"), k, f)
			if (json_equal(json_object_get(f, "test"),
				       json_object_get(then, "test")) &&
			    json_equal(json_object_get(f, "signature"),
				       json_object_get(then, "signature")))
				return true;
	return false;
}

/* A bundle that was copied may have lost something on its way. */
static int check_kernel(const char *kernel, json_t *bundle,
			struct refusal *err)
{
	json_t *now = results_file(kernel, false);
	json_t *then = json_object_get(bundle, "kernel");
	int ret = 0;

	if (json_is_object(then) && !json_equal(now, then))
		ret = refuse(err, EINVAL,
			     "%s: is not the kernel that this bundle was made with (its size or sha512 is not that of bundle.json); copy it again, or give one with --kernel=FILE",
			     kernel);
	json_decref(now);
	return ret;
}

static void tell(const struct session *s, json_t *bundle)
{
	json_t *f;
	size_t i;

	json_array_foreach(json_object_get(bundle, "failures"), i, f) {
		const char *test = text_field(f, "test");

		terminal_line(&s->terminal, "# %s: %s%s%s",
			      came_again(s->results, f) ? "came again" :
							  "did not come again",
			      test, *test ? ": " : "",
			      text_field(f, "signature"));
	}
}

int command_rerun(int argc, char **argv)
{
	struct options o;
	struct session s = { .options = &o };
	struct refusal m = { "" };
	struct bundle_words w = { NULL };
	json_t *bundle = NULL;
	int status = STATUS_USAGE;

	if (options_parse(argc, argv, &o, &m))
		return refusal_tell(&m, STATUS_USAGE);
	if (o.help) {
		printf("%s%s", help, options_common);
		return STATUS_PASSED;
	}
	if (bundle_words(&o, &w, &m) || !(bundle = bundle_load(w.dir, &m)) ||
	    (o.kernel == w.kernel && check_kernel(w.kernel, bundle, &m))) {
		refusal_tell(&m, status);
		goto out;
	}
	bundle_machine(&o, bundle);
	o.rename = json_string_value(json_object_get(bundle, "suite"));
	terminal_init(&s.terminal, stdout, o.verbose);
	status = session_run(&s, NULL, 0);
	if (s.ran)
		tell(&s, bundle);
	session_tell(&s);
	session_free(&s);
	if (s.summary.interrupted)
		session_die_of(s.summary.interrupted);
out:
	json_decref(bundle);
	bundle_words_free(&w);
	return status;
}
