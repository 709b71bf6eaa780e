#!/bin/sh
# Runs every fuzz target for its part of a number of seconds. What a target learns stays in fuzz/corpus.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:?how many seconds in all}
targets="reader check format"
each=$((seconds / 3))
[ "$each" -gt 0 ] || each=1 # none at all would be for ever

# The words of catalogs, beside what YAML is made of.
words=fuzz/corpus/words.dict
mkdir -p fuzz/corpus
{ cat fuzz/yaml.dict; grep -oh '"[A-Za-z][A-Za-z0-9_]*"' schemas/*.json | sort -u; } >"$words"

for target in $targets; do
    mkdir -p "fuzz/corpus/$target"
    echo "$target: $each seconds" >&2
    # No sanitizer: they need a nightly compiler, and Wares has no unsafe code. Panics, overflows and failed
    # assertions are found without; the coverage that leads the search needs nothing from nightly either.
    cargo fuzz run --sanitizer none "$target" "fuzz/corpus/$target" fuzz/seeds examples src/cli/init -- \
        -max_total_time="$each" -dict="$words" -rss_limit_mb=4096 -timeout=20 -max_len=4096 -print_final_stats=1
done
