# shellcheck shell=bash
# Steps of a long job, each with its log, progress and time. Sourced by
# ci/check and ci/test after lib.sh.

# shellcheck disable=SC2154 # lib.sh
step_logs=$lg_repo/build/log
step_child=''
step_times=()
step_start=$SECONDS
mkdir -p "$step_logs"

# A step is a process group of its own, so that we can end all of it.
# shellcheck disable=SC2317 # called by the trap
step_stop()
{
	[ -n "$step_child" ] || return 0
	kill -TERM -- "-$step_child" 2>/dev/null || true
	wait "$step_child" 2>/dev/null || true
}

step_traps()
{
	trap step_stop EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

step_ended()
{
	step_times+=("$(printf '%-12s %5d s%s' "$1" "$2" "${3:+  ($3)}")")
	printf '%-12s %5d s%s\n' "$1" "$2" "${3:+  ($3)}"
}

step_table()
{
	echo
	echo "time by step:"
	printf '  %s\n' "${step_times[@]}"
	printf '  %-12s %5d s\n' total $((SECONDS - step_start))
}

# Size and time of the products, to see whether a step changed them.
step_products()
{
	stat -L -c '%n %Y %s' "$@" 2>/dev/null | sort || true
}

# step NAME [PRODUCT...] -- CMD...: run CMD with its output to a log, show how
# it goes, stop the job with the end of the log when it fails.
step()
{
	local name=$1 products=() log start=$SECONDS status=0 before=''

	shift
	while [ "$1" != -- ]; do
		products+=("$1")
		shift
	done
	shift
	log=$step_logs/$name.log
	[ ${#products[@]} -eq 0 ] || before=$(step_products "${products[@]}")
	set -m
	"$@" >"$log" 2>&1 </dev/null &
	step_child=$!
	set +m
	step_watch "$name" "$log"
	wait "$step_child" || status=$?
	step_child=''
	if [ "$status" -ne 0 ]; then
		tail -n 30 "$log" >&2
		die "$name failed after $((SECONDS - start)) s;" \
		    "the whole log is $log"
	fi
	if [ -n "$before" ] &&
	   [ "$before" = "$(step_products "${products[@]}")" ]; then
		step_ended "$name" $((SECONDS - start)) "nothing to do"
	else
		step_ended "$name" $((SECONDS - start))
	fi
}

# Show time and the log's last line: in place on a terminal, else a line
# every half minute.
step_watch()
{
	local name=$1 log=$2 start=$SECONDS next=30 spent last

	while kill -0 "$step_child" 2>/dev/null; do
		sleep 0.2
		spent=$((SECONDS - start))
		last=$(tail -n 1 "$log" | tr -d '\000-\037' | cut -c1-55)
		if [ -t 1 ]; then
			printf '\r\033[K%-12s %5d s  %s' "$name" "$spent" "$last"
		elif [ "$spent" -ge "$next" ]; then
			printf '%-12s %5d s so far: %s\n' "$name" "$spent" "$last"
			next=$((next + 30))
		fi
	done
	[ ! -t 1 ] || printf '\r\033[K'
}

# step_stream NAME CMD...: the same, but show the output as it comes; the status
# is that of CMD. On a terminal, a command in the VM gets a terminal, too; what
# it overwrites there is not in the log.
step_stream()
{
	local name=$1 start=$SECONDS status=0 tee

	shift
	echo "== $name"
	if [ -t 1 ]; then
		local -x VM_TERMINAL

		VM_TERMINAL=$(stty size </dev/tty) || VM_TERMINAL=''
	fi
	exec 5> >(exec tee "$step_logs/$name.log")
	tee=$!
	set -m
	"$@" >&5 2>&1 </dev/null 5>&- &
	step_child=$!
	set +m
	exec 5>&-
	wait "$step_child" || status=$?
	step_child=''
	wait "$tee" || true
	[ ! -t 1 ] || sed -i -e 's/\r$//' -e 's/.*\r\x1b\[K//' \
		-e 's/\x1b\[[0-9;]*m//g' "$step_logs/$name.log"
	step_ended "$name" $((SECONDS - start))
	return "$status"
}

# What it takes to run kernels in qemu, on this machine.
step_build_here()
{
	step images "$lg_repo/build/images/init" -- "$lg_ci/build" images
	step suites -- "$lg_ci/build" suites
	step native -- "$lg_ci/build" native
}

# What every job on a host of the kind lg_host needs besides.
step_build_runner()
{
	local b=$lg_repo/build own=$lg_host_build

	step module "$b"/module/*/lg.ko -- "$lg_ci/build" module
	step launcher "$own/launcher/lguest" -- "$lg_ci/build" launcher
	step harness "$own/harness/lgcheck" -- "$lg_ci/build" harness
}

step_build_all()
{
	step_build_here
	step_build_runner
}

# With NATIVE=1 the kernel for qemu; its bzImage is then in default-native.
step_guest()
{
	[ -n "${LINUX:-}" ] || step source -- "$lg_ci/kernel-source"
	step guest "$lg_repo/build/guest/default${NATIVE:+-native}/bzImage" -- \
		"$lg_ci/build" guest
}
