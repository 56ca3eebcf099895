#!/usr/bin/env bash
# Makes .env from .env.example, with a random value for each secret. An .env that is there is left alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [ -e .env ]; then
    echo ".env exists already. Delete it to create a new one (the database in the volumes keeps its old passwords)." >&2
    exit 1
fi
umask 077
while IFS= read -r line; do
    if [[ "$line" =~ ^[A-Z_]+=$ ]]; then line="$line$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')"; fi
    printf '%s\n' "$line"
done < .env.example > .env
echo "Wrote .env. Sign in as $(sed -n 's/^RETAIL_ADMIN_USER=//p' .env) with RETAIL_ADMIN_PASSWORD from it."
