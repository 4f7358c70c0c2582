# Sourced by launcher/test/disk/run and suites/bench/io: a guest that is a shell.
# shellcheck shell=bash disable=SC2034
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib/test.sh
. "${here%/*/*/*}/lib/test.sh"
build=${O:-${here%/*/*/*}/build}
lguest=${LGUEST:-${LG_BUILD:-$build}/launcher/lguest}
kernel=${KERNEL:-$build/guest/default/bzImage}
busybox=${BUSYBOX:-$build/images/busybox}
limit=$((180 * ${LGCHECK_SLOW:-1}))	# seconds for anything
work=$(mktemp -d) || exit 2
pid='' lines=0
trap 'shell_kill; umount "$work/small" 2>/dev/null; rm -rf "$work"' EXIT

shell_initrd()
{
	mkdir -p "$work"/root/{bin,dev,proc,sys,tmp,www}
	cp "$busybox" "$work/root/bin/busybox"
	cp "$here/guest-init" "$work/root/init"
	(cd "$work/root" && find . | "$busybox" cpio -o -H newc 2>/dev/null) \
		>"$work/initrd"
}

shell_done() # LINE
{
	grep -q "^done $1 " "$work/out"
}

# With these options of the launcher.
shell_start() # OPTION...
{
	rm -f "$work/in"
	mkfifo "$work/in"
	lines=0
	"$lguest" "$@" --initrd="$work/initrd" 48m "$kernel" quiet \
		kunit.enable=0 <"$work/in" >"$work/out" 2>"$work/err" &
	pid=$!
	exec 9>"$work/in"
	until_true shell_done 0
}

shell_send() # LINE
{
	lines=$((lines + 1))
	echo "$1" >&9
}

# The line's exit status; what it printed is in $work/said.
shell_do() # LINE
{
	shell_send "$1"
	until_true shell_done "$lines" || return 1
	tr -d '\r' <"$work/out" | sed -n "/^done $((lines - 1)) /,/^done $lines /p" |
		sed '1d;$d' >"$work/said"
	return "$(tr -d '\r' <"$work/out" | sed -n "s/^done $lines //p")"
}

shell_off()
{
	local status=0

	shell_send "poweroff -f"
	exec 9>&-
	wait "$pid" || status=$?
	pid=''
	return "$status"
}

shell_kill()
{
	[ -n "$pid" ] || return 0
	kill -KILL "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	pid=''
}

shell_initrd
