#!/usr/bin/env bash
# Checks deploy/monitoring: rules and their tests, routes, runbooks and dashboards, and then all of it on a local cluster under load
# (deploy/checks/monitoring/live.mjs; left out with --static). The exit code is 77 when tools are missing or cannot be fetched.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
checks=deploy/checks/monitoring
deploy/checks/manifests/tools.sh > /dev/null
programs="$($checks/tools.sh)"

node deploy/monitoring/grafana/build.mjs --check
node $checks/static.mjs "$programs"
node $checks/inhibitions.mjs "$programs"
[ "${1:-}" != --static ] || exit 0
if [ ! -f Api/bin/Release/net10.0/RetailGrains.Api.dll ] || [ ! -f Silo/bin/Release/net10.0/RetailGrains.Silo.dll ]; then
    echo "The programs are not built (dotnet build -c Release): the part on a live cluster is skipped."
    exit 77
fi
node $checks/live.mjs "$programs"
