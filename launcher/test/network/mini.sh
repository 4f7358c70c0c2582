# shellcheck shell=bash
# Mini guests on a network: what arrives, bad lists, launchers killed.
# Sourced by launcher/test/network/run.

expectation()
{
	grep -a -o -E 'expect: [ -~]*' "$guests/$1" | sed 's/expect: //'
}

# Its last line is what it has to be.
ended_well() # NUMBER NAME STATUS
{
	local last want

	last=$(tail -n 1 "$work/err.$1")
	want=$(expectation "$2")
	case $want in
	"killed: "*) [ "$3" = 4 ] && [[ $last == *"${want#*: }"* ]] ;;
	*) [ "$3" = 0 ] && [ "$last" = "lguest: guest $want" ] ;;
	esac
}

mini() # NUMBER NAME
{
	: >"$work/err.$1"
	timeout -k 2 "$limit" "$lguest" --sharenet="$work/net" 12m \
		"$guests/$2" </dev/null >"$work/out.$1" 2>"$work/err.$1"
}

one() # NAME
{
	local status=0

	mini 1 "$1" || status=$?
	ended_well 1 "$1" "$status"
}

# The first is at place 0 before the second starts.
pair() # NAME NAME
{
	local first=0 second=0

	mini 1 "$1" &
	until_true test -s "$work/net"
	mini 2 "$2" || second=$?
	wait $! || first=$?
	ended_well 1 "$1" "$first" && ended_well 2 "$2" "$second"
}

test_pairs()
{
	local name

	for name in bad-sender-long bad-sender-beyond; do
		check "$name" one "$name"
		end_all
	done
	for name in copy new-buffer busy-buffers; do
		check "$name" pair "$name" "$name"
		end_all
	done
	check "a bad list ends its owner, not the sender" \
		pair bad-receiver sender
	end_all
}

flood() # NUMBER
{
	"$lguest" --sharenet="$work/net" 12m "$guests/flood" </dev/null \
		>"$work/out.$1" 2>"$work/err.$1" &
	pids[$1]=$!
}

# Four guests that send to each other; one is killed and another comes.
kill_some() # TIMES
{
	local i n

	for ((n = 0; n < 4; n++)); do
		flood "$n"
	done
	for ((i = 0; i < $1; i++)); do
		n=$((RANDOM % 4))
		sleep "0.0$((RANDOM % 90 + 10))"
		kill -0 "${pids[n]}" || return 1
		kill -KILL "${pids[n]}"
		wait "${pids[n]}" 2>/dev/null
		flood "$n"
	done
	for ((n = 0; n < 4; n++)); do
		until_true grep -q ready "$work/out.$n" || return 1
		kill -0 "${pids[n]}" || return 1
	done
	end_all
}

memory_back() # BEFORE
{
	local now

	now=$(free_kib)
	echo "# free memory: $1 kB before, $now kB after"
	[ $(($1 - now)) -lt 2048 ]
}

test_kills()
{
	local before pins

	RANDOM=${SEED:=$((RANDOM * 32768 + RANDOM))}
	echo "# seed $SEED"
	check "4 guests start and end" kill_some 4
	pins=$(pinned)
	before=$(free_kib)
	check "60 launchers killed while they send" kill_some 60
	end_all
	check "every pinned page was released" [ "$(pinned)" = "$pins" ]
	check "memory is as free as before" memory_back "$before"
}
