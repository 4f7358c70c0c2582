#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Runs the guest tests on this machine: native.sh PROGRAM SUITE.  What needs a
# guest's devices skips itself.  The last line is the plain summary.
set -u
program=$1
suite=$2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

# The suite file and the program must list the same tests in the same order.
"$program" --list >"$work/program"
sed -n 's/^test = \([a-z0-9_]*\) .*/\1/p' "$suite" >"$work/suite"
if ! diff "$work/program" "$work/suite"; then
	echo "$suite: lists other tests than tests.h; make them agree"
	failed=1
fi
while read -r name; do
	(cd "$work" && timeout 60 "$program" "$name") >"$work/out" 2>&1 </dev/null
	case $? in
	0) passed=$((passed + 1)) ;;
	77)
		skipped=$((skipped + 1))
		echo "skip $name: $(tail -n 1 "$work/out")"
		;;
	*)
		failed=$((failed + 1))
		sed "s/^/$name: /" "$work/out"
		echo "FAIL $name"
		;;
	esac
done <"$work/program"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
