#!/usr/bin/env bash
# Restores PostgreSQL from its pgBackRest repository into an empty folder, to a point in time or to the end of the archive.
#
#   restore-postgres.sh --data FOLDER [--to "2026-11-25 14:30:00+00"] [--drill]
#
#   --data    folder of the restored cluster; it must not exist, or be empty
#   --to      everything committed by then is restored, and nothing later; without it, everything that was archived
#   --drill   the restored cluster archives nothing, so that it can run beside the one that serves
#
# Start PostgreSQL on FOLDER afterwards; it replays WAL and then accepts writes on a new timeline. Stop silos and APIs first: two servers
# must not both be written to. Then run verify-deployment.sh.
set -euo pipefail

data="" target="" drill=no
refuse() { echo "$* restore-postgres.sh --data FOLDER [--to TIME] [--drill]" >&2; exit 2; }
while [ $# -gt 0 ]; do
    case "$1" in
        --data | --to)
            [ $# -ge 2 ] || refuse "$1 needs a value."
            if [ "$1" = --data ]; then data="$2"; else target="$2"; fi
            shift 2 ;;
        --drill) drill=yes; shift ;;
        *) refuse "$1 is no option." ;;
    esac
done
[ -n "$data" ] || refuse "--data is missing."
command -v pgbackrest > /dev/null || { echo "pgbackrest is not installed." >&2; exit 1; }
if [ -d "$data" ] && [ -n "$(ls -A "$data")" ]; then
    echo "$data is not empty. Nothing was restored: move the old cluster away first, its WAL may hold what is not archived." >&2
    exit 1
fi
# Without an offset PostgreSQL would read the time in the server's zone, which is not the one of whoever types it.
if [ -n "$target" ] && ! [[ "$target" =~ ([+-][0-9]{2}(:?[0-9]{2})?|Z)$ ]]; then
    refuse "--to '$target' has no offset from UTC: write it as 2026-11-25 14:30:00+00."
fi

# As arguments and not from the environment: pgBackRest writes its arguments into restore_command, and PostgreSQL, which runs that, is
# started with another environment.
arguments=(--stanza="${PGBACKREST_STANZA:-retail}" --pg1-path="$data")
[ -z "${PGBACKREST_CONFIG:-}" ] || arguments+=(--config="$PGBACKREST_CONFIG")
unset PGBACKREST_STANZA PGBACKREST_CONFIG
[ -z "$target" ] || arguments+=(--type=time --target="$target" --target-action=promote)
[ "$drill" = no ] || arguments+=(--archive-mode=off)
mkdir -p "$data"
chmod 700 "$data"
pgbackrest "${arguments[@]}" restore
echo "Restored into $data. Start PostgreSQL on it."
