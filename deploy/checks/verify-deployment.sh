#!/usr/bin/env bash
# Tries scripts/verify-deployment.sh and scripts/smoke.sh: a stand-in for kubectl says what is on the cluster, the API is a real process on
# this machine. First all is well; then one thing after the other is broken, and the script must name it.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# shellcheck source=tools.sh source-path=SCRIPTDIR
. "$here/checks/tools.sh" || exit 1
api="${RETAIL_API_DLL:-$here/../Api/bin/Release/net10.0/RetailGrains.Api.dll}"
for tool in jq curl; do command -v "$tool" > /dev/null || { missing "Debian package $tool"; finish; exit; }; done
[ -f "$api" ] || { missing "$api (dotnet build Api -c Release)"; finish; exit; }

home="$(mktemp -d)"
api_pid=""
cleanup() { [ -z "$api_pid" ] || kill "$api_pid" 2> /dev/null || true; wait 2> /dev/null || true; rm -rf "$home"; }
trap cleanup EXIT
KUBE_PORT=$((20000 + RANDOM % 20000))
export KUBE_PORT KUBE_STATE="$home/state.json" PATH="$here/checks/verify:$PATH" DELIVERY_TRIES=2
export JWT_SECRET_KEY=of-the-check-0123456789-0123456789-0123456789 DOTNET_ENVIRONMENT=Production RETAIL_HOME="$home/store"
(cd "$home" && API_HOST=127.0.0.1 API_PORT="$KUBE_PORT" exec dotnet "$api" serve > "$home/api.log" 2>&1) &
api_pid=$!
for _ in $(seq 300); do curl -sf "http://127.0.0.1:$KUBE_PORT/ready" > /dev/null && break; sleep 0.2; done
VERIFY_TOKEN="$(dotnet "$api" token --role operator --role producer --role viewer --lifetime 1h)"
export VERIFY_TOKEN
curl -sf -X POST "http://127.0.0.1:$KUBE_PORT/api/v1/transactions" -H "Authorization: Bearer $VERIFY_TOKEN" -H 'Content-Type: application/json' \
    -d '{"transactionId":"v-1","storeId":"s","occurredAt":"2026-11-01T08:00:00Z","lines":[{"productId":"p","quantity":1,"unitPrice":2}]}' > /dev/null

# What the API says of its silos is not an address of pods here: the first one is taken for the pod's.
silo="$(curl -sf "http://127.0.0.1:$KUBE_PORT/api/v1/admin/ledger" -H "Authorization: Bearer $VERIFY_TOKEN" | jq -r '.partitions[0].silo | capture("(?<ip>[0-9.]+)").ip')"
jq --arg ip "$silo" '.pods[0].status.podIP = $ip' "$here/checks/verify/state.json" > "$home/good.json"
cp "$home/good.json" "$KUBE_STATE"
verify() { "$here/scripts/verify-deployment.sh"; }
step "all is well" verify

# finds TEXT JQ: with the state changed by JQ the script fails and says TEXT.
finds() {
    jq "$2" "$home/good.json" > "$KUBE_STATE"
    if verify > "$home/out" 2>&1; then
        echo "It passes:"
        cat "$home/out"
        return 1
    fi
    grep -q "$1" "$home/out" || { cat "$home/out"; return 1; }
}
RECONCILE=no
export RECONCILE
# What the cluster says is judged without asking the platform, which takes longer.
operator="$VERIFY_TOKEN"
VERIFY_TOKEN=""
step "namespace missing" finds 'does not exist' '.namespaces = {}'
step "Pod Security off" finds "enforces 'none'" '.namespaces["retail-grains"].metadata.labels = {}'
step "a pod that does not start" finds 'pod api-1: Pending.*ImagePullBackOff' '.pods[1].status = {phase: "Pending", containerStatuses: [{restartCount: 0, state: {waiting: {reason: "ImagePullBackOff"}}}]}'
step "a deployment that rolls out" finds 'deployment silo: 1 of 1 pods are available, 0' '.deployments[0].status.updatedReplicas = 0'
step "a change not taken up" finds 'has not been taken up' '.deployments[0].metadata.generation = 4'
step "migrate failed" finds 'migrate job: failed' '.jobs[0].status = {conditions: [{type: "Failed", status: "True"}]}'
step "a service without endpoints" finds 'no ready endpoint' '.endpointslices[0].endpoints[0].conditions.ready = false'
step "a route that is not accepted" finds 'not accepted' '.httproutes[0].status = {}'
step "an ingress without address" finds 'has no address' '.ingresses = [{metadata: {name: "api"}, status: {}}]'
step "an HPA without metrics" finds 'does not scale' '.hpa[0].status.conditions[0] = {type: "ScalingActive", status: "False", message: "no metrics"}'
step "a budget that blocks" finds 'allows no disruption' '.poddisruptionbudgets[0].status.disruptionsAllowed = 0'
step "no default denial" finds 'denies by default' '.networkpolicies = []'
step "a secret that is not there" finds 'is not ready' '.externalsecrets[0].status = {}'
VERIFY_TOKEN="$operator"
step "a pod that is no member" finds 'members are not the pods' '.pods += [.pods[0] * {metadata: {name: "silo-2"}, status: {podIP: "10.0.0.8"}}]'
step "a member without a pod" finds 'members are not the pods' '.pods[0].status.podIP = "10.0.0.7"'
without_optional() { jq 'del(.ingresses, .httproutes, .externalsecrets) | .hpa = [] | .jobs = []' "$home/good.json" > "$KUBE_STATE"; verify; }
step "without what is optional it passes" without_optional
no_token() { cp "$home/good.json" "$KUBE_STATE"; VERIFY_TOKEN='' verify | grep 'left out'; }
step "without a token it says what it leaves out" no_token
step "smoke test" env SMOKE_TOKEN="$VERIFY_TOKEN" "$here/scripts/smoke.sh" "http://127.0.0.1:$KUBE_PORT" --wait 10
not_ready() { ! SMOKE_TOKEN=t "$here/scripts/smoke.sh" http://127.0.0.1:1 --wait 1; }
step "smoke test of nothing fails" not_ready
finish
