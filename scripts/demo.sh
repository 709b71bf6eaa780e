#!/bin/sh
# The story of a change: check, plan, apply, edit, plan, apply, and nothing left to do.
# It works on a copy of examples/hosting and leaves nothing behind.
set -eu

wares=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
example=$(cd "$(dirname "$0")/../examples/hosting" && pwd)
story=$(mktemp -d)
bin=$story/bin
catalog=$story/hosting
mkdir "$bin"
cp -R "$example" "$catalog"
rm -rf "$catalog/.wares"
ln -s "$wares" "$bin/wares"
PATH=$bin:$PATH
unset WARES_DIR WARES_COLOR WARES_AUTO_APPROVE WARES_ALLOW || true
cd "$catalog"

finish() {
    code=$?
    data=$(wares db status --format json 2>/dev/null | sed -n 's/^ *"data": "\(.*\)",*$/\1/p')
    wares db stop --quiet || true
    case "$data" in */postgres) rm -rf "$(dirname "$data")" ;; esac
    rm -rf "$story"
    exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM

say() { printf '\n\033[1m# %s\033[0m\n' "$*"; }
run() {
    printf '\033[1m$ %s\033[0m\n' "$*"
    "$@"
}

say "A hosting provider's catalog: packages, extra services, upgrade groups, in several files."
run ls -R .

say "Everything that can be known without a database."
run wares check

say "What would happen to a database? This one is empty: a private PostgreSQL server, made for this."
printf '\033[1m$ %s\033[0m\n' "wares plan --local | tail -n 40"
wares plan --local >"$story/plan"
tail -n 40 "$story/plan"

say "Apply it: one transaction, or nothing."
printf '\033[1m$ %s\033[0m\n' "wares apply --local --auto-approve | tail -n 1"
wares apply --local --auto-approve >"$story/plan"
tail -n 1 "$story/plan"

say "The product manager raises a price, and Gold customers get more mailboxes."
run sed -i.before -e 's/EUR: 99.00, USD: 109.00/EUR: 108.00, USD: 119.00/' -e 's/mailboxes: 40/mailboxes: 50/' packages/yearly.yaml
run diff packages/yearly.yaml.before packages/yearly.yaml || true
rm packages/yearly.yaml.before

say "What the reviewer of the pull request sees."
run wares plan --local

say "And what CI does once it is merged."
run wares apply --local --auto-approve

say "Nothing is left to do."
run wares plan --local --detailed-exitcode
