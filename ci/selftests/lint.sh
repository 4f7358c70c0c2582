# shellcheck shell=bash
# ci/lint: the source is clean, and each of its rules notices.
# Sourced by ci/selftest.

# lint_breaks TEXT FILE LINE: a small tree is clean, and not with LINE in FILE.
lint_breaks()
{
	export LGCHECK_LINT=$work/lint

	rm -rf "$LGCHECK_LINT"
	mkdir -p "$LGCHECK_LINT"/{ci,lib,launcher,harness/score/test}
	cd "$LGCHECK_LINT" && git init -q &&
		cp "$lg_ci"/{lib.sh,vm-init} ci/ && cp "$lg_repo/lib/test.sh" lib/ &&
		echo 'void sprintf_s(void);' | tee launcher/a.c >harness/score/b.c &&
		echo 'int n = sprintf(0, 0);' >harness/score/test/c.c &&
		"$lg_ci/lint" --quick && printf '%b\n' "$3" >>"$2" &&
		fails_with "$1" "$lg_ci/lint" --quick
}

check "lint: the source is clean" "$lg_ci/lint" --quick
check "lint: a banned function" lint_breaks \
	'sprintf() is banned, use snprintf(): harness/score/b.c:2:' \
	harness/score/b.c '	n = sprintf(text, "");'
check "lint: a call up" lint_breaks \
	'this folder does not call that one: harness/score/b.c:2:' \
	harness/score/b.c '#include "report/results.h"'
check "lint: a call from the launcher to the harness" lint_breaks \
	'this folder does not call that one: launcher/a.c:2:' \
	launcher/a.c '#include "score/score.h"'
check "lint: a broken message" lint_breaks \
	'keep a message in one piece: launcher/a.c:3:' \
	launcher/a.c 'char *s = "one "\n"two";'
check "lint: a counted word" lint_breaks \
	'text_after() needs no length: launcher/a.c:2:' \
	launcher/a.c 'int n = strncmp(text, "word", 4);'
check "lint: a long file" lint_breaks \
	'a file this long is two: launcher/a.c: 602 lines' \
	launcher/a.c "$(printf '\\n%.0s' {1..600})"
check "lint: a script" lint_breaks 'SC2086' ci/lib.sh 'echo $1'
