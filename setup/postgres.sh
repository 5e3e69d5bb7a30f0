#!/bin/sh
# A PostgreSQL server for tests: `postgres.sh start|stop FOLDER`. Durable for nobody, unless a bench
# asks for it: `start FOLDER on`.
set -eu
act=$1 folder=$2 fsync=${3:-off}
programs=$(echo /usr/lib/postgresql/*/bin | tr ' ' '\n' | sort -V | tail -n 1)

# The server refuses to run as root.
as_server() {
    if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

case "$act" in
start)
    [ "$(id -u)" -ne 0 ] || chown postgres "$folder"
    cd "$folder"
    # By name: the machine's own locale may be one without an encoding.
    as_server "$programs/initdb" --pgdata "$folder/data" --username postgres --auth trust \
        --encoding UTF8 --locale C.UTF-8 --no-sync >"$folder/initdb.log"
    as_server "$programs/pg_ctl" start --wait --silent --pgdata "$folder/data" \
        --log "$folder/server.log" \
        --options "-c listen_addresses= -c unix_socket_directories=$folder -c fsync=$fsync"
    ;;
stop)
    cd /
    [ ! -d "$folder/data" ] ||
        as_server "$programs/pg_ctl" stop --silent --mode immediate --pgdata "$folder/data" || true
    rm -rf "$folder"
    ;;
esac
