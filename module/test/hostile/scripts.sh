# shellcheck shell=bash
# Cases that need more than a guest or a program; sourced by run. Each function
# prints why it failed, or nothing, or "SKIP why".
# shellcheck disable=SC2154,SC2034 # what run and guests.sh share

# --- guests on a network of their own

# Those map 16 MiB, with the devices behind their memory.
network=$build/launcher/test/network
network_memory=12m

# Why these two, on one sharenet file, did not end as they must.
pair() # NAME NAME
{
	local first=0 expect warns run other memory=$network_memory

	share_begin
	read_tags "$network/$1"
	start_guest "$network/$1" first &
	other=$!
	# It has its place on the network before the other one starts.
	until_true test -s "$work/share/net" ||
		echo "$1 did not make the sharenet file"
	wait_for_place
	read_tags "$network/$2"
	run_expecting "$network/$2" "$expect"
	wait "$other" || first=$?
	read_tags "$network/$1"
	compare "$expect" "$first" "$work/errfirst"
	share_end
}

# The sharenet file on a file system of its own, which cannot be unmounted as
# long as anybody holds the file.
share_begin()
{
	mkdir -p "$work/share"
	mount -t tmpfs share "$work/share" || echo "no tmpfs"
	options=("--sharenet=$work/share/net")
}

share_end()
{
	options=()
	umount "$work/share" || {
		echo "the sharenet file is still held"
		umount --lazy "$work/share"
	}
}

# Until somebody has locked place 0 of the file.
wait_for_place()
{
	local file
	# shellcheck disable=SC2046 # words
	file=$(printf '%02x:%02x:%s' \
		$(stat -c '%Hd %Ld %i' "$work/share/net"))
	until_true grep -q " $file " /proc/locks
}

one() # NAME
{
	local expect warns run memory=$network_memory

	share_begin
	read_tags "$network/$1"
	run_expecting "$network/$1" "$expect"
	share_end
}

# Two guests that send to each other, for as long as the command runs.
beside_senders() # COMMAND...
{
	local pids=() pid n memory=$network_memory

	rm -f "$work/net"
	for n in 0 1; do
		"$lguest" --sharenet="$work/net" $memory "$network/flood" \
			</dev/null >"$work/sender$n" 2>&1 &
		pids+=($!)
		until_true grep -q ready "$work/sender$n" ||
			echo "sender $n does not start"
	done
	"$@"
	for pid in "${pids[@]}"; do
		gone "$pid" && echo "a sender ended: $(tail -n 1 "$work"/sender?)"
		kill -KILL "$pid"
		wait "$pid" 2>/dev/null
	done
}

network_page()
{
	local memory=$network_memory

	options=("--sharenet=$work/net")
	run_variants G46-network-page
	options=()
}

# The senders are on both CPUs; so is who asks for the lock they share.
both_send()
{
	local n memory=16m

	for n in 1 2 3 4 5; do
		run_minis dma-bind
	done
}

# --- a guest that knows where the host's kernel is

address_of() # SYMBOL
{
	local address

	address=$(awk -v name="$1" '$3 == name { print $1; exit }' \
		/proc/kallsyms)
	if [ -z "$address" ]; then
		echo "/proc/kallsyms has no $1"
	elif [ $((16#$address)) = 0 ]; then
		echo "SKIP /proc/kallsyms does not tell: kernel.kptr_restrict"
	else
		echo $((16#$address))
		return
	fi
	return 1
}

# What the module does at each exit, and the kernel at each tick.
host_breakpoints()
{
	local exit tick memory=16m

	exit=$(address_of guest_trap) || { echo "$exit"; return; }
	tick=$(address_of scheduler_tick) || { echo "$tick"; return; }
	if [ "$(uname -m)" = x86_64 ]; then
		echo "SKIP addresses of this host have no room in DR0"
		return
	fi
	run_guest "$guests/G49-host-breakpoints" "exit=$exit" "tick=$tick"
}

# --- code on a page that is data

# An i386 kernel without PAE says "nx" too, but has no tables for it.
no_code_on_its_page()
{
	local nx=0

	! grep -qw nx /proc/cpuinfo || [[ $(uname -r) != *-pae ]] || nx=1
	run_minis switcher-execute "nx=$nx"
}

# --- a guest that takes the CPU away, where an emulator lets it

# The VM's watchdog gets it back, see ci/vm-start.
vm86_spin()
{
	if "$guests/launcher" emulated &&
		[ ! -e /sys/module/ib700wdt ]; then
		echo "SKIP this VM has no watchdog that gets its CPU back"
		return
	fi
	run_variants G50-vm86-spin
	# What the kernel says of an NMI that it does not expect.
	log_new >/dev/null
}

# --- guests with a disk or much output

disk_requests()
{
	local tail before

	head -c $((20 * 512)) /dev/zero >"$work/disk"
	echo "behind the last sector" >>"$work/disk"
	before=$(stat -c %s "$work/disk")
	options=("--block=$work/disk")
	run_variants G45-disk-requests
	options=()
	[ "$(stat -c %s "$work/disk")" = "$before" ] || echo "the image grew"
	tail=$(tail -c +$((20 * 512 + 1)) "$work/disk")
	[ "$tail" = "behind the last sector" ] ||
		echo "what is behind the last sector was written"
	tail=$(head -c $((20 * 512)) "$work/disk" | tr -d 'Z\0' | wc -c)
	[ "$tail" = 0 ] || echo "$tail bytes came from elsewhere"
	[ "$(head -c 512 "$work/disk" | tr -d 'Z' | wc -c)" = 0 ] ||
		echo "the first sector was not written"
}

# The noise that the guest makes, by another program.
console_noise()
{
	perl -e '
		my ($seed, @words) = (1);
		for (1 .. 1 << 16) {
			$seed = ($seed * 1103515245 + 12345) & 0xffffffff;
			push @words, $seed;
		}
		my $noise = pack("V*", @words);
		print substr($noise, $$_[0], $$_[1])
			for [0xfff, 2], [1, 65535], [0x10000, 65535],
			    [0x20003, 65535], [0x30000, 3];
		print "x" x (1 << 20);
		print "\nKTAP version 1\n1..1\nok 1 after_noise\n";' \
		>"$work/noise"
	run_variants G47-console-noise
	cmp "$work/noise" "$work/out1" 2>&1
	timeout "$limit" "$own/harness/lgcheck" score "$work/out1" \
		>"$work/score" 2>&1 && grep -q '^1 passed' "$work/score" ||
		echo "lgcheck score: $(tail -n 1 "$work/score")"
}

# --- the FPU's registers

# Of this process, while two guests use the same CPU and its FPU.
fpu_beside()
{
	local pid status=0

	while [ ! -e "$work/enough" ]; do
		start_guest "$minis/fpu-interrupts" other || break
	done &
	pid=$!
	taskset -c 0 "$guests/launcher" registers >"$work/launcher" 2>&1 ||
		status=$?
	touch "$work/enough"
	wait "$pid"
	rm "$work/enough"
	[ "$status" = 0 ] || echo "registers: $(tail -n 1 "$work/launcher")"
}

# --- the module and the machine

hold_guest() # COMMAND... while a guest is open
{
	local hold

	mkfifo "$work/until"
	"$guests/launcher" hold <"$work/until" >"$work/held" 2>&1 &
	hold=$!
	exec 8>"$work/until"
	until_true grep -q open "$work/held" ||
		echo "no guest was opened: $(tail -n 1 "$work/held")"
	"$@"
	exec 8>&-
	wait "$hold" || echo "the guest that was open: $(tail -n 1 "$work/held")"
	rm "$work/until"
}

unload_refused()
{
	rmmod lg 2>"$work/rmmod" && echo "lg.ko was removed under a guest"
	grep -q "in use" "$work/rmmod" || echo "rmmod: $(cat "$work/rmmod")"
	grep -q '^lg .*Live' /proc/modules || echo "lg.ko is not live any more"
}

cpu_goes()
{
	local online=/sys/devices/system/cpu/cpu1/online n

	[ -w $online ] || { echo "SKIP one CPU only"; return; }
	for n in 1 2 3 4 5; do
		echo 0 >$online && echo 1 >$online ||
			echo "CPU 1 does not go and come"
		taskset -c 1 "$lguest" $memory "$minis/null" </dev/null \
			>"$work/out1" 2>"$work/err1" ||
			echo "on CPU 1: $(tail -n 1 "$work/err1")"
	done
	# Bringing a CPU up says a thing or two that are warnings to nobody.
	log_new >/dev/null
}

suspend_refused()
{
	[ -w /sys/power/pm_test ] || { echo "SKIP no suspend here"; return; }
	echo freezer >/sys/power/pm_test
	if echo mem >/sys/power/state 2>"$work/suspend"; then
		echo "the machine suspended under a guest"
	fi
	echo none >/sys/power/pm_test
	log_new | grep -q 'lg: not suspending' ||
		echo "lg.ko did not say that it is in the way"
}

unload()
{
	local n loads=${HOSTILE_FULL:+1000}

	hold_guest unload_refused
	hold_guest suspend_refused
	cpu_goes
	# The second guest is in the way, too.
	end_bystander
	for ((n = 0; n < ${loads:-20}; n++)); do
		rmmod lg || { echo "rmmod failed"; break; }
		[ ! -e /dev/lguest ] || echo "/dev/lguest is still there"
		insmod "$module" || { echo "insmod failed"; break; }
		[ $((n % 10)) != 0 ] || run_minis null
	done
	start_bystander
}

# --- a guest that never halts, and what waits for every task of the host

# A tracer is gone when every task has been where no trampoline of it can be:
# in user space, asleep, or where it says so.
tracer_goes()
{
	local guest tracer tracing=$work/tracing

	mkdir -p "$tracing"
	mount -t tracefs tracing "$tracing" ||
		{ echo "SKIP no tracefs here"; return; }
	if ! grep -qw function "$tracing/available_tracers"; then
		umount "$tracing"
		echo "SKIP this host kernel has no function tracer"
		return
	fi
	"$lguest" $memory "$minis/spin-user" </dev/null >"$work/out1" \
		2>"$work/err1" &
	guest=$!
	until_true grep -q ready "$work/out1" ||
		echo "the guest does not start: $(tail -n 1 "$work/err1")"
	mkdir "$tracing/instances/lg"
	{
		echo vfs_open >"$tracing/instances/lg/set_ftrace_filter"
		echo function >"$tracing/instances/lg/current_tracer"
		echo nop >"$tracing/instances/lg/current_tracer"
	} &
	tracer=$!
	until_true gone $tracer ||
		echo "the tracer still waits after $limit s"
	gone $guest && echo "the guest ended: $(tail -n 1 "$work/err1")"
	kill $guest
	wait $guest $tracer 2>/dev/null
	rmdir "$tracing/instances/lg"
	umount "$tracing"
}

# --- probes in what an exit of a guest's runs, which are traps themselves

# A probe behind the first instructions, where it is an int3 and no call. It
# looks at the launcher's memory: on whose tables is it?
probe() # FUNCTION ADDRESS
{
	local offset

	for offset in 5 9; do
		echo "p:lg_$1 lg:$1+$offset elf=+u0(\\$2):x32" \
			>>"$work/tracing/kprobe_events" 2>/dev/null && return
	done
	return 1
}

# Until a file is gone: patches the code that the guests' exits run, again and
# again, which is an int3 for a moment each time.
probes_come_and_go() # FILE
{
	local tracing=$work/tracing

	while [ -e "$1" ]; do
		echo 1 >"$tracing/events/kprobes/enable"
		echo ':mod:lg' >"$tracing/set_ftrace_filter"
		echo function_graph >"$tracing/current_tracer"
		echo nop >"$tracing/current_tracer"
		echo 0 >"$tracing/events/kprobes/enable"
	done
	echo 1 >"$tracing/events/kprobes/enable"
}

# With a thread for each CPU, qemu 7.2 may translate code that another CPU is
# just changing, and keep what was there before: an int3 that is in memory no
# more. The kernel tries such an instruction again, for ever; both CPUs of an
# i386 host were seen to hang in it, twice. So there the code is changed on the CPU that
# runs it. An x86_64 host keeps both CPUs, since only they make its exits meet an
# int3 of the moment.
one_cpu_must_do()
{
	[ "$(uname -m)" != x86_64 ] && "$guests/launcher" emulated
}

all_run_on() # CPUS
{
	taskset -cp "$1" $$ >/dev/null
	taskset -acp "$1" "$bystander" >/dev/null
}

probed_exits()
{
	local tracing=$work/tracing name poker address hits

	mkdir -p "$tracing"
	mount -t tracefs tracing "$tracing" ||
		{ echo "SKIP no tracefs here"; return; }
	# All launchers have it at one place.
	address=0x$(sed -n '1s/-.*//p' "/proc/$bystander/maps")
	if [ ! -w "$tracing/kprobe_events" ]; then
		umount "$tracing"
		echo "SKIP this host kernel has no kprobes"
		return
	fi
	# A jump in their place would be no trap.
	echo 0 >/proc/sys/debug/kprobes-optimization
	for name in guest_walk shadow_fill guest_inject guest_page_fault; do
		probe "$name" "$address" || echo "no probe in $name"
	done
	! one_cpu_must_do || all_run_on 0
	touch "$work/poking"
	probes_come_and_go "$work/poking" &
	poker=$!
	run_minis exceptions-user pages-many spaces-random bench_hypercall
	rm "$work/poking"
	wait $poker
	run_minis exceptions-user pages-many
	hits=$(awk '{ n += $2 } END { print n }' "$tracing/kprobe_profile")
	[ "$hits" -gt 1000 ] || echo "the probes were hit $hits times"
	awk '$3 { print $1 " missed " $3; exit }' "$tracing/kprobe_profile"
	# the first bytes of every program
	grep -a 'lg_guest' "$tracing/trace" | grep -av 'elf=0x464c457f' |
		head -n 1
	echo 0 >"$tracing/events/kprobes/enable"
	echo >"$tracing/kprobe_events"
	echo >"$tracing/set_ftrace_filter"
	echo 1 >/proc/sys/debug/kprobes-optimization
	umount "$tracing"
	all_run_on "0-$(($(nproc --all) - 1))"
}

# --- the launcher's front end

refused() # TEXT ARGUMENT...
{
	local text=$1 status=0

	shift
	timeout -k 2 "$limit" "$lguest" "$@" "$memory" "$minis/null" \
		</dev/null >"$work/out1" 2>"$work/err1" || status=$?
	if [ $status != 1 ] && [ $status != 2 ]; then
		echo "$*: status $status"
	elif ! grep -q -F "$text" "$work/err1"; then
		echo "$*: $(head -n 1 "$work/err1")"
	fi
}

two_shares()
{
	rm -f "$work/net"
	refused twice --sharenet="$work/net" --sharenet="$work/net"
}

# A file of the user's that is not for this stays what it is.
left_alone() # TEXT FILE
{
	local before after

	head -c 8192 /dev/urandom >"$2" || echo "$2 cannot be written"
	before=$(stat -c '%s %y' "$2"; md5sum "$2")
	refused "$1" --sharenet="$2"
	after=$(stat -c '%s %y' "$2"; md5sum "$2")
	[ "$before" = "$after" ] || echo "$2 was changed"
	rm -f "$2"
}

# What a launcher may write to and shares with others is memory.
shared_files() # PID
{
	awk -v net="$work/net" '$2 ~ /^.w.s/ && $6 != "/dev/zero" && $6 != net {
		print "mapped shared: " $6 }' "/proc/$1/maps"
}

other_files()
{
	local guest

	left_alone "not a sharenet file" "$work/thesis"
	left_alone "not a sharenet file" "$repo/build/thesis"
	refused "not in a tmpfs" --sharenet="$repo/build/net"
	[ ! -e "$repo/build/net" ] || echo "it was made all the same"
	rm -f "$work/net"
	head -c 8192 /dev/zero >"$work/disk"
	"$lguest" --sharenet="$work/net" --block="$work/disk" $memory \
		"$guests/bystander" </dev/null >"$work/other" 2>&1 &
	guest=$!
	until_true test -s "$work/other" ||
		echo "no guest on a sharenet"
	grep -q " $work/net$" "/proc/$guest/maps" ||
		echo "it does not map the sharenet file"
	shared_files "$guest"
	kill "$guest"
	wait "$guest" 2>/dev/null
}

# The guest goes on without input, however that ends.
input_ends()
{
	run_minis halt
	"$lguest" $memory "$minis/halt" <&- >"$work/out1" 2>"$work/err1" ||
		echo "closed input: $(tail -n 1 "$work/err1")"
	echo abc | "$lguest" $memory "$minis/halt" >"$work/out1" \
		2>"$work/err1" || echo "a pipe: $(tail -n 1 "$work/err1")"
}

block_images()
{
	local loop

	: >"$work/empty"
	refused "smaller than a sector" --block="$work/empty"
	rm -f "$work/huge"
	truncate -s $((2 << 40)) "$work/huge" || return
	refused "larger than 2 TiB" --block="$work/huge"
	rm -f "$work/huge"
	modprobe -q loop
	head -c $((20 * 512)) /dev/zero >"$work/disk"
	loop=$(losetup -f --show "$work/disk" 2>/dev/null) ||
		{ echo "no loop device"; return; }
	options=("--block=$loop")
	run_variants G45-disk-requests
	options=()
	losetup -d "$loop"
}

# In a network namespace of its own.
tap_goes()
{
	LG_TAP=1 unshare -n "$here/run"
}

tap_inside()
{
	local guest

	refused "there is no such bridge" --tunnet=bridge:none
	refused "is not a bridge" --tunnet=bridge:lo
	refused "not an address" --tunnet=nonsense
	refused "not an address" --tunnet=10.0.0.256
	"$lguest" --tunnet=10.0.0.1 $memory "$guests/bystander" </dev/null \
		>"$work/bystander" 2>"$work/bystander.err" &
	guest=$!
	until_true bystander_past 1 ||
		echo "no guest on a tap: $(bystander_end)"
	ip link set tap0 down || echo "no tap0"
	ip link set tap0 up
	ip link set tap0 down
	ip link delete tap0 2>/dev/null
	until_true bystander_past $(($(bystander_ticks) + 2)) ||
		echo "the guest stopped with its interface: $(bystander_end)"
	kill "$guest"
	wait "$guest" 2>/dev/null
}

# --- a host that is a guest

# The kernel in ring 1 and the lg.ko that it can load are not built for
# anything else.
paravirtual_host()
{
	local debug=$build/guest/debug

	if [ ! -f "$debug/bzImage" ] || [ ! -f "$debug/modules/lg.ko" ]; then
		echo "SKIP first run CONFIG=debug ci/build guest guest-module"
		return
	fi
	"$own/harness/lgcheck" run --kernel "$debug/bzImage" \
		--build "$build" --suites "$repo/module/test" \
		--results "$work/results" nested >"$work/nested" 2>&1 ||
		echo "lgcheck: $(grep -E '^(FAIL|HANG|CRASH|ERROR|SKIP)' \
			"$work/nested" | tail -n 1)"
}
