// SPDX-License-Identifier: GPL-2.0
/*
 * Asks git. The tree is the user's; commit subjects are anybody's, and are only
 * printed.
 */
#include "bisect/inner.h"
#include "lib/child.h"
#include "lib/text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>


int git_output(struct bisect *b, char **out, const char *const args[])
{
	const char **argv;
	int n = 0, status, ret;

	while (args[n])
		n++;
	argv = calloc(n + 4, sizeof(*argv));
	if (!argv)
		return refuse(b->err, ENOMEM, "out of memory");
	argv[0] = "git";
	argv[1] = "-C";
	argv[2] = b->tree;
	memcpy(argv + 3, args, n * sizeof(*argv));
	ret = child_run(argv, NULL, out, &status);
	free(argv);
	if (ret)
		return refuse(b->err, -ret, "cannot run git: %s",
			      strerror(-ret));
	if (!status)
		return 0;
	refuse(b->err, EINVAL, "git %s failed: %.*s",
	       args[!strcmp(args[0], "-C") ? 2 : 0],
	       (int)strcspn(*out, "\n"), *out);
	free(*out);
	*out = NULL;
	return -EINVAL;
}

int git_commit(struct bisect *b, const char *name, char sha[SHA_LEN])
{
	char spec[512], *out;
	const char *const args[] = { "rev-parse", "--verify", "--quiet",
				     "--end-of-options", spec, NULL };
	int ret;

	snprintf(spec, sizeof(spec), "%.400s^{commit}", name);
	ret = git_output(b, &out, args);
	if (ret == -EINVAL)
		return refuse(b->err, EINVAL,
			      "%s: no commit of %s; give a name that git log takes",
			      name, b->tree);
	if (ret)
		return ret;
	out[strcspn(out, "\n")] = '\0';
	if (strlen(out) != SHA_LEN - 1)
		ret = refuse(b->err, EINVAL,
			     "%s: git names it \"%.60s\", not a SHA-1", name,
			     out);
	else
		text_copy(sha, SHA_LEN, out);
	free(out);
	return ret;
}

bool git_is_ancestor(struct bisect *b, const char *old, const char *new)
{
	const char *const args[] = { "merge-base", "--is-ancestor", old, new,
				     NULL };
	char *out = NULL;
	bool is = !git_output(b, &out, args);

	free(out);
	return is;
}

void git_title(struct bisect *b, const char *sha, char *out, size_t size)
{
	const char *const args[] = { "log", "-1", "--no-show-signature",
				     "--format=%h %s", "--abbrev=12", sha,
				     NULL };
	char *text;

	if (git_output(b, &text, args)) {
		text_copy(out, size, sha);
		return;
	}
	text_clean(out, size, text, strcspn(text, "\n"));
	free(text);
}
