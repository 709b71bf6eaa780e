#!/bin/sh
# Makes sure that the named tools are installed: cargo, postgres, pgbouncer, openssl, cargo-fuzz, node.
set -eu

has_postgres() {
    command -v initdb >/dev/null 2>&1 && return 0
    command -v pg_config >/dev/null 2>&1 && [ -x "$(pg_config --bindir)/initdb" ] && return 0
    ls /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb /opt/homebrew/opt/postgresql*/bin/initdb \
        /usr/local/opt/postgresql*/bin/initdb >/dev/null 2>&1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Runs a command that needs the network, up to three times until it succeeds.
persist() {
    "$@" || { sleep 5 && "$@"; } || { sleep 20 && "$@"; }
}

# Installs a program. The arguments are its name, then its packages for apt, dnf, apk, pacman and brew. For PostgreSQL,
# only the programs are needed: RUNLEVEL=1 keeps Debian from starting a server.
install() {
    echo "Installing $1 with the system's package manager." >&2
    # The packages are not quoted, because there can be several.
    if command -v apt-get >/dev/null 2>&1; then
        persist as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
        persist as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $2
    elif command -v dnf >/dev/null 2>&1; then
        as_root dnf install -y -q $3
    elif command -v apk >/dev/null 2>&1; then
        as_root apk add --quiet $4
    elif command -v pacman >/dev/null 2>&1; then
        as_root pacman -S --noconfirm --quiet $5
    elif command -v brew >/dev/null 2>&1; then
        brew install --quiet $6
    else
        echo "This script supports none of the package managers on this system: install $1, then try again." >&2
        exit 1
    fi
}

has_node() {
    command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1
}

has_pgbouncer() {
    command -v pgbouncer >/dev/null 2>&1 || [ -x /usr/sbin/pgbouncer ] || [ -x /usr/local/sbin/pgbouncer ]
}

for need in "$@"; do
    case "$need" in
    cargo)
        command -v cargo >/dev/null 2>&1 || {
            echo "Rust is not installed: install it with rustup (version 1.89 or newer), then try again." >&2
            exit 1
        }
        ;;
    cargo-fuzz)
        command -v c++ >/dev/null 2>&1 || {
            echo "The fuzzing engine needs a C++ compiler (c++): install one, then try again." >&2
            exit 1
        }
        command -v cargo-fuzz >/dev/null 2>&1 || cargo install --locked --quiet cargo-fuzz >&2
        ;;
    postgres)
        has_postgres || install PostgreSQL postgresql postgresql-server postgresql postgresql postgresql >&2
        has_postgres || {
            echo "PostgreSQL was installed, but its programs (initdb, pg_ctl) were not found." >&2
            exit 1
        }
        ;;
    pgbouncer)
        has_pgbouncer || install PgBouncer pgbouncer pgbouncer pgbouncer pgbouncer pgbouncer >&2
        has_pgbouncer || {
            echo "PgBouncer was installed, but its program was not found." >&2
            exit 1
        }
        ;;
    openssl)
        command -v openssl >/dev/null 2>&1 || install OpenSSL openssl openssl openssl openssl openssl >&2
        ;;
    node)
        has_node || install Node.js "nodejs npm" "nodejs npm" "nodejs npm" "nodejs npm" node >&2
        has_node || {
            echo "Node.js was installed, but its programs (node, npm) are not on the PATH." >&2
            exit 1
        }
        ;;
    esac
done
