# bash completion for lgcheck and lguest.  What there is to complete is read
# from their --help, so it is never out of date.

# Those of the usage and of the list, not what the text around it mentions.
_lgcheck_options()
{
	"$@" --help 2>/dev/null | sed -n -e '/^usage:/p' \
		-e 's/^  *\(-[^ ]\)/\1/; /^-/s/  .*//p' |
		grep -oE -- '--[a-z][a-z-]*=?' | sort -u
}

_lgcheck_commands()
{
	lgcheck help 2>/dev/null | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p'
}

# Names of suites, after a slash those of tests.
_lgcheck_suites()
{
	lgcheck list 2>/dev/null | case $1 in
	*/*)	cat ;;
	*)	sed 's|/[^/]*$||' | sort -u ;;
	esac
}

_lgcheck_words()
{
	local cur=$1 list=$2

	mapfile -t COMPREPLY < <(compgen -W "$list" -- "$cur")
	[[ ${COMPREPLY[0]:-} != *= ]] || compopt -o nospace 2>/dev/null
}

_lgcheck_files()
{
	mapfile -t COMPREPLY < <(compgen -f -- "$1")
	compopt -o filenames 2>/dev/null
}

_lgcheck()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}

	[ "$prev" != = ] || prev=${COMP_WORDS[COMP_CWORD - 2]}
	if [ "$cur" = = ]; then
		prev=${COMP_WORDS[COMP_CWORD - 1]} cur=
	fi
	if [ "$COMP_CWORD" -eq 1 ]; then
		_lgcheck_words "$cur" "$(_lgcheck_commands)"
	elif [ "$prev" = --suite ] || [ "$prev" = -s ]; then
		_lgcheck_words "$cur" "$(_lgcheck_suites "$cur")"
	elif [[ $cur == -* ]]; then
		_lgcheck_words "$cur" \
			"$(_lgcheck_options lgcheck "${COMP_WORDS[1]}")"
	else
		_lgcheck_files "$cur"
		case $prev:${COMP_WORDS[1]} in
		--*) ;;
		*:run | *:list | *:minimise)
			mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen \
				-W "$(_lgcheck_suites "$cur")" -- "$cur") ;;
		esac
	fi
}

_lguest()
{
	local cur=${COMP_WORDS[COMP_CWORD]}

	if [[ $cur == -* ]]; then
		_lgcheck_words "$cur" "$(_lgcheck_options lguest)"
	else
		[ "$cur" != = ] || cur=
		_lgcheck_files "$cur"
	fi
}

complete -F _lgcheck lgcheck
complete -F _lguest lguest
