# shellcheck shell=sh
# What the demo needs around it: a copy of the example, the program on the path, psql; and that all of it goes again.
# scripts/demo.sh reads this file.

# Makes a folder with a copy of a catalog and a link to the program, and goes there.
set_stage() {
    stage='' served=''
    trap 'finish $?' EXIT
    # Each ends the demo by itself: one that comes while the shell is about to exit would keep EXIT's from running.
    # PIPE is for `make demo | head`.
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
    # Settings of whoever runs this must not change what is shown.
    for name in $(env | sed -n -e 's/^\(WARES_[A-Z_]*\)=.*/\1/p' -e 's/^\(PG[A-Z]*\)=.*/\1/p') DATABASE_URL; do
        unset "$name"
    done
    PGCLIENTENCODING=UTF8
    export PATH PGCLIENTENCODING
    cd "$stage/hosting"
}

# Finds psql. It need not be on the path: where several versions can be installed, each has a folder of its own.
find_psql() {
    psql=$(command -v psql) && return 0
    initdb=$(command -v initdb) || initdb=
    bindir=$(pg_config --bindir 2>/dev/null) || bindir=
    for psql in "${initdb%/initdb}/psql" "$bindir/psql" /usr/lib/postgresql/*/bin/psql /usr/pgsql-*/bin/psql \
        /opt/homebrew/opt/postgresql*/bin/psql /usr/local/opt/postgresql*/bin/psql; do
        [ -x "$psql" ] && return 0
    done
    echo "PostgreSQL's \`psql\` is not on this machine."
    echo "Install it (on Debian the package \`postgresql-client\`), then try again."
    exit 1
}

# Takes the stage down. What fails is not silent: a server would be left behind.
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

# Ends the demo with an exit code, however it came to that.
finish() {
    # First of all: a second Ctrl-C must not interrupt the rest.
    trap '' HUP INT PIPE TERM
    trap - EXIT
    code=$1
    clean_up || [ "$code" != 0 ] || code=1
    exit "$code"
}
