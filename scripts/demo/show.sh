# shellcheck shell=sh
# Functions that show what the demo does: headings, commands with their output, and edits. scripts/demo.sh sources this
# file.

bold='' plain='' escape=$(printf '\033')
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    bold="${escape}[1m" plain="${escape}[0m"
fi

# Prints a heading.
say() {
    printf '\n%s# %s%s\n' "$bold" "$*" "$plain"
}

# Ends the demo with a message, because something failed.
fail() {
    printf '\n%sThe demo failed: %s%s\n' "$bold" "$*" "$plain"
    exit 1
}

# Runs a command and shows it with its output. The demo fails if the exit code or the output is not as expected.
#   -e CODE  the expected exit code, which is also shown; the default is 0
#   -s TEXT  text that the output must contain; may be given several times
#   -f N     shows only the first N lines of the output
#   -l N     shows only the last N lines of the output
#   -w       waits for the command even if the demo is interrupted
run() {
    options "$@"
    shift $((OPTIND - 1))
    printf '%s$ %s%s\n' "$bold" "$*" "$plain"
    perform "$*" "$@"
}

# Runs SQL in psql and shows it as psql would. It takes the options of `run`, and -x to show each field on its own line.
sql() {
    options "$@"
    shift $((OPTIND - 1))
    printf '%s\n' "$1" | sed -e 1d -e "2s/^/${bold}wares=> /" -e "3,\$s/^/${bold}wares-> /" -e "s/\$/$plain/"
    perform psql "$psql" -X -v ON_ERROR_STOP=1 -P pager=off ${expanded:+-x} -d "$url" -c "$1"
}

# Edits a file with sed, line by line, and shows the lines that changed.
edit() {
    file=$1
    shift
    sed "$@" "$file" >"$stage/edited"
    printf '%s%s%s\n' "$bold" "$file" "$plain"
    # The exit status of awk says whether a line changed.
    if awk 'NR == FNR { old[FNR] = $0; next }
        old[FNR] != $0 { print "- " old[FNR]; print "+ " $0; edited = 1 }
        END { exit !edited }' "$file" "$stage/edited"; then
        # The file is overwritten, not replaced, so that it keeps its mode.
        cat "$stage/edited" >"$file"
    else
        fail "the edit of $file changed nothing."
    fi
}

# Parses the options of `run` and `sql`.
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

# Runs a command, shows its output as the options say, and checks the exit code and the output. The first argument is the
# name of the command in messages.
perform() {
    name=$1
    shift
    code=0
    # Wares writes to a file here, not to the terminal, so it would not use colors.
    (
        [ -z "$bold" ] || export WARES_COLOR=always
        # The command inherits the ignored signals. The demo ends as soon as the command has ended.
        [ -z "$wait" ] || trap '' HUP INT TERM
        exec "$@"
    ) >"$stage/said" 2>&1 || code=$?
    # Removes empty lines at the end, such as those of psql.
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

# Shows the output of the last command, shortened so that a step fits on a screen.
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
