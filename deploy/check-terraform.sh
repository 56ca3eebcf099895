#!/usr/bin/env bash
# Checks deploy/terraform without a cloud: formatting, `terraform validate` and `terraform test` of every root and module against the
# providers' true schemas (schemas/stand-in.mjs stands in for their programs), the rules of checks/terraform-rules.mjs, and trivy.
#
#   ./deploy/check-terraform.sh [FOLDER...]     FOLDERs of deploy/terraform, such as aws/prod; without one, all
#
# What is missing is named, and the exit code is 1 when RETAIL_REQUIRE_TOOLS is 1; otherwise checks that need it are left out.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=checks/tools.sh source-path=SCRIPTDIR
. "$here/checks/tools.sh" || exit 1
export TF_CLI_CONFIG_FILE=/dev/null CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1 NO_COLOR=1

# is_at_least VERSION LEAST
is_at_least() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]; }
version="$(terraform version 2> /dev/null | sed -n '1s/^Terraform v//p')" || version=""
is_at_least "${version:-0}" 1.11 || { missing "terraform 1.11 or newer"; finish; exit; }
need_node
node_tools

cd "$here/terraform"
step "terraform fmt" terraform fmt -check -diff -recursive

# The stand-in serves as long as this script holds its standard input open.
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
mkfifo "$scratch/hold"
node schemas/stand-in.mjs < "$scratch/hold" > "$scratch/reattach" &
exec 3> "$scratch/hold"
for _ in $(seq 100); do [ -s "$scratch/reattach" ] && break; sleep 0.1; done
TF_REATTACH_PROVIDERS="$(cat "$scratch/reattach")"
[ -n "$TF_REATTACH_PROVIDERS" ] || { echo "The stand-in for the providers did not start." >&2; exit 1; }
export TF_REATTACH_PROVIDERS

# Tests run on a copy, because mock providers know no ephemeral resources: there, passwords are made by a local value.
mkdir "$scratch/tests"
cp -r . "$scratch/tests/terraform"
cp "$here/checks/password-of-tests.tf" "$scratch/tests/terraform/modules/password/main.tf"
# A test must be able to destroy what it made.
find "$scratch/tests/terraform" -name "*.tf" -exec sed -i "s/prevent_destroy = true/prevent_destroy = false/; s/prevent_destroy  *= true/prevent_destroy = false/" {} +

terraform_in() {
    local folder data
    folder="$(realpath "$1")"
    data="$scratch/data$folder"
    shift
    # What init writes stays out of the tree.
    (cd "$folder" && TF_DATA_DIR="$data" terraform "$@" -no-color > "$scratch/log" 2>&1) || { cat "$scratch/log"; return 1; }
}

check_folder() {
    terraform_in "$1" init -backend=false -input=false || return
    terraform_in "$1" validate || return
    [ -d "$1/tests" ] || return 0
    terraform_in "$scratch/tests/terraform/$1" init -backend=false -input=false || return
    terraform_in "$scratch/tests/terraform/$1" test || return
    tail -n 1 "$scratch/log"
}

if [ $# -gt 0 ]; then
    folders=("$@")
else
    # Roots, which call every module, and modules that have tests.
    mapfile -t folders < <(find . -name '*.tftest.hcl' -printf '%h\n' | sed 's#^\./##; s#/tests$##' | sort -u)
fi
for folder in "${folders[@]}"; do step "terraform $folder" check_folder "$folder"; done

step "rules" node "$here/checks/terraform-rules.mjs"
if [ $# -eq 0 ]; then
    if [ -x "$trivy" ]; then
        step "trivy config" "$trivy" config --quiet --timeout 20m --skip-policy-update --exit-code 1 --severity HIGH,CRITICAL .
    else
        missing trivy
    fi
fi
finish
