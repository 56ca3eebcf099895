#!/usr/bin/env bash
# Runs every check of deploy/, one after the other. A check that fails does not stop the others. A check whose tools are missing or cannot be
# fetched is left out with one line; with RETAIL_REQUIRE_TOOLS=1 it fails. The API must be built: dotnet build -c Release.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

failed=()
for check in deploy/check.sh deploy/check-terraform.sh deploy/check-pipelines.sh deploy/check-monitoring.sh deploy/checks/verify-deployment.sh deploy/checks/restore-drill.sh; do
    echo "=== $check"
    begin=$SECONDS status=0
    "$check" || status=$?
    if [ "$status" = 77 ] && [ "${RETAIL_REQUIRE_TOOLS:-}" != 1 ]; then
        echo "Left out: $check; its tools are missing or cannot be fetched."
    elif [ "$status" != 0 ]; then
        failed+=("$check")
    else
        echo "    $((SECONDS - begin)) s"
    fi
done
if [ ${#failed[@]} -gt 0 ]; then
    printf 'Failed: %s\n' "${failed[@]}" >&2
    exit 1
fi
echo "The checks of deploy/ found nothing wrong."
