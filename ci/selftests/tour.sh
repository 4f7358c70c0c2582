# shellcheck shell=bash
# ci/tour: the order of the book, its names, and the walks of HACKING.md.
# Sourced by ci/selftest.

# A tree in miniature whose tour is good.
# shellcheck disable=SC2016 # for the tour
tour_tree()
{
	rm -rf "$work/tree"
	mkdir -p "$work/tree/module/host" "$work/tree/module/guest" \
		"$work/tree/module/include" "$work/tree/launcher" \
		"$work/tree/suites" "$work/tree/ci" "$work/tree/images" \
		"$work/tree/harness" "$work/tree/lib"
	cd "$work/tree" || return 1
	tour_file Makefile '# Mastery 2: The end' '#' '# Ends.'
	tour_file launcher/main.c /\* ' * Launcher 1: Main' ' *' \
		' * See `start()`, then `make Host`.' ' */' 'int start(void);'
	tour_file module/guest/a.s '# Guest 7: A macro' '#' \
		'# It follows: `make Drivers`.' '' '.macro cli'
	tour_file module/guest/b.c /\* ' * Drivers 1: B' ' *' \
		' * Now `make Launcher`.' ' */'
	tour_file module/host/c.c /\* ' * Host 10: Last' ' *' \
		' * Now `make Switcher`.' ' */' '' /\* ' * Host 9+: First' ' */' \
		'int first(void)' '{' '' '	return 9;' '}' 'int second;'
	tour_file module/host/d.S /\* ' * Switcher 1: D' ' *' \
		' * Now `make Mastery`.' ' */'
	tour_file module/include/e.h /\* ' * Preparation! 1: E' ' *' \
		' * Now `make Guest`.' ' */'
	tour_file HACKING.md '## Four walks' '' '1. `module/host/c.c`: `first()` goes' \
		'2. `launcher/main.c`: `start()` on.' '' '## Two'
	echo 'Preparation! Guest Drivers Launcher Host Switcher Mastery Tour:' \
		| sed 's/ /: /g; s/::/:/' | tr ' ' '\n' >>Makefile
}

tour_file() # FILE LINES...
{
	local file=$1

	shift
	printf '%s\n' "$@" >"$file"
}

# tour_breaks TEXT COMMAND: the tree is good, after COMMAND in it it is not.
tour_breaks()
{
	export LGCHECK_TOUR=$work/tree

	tour_tree && "$lg_ci/tour" --check && eval "$2" &&
		fails_with "$1" "$lg_ci/tour" --check
}

tour_order()
{
	export LGCHECK_TOUR=$work/tree

	tour_tree && "$lg_ci/tour" Host >"$work/host" && cat "$work/host" &&
		diff - "$work/host" <<'END'
Host
====

First (module/host/c.c)
-----------------------

int first(void)
{

        return 9;
}

Last (module/host/c.c)
----------------------

Now `make Switcher`.
END
}

# By make, as people call them.
tour_targets()
{
	local part

	for part in 'Preparation!' Guest Drivers Launcher Host Switcher \
		Mastery; do
		make -s -C "$lg_repo" "$part" >"$work/$part" || return 1
		[ "$(head -n 1 "$work/$part")" = "$part" ] || return 1
		cat "$work/$part"
		echo
	done >"$work/tour"
	make -s -C "$lg_repo" Tour | diff - "$work/tour" &&
		! grep -n '.\{81\}' "$work/tour"
}

check "tour: whole, and of names that exist" "$lg_ci/tour" --check
check "tour: by make, not wider than a page" tour_targets
check "tour: order across files, and code" tour_order
check "tour: a file nobody visits" tour_breaks 'module/host/f.c: not visited' \
	'echo >module/host/f.c'
check "tour: an empty part" tour_breaks 'Drivers: empty' \
	'sed -i "s/Drivers 1:/Drivers:/" module/guest/b.c'
# shellcheck disable=SC2016 # the quotes of the tour
check "tour: a part that ends elsewhere" \
	tour_breaks 'Drivers: does not end with `make Launcher`.' \
	'sed -i "s/Now .make Launcher/Now/" module/guest/b.c'
check "tour: the same number twice" \
	tour_breaks 'Host 10 is at module/host/c.c:2 already' \
	'sed "s/ make/ make/" module/host/c.c >module/host/g.c'
check "tour: an unknown part" tour_breaks 'there is no part "Hosts"' \
	'sed -i "s/Host 9/Hosts 9/" module/host/c.c'
check "tour: a walk's step that is gone" tour_breaks \
	'no first in module/host/c.c' 'sed -i s/first/third/ module/host/c.c'
check "tour: a walk that goes back" tour_breaks \
	'a walk goes back to module/host/c.c' \
	"sed -i 's/^## Two/3. \`module\/host\/c.c\`: \`first()\` again./' HACKING.md"
# shellcheck disable=SC2016 # the quotes of the tour
check "tour: a name that is gone" tour_breaks 'nothing is called `start`' \
	'sed -i "s/int start/int begin/" launcher/main.c'
check "tour: no such part" fails_with "there are: Preparation!" \
	"$lg_ci/tour" Hosts
