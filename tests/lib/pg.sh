#!/bin/sh
# A private PostgreSQL cluster in a temporary folder, for tests: unix socket only, durable settings on.
#   pg.sh start   makes and starts one; prints its folder, which is also its socket folder
#   pg.sh stop FOLDER   stops it at once and removes the folder
# Connect with "host=FOLDER dbname=postgres user=hall". As root it runs as user postgres.
set -eu

bin=$(pg_config --bindir)
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

case "${1:-}" in
start)
    dir=$(mktemp -d /tmp/hallpg.XXXXXX) # short: a socket path has at most 107 bytes
    [ "$(id -u)" = 0 ] && chown postgres "$dir"
    as "$bin/initdb" -D "$dir/data" -U hall -A trust -E UTF8 --locale=C.UTF-8 --data-checksums \
        --no-sync >/dev/null
    cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
unix_socket_permissions = 0700
shared_buffers = 32MB
max_connections = 40
max_prepared_transactions = 0
logging_collector = off
CONF
    if ! as "$bin/pg_ctl" -D "$dir/data" -w -t 30 -l "$dir/log" start >/dev/null; then
        cat "$dir/log" >&2
        exit 1
    fi
    echo "$dir"
    ;;
stop)
    as "$bin/pg_ctl" -D "$2/data" -w -m immediate stop >/dev/null || true
    rm -rf "$2"
    ;;
*)
    echo "usage: pg.sh start | stop FOLDER" >&2
    exit 64
    ;;
esac
