#!/usr/bin/env bash
# Checks everything that is deployed: manifests, chart, compose.yaml and the Dockerfile, each by the real tool. Needs Node, and fetches the
# other tools into a cache (deploy/checks/tools.sh). With --image it also builds the image and runs it (Linux, root, 5 minutes).
# The exit code is 1 when a check fails, and 77 when nothing was checked because tools are missing or cannot be fetched.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
here="$PWD/deploy"
# shellcheck source=checks/tools.sh source-path=SCRIPTDIR
. deploy/checks/tools.sh || exit 1
checks=deploy/checks/manifests
failed=()
left_out=()

run() {
    local name="$1" begin=$SECONDS
    shift
    echo "--- $name"
    if "$@"; then echo "    $((SECONDS - begin)) s"; else failed+=("$name"); fi
}

$checks/tools.sh > /dev/null

yaml() {
    local chart=deploy/helm/retail-grains
    yamllint --strict -c $checks/yamllint.yaml k8s compose.yaml deploy/compose $chart/{Chart.yaml,values*.yaml,ci} $checks
}

# The Dockerfile, and of the rendered shapes those that together have every object of the manifests and of the chart. In one run: trivy takes
# long to load its rules, and some seconds for each shape.
misconfigurations() {
    local from=artifacts/manifests/rendered to=artifacts/manifests/trivy
    rm -rf "$to"
    mkdir -p "$to"
    for shape in overlay-production component-console-pod component-ingress component-orleans-kubernetes-hosting backup \
        chart-default-values chart-keda-values chart-oidc-values; do
        cp "$from/$shape.yaml" "$to"
    done
    cp Dockerfile "$to"
    "$trivy" config --quiet --timeout 20m --skip-policy-update --exit-code 1 --severity HIGH,CRITICAL --ignorefile $checks/trivy-ignore.txt "$to"
}

shell_scripts() { shellcheck -x $checks/*.sh deploy/compose/*.sh deploy/compose/*/*.sh; }

if command -v yamllint > /dev/null; then run yamllint yaml; else left_out+=("yamllint (apt-get install yamllint)"); fi
if command -v shellcheck > /dev/null; then run shellcheck shell_scripts; else left_out+=("shellcheck (apt-get install shellcheck)"); fi
run "manifests, chart, compose.yaml, Dockerfile" node $checks/check.mjs
if [ -x "$trivy" ]; then run "trivy: manifests, chart, Dockerfile" misconfigurations; else left_out+=("trivy"); fi
if [ "${1:-}" = --image ]; then run image $checks/image.sh; fi

for name in "${left_out[@]}"; do echo "MISSING $name"; done
if [ "${RETAIL_REQUIRE_TOOLS:-}" = 1 ]; then failed+=("${left_out[@]}"); fi
if [ ${#failed[@]} -gt 0 ]; then
    printf 'FAILED  %s\n' "${failed[@]}" >&2
    exit 1
fi
echo "All checks of deploy/ passed."
