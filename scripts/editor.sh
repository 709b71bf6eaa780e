#!/bin/sh
# Installs yaml-language-server, which VS Code and other editors use, from the npm registry into a cache, and prints the
# path of its modules.
set -eu
cd "$(dirname "$0")/../tests/editor"

cache="${XDG_CACHE_HOME:-$HOME/.cache}/wares/editor"
if ! cmp -s package-lock.json "$cache/installed.json"; then
    mkdir -p "$cache"
    cp package.json package-lock.json "$cache"
    install() { npm ci --silent --no-audit --no-fund --ignore-scripts --prefix "$cache" >&2; }
    # Retries, because the network may fail for a moment.
    install || { sleep 5 && install; } || { sleep 20 && install; } || {
        echo "yaml-language-server cannot be installed from the npm registry." >&2
        exit 1
    }
    cp package-lock.json "$cache/installed.json"
fi
printf '%s\n' "$cache/node_modules"
