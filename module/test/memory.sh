# shellcheck shell=bash
# What guests leave behind: pages still pinned, memory not free again. Sourced.

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

# Pages pinned for guests and not given back, by the kernel's own count.
pinned()
{
	# The counts of each CPU are added up now, not in a second or so.
	echo 1 >/proc/sys/vm/stat_refresh
	awk '$1 == "nr_foll_pin_acquired" { n += $2 }
	     $1 == "nr_foll_pin_released" { n -= $2 }
	     END { print n + 0 }' /proc/vmstat
}
