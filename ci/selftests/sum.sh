# shellcheck shell=bash
# ci/sum: how results of layers add up.
# Sourced by ci/selftest.

# sum WANTED LINES...: ci/sum's closing line for layers, one a LINES word:
# "STATUS|text of its log".
sum()
{
	local want=$1 n=0 layer got

	shift
	for layer; do
		n=$((n + 1))
		printf '%b' "${layer#*|}" >"$work/log$n"
		echo "layer$n ${layer%%|*} $work/log$n"
	done >"$work/layers"
	got=$("$lg_ci/sum" <"$work/layers")
	echo "status $?" >"$work/status"
	echo "$got"
	[ "$(tail -n 1 <<<"$got")" = "$want" ] || return 1
	case $want in
	*' 0 failed'*) grep -qx 'status 0' "$work/status" ;;
	*) grep -qx 'status 1' "$work/status" ;;
	esac
}

check "sum: adds layers" sum "5 passed, 0 failed, 1 skipped" \
	"0|2 passed, 0 failed, 0 skipped\n" "0|x\n3 passed, 0 failed, 1 skipped\n"
check "sum: a failed test" sum "2 passed, 1 failed, 0 skipped" \
	"1|2 passed, 1 failed, 0 skipped\n"
check "sum: no word: takes the last line" sum "4 passed, 0 failed, 0 skipped" \
	"0|9 passed, 9 failed\nResult: 4 passed, 0 failed\n"
check "sum: a layer that says nothing fails" \
	sum "2 passed, 1 failed, 0 skipped" "0|2 passed, 0 failed\n" "0|done\n"
check "sum: a layer that ran nothing fails" \
	sum "2 passed, 1 failed, 3 skipped" \
	"0|2 passed, 0 failed\n" "0|0 passed, 0 failed, 3 skipped\n"
check "sum: a layer that cannot run here is skipped" \
	sum "2 passed, 0 failed, 1 skipped" \
	"0|2 passed, 0 failed\n" "77|0 passed, 0 failed, 1 skipped\n"
check "sum: status 77 excuses no failure" sum "2 passed, 1 failed, 0 skipped" \
	"0|2 passed, 0 failed\n" "77|0 passed, 1 failed, 0 skipped\n"
check "sum: status 77 excuses no silence" sum "2 passed, 1 failed, 0 skipped" \
	"0|2 passed, 0 failed\n" "77|0 passed, 0 failed, 0 skipped\n"
check "sum: a bad status fails" sum "2 passed, 1 failed, 0 skipped" \
	"139|2 passed, 0 failed\n"
check "sum: no layer at all fails" sum "0 passed, 1 failed, 0 skipped"
