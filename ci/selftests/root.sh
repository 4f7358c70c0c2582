# shellcheck shell=bash
# ci/root and ci/kernel-source: bad mirrors, full disks, signals.
# Sourced by ci/selftest.

# Nothing in a cache folder that a later run would trust.
untrusted()
{
	! find "$1" -maxdepth 2 -name '.lgcheck-*' | grep . &&
		! find "$1" -maxdepth 1 -name '*.tmp.*' | grep .
}

bad_mirror()
{
	mkdir "$work/bad"
	LGCHECK_CACHE=$work/bad LGCHECK_MIRROR=http://127.0.0.1:9/none \
		fails_with "$1" "$lg_ci/$2" ${3:+"$3"} && untrusted "$work/bad"
	status=$?
	rm -rf "$work/bad"
	return $status
}

full_disk()
{
	mkdir -p "$work/small"
	mount -t tmpfs -o size=64m tmpfs "$work/small" || return 1
	LGCHECK_CACHE=$work/small fails_with "MiB free" "$lg_ci/root" build &&
	LGCHECK_CACHE=$work/small fails_with "MiB free" "$lg_ci/kernel-source" &&
	untrusted "$work/small"
	status=$?
	umount "$work/small"
	return $status
}

# A build stopped by signal $1 on its way leaves nothing that is trusted, and
# nothing at all if it could clean up.
interrupted()
{
	local pid n=0

	mkdir "$work/stop"
	set -m		# so that it does not ignore SIGINT, as all of this may
	LGCHECK_CACHE=$work/stop env --default-signal=INT "$lg_ci/root" build &
	pid=$!
	until [ -d "$(echo "$work"/stop/root-*.tmp.*/etc)" ]; do
		kill -0 "$pid" && [ $((n += 1)) -lt 600 ] || return 1
		sleep 0.1
	done
	kill "-$1" "$pid"
	if wait "$pid"; then
		return 1
	fi
	n=0
	while pgrep -f "mmdebstrap.*$work/stop"; do
		[ $((n += 1)) -lt 1200 ] || return 1
		sleep 0.1
	done
	[ "$1" != KILL ] || rm -rf "$work"/stop/root-*.tmp.*
	untrusted "$work/stop" || return 1
	rm -rf "$work/stop"
}

# shellcheck disable=SC2016 # for the shell in the root
exec_in_root()
{
	local status=0

	(cd "$lg_ci" && "$lg_ci/root" exec sh -c \
		'test "$LGCHECK_IN_ROOT" = root && test -f lib.sh && exit 7') ||
		status=$?
	[ "$status" -eq 7 ] && ! grep -q "$(cache_dir)/root-" /proc/mounts
}

# As on a machine that runs no 32-bit programs, from packages to a program built
# here and run in the VM. It can compile with this machine's own build root.
# shellcheck disable=SC2016 # for the shell in the root
no_32bit()
{
	local dir=$lg_repo/build/ci-selftest/no-32bit guard status=0

	guard=$dir/no-32bit
	rm -rf --one-file-system "$dir"
	mkdir -p "$dir" &&
	ln -s "$(cache_dir)"/root-build-* "$dir/" &&
	"$lg_ci/root" exec gcc -static -Wall -Wextra -Werror -o "$guard" \
		"$lg_ci/no-32bit.c" &&
	cd "$dir" &&
	export LGCHECK_CACHE=$dir LGCHECK_32BIT=no &&
	echo 'int main(void) { return sizeof(long) + 3; }' >long.c &&
	"$guard" "$lg_ci/root" build &&
	"$guard" "$lg_ci/root" cross sh -c '$CC -static -o long long.c' &&
	no_verdict 159 "$guard" ./long &&
	no_verdict 7 "$guard" "$lg_ci/vm" run ./long || status=1
	rm -rf --one-file-system "$dir"
	return $status
}

check "root: a bad mirror" bad_mirror "could not be built" root build
check "source: a bad mirror" bad_mirror "cannot be fetched" kernel-source
check "source: the newest of a bad mirror" \
	bad_mirror "has no linux-source" kernel-source newest
check "root and source: a full disk" full_disk
check "root: interrupted" interrupted INT
check "root: terminated" interrupted TERM
check "root: killed" interrupted KILL
check "root: exec" exec_in_root
! "$lg_ci/root" is-cross ||
	check "root: no 32-bit programs" no_32bit
