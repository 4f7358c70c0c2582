# shellcheck shell=bash
# A kernel on a tap device: pings, TCP, a bridge, routers, what is refused.
# Sourced by launcher/test/network/run.

ping_guest()
{
	ping -q -c 5 -i 0.2 -W 10 "$guest" >"$work/ping" 2>&1 ||
		{ cat "$work/ping"; return 1; }
	sed -n 's/^rtt/# host to guest: rtt/p' "$work/ping"
}

seconds_since()
{
	awk "BEGIN {printf \"%.2f\", $EPOCHREALTIME - $1}"
}

rate() # WHAT BYTES START
{
	awk "BEGIN {s = $EPOCHREALTIME - $3;
		printf \"# %s: %d bytes in %.2f s, %d kB/s\\n\", \"$1\", $2, s,
		$2 / s / 1000}"
}

size=$((4 << 20))

# The guest sends what it made and says its sum; the host listens.
guest_to_host()
{
	local sum start listener

	# Its input does not end, or it would close when it should listen.
	"$busybox" nc -l -p 5001 <>"$work/never" >"$work/got" &
	listener=$!
	until_true listening 5001 || return 1
	start=$EPOCHREALTIME
	tell 1 "send $host 5001 $size"
	wait_for 1 "^sent " || return 1
	wait "$listener"
	rate "guest to host" "$size" "$start"
	sum=$(md5sum <"$work/got")
	[ "$(word 1 sent)" = "${sum%% *}" ]
}

listening() # PORT, in hexadecimal as the kernel shows it
{
	grep -q -i ":$(printf %04X "$1") 0*:0000 0A" /proc/net/tcp \
		/proc/net/tcp6 2>/dev/null
}

host_to_guest()
{
	local sum start

	head -c "$size" /dev/urandom >"$work/sent"
	sum=$(md5sum <"$work/sent")
	tell 1 "receive 5002"
	wait_for 1 "^receiving" || return 1
	start=$EPOCHREALTIME
	until_true send_file || return 1
	wait_for 1 "^received " || return 1
	rate "host to guest" "$size" "$start"
	[ "$(word 1 received)" = "${sum%% *}" ]
}

# Refused until the guest listens; nothing is sent before that.
send_file()
{
	"$busybox" nc "$guest" 5002 <"$work/sent" 2>/dev/null
}

http()
{
	local sum start

	start=$EPOCHREALTIME
	tell 1 "serve $size"
	wait_for 1 "^serving " || return 1
	start=$EPOCHREALTIME
	until_true "$busybox" wget -q -O "$work/page" "http://$guest/page" ||
		return 1
	rate "guest's web server" "$size" "$start"
	sum=$(md5sum <"$work/page")
	[ "$(word 1 serving)" = "${sum%% *}" ]
}

tap_name()
{
	ip -o link | sed -n 's/^[0-9]*: \(tap[0-9]*\):.*/\1/p'
}

down_and_up()
{
	local tap

	tap=$(tap_name)
	ip link set "$tap" down || return 1
	tell 1 "ping $host 1"
	wait_for 1 "^unreached $host" || return 1
	ip link set "$tap" up || return 1
	until_true ping -q -c 1 -W 10 "$guest" >/dev/null 2>&1
}

test_tap()
{
	start 1 wait --tunnet="$host/24"
	check "the guest is ready" wait_for 1 "^ready"
	tell 1 "address $guest"
	check "the guest has an address" wait_for 1 "^address"
	check "the host reaches the guest" ping_guest
	tell 1 "ping $host 5"
	check "the guest reaches the host" wait_for 1 "^reached $host"
	grep round-trip "$work/out.1" | sed 's/^/# guest to host: /'
	check "the guest sends 4 MiB" guest_to_host
	check "the guest receives 4 MiB" host_to_guest
	check "the guest serves a page" http
	check "the tap device goes down and up" down_and_up
	check "the guest powers off" powers_off 1
	check "the tap device is gone" [ -z "$(tap_name)" ]
	end_all
}

make_bridge()
{
	ip link add lgbridge type bridge && ip link set lgbridge up &&
		ip address add "$host/24" dev lgbridge
}

test_bridge()
{
	check "a bridge can be made" make_bridge
	start 1 wait --tunnet=bridge:lgbridge
	check "the guest is ready" wait_for 1 "^ready"
	tell 1 "address $guest"
	check "the host reaches the guest over a bridge" until_true ping_guest
	check "the guest powers off" powers_off 1
	end_all
	ip link del lgbridge
}

# Has the host a route or an address that the guest said?
configured()
{
	ip -6 route show default | grep -q . ||
		ip -6 address show | grep -q 2001:db8
}

advertises() # OPTION
{
	"$lguest" "$1" 12m "$guests/advertise" </dev/null >"$work/out.1" \
		2>"$work/err.1" &
	pids[1]=$!
	until_true grep -q ready "$work/out.1" || return 1
	grep -q "the guest sent a router advertisement" "$work/err.1" &&
		! configured
}

test_routers()
{
	local accept=/proc/sys/net/ipv6/conf/default/accept_ra before

	[ -e "$accept" ] || stop "this kernel has no IPv6"
	before=$(cat "$accept")
	echo 2 >"$accept"
	check "a router on a tap device is not believed" \
		advertises --tunnet="$host/24"
	end_all
	check "a bridge can be made" make_bridge
	check "a router on a bridge is not heard" \
		advertises --tunnet=bridge:lgbridge
	end_all
	ip link del lgbridge
	echo "$before" >"$accept"
}

refused() # WORDS OPTION
{
	"$lguest" "$2" 24m "$kernel" </dev/null >"$work/out.1" 2>"$work/err.1"
	[ $? = 1 ] && grep -q -e "$1" "$work/err.1"
}

test_refusals()
{
	check "a bridge that is not there" refused "there is no such bridge" \
		--tunnet=bridge:none
	check "an interface that is no bridge" refused "is not a bridge" \
		--tunnet=bridge:lo
	check "no address" refused "not an address" --tunnet=nonsense
	check "a folder as sharenet" refused "cannot be opened" --sharenet=/
	end_all
}
