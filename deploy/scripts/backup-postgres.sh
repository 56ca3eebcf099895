#!/usr/bin/env bash
# Backs up PostgreSQL with pgBackRest: checks that WAL is archived, makes the backup, and verifies what the repository holds.
#
#   backup-postgres.sh full | diff | incr
#
# pgBackRest takes its settings from PGBACKREST_CONFIG (default /etc/pgbackrest/pgbackrest.conf; deploy/backup has one) or from PGBACKREST_*
# variables. PGBACKREST_STANZA is retail. The exit code is 0 only when there is a backup that was verified. Its time is then written for
# Prometheus (alert RetailBackupAge) to the folder RETAIL_TEXTFILE_DIR of the node exporter's textfile collector, if that is set.
set -euo pipefail

type="${1:-}"
case "$type" in
    full | diff | incr) ;;
    *) echo "Usage: backup-postgres.sh full | diff | incr" >&2; exit 2 ;;
esac
command -v pgbackrest > /dev/null || { echo "pgbackrest is not installed." >&2; exit 1; }
export PGBACKREST_STANZA="${PGBACKREST_STANZA:-retail}"

# Does nothing when the stanza exists; fails when the repository belongs to another cluster. It needs the lock that the archiver also takes
# while it sends WAL, so it is tried for a minute (50: the lock is held).
tries=60
until pgbackrest stanza-create; do
    code=$?
    tries=$((tries - 1))
    if [ "$code" != 50 ] || [ "$tries" = 0 ]; then exit "$code"; fi
    sleep 1
done
# Switches a WAL segment and waits until it is in the repository: a backup without its WAL cannot be restored.
pgbackrest check
pgbackrest --type="$type" backup
pgbackrest verify
if [ -n "${RETAIL_TEXTFILE_DIR:-}" ]; then
    metric="$RETAIL_TEXTFILE_DIR/retail_backup.prom"
    printf '%s\n' '# HELP retail_backup_completed_timestamp_seconds When the last verified backup ended.' \
        '# TYPE retail_backup_completed_timestamp_seconds gauge' "retail_backup_completed_timestamp_seconds $(date +%s)" > "$metric.new"
    chmod 644 "$metric.new" # the node exporter is another user, and has no access if the umask is strict
    mv "$metric.new" "$metric"
fi
pgbackrest info
