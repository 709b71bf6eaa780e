#!/bin/sh
# Runs the fuzz targets one after the other, and divides a number of seconds among them. The inputs that a target
# discovers stay in fuzz/corpus.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:?how many seconds in all}
targets="reader check format"
each=$((seconds / 3))
[ "$each" -gt 0 ] || each=1 # 0 would mean without end

# The dictionary: the syntax of YAML, and the words of catalogs.
words=fuzz/corpus/words.dict
mkdir -p fuzz/corpus
{ cat fuzz/yaml.dict; grep -oh '"[A-Za-z][A-Za-z0-9_]*"' schemas/*.json | sort -u; } >"$words"

for target in $targets; do
    mkdir -p "fuzz/corpus/$target"
    echo "$target: $each seconds" >&2
    # No sanitizer: they need a nightly compiler, and Wares has no unsafe code. Panics, overflows and failed
    # assertions are found without one, and the coverage that guides the fuzzer does not need nightly either.
    cargo fuzz run --sanitizer none "$target" "fuzz/corpus/$target" fuzz/seeds examples src/cli/init -- \
        -max_total_time="$each" -dict="$words" -rss_limit_mb=4096 -timeout=20 -max_len=4096 -print_final_stats=1
done
