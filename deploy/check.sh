#!/usr/bin/env bash
# Checks everything that is deployed: manifests, chart, compose.yaml and the Dockerfile, each by the real tool. Needs Node, and fetches the
# other tools into a cache (deploy/checks/manifests/tools.sh). With --image it also builds the image and runs it (Linux, root, 5 minutes).
# The exit code is 1 when a check fails, and 77 when nothing was checked because tools are missing or cannot be fetched.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
checks=deploy/checks/manifests
failed=()
left_out=()

run() {
    local name="$1" begin=$SECONDS
    shift
    echo "--- $name"
    if "$@"; then echo "    $((SECONDS - begin)) s"; else failed+=("$name"); fi
}

tools="$($checks/tools.sh)"

yaml() {
    local chart=deploy/helm/retail-grains
    yamllint --strict -c $checks/yamllint.yaml k8s compose.yaml deploy/compose $chart/{Chart.yaml,values*.yaml,ci} $checks
}

# misconfigurations TARGET [OPTION...]
misconfigurations() {
    "$tools/bin/trivy" config --quiet --skip-policy-update --exit-code 1 --severity HIGH,CRITICAL "${@:2}" "$1"
}

# Of the rendered shapes those that together have every object, since trivy takes long for each; the chart is equal to the base.
rendered() {
    local from=artifacts/manifests/rendered
    misconfigurations $from/overlay-production.yaml && misconfigurations $from/component-ingress.yaml \
        && misconfigurations $from/component-orleans-kubernetes-hosting.yaml --ignorefile $checks/trivy-ignore.txt
}

shell_scripts() { shellcheck deploy/check.sh $checks/*.sh deploy/compose/*.sh deploy/compose/*/*.sh; }

if command -v yamllint > /dev/null; then run yamllint yaml; else left_out+=("yamllint (apt-get install yamllint)"); fi
if command -v shellcheck > /dev/null; then run shellcheck shell_scripts; else left_out+=("shellcheck (apt-get install shellcheck)"); fi
run "manifests, chart, compose.yaml, Dockerfile" node $checks/check.mjs
if [ -x "$tools/bin/trivy" ]; then
    run "trivy: manifests" rendered
    run "trivy: Dockerfile" misconfigurations Dockerfile
else
    left_out+=("trivy")
fi
if command -v dotnet > /dev/null; then
    run "Kubernetes' client, strictly" dotnet run -c Release --project tools/ManifestReader -v q -- artifacts/manifests/rendered
else
    left_out+=("dotnet: strict reading by Kubernetes' client")
fi
if [ "${1:-}" = --image ]; then run image $checks/image.sh; fi

for name in "${left_out[@]}"; do echo "Left out, not installed: $name"; done
if [ ${#failed[@]} -gt 0 ]; then
    printf 'Failed: %s\n' "${failed[@]}" >&2
    exit 1
fi
echo "All checks of deploy/ passed."
