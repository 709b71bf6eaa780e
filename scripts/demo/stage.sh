# shellcheck shell=sh
# Functions that prepare the demo and clean up after it: a copy of the example, the program on the path, and psql.
# scripts/demo.sh sources this file.

# Creates a folder with a copy of a catalog and a link to the program, and changes to it. The arguments are the catalog's
# folder and the program.
set_stage() {
    stage='' served=''
    trap 'finish $?' EXIT
    # Each signal has its own trap that ends the demo: a signal that arrives while the shell is exiting would otherwise
    # keep the EXIT trap from running. PIPE is for `make demo | head`.
    trap 'finish 129' HUP
    trap 'finish 130' INT
    trap 'finish 141' PIPE
    trap 'finish 143' TERM
    stage=$(mktemp -d)
    mkdir "$stage/bin"
    ln -s "$2" "$stage/bin/wares"
    PATH=$stage/bin:$PATH
    cp -R "$1" "$stage/hosting"
    rm -rf "$stage/hosting/.wares"
    # The user's own settings must not change what the demo shows.
    for name in $(env | sed -n -e 's/^\(WARES_[A-Z_]*\)=.*/\1/p' -e 's/^\(PG[A-Z]*\)=.*/\1/p') DATABASE_URL; do
        unset "$name"
    done
    PGCLIENTENCODING=UTF8
    export PATH PGCLIENTENCODING
    cd "$stage/hosting"
}

# Finds psql. It may not be on the path: where several versions can be installed, each has its own folder.
find_psql() {
    psql=$(command -v psql) && return 0
    initdb=$(command -v initdb) || initdb=
    bindir=$(pg_config --bindir 2>/dev/null) || bindir=
    for psql in "${initdb%/initdb}/psql" "$bindir/psql" /usr/lib/postgresql/*/bin/psql /usr/pgsql-*/bin/psql \
        /opt/homebrew/opt/postgresql*/bin/psql /usr/local/opt/postgresql*/bin/psql; do
        [ -x "$psql" ] && return 0
    done
    echo "PostgreSQL's \`psql\` was not found."
    echo "Install it (on Debian, the package \`postgresql-client\`), then try again."
    exit 1
}

# Removes the server and the folder of the demo. It reports a failure, because a server would be left running.
clean_up() {
    [ -d "$stage" ] || return 0
    if [ -n "$served" ]; then
        said=$(wares db destroy --auto-approve --dir "$stage/hosting" 2>&1) || {
            printf '%s\n' "$said" "The private server could not be removed. Its catalog is still in $stage/hosting."
            stage=''
            return 1
        }
    fi
    cd /
    rm -rf "$stage"
}

# Cleans up and ends the demo with an exit code, whatever the reason.
finish() {
    # This comes first, so that a second Ctrl-C does not interrupt the cleanup.
    trap '' HUP INT PIPE TERM
    trap - EXIT
    code=$1
    clean_up || [ "$code" != 0 ] || code=1
    exit "$code"
}
