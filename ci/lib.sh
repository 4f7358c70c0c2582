# shellcheck shell=bash
# Shared by the scripts of ci/: names, places, messages. Sourced, never run.

set -euo pipefail

# die()'s exit status; scripts whose status is a verdict choose one that is not.
lg_failed=1

# Messages, sorting and numbers are the C locale's.
export LC_ALL=C

lg_name=${0##*/}
lg_ci=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck disable=SC2034 # used by the scripts that source this file
lg_repo=${lg_ci%/*}

cache=
lg_suite=bookworm
lg_cache=${LGCHECK_CACHE:-${HOME:-/root}/.cache/lgcheck}

# How many times slower than Debian's the host kernel is. Multiply time limits
# against hangs by this.
if [ -z "${LGCHECK_SLOW:-}" ]; then
	LGCHECK_SLOW=1
	[ "${VM_KERNEL:-}" != debug ] || LGCHECK_SLOW=5
fi
export LGCHECK_SLOW

# The kind of host that guests run on, and where the programs of such a host are
# built. Its programs are i386's, or the machine's own.
# shellcheck disable=SC2034 # used by the scripts that source this file
host_set() # KIND
{
	lg_host=$1
	lg_host_build=$lg_repo/build
	[ "$1" = i386 ] || lg_host_build+=/native
}

# Some shells have the machine's name in that variable.
case ${HOST:-i386} in
i386 | x86_64)
	host_set "${HOST:-i386}" ;;
"$(uname -n)")
	host_set i386 ;;
*)	printf 'ci/%s: HOST=%s is none of i386, x86_64\n' "$lg_name" "$HOST" >&2
	exit 2 ;;
esac

note()
{
	printf 'ci/%s: %s\n' "$lg_name" "$*" >&2
}

die()
{
	note "$@"
	exit "$lg_failed"
}

# The names in the list FILE, one per line, without comments.
list_read()
{
	sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "$1"
}

# The cache folder as an absolute path without links; makes it if needed.
cache_dir()
{
	mkdir -p "$lg_cache" 2>/dev/null ||
		die "cannot make the cache folder $lg_cache;" \
		    "set LGCHECK_CACHE to a folder that can be written"
	(cd "$lg_cache" && pwd -P)
}

# disk_check DIR MIB WHAT: stop if DIR has less than MIB free.
disk_check()
{
	local free

	free=$(($(df -Pk "$1" | awk 'NR == 2 { print $4 }') / 1024))
	[ "$free" -ge "$2" ] ||
		die "$1 has $free MiB free, $3 needs $2 MiB;" \
		    "make room or set LGCHECK_CACHE to another disk"
}

# Folders that the root and the VM see at their own paths, one a line: the
# repository, the cache, LGCHECK_SHARE (colons between), the current folder.
shares()
{
	local dir seen=()

	{
		printf '%s\n' "$lg_repo" "$cache"
		tr ':' '\n' <<<"${LGCHECK_SHARE:-}"
		pwd -P
	} | while read -r dir; do
		[ -n "$dir" ] || continue
		[ -d "$dir" ] || die "LGCHECK_SHARE: $dir is no folder"
		[ "$dir" != / ] || continue
		is_within "$dir" "${seen[@]}" && continue
		seen+=("$dir")
		echo "$dir"
	done
}

is_within()
{
	local dir=$1/ in

	shift
	for in; do
		case $dir in
		"$in"/*) return 0 ;;
		esac
	done
	return 1
}

# Do i386 programs run on this machine? LGCHECK_32BIT=no makes all scripts
# believe that they do not.
runs_32bit()
{
	case ${LGCHECK_32BIT:-auto} in
	auto) arch-test i386 >/dev/null 2>&1 ;;
	no) return 1 ;;
	*) die "LGCHECK_32BIT=$LGCHECK_32BIT is none of auto, no" ;;
	esac
}

need_root()
{
	[ "$(id -u)" -eq 0 ] ||
		die "$1 needs root (chroot and mounts); run it with sudo -E"
}

# The apt sources of the root: main of the wanted suites, on the machine's own
# mirrors. LGCHECK_MIRROR replaces them all by one mirror.
apt_sources()
{
	local uri suite key out=""
	local keyring=/usr/share/keyrings/debian-archive-keyring.gpg

	[ -f "$keyring" ] || keyring=
	if [ -n "${LGCHECK_MIRROR:-}" ]; then
		echo "deb $LGCHECK_MIRROR $lg_suite main"
		return
	fi
	# shellcheck disable=SC2016 # apt's own variables
	while IFS='|' read -r uri suite key; do
		case $suite in
		"$lg_suite" | "$lg_suite-updates" | "$lg_suite-security") ;;
		*) continue ;;
		esac
		case $key in
		/*) key="[signed-by=$key] " ;;
		*) key=${keyring:+"[signed-by=$keyring] "} ;;
		esac
		out+="deb $key$uri $suite main"$'\n'
	done < <(apt-get indextargets --format \
		'$(REPO_URI)|$(RELEASE)|$(SIGNED_BY)|$(COMPONENT)|$(CREATED_BY)' |
		 sed -n 's/|main|Packages$//p' | sort -u)
	case $out in
	*" $lg_suite main"*) printf '%s' "$out" ;;
	*) die "apt on this machine knows no mirror of Debian $lg_suite;" \
	       "add one and run apt-get update, or set LGCHECK_MIRROR" ;;
	esac
}

# Newer Debian suites, whose kernels can be the host's.
is_suite()
{
	case $* in
	trixie | sid) ;;
	*) return 1 ;;
	esac
}

# The apt sources of another suite, on the same mirrors.
suite_sources() # SUITE
{
	if [ "$1" = sid ]; then
		apt_sources | sed -n "s/ $lg_suite main\$/ sid main/p"
	else
		apt_sources | sed "s/ $lg_suite\(-[a-z]*\)\? main\$/ $1\1 main/"
	fi
}
