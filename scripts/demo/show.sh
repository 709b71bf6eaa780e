# shellcheck shell=sh
# How the demo shows what it does: headings, commands with their output, edits. scripts/demo.sh reads this file.

bold='' plain='' escape=$(printf '\033')
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    bold="${escape}[1m" plain="${escape}[0m"
fi

# A heading.
say() {
    printf '\n%s# %s%s\n' "$bold" "$*" "$plain"
}

# Ends the demo, since something is not as it should be.
fail() {
    printf '\n%sThe demo failed: %s%s\n' "$bold" "$*" "$plain"
    exit 1
}

# Runs a command and shows it with its output. The demo fails if it does not end as it should.
#   -e CODE  the exit code that it should have, which is shown; without -e that is 0
#   -s TEXT  what its output should say; may be given several times
#   -f N     shows only the first N lines of its output
#   -l N     shows only the last N lines of its output
#   -w       waits for it, even when the demo is interrupted
run() {
    options "$@"
    shift $((OPTIND - 1))
    printf '%s$ %s%s\n' "$bold" "$*" "$plain"
    perform "$*" "$@"
}

# Runs SQL in psql and shows it as psql would; the options are those of `run`, and -x for a line for each field.
sql() {
    options "$@"
    shift $((OPTIND - 1))
    printf '%s\n' "$1" | sed -e 1d -e "2s/^/${bold}wares=> /" -e "3,\$s/^/${bold}wares-> /" -e "s/\$/$plain/"
    perform psql "$psql" -X -v ON_ERROR_STOP=1 -P pager=off ${expanded:+-x} -d "$url" -c "$1"
}

# Edits a file with sed, line by line, and shows the lines that are others now.
edit() {
    file=$1
    shift
    sed "$@" "$file" >"$stage/edited"
    printf '%s%s%s\n' "$bold" "$file" "$plain"
    # With an `if` for the status: awk says whether there was anything to show.
    if awk 'NR == FNR { old[FNR] = $0; next }
        old[FNR] != $0 { print "- " old[FNR]; print "+ " $0; edited = 1 }
        END { exit !edited }' "$file" "$stage/edited"; then
        # Written, not moved: it keeps its mode.
        cat "$stage/edited" >"$file"
    else
        fail "$file has nothing to edit in it."
    fi
}

# Reads the options of `run` and `sql`.
options() {
    expected=0 shown='' first='' last='' wait='' expanded='' texts=''
    OPTIND=1
    while getopts e:s:f:l:wx option; do
        case "$option" in
        e) expected=$OPTARG shown=yes ;;
        s) texts="$texts$OPTARG
" ;;
        f) first=$OPTARG ;;
        l) last=$OPTARG ;;
        w) wait=yes ;;
        x) expanded=yes ;;
        *) exit 2 ;;
        esac
    done
}

# Runs a command by its name, shows its output as the options say, and holds that it is as they say.
perform() {
    name=$1
    shift
    code=0
    # Wares sees a file, not the terminal, and would leave its colours out.
    (
        [ -z "$bold" ] || export WARES_COLOR=always
        # What is ignored here, the command ignores too. The demo ends as soon as it has.
        [ -z "$wait" ] || trap '' HUP INT TERM
        exec "$@"
    ) >"$stage/said" 2>&1 || code=$?
    # Without the empty lines at its end, such as those of psql.
    said=$(cat "$stage/said")
    printf '%s' "${said:+$said
}" >"$stage/output"
    sed "s/$escape\\[[0-9;]*m//g" "$stage/output" >"$stage/text"
    if [ "$code" != "$expected" ]; then
        cat "$stage/output"
        fail "\`$name\` ended with exit code $code, not $expected."
    fi
    show_output
    [ -z "$shown" ] || printf '(exit code %s)\n' "$code"
    printf '%s' "$texts" >"$stage/texts"
    while IFS= read -r text; do
        grep -qF -e "$text" "$stage/text" || fail "\`$name\` does not say \"$text\"."
    done <"$stage/texts"
}

# Shows the output of the last command, cut so that a step fits on a screen.
show_output() {
    lines=$(wc -l <"$stage/output")
    if [ -n "$first" ] && [ "$lines" -gt "$first" ]; then
        sed "${first}q" "$stage/output"
        printf '[%s lines are left out here]\n' $((lines - first))
    elif [ -n "$last" ] && [ "$lines" -gt "$last" ]; then
        printf '[%s lines are left out here]\n' $((lines - last))
        tail -n "$last" "$stage/output"
    else
        cat "$stage/output"
    fi
}
