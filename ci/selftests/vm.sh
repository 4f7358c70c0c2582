# shellcheck shell=bash
# ci/vm: what comes back, and what ends it.
# Sourced by ci/selftest.

vm_run()
{
	local status=0 want got

	mkdir -p "$lg_repo/build/ci-selftest"
	cd "$lg_repo/build/ci-selftest" || return 1
	rm -f written
	want=$(seq 200000 | sha256sum)
	got=$("$lg_ci/vm" run sh -c \
		'uname -r >written; seq 199999; echo 200000 >/dev/stderr; exit 9' \
		2>"$work/err") || status=$?
	cat "$work/err"
	got=$(sha256sum <<<"$got")
	echo "status $status"
	grep 686 written && [ "$status" -eq 9 ] && [ "$got" = "$want" ]
}

vm_panic()
{
	VM_LOG=$work/panic.log fails_with "Kernel panic" "$lg_ci/vm" run \
		sh -c 'echo c >/proc/sysrq-trigger'
}

vm_timeout()
{
	local pid status=0

	VM_TIMEOUT=3 VM_LOG=$work/slow.log "$lg_ci/vm" run sleep 1000 ||
		status=$?
	pid=$(pgrep -f "file:$work/slow.log")
	[ "$status" -eq 124 ] && [ -z "$pid" ]
}

# However ci/vm ends, its qemu ends too.
vm_killed()
{
	local pid n=0

	VM_LOG=$work/kill$1.log "$lg_ci/vm" run sleep 1000 &
	pid=$!
	until pgrep -f "file:$work/kill$1.log" >/dev/null; do
		kill -0 "$pid" && [ $((n += 1)) -lt 300 ] || return 1
		sleep 0.1
	done
	kill -"$1" "$pid"
	wait "$pid"
	n=0
	while pgrep -f "file:$work/kill$1.log"; do
		[ $((n += 1)) -lt 50 ] || return 1
		sleep 0.1
	done
}

# This machine is not i386, or these are not run.
local_other()
{
	RUNNER=local HOST=i386 fails_with "set HOST=$(uname -m), or RUNNER=vm" \
		"$lg_ci/vm" run true
}

# Never by itself; and where there are no headers, nothing is begun.
local_says()
{
	local out status=0 kernel

	[ "$(uname -m)" = x86_64 ] || return 0
	kernel=$(uname -r)
	[ "$(HOST=x86_64 "$lg_ci/runner")" = vm ] || return 1
	out=$(RUNNER=local HOST=x86_64 "$lg_ci/runner" check 2>&1) || status=$?
	echo "$out"
	grep -q "built for $kernel.* loaded into it" <<<"$out" || return 1
	[ -f "/lib/modules/$kernel/build/Makefile" ] || {
		[ "$status" -ne 0 ] && grep -q "no headers for $kernel" <<<"$out"
	}
}

check "vm: output, status and files come back" vm_run
check "vm: no such kernel" no_verdict 125 \
	env VM_KERNEL=none "$lg_ci/vm" run true
check "vm: no such runner" no_verdict 125 \
	env RUNNER=none "$lg_ci/vm" run true
check "runner: another kind of host than this machine" local_other
check "runner: lg.ko goes into this machine, and says so first" local_says
check "vm: no room for its files" no_verdict 125 \
	env TMPDIR=/nonexistent "$lg_ci/vm" run true
check "vm: a panic is reported" vm_panic
check "vm: a time limit" vm_timeout
check "vm: terminated" vm_killed TERM
check "vm: killed" vm_killed KILL
check "check: no root" no_verdict 125 \
	env LGCHECK_CACHE=/proc/none "$lg_ci/check"
