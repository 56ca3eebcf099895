#!/usr/bin/env bash
# Installs what the tests need and is missing, builds, and runs all tests. Options are handed on to `dotnet test`.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null || missing+=(postgresql)
command -v redis-server > /dev/null || missing+=(redis-server)
if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" != 0 ]; then
        echo "The tests need these Debian packages: ${missing[*]}. Install them (apt-get install ${missing[*]}) and run this again." >&2
        exit 1
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq "${missing[@]}"
fi

if [ -z "${RETAIL_DATA:-}" ]; then
    echo "RETAIL_DATA is not set: tests on the UCI Online Retail data (https://doi.org/10.24432/C5BW33) say that they are left out."
fi

if [ "${RETAIL_LONG:-}" != 1 ]; then
    echo "RETAIL_LONG is not 1: tests that take minutes say that they are left out."
fi

dotnet build RetailGrains.sln -c Release --nologo -v q
# One project at a time: several start databases and processes, and would take each other's processors.
dotnet test RetailGrains.sln -c Release --no-build --nologo -m:1 "$@"
