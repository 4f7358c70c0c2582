// SPDX-License-Identifier: GPL-2.0
/* What only a whole suite file can show. Users write it. */
#include "suite/keys.h"

#include "suite/splats.h"

#include <string.h>

/* Of a suite with test lines; what others have only a run shows. */
static int check_splats(struct suite_parser *p)
{
	const struct suite *s = p->s;
	unsigned t;

	for (unsigned i = 0; s->n_tests && i < s->n_splats; i++) {
		for (t = 0; t < s->n_tests; t++)
			if (splat_of(&s->splats[i], s->tests[t].name))
				break;
		p->line = s->splats[i].line;
		if (t == s->n_tests)
			return suite_bad(p,
					 "a test of name \"%.60s\" for the \"splat\"",
					 s->splats[i].test);
	}
	return 0;
}

int suite_keys_check(struct suite_parser *p)
{
	const struct suite *s = p->s;
	unsigned expects = 0, t;

	for (unsigned i = 0; i < s->n_steps; i++)
		expects += !s->steps[i].send;
	if (s->score == SCORE_SCRIPT && !expects)
		return suite_bad(p,
				 "an \"expect\" in a suite of \"score = script\"");
	if (s->score != SCORE_RECORDS && s->n_tests)
		return suite_bad(p, "\"score = records\" with \"test\" lines");
	if (s->filter && s->score != SCORE_KTAP)
		return suite_bad(p, "\"score = ktap\" with \"filter\"");
	if ((s->expect.reason || s->expect.status >= 0) && !s->expect.set)
		return suite_bad(p,
				 "a \"verdict\" with \"reason\" or \"exit\"");
	for (unsigned i = 0; i < s->n_disks; i++) {
		const char *writer = s->disks[i].writer;

		for (t = 0; writer && t < s->n_tests; t++)
			if (!strcmp(s->tests[t].name, writer))
				break;
		p->line = s->disks[i].line;
		if (writer && t == s->n_tests)
			return suite_bad(p,
					 "a test of name \"%.60s\" for the \"after\" of disk %s",
					 writer, s->disks[i].name);
	}
	return check_splats(p);
}
