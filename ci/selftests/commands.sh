# shellcheck shell=bash
# What users call: make, ci/check, a new suite, the CI templates.
# Sourced by ci/selftest.

# The commands of the CI templates, one a line.
template_commands()
{
	local t=$lg_ci/templates

	awk '/^  *script:$/ { on = 1; next }
	     on && /^  *- / { sub(/^  *- /, ""); print; next }
	     { on = 0 }' "$t/gitlab-ci.yml"
	sed -n 's/^  *run: //p' "$t/github.yml"
	sed -n "s/^ *sh '\(.*\)'$/\1/p" "$t/Jenkinsfile"
	sed -n 's/^[0-9*].* root //p' "$t/cron"
}

# All of them, each once, as they stand; but a bare container's set-up.
templates()
{
	local list line path

	list=$(template_commands)
	for line in 'make deps' 'make guest' 'ci/check --results=build/job' \
		    'ci/templates/nightly'; do
		grep -q "$line\$" <<<"$list" || {
			echo "no template has '$line'; found: $list"
			return 1
		}
	done
	cd "$lg_repo" || return 1
	export SUITE=script LGCHECK=$lg_repo LGCHECK_PULL=n
	# one of GitLab's matrix, which is no part of a run
	export GITLAB_CI=true CI_PROJECT_DIR=$lg_repo CI_NODE_INDEX=2 \
		CI_NODE_TOTAL=6 CI_JOB_NAME='check: [script, 686]'
	path=$(sed -n 's/^PATH=//p' "$lg_ci/templates/cron")
	while read -r line; do
		echo "== $line"
		rm -f build/log/check.log
		case $line in
		*nightly)	# as cron does
			env -i HOME="$HOME" SHELL=/bin/bash \
				PATH="${path:-/usr/bin:/bin}" SUITE="$SUITE" \
				LGCHECK="$LGCHECK" LGCHECK_PULL=n \
				LGCHECK_CACHE="$lg_cache" RUNNER="${RUNNER:-auto}" \
				bash -ec "$line" </dev/null || return 1 ;;
		*)	bash -ec "$line" </dev/null || return 1 ;;
		esac
		case $line in
		*ci/check* | *nightly)
			grep '^PASS  script' build/log/check.log || return 1 ;;
		esac
	done < <(awk '{ sub(/^sudo (-E )?/, "") }
			!/^apt-get/ && !seen[$0]++' <<<"$list")
}

# Files where they belong, and nothing else, wherever that is.
installs()
{
	"$lg_ci/build" launcher images harness suites native || return 1
	DESTDIR=$work/dest PREFIX=/opt/lg make -s -C "$lg_repo" install || return 1
	[ "$(ls "$work/dest")" = opt ] &&
		grep -q -- '\\-\\-kernel' "$work"/dest/opt/lg/share/man/man1/* &&
		grep -q -- '\\-\\-block' "$work"/dest/opt/lg/share/man/man8/* &&
		! grep -r '@[A-Z]' "$work"/dest/opt/lg/share/man || return 1
	"$lg_ci/root" run "$work/dest/opt/lg/bin/lgcheck" --version
}

# A new suite and a new test in it: they build, pass here and in a guest; a wrong
# test fails, a test that is not there does not link.
new_suite()
{
	local dir=$lg_repo/build/ci-selftest/suites status=0

	rm -rf "$dir" "$lg_repo/build/suites/brandnew"
	mkdir -p "$dir"
	ln -s "$lg_repo/suites/lib" "$dir/lib"
	LGCHECK_SUITES=$dir
	export LGCHECK_SUITES
	new_suite_works || status=1
	rm -rf "$dir" "$lg_repo/build/suites/brandnew"
	return $status
}

new_make()
{
	"$lg_ci/root" run env O="$lg_repo/build" make -s -C "$dir/brandnew" "$@"
}

new_suite_works()
{
	local new=$lg_repo/suites/new-test file

	"$new" brandnew && "$new" brandnew/second || return 1
	fails_with "there already" "$new" brandnew &&
		fails_with "there already" "$new" brandnew/second &&
		fails_with "a name is" "$new" Brand/new &&
		fails_with "another name" "$new" brandnew/main &&
		fails_with "no suite whose" "$new" none/such || return 1
	new_make test | tee "$work/new" &&
		[ "$(tail -n 1 "$work/new")" = "2 passed, 0 failed, 0 skipped" ] ||
		return 1
	SUITE=$dir/brandnew "$lg_ci/check" >"$work/new" || {
		cat "$work/new"
		return 1
	}
	grep -q '^PASS  brandnew/second' "$work/new" || return 1
	file=$dir/brandnew/second.c
	sed -i "s/CHECK_EQ(c, 'x')/CHECK_EQ(c, 'y')/" "$file"
	fails_with "second.c:13: c is 120 (0x78), not 121" new_make test || return 1
	sed -i 's/test_second/test_secondary/' "$file"
	fails_with "no previous prototype" new_make test || return 1
	rm "$file"
	echo "test = third /bin/brandnew third" >>"$dir/brandnew/suite"
	fails_with "undefined reference to \`test_third'" new_make test
}

check "check: no such kernel" no_verdict 2 \
	env KERNEL=/nonexistent "$lg_ci/check"
check "check: no such suite" no_verdict 2 \
	env SUITE=no/such "$lg_ci/check"
check "make: O= is refused" fails_with "all is built in build/" \
	make -s -C "$lg_repo" O=/tmp/none help
check "make install" installs
check "a new suite builds and passes" new_suite
check "commands of the CI templates" templates
