#!/usr/bin/env bash
# Backs up the embedded store into a new folder named after the time (UTC), and deletes the oldest copies beyond COUNT. For cron or a timer:
#
#   backup-embedded.sh FOLDER [COUNT]     COUNT copies are kept (14)
#
# RETAIL_API names the program (default: dotnet RetailGrains.Api.dll in the current folder), RETAIL_HOME the store. Copies are deleted only
# after a new one was made and checked.
set -euo pipefail
folder="${1:-}" count="${2:-14}"
if [ -z "$folder" ] || ! [[ "$count" =~ ^[1-9][0-9]*$ ]]; then
    echo "Usage: backup-embedded.sh FOLDER [COUNT]" >&2
    exit 2
fi
read -ra program <<< "${RETAIL_API:-dotnet RetailGrains.Api.dll}"
mkdir -p "$folder"
"${program[@]}" backup "$folder/$(date -u +%Y%m%dT%H%M%SZ)"
# Only what this script has named.
mapfile -t copies < <(find "$folder" -mindepth 1 -maxdepth 1 -type d -regextype posix-extended -regex '.*/[0-9]{8}T[0-9]{6}Z' | sort -r)
for copy in "${copies[@]:$count}"; do
    rm -r "$copy"
    echo "Deleted $copy; $count newer ones are kept."
done
