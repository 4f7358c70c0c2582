#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs the tests of suites on this machine, those that need no guest:
#   native.sh BUILD FOLDER...    BUILD/NAME or BUILD itself has the program
# Tests that would harm a machine, or need what only a guest has, skip
# themselves. The last line is the plain summary.
set -u
build=$(realpath "$1")
shift
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=lib/test.sh
. "$(dirname "$0")/../../lib/test.sh"

test_show()
{
	cat "$work/out"
}

test_program() # NAME PROGRAM ARGUMENT...
{
	local name=$1

	shift
	(cd "$work" && exec timeout 120 "$@") >"$work/out" 2>&1 </dev/null
	case $? in
	0) pass "$name" ;;
	77) skip "$name" "$(tail -n 1 "$work/out")" ;;
	*) fail "$name" ;;
	esac
}

for folder; do
	suite=$(basename "$(realpath "$folder")")
	program=$build/$suite
	[ ! -d "$program" ] || program=$program/$suite
	while read -r name file arguments; do
		[ "$file" = "/bin/$suite" ] || continue
		# shellcheck disable=SC2086 # words, as in the plan of a guest
		test_program "$suite/$name" "$program" $arguments
	done < <(sed -n 's/^test = //p' "$folder/suite")
done
test_end
