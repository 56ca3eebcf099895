#!/usr/bin/env bash
# A restore drill on this machine with a private PostgreSQL: a base backup while sales are recorded, more sales, loss of the server with its
# disk, a restore to a point in time and another to the end of the archive. Fails unless every sale that was acknowledged before the point is
# there, none that came later is, and reconciliation agrees.
#
# Needs Debian's pgbackrest and postgresql, and the API built (RETAIL_API_DLL; default: this repository's Release build).
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# shellcheck source=tools.sh source-path=SCRIPTDIR
. "$here/checks/tools.sh" || exit 1

api="${RETAIL_API_DLL:-$here/../Api/bin/Release/net10.0/RetailGrains.Api.dll}"
postgres_bin="$({ compgen -G '/usr/lib/postgresql/*/bin/initdb' || true; } | sort -V | tail -n 1 | xargs -r dirname)"
[ -n "$postgres_bin" ] || { missing "Debian package postgresql"; finish; exit; }
for tool in pgbackrest jq curl; do command -v "$tool" > /dev/null || { missing "Debian package $tool"; finish; exit; }; done
[ -f "$api" ] || { missing "$api (dotnet build Api -c Release)"; finish; exit; }

home="$(mktemp -d)"
chmod 755 "$home"
pids=()
cleanup() {
    for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done
    for data in "$home"/data-*; do stop_postgres "$data" immediate; done
    wait 2> /dev/null || true
    if [ "${KEEP:-}" != 1 ]; then rm -rf "$home"; else echo "Kept: $home"; fi
}
trap cleanup EXIT

# PostgreSQL refuses to run as root.
if [ "$(id -u)" = 0 ]; then
    as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups env HOME="$home" "$@"; }
    chown postgres "$home"
else
    as_postgres() { "$@"; }
fi

free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 20000))
        (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || { echo "$port"; return; }
    done
}

port="$(free_port)"
api_port="$(free_port)"
as_postgres mkdir "$home/repository" "$home/spool" "$home/log" "$home/lock" "$home/socket"
cat > "$home/pgbackrest.conf" << CONF
[global]
repo1-path=$home/repository
repo1-retention-full=2
repo1-cipher-type=aes-256-cbc
repo1-cipher-pass=only-of-this-drill
compress-type=zst
start-fast=y
archive-async=y
spool-path=$home/spool
lock-path=$home/lock
log-path=$home/log
log-level-console=warn
[retail]
pg1-path=$home/data-first
pg1-port=$port
pg1-socket-path=$home/socket
pg1-user=postgres
CONF
export PGBACKREST_CONFIG="$home/pgbackrest.conf"

start_postgres() { # FOLDER
    as_postgres "$postgres_bin/pg_ctl" -D "$1" -w -t 120 -l "$1.log" start > /dev/null || { tail -n 20 "$1.log"; exit 1; }
}
stop_postgres() { # FOLDER MODE
    if [ -f "$1/postmaster.pid" ]; then as_postgres "$postgres_bin/pg_ctl" -D "$1" -m "$2" -w stop > /dev/null 2>&1 || true; fi
}
query() { "$postgres_bin/psql" -h 127.0.0.1 -p "$port" -U postgres -d retail -XtAqc "$1"; }

start_api() {
    (
        cd "$home"
        export DATABASE_URL="postgresql://postgres@127.0.0.1:$port/retail" API_HOST=127.0.0.1 API_PORT="$api_port"
        export JWT_SECRET_KEY=of-the-drill-0123456789-0123456789-0123456789 DOTNET_ENVIRONMENT=Production
        dotnet "$api" migrate > "$home/migrate.log" 2>&1
        exec dotnet "$api" serve > "$home/api.log" 2>&1
    ) &
    api_pid=$!
    pids+=("$api_pid")
    for _ in $(seq 600); do
        curl -sf "http://127.0.0.1:$api_port/ready" > /dev/null && return
        kill -0 "$api_pid" 2> /dev/null || { cat "$home/migrate.log"; tail -n 20 "$home/api.log"; exit 1; }
        sleep 0.2
    done
    echo "The API is not ready: $(tail -n 5 "$home/api.log")"
    exit 1
}
token() { JWT_SECRET_KEY=of-the-drill-0123456789-0123456789-0123456789 DOTNET_ENVIRONMENT=Production dotnet "$api" token --role operator --role producer --role viewer --lifetime 1h; }

# Records one sale after the other; a line for each that was acknowledged: time, id.
load() {
    local number=0 id
    while [ -f "$home/loading" ]; do
        number=$((number + 1))
        id="drill-$number"
        if curl -sf -X POST "http://127.0.0.1:$api_port/api/v1/transactions" -H "Authorization: Bearer $bearer" -H 'Content-Type: application/json' \
            -d "{\"transactionId\":\"$id\",\"storeId\":\"store-$((number % 7))\",\"customerId\":\"c-$((number % 50))\",\"occurredAt\":\"2026-11-01T08:00:00Z\",\"lines\":[{\"productId\":\"p-$((number % 30))\",\"description\":\"DRILL\",\"quantity\":2,\"unitPrice\":1.25}]}" > /dev/null; then
            echo "$(date +%s.%N) $id" >> "$home/acknowledged"
        fi
    done
}
acknowledged() { wc -l < "$home/acknowledged"; }
wait_for_sales() { # COUNT
    local goal=$(($(acknowledged) + $1))
    for _ in $(seq 1200); do [ "$(acknowledged)" -lt "$goal" ] || return 0; sleep 0.1; done
    echo "The load does not progress: $(acknowledged) of $goal."
    exit 1
}

echo "Setting up ..."
as_postgres "$postgres_bin/initdb" -D "$home/data-first" -U postgres -A trust -E UTF8 --locale=C.UTF-8 > "$home/initdb.log"
cat >> "$home/data-first/postgresql.conf" << CONF
port = $port
listen_addresses = '127.0.0.1'
unix_socket_directories = '$home/socket'
CONF
sed "s#'pgbackrest #'env PGBACKREST_CONFIG=$home/pgbackrest.conf pgbackrest #; s/^archive_timeout = .*/archive_timeout = 5/" "$here/backup/archiving.conf" >> "$home/data-first/postgresql.conf"
start_postgres "$home/data-first"
"$postgres_bin/psql" -h 127.0.0.1 -p "$port" -U postgres -Xqc 'CREATE DATABASE retail'
start_api
bearer="$(token)"

touch "$home/loading" "$home/acknowledged"
load &
pids+=($!)
load_pid=$!
wait_for_sales 100
backup_begin=$SECONDS
step "full backup under load" as_postgres "$here/scripts/backup-postgres.sh" full
backup_seconds=$((SECONDS - backup_begin))
wait_for_sales 100
step "incremental backup under load" as_postgres "$here/scripts/backup-postgres.sh" incr
wait_for_sales 50

# The point: sales go on before and after it. What was acknowledged earlier must come back.
point="$(query "SELECT clock_timestamp() AT TIME ZONE 'UTC'")+00"
point_epoch="$(date -d "$point" +%s.%N)"
wait_for_sales 150
sleep 12 # longer than archive_timeout, so that WAL beyond the point is in the archive

rm "$home/loading"
disaster="$(date +%s.%N)"
kill -9 "$(head -n 1 "$home/data-first/postmaster.pid")"
kill -9 "$api_pid"
wait "$load_pid" "$api_pid" 2> /dev/null || true
sleep 1
rm -rf "$home/data-first"
echo "Lost the server and its disk after $(acknowledged) acknowledged sales."

compare() { # POINT: every sale acknowledged before it is in the ledger; prints how many, and what is missing
    query "SELECT transaction_id FROM ledger" | sort > "$home/restored"
    awk -v point="$1" '$1 < point { print $2 }' "$home/acknowledged" | sort > "$home/expected"
    comm -23 "$home/expected" "$home/restored" > "$home/lost"
    if [ -s "$home/lost" ]; then
        echo "$(wc -l < "$home/lost") of $(wc -l < "$home/expected") acknowledged sales are missing: $(head -n 3 "$home/lost" | tr '\n' ' ')"
        return 1
    fi
    echo "$(wc -l < "$home/expected") acknowledged before the point, all restored; $(wc -l < "$home/restored") in the ledger"
}
none_later() {
    local later
    later="$(query "SELECT count(*) FROM ledger WHERE recorded_at > '$point'")"
    [ "$later" = 0 ] || { echo "$later sales from after the point"; return 1; }
}
no_gaps() {
    local gaps
    gaps="$(query "SELECT count(*) FROM (SELECT partition, max(sequence) AS head, count(*) AS entries, min(sequence) AS tail FROM ledger GROUP BY partition) p WHERE head - tail + 1 <> entries")"
    [ "$gaps" = 0 ] || { echo "$gaps partitions have gaps"; return 1; }
}
reconciles() {
    curl -sf -m 300 -X POST "http://127.0.0.1:$api_port/api/v1/admin/reconciliation" -H "Authorization: Bearer $bearer" > "$home/reconciliation" || { echo "Reconciliation failed."; return 1; }
    jq -e '.agrees == true' "$home/reconciliation" > /dev/null || { cat "$home/reconciliation"; return 1; }
}

restore_begin=$SECONDS
step "restore to $point" as_postgres "$here/scripts/restore-postgres.sh" --data "$home/data-point" --to "$point" --drill
[ -f "$home/data-point/PG_VERSION" ] || { finish; exit 1; }
start_postgres "$home/data-point"
for _ in $(seq 600); do [ "$(query 'SELECT pg_is_in_recovery()' 2> /dev/null)" = f ] && break; sleep 0.2; done
step "nothing acknowledged before the point is missing" compare "$point_epoch"
step "nothing later is there" none_later
step "no partition has a gap" no_gaps
start_api
rto=$((SECONDS - restore_begin))
step "reconciliation agrees" reconciles
kill "$api_pid"
wait "$api_pid" 2> /dev/null || true
stop_postgres "$home/data-point" fast

step "restore to the end of the archive" as_postgres "$here/scripts/restore-postgres.sh" --data "$home/data-end" --drill
start_postgres "$home/data-end"
for _ in $(seq 600); do [ "$(query 'SELECT pg_is_in_recovery()' 2> /dev/null)" = f ] && break; sleep 0.2; done
compare "$disaster" > "$home/rpo" || true
oldest_lost="$(grep -Fwf "$home/lost" "$home/acknowledged" | head -n 1 | cut -d ' ' -f 1 || true)"
if [ -s "$home/lost" ]; then rpo="$(awk -v a="$oldest_lost" -v b="$disaster" 'BEGIN { printf "%.1f", b - a }')"; else rpo=0; fi
step "no partition has a gap at the end either" no_gaps
stop_postgres "$home/data-end" fast
echo "Backup $backup_seconds s; restored and serving after $rto s (RTO); with the disk $(wc -l < "$home/lost") sales of the last $rpo s were lost (RPO; archive_timeout 5 s)."
finish
