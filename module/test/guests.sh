# shellcheck shell=bash
# What mini/run and hostile/run share: the kernel log, and running a mini guest
# that says itself how it must end. Sourced; needs $lguest, $limit, $memory,
# $work, and the kernel log on descriptor 9.
# shellcheck disable=SC2154 # those
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=lib/test.sh
. "$top/lib/test.sh"
# shellcheck source=module/test/memory.sh
. "$top/module/test/memory.sh"
options=()	# more words for the launcher

load_module() # needs $module
{
	[ -c /dev/lguest ] && return
	[ -f "$module" ] || module=$(modinfo -n lg 2>/dev/null)
	[ -f "$module" ] ||
		stop "no lg.ko: build it, or name it with LG_KO=FILE"
	insmod "$module" || stop "$module cannot be loaded: see dmesg"
	[ -c /dev/lguest ] || stop "$module is loaded but made no /dev/lguest"
}

# A line in the kernel log, for whoever reads it; what was before is old.
mark_log() # NAME
{
	log_new >/dev/null
	echo "<6>test: $1" >/dev/kmsg
}

# What came to the kernel log since we asked last.  Descriptor 9 keeps the
# place; dmesg would read the whole log each time.
log_new()
{
	dd bs=8192 iflag=nonblock status=none <&9 2>/dev/null
}

log_since_mark()
{
	local line
	while read -r line; do
		case $line in
		*WARNING* | *BUG* | *Oops* | *"cut here"* | \
			*stack-protector* | *lockup*)
			echo "${line#*;}"
			return ;;
		esac
	done <<<"$(log_new)"
}

# Whatever is a warning or worse, or looks like one.
log_complaint()
{
	local line level text asked=
	while IFS= read -r line; do
		level=${line%%,*}
		case $level in
		*[!0-9]* | "") continue ;;	# the rest of an entry
		esac
		text=${line#*;}
		[ -n "${text//[=-]/}" ] || continue	# a frame
		case $text in
		clocksource:* | hrtimer:*) continue ;;	# a slow machine's
		# the watchdog of a VM that stood still
		"Uhhuh. NMI received for unknown reason"* | \
			"Dazed and confused, but "*) continue ;;
		# what was made to fail
		"kmemleak: Cannot allocate "* | "warn_alloc: "*) continue ;;
		"allocation-fail: "*"error: "* | "allocation-fail: "*failure:*)
			asked=y ;;	# what was made to fail
		*" pages reserved")
			if [ -n "$asked" ]; then asked=; continue; fi ;;
		esac
		[ -z "$asked" ] || continue
		case $text in
		*WARNING* | *BUG* | *Oops* | *"cut here"* | *"Call Trace"*)
			echo "$text"
			return ;;
		esac
		if [ $((level & 7)) -le 4 ]; then
			echo "$text"
			return
		fi
	done <<<"$(log_new)"
}

# Sets expect, warns and run to what MINI_EXPECT() and its like say.
read_tags() # FILE
{
	local name text
	expect='' warns='' run=''
	while read -r name text; do
		case $name in
		expect:) expect=$text ;;
		warns:) warns=$text ;;
		run:) run=$text ;;
		esac
	done <<<"$(grep -a -o -E '(expect|warns|run): [ -~]*' "$1")"
}

# How a guest ended differs from EXPECT, or nothing.
# compare EXPECT STATUS STDERR
compare()
{
	local last want status text
	last=$(tail -n 1 "$3")
	case $1 in
	"powered off") want="lguest: guest powered off" status=0 text= ;;
	"asked for a restart")
		want="lguest: guest asked for a restart" status=5 text= ;;
	"panicked: "*) want="lguest: guest panicked: " status=3 text=${1#*: } ;;
	"killed: "*) want="lguest: guest killed: " status=4 text=${1#*: } ;;
	*) echo "its MINI_EXPECT \"$1\" is unknown"; return ;;
	esac
	if [ "$2" = 124 ] || [ "$2" = 137 ] || [ "$2" = 143 ]; then
		echo "not done after $limit s; stopped"
	elif [ -z "$text" ] && [ "$last" != "$want" ]; then
		echo "\"$last\" instead of \"$want\""
	elif [ -n "$text" ] && { [ "${last#"$want"}" = "$last" ] ||
				 [ "${last#*"$text"}" = "$last" ]; }; then
		echo "\"$last\" instead of \"$want$text\""
	elif [ "$2" != "$status" ]; then
		echo "exit status $2 instead of $status"
	fi
}

gone()
{
	! kill -0 "$1" 2>/dev/null
}

# A guest that never ends, and its launcher's end by a signal.
run_endless() # FILE [ARGUMENT...]
{
	local pid why=
	"$lguest" "${options[@]}" "$memory" "$@" </dev/null \
		>"$work/out" 2>"$work/err" &
	pid=$!
	if ! until_true grep -q ready "$work/out"; then
		why="it did not say that it is ready: $(tail -n 1 "$work/err")"
	elif gone $pid; then
		why="it ended by itself: $(tail -n 1 "$work/err")"
	else
		# Long enough for the guest to be in its endless loop.
		within 20 gone $pid
		kill -TERM $pid
		within 100 gone $pid ||
			why="still there a second after SIGTERM"
	fi
	if [ -n "$why" ]; then
		kill -KILL $pid 2>/dev/null
		echo "$why"
	fi
	wait $pid 2>/dev/null
}

start_guest() # FILE NUMBER [ARGUMENT...]
{
	local file=$1 n=$2
	shift 2
	timeout -k 2 "$limit" "$lguest" "${options[@]}" "$memory" "$file" \
		"$@" </dev/null >"$work/out$n" 2>"$work/err$n"
}

# Why a guest did not end as EXPECT says, or nothing. It may name several ends,
# between bars.
run_expecting() # FILE EXPECT [ARGUMENT...]
{
	local file=$1 expect=$2 one status=0 why=
	local -a all
	shift 2
	if [ "$expect" = SIGTERM ]; then
		run_endless "$file" "$@"
		return
	fi
	start_guest "$file" 1 "$@" || status=$?
	IFS='|' read -ra all <<<"$expect"
	for one in "${all[@]}"; do
		why=$(compare "$one" $status "$work/err1")
		[ -n "$why" ] || return 0
	done
	if [ -s "$work/out1" ]; then
		why="$why; it said: $(tail -n 1 "$work/out1" | tr -cd ' -~')"
	fi
	echo "$why"
}

run_guest() # FILE [ARGUMENT...]
{
	local expect warns run status2 pid why
	read_tags "$1"
	if [ "$run" = twice ]; then
		start_guest "$1" 2 "${@:2}" &
		pid=$!
	fi
	why=$(run_expecting "$1" "$expect" "${@:2}")
	if [ "$run" = twice ]; then
		wait $pid
		status2=$?
		[ -n "$why" ] || why=$(compare "$expect" $status2 "$work/err2")
	fi
	if [ -z "$why" ] && [ -n "$warns" ] &&
		! grep -q -F "$warns" "$work/err1"; then
		why="the launcher did not warn \"$warns\""
	fi
	echo "$why"
}

enough_free()
{
	[ "$(free_kib)" -ge "$1" ]
}
