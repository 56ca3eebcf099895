#!/usr/bin/env bash
# Measures what PostgreSQL settings do to the ledger: the same 60,000 entries (300 commits of 200, as partitions write under load) into a
# private PostgreSQL for each setting, and bytes of WAL, page images and syncs counted. Counts, not times: they do not depend on the machine.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
postgres_bin="$({ compgen -G '/usr/lib/postgresql/*/bin/initdb' || true; } | sort -V | tail -n 1 | xargs -r dirname)"
[ -n "$postgres_bin" ] || { echo "MISSING Debian package postgresql"; exit; }
home="$(mktemp -d)"
chmod 755 "$home"
if [ "$(id -u)" = 0 ]; then
    as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
    chown postgres "$home"
else
    as_postgres() { "$@"; }
fi
stop() { as_postgres "$postgres_bin/pg_ctl" -D "$home/data" -m immediate stop > /dev/null 2>&1 || true; }
trap 'stop; rm -rf "$home"' EXIT
query() { as_postgres "$postgres_bin/psql" -h "$home" -p 5999 -U postgres -d postgres -XtAq "$@"; }

cat > "$home/load.sql" << 'SQL'
DO $$
BEGIN
    FOR batch IN 0..299 LOOP
        INSERT INTO ledger (partition, sequence, transaction_id, store_id, customer_id, occurred_at, utc_offset_minutes, business_date, kind,
            recorded_at, product_ids, descriptions, quantities, unit_prices)
        SELECT n % 16, batch * 200 + n, md5(batch::text || ':' || n::text), 'store-' || n % 40, 'customer-' || (batch * 200 + n) % 4000,
            '2026-11-25 10:00Z'::timestamptz + n * interval '1 second', 0, '2026-11-25', 0, now(),
            ARRAY['p-' || n % 3000, 'p-' || (n * 7) % 3000, 'p-' || (n * 13) % 3000], ARRAY['A PRODUCT', 'ANOTHER PRODUCT', 'A THIRD PRODUCT'],
            ARRAY[1, 2, 3], ARRAY[2.55, 1.25, 9.95]
        FROM generate_series(1, 200) n;
        COMMIT;
    END LOOP;
END $$;
SQL

run() { # NAME SETTING...
    local name="$1"
    shift
    as_postgres "$postgres_bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 > /dev/null
    printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$home'" "port = 5999" "$@" >> "$home/data/postgresql.conf"
    as_postgres "$postgres_bin/pg_ctl" -D "$home/data" -w -l "$home/log" start > /dev/null
    for file in "$here"/../db/postgres/*.sql; do query -f - < "$file" > /dev/null; done
    query -c CHECKPOINT -c "SELECT pg_stat_reset_shared('wal')" -c "SELECT pg_stat_reset_shared('bgwriter')" > /dev/null
    query -f - < "$home/load.sql"
    sleep 1
    query -F ' | ' -c "SELECT '| $name | ' || round(wal_bytes / 1048576, 1), wal_fpi, wal_sync, (SELECT checkpoints_timed + checkpoints_req FROM pg_stat_bgwriter) || ' |' FROM pg_stat_wal"
    stop
    rm -rf "$home/data"
}

echo '| settings | WAL, MB | page images | syncs | checkpoints |'
echo '| --- | --- | --- | --- | --- |'
# What PostgreSQL has by itself.
run "defaults (max_wal_size 1 GB)"
run "max_wal_size 64 MB: checkpoints often" "max_wal_size = '64MB'" "min_wal_size = '32MB'"
run "the same, wal_compression lz4" "max_wal_size = '64MB'" "min_wal_size = '32MB'" "wal_compression = lz4"
run "wal_compression lz4" "wal_compression = lz4"
run "wal_level minimal: no archive, no replica" "wal_level = minimal" "max_wal_senders = 0"
run "synchronous_commit off: acknowledged sales can be lost" "synchronous_commit = off"
