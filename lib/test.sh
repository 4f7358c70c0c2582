# shellcheck shell=bash
# What tests in shell have in common: checks, their counters, the closing line.
# Sourced. A test ends with test_end, whose status is the script's.
#
# A script may replace two functions: test_run runs a check's command, and
# test_show prints what explains that it failed.
# shellcheck disable=SC2154 # $limit: the script has it
passed=0 failed=0 skipped=0
test_only=	# a part of the names of the checks to run

test_run()
{
	"$@"
}

test_show()
{
	:
}

test_number()
{
	echo $((passed + failed + skipped))
}

pass() # NAME
{
	passed=$((passed + 1))
	echo "ok $(test_number) $1"
}

fail() # NAME [REASON]
{
	failed=$((failed + 1))
	echo "not ok $(test_number) $1${2:+ # $2}"
	test_show | tr -d '\r' | sed 's/^/# /'
}

skip() # NAME REASON
{
	skipped=$((skipped + 1))
	echo "ok $(test_number) $1 # SKIP $2"
}

# An empty REASON is a pass.
verdict() # NAME REASON
{
	if [ -z "$2" ]; then
		pass "$1"
	else
		fail "$1" "$2"
	fi
}

check() # NAME COMMAND...
{
	local name=$1

	[[ $name == *"$test_only"* ]] || return 0
	shift
	if test_run "$@"; then
		pass "$name"
	else
		fail "$name"
	fi
}

# Nothing passed is no success: a test that runs nothing must not look well.
test_end()
{
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

# Waits for COMMAND to succeed, $limit seconds at most.
until_true() # COMMAND...
{
	local end=$((SECONDS + limit))

	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.05
	done
}

# The same for a short time, which is longer on a slow machine.
within() # HUNDREDTHS COMMAND...
{
	local end=$(($(hundredths) + $1 * ${LGCHECK_SLOW:-1}))

	shift
	until "$@"; do
		[ "$(hundredths)" -lt "$end" ] || return 1
		sleep 0.02
	done
}

# Since the machine's start.
hundredths()
{
	local up rest

	read -r up rest </proc/uptime
	echo "${up/./}"
}
