# shellcheck shell=bash
# Kernels on a file that they share, and what one of them costs.
# Sourced by launcher/test/network/run.

# Guest N has address 10.77.0.N; two guests fetch from each other.
sharenet() # COUNT
{
	local i

	for ((i = 1; i <= $1; i++)); do
		start "$i" wait --sharenet="$work/net"
	done
	for ((i = 1; i <= $1; i++)); do
		check "guest $i is ready" wait_for "$i" "^ready"
		tell "$i" "address 10.77.0.$i"
		tell "$i" "serve $size"
	done
	for ((i = 1; i <= $1; i++)); do
		check "guest $i serves" wait_for "$i" "^serving"
	done
}

reaches_all() # NUMBER COUNT
{
	local i

	for ((i = 1; i <= $2; i++)); do
		[ "$i" = "$1" ] || tell "$1" "ping 10.77.0.$i 2"
	done
	for ((i = 1; i <= $2; i++)); do
		[ "$i" = "$1" ] || wait_for "$1" "^reached 10.77.0.$i" || return 1
	done
}

# From its neighbour; all at once.
fetch_all() # COUNT
{
	local i other start=$EPOCHREALTIME

	for ((i = 1; i <= $1; i++)); do
		tell "$i" "fetch 10.77.0.$((i % $1 + 1))"
	done
	for ((i = 1; i <= $1; i++)); do
		other=$((i % $1 + 1))
		wait_for "$i" "^fetched " || return 1
		[ "$(word "$i" fetched)" = "$(word "$other" serving)" ] ||
			return 1
	done
	rate "$1 guests, all together" $((size * $1)) "$start"
}

test_sharenet() # COUNT
{
	local i

	size=$((2 << 20))
	sharenet "$1"
	for ((i = 1; i <= $1; i++)); do
		check "guest $i reaches the others" reaches_all "$i" "$1"
	done
	grep -h round-trip "$work/out.1" | sed 's/^/# guest to guest: /'
	check "each fetches 2 MiB from its neighbour" fetch_all "$1"
	for ((i = 1; i <= $1; i++)); do
		check "guest $i powers off" powers_off "$i"
	done
	end_all
	size=$((4 << 20))
}

test_two()
{
	test_sharenet 2
}

test_eight()
{
	test_sharenet 8
}

# Two that talk are killed; what they had is there again.
kill_talking()
{
	local i

	for ((i = 1; i <= 2; i++)); do
		start "$i" wait --sharenet="$work/net"
		tell "$i" "address 10.77.0.$i"
		tell "$i" "serve $size"
	done
	wait_for 1 "^serving" && wait_for 2 "^serving" || return 1
	for ((i = 1; i <= 2; i++)); do
		tell "$i" "fetch 10.77.0.$((3 - i))"
	done
	wait_for 1 "^fetching" && wait_for 2 "^fetching" || return 1
	kill -KILL "${pids[1]}" "${pids[2]}"
	end_all
}

test_limits()
{
	local before pins

	check "two guests are killed while they talk" kill_talking
	pins=$(pinned)
	before=$(free_kib)
	check "two more are" kill_talking
	check "every pinned page was released" [ "$(pinned)" = "$pins" ]
	check "memory is as free as before" memory_back "$before"
}
