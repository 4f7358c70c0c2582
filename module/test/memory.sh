# shellcheck shell=bash
# How much memory the host has free, for tests of what guests leave behind.

# Each CPU keeps pages that it freed for itself, huge ones among them; they are
# no less free for that, and MemFree does not have them.
free_kib()
{
	sync
	echo 3 >/proc/sys/vm/drop_caches
	awk '$1 == "MemFree:" { n += $2 }
	     $1 == "count:" { n += $2 * 4 }
	     END { print n }' /proc/meminfo /proc/zoneinfo
}
