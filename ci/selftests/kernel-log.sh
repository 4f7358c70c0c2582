# shellcheck shell=bash
# What module/test takes for a complaint in the kernel log.
# Sourced by ci/selftest.

# complains WANTED LINES...: what module/test/hostile finds in such a /dev/kmsg.
complains()
{
	local want=$1 got

	shift
	# shellcheck source=module/test/guests.sh
	. "$lg_repo/module/test/guests.sh"
	printf '%s\n' "$@" >"$work/kmsg"
	exec 9<"$work/kmsg"
	got=$(log_complaint)
	echo "$got"
	[ "$got" = "$want" ]
}

check "kernel log: nothing of note" complains "" \
	"6,1,1,-;lg: loaded" " SUBSYSTEM=none" \
	"4,2,2,-;clocksource: timekeeping watchdog: too late"
check "kernel log: the VM's watchdog" complains "" \
	"0,1,1,-;Uhhuh. NMI received for unknown reason 20 on CPU 0." \
	"0,2,2,-;Dazed and confused, but trying to continue"
check "kernel log: a warning" complains "thermal: too hot" \
	"6,1,1,-;eth0: up" "4,2,2,-;thermal: too hot" "4,3,3,-;and more"
check "kernel log: a word, at any level" complains "x: WARNING: y" \
	"14,1,1,-;x: WARNING: y"
check "kernel log: a report in a frame" complains "WARNING: circular" \
	"4,1,1,-;" "4,2,2,-;======" "4,3,3,-;WARNING: circular" "4,4,4,-;------"
check "kernel log: what was made to fail" complains "" \
	"4,1,1,-;allocation-fail: page allocation failure: order:0" \
	"4,2,2,-;Call Trace:" "6,3,3,-;100 pages reserved"
