#!/usr/bin/env bash
# Verifies an installation on Kubernetes, and changes nothing in it. Exit code 0: everything that was checked is right; 1: something is not;
# 2: it could not be asked.
#
#   verify-deployment.sh [--namespace retail-grains] [--release NAME] [--url URL]
#
#   --namespace  where it is installed
#   --release    only objects of this app.kubernetes.io/instance
#   --url        address of the API's Service; without it, `kubectl port-forward` is used. Not the public address: gateways do not forward
#                /health and /ready
#
# What needs an operator (members, partitions, reconciliation) is checked with VERIFY_TOKEN, a token with the role operator; without it these
# checks are named as left out. RECONCILE=no leaves out reconciliation, which reads the whole ledger.
set -euo pipefail

namespace=retail-grains release="" url=""
while [ $# -gt 0 ]; do
    case "$1" in
        --namespace | --release | --url)
            [ $# -ge 2 ] || { echo "$1 needs a value." >&2; exit 2; }
            declare "${1#--}=$2"
            shift 2 ;;
        *) echo "$1 is no option. verify-deployment.sh [--namespace N] [--release R] [--url URL]" >&2; exit 2 ;;
    esac
done
for tool in kubectl jq curl; do command -v "$tool" > /dev/null || { echo "$tool is not installed." >&2; exit 2; }; done

failed=0 left_out=0
ok() { echo "ok        $*"; }
bad() { echo "FAILED    $*"; failed=$((failed + 1)); }
note() { echo "note      $*"; }
skip() { echo "left out  $*"; left_out=$((left_out + 1)); }
selector=()
[ -z "$release" ] || selector=(-l "app.kubernetes.io/instance=$release")
# list KIND: the objects as JSON. A kind that the cluster does not have is an empty list; anything else that goes wrong ends the script.
list() {
    local out
    if out="$(kubectl get "$1" --namespace "$namespace" "${selector[@]}" -o json 2>&1)"; then
        printf '%s' "$out"
    elif grep -q "the server doesn't have a resource type" <<< "$out"; then
        echo '{"items":[]}'
    else
        echo "kubectl get $1: $out" >&2
        return 1
    fi
}

kubectl get namespace "$namespace" > /dev/null 2>&1 || { echo "Namespace $namespace does not exist, or the cluster does not answer." >&2; exit 2; }
ok "namespace $namespace exists"
level="$(kubectl get namespace "$namespace" -o json | jq -r '.metadata.labels["pod-security.kubernetes.io/enforce"] // "none"')"
if [ "$level" = restricted ]; then ok "Pod Security is restricted"; else bad "Pod Security enforces '$level' instead of restricted"; fi

# --- workloads -------------------------------------------------------------------------------------------------------------------------
deployments="$(list deployments)" || exit 2
if [ "$(jq '.items | length' <<< "$deployments")" = 0 ]; then bad "there are no deployments"; fi
while IFS=$'\t' read -r name wanted updated available observed generation; do
    [ -n "$name" ] || continue
    if [ "$observed" != "$generation" ]; then bad "deployment $name: its last change has not been taken up yet"
    elif [ "$wanted" = "$updated" ] && [ "$wanted" = "$available" ] && [ "$wanted" != 0 ]; then ok "deployment $name: $available of $wanted pods are available, all of the newest version"
    else bad "deployment $name: $available of $wanted pods are available, $updated of the newest version"; fi
done < <(jq -r '.items[] | [.metadata.name, (.spec.replicas // 1), (.status.updatedReplicas // 0), (.status.availableReplicas // 0), (.status.observedGeneration // 0), (.metadata.generation // 0)] | @tsv' <<< "$deployments")

# A pod that has ended is a job's; only one that should run and does not is a failure.
pods="$(list pods)" || exit 2
while IFS=$'\t' read -r name phase ready restarts reason; do
    [ -n "$name" ] || continue
    if [ "$phase" != Running ] || [ "$ready" != true ]; then bad "pod $name: $phase, ready: $ready${reason:+, $reason}"; fi
    if [ "$restarts" -gt 0 ]; then note "pod $name has restarted $restarts times"; fi
done < <(jq -r '.items[] | select(.status.phase != "Succeeded") | select([.metadata.ownerReferences[]?.kind] | index("Job") | not) | select(.metadata.deletionTimestamp == null)
    | [.metadata.name, .status.phase, ([.status.conditions[]? | select(.type == "Ready") | .status] == ["True"]),
       ([.status.containerStatuses[]?.restartCount] | add // 0), ([.status.containerStatuses[]?.state.waiting.reason // empty] | join(","))] | @tsv' <<< "$pods")

jobs="$(list jobs)" || exit 2
migrate="$(jq -r '[.items[] | select(.metadata.name | test("migrate"))] | sort_by(.metadata.creationTimestamp) | last // empty | if (.status.succeeded // 0) > 0 then "done" elif ([.status.conditions[]? | select(.type == "Failed" and .status == "True")] | length) > 0 then "failed" else "running" end' <<< "$jobs")"
case "$migrate" in
    done) ok "the last migrate job has succeeded" ;;
    "") note "there is no migrate job any more (they are deleted a day after they end)" ;;
    *) bad "the last migrate job: $migrate" ;;
esac

# --- reached by -------------------------------------------------------------------------------------------------------------------------
# Services are served by EndpointSlices; Endpoints are deprecated.
services="$(list services)" || exit 2
slices="$(list endpointslices)" || exit 2
while IFS=$'\t' read -r name; do
    [ -n "$name" ] || continue
    count="$(jq --arg name "$name" '[.items[] | select(.metadata.labels["kubernetes.io/service-name"] == $name) | .endpoints[]? | select(.conditions.ready != false)] | length' <<< "$slices")"
    if [ "$count" -gt 0 ]; then ok "service $name has $count ready endpoints"; else bad "service $name has no ready endpoint"; fi
done < <(jq -r '.items[] | select(.spec.selector) | [.metadata.name] | @tsv' <<< "$services")

ingresses="$(list ingresses)" || exit 2
routes="$(list httproutes.gateway.networking.k8s.io)" || exit 2
entries=$(($(jq '.items | length' <<< "$ingresses") + $(jq '.items | length' <<< "$routes")))
if [ "$entries" = 0 ]; then note "there is neither an HTTPRoute nor an Ingress: reached from within the cluster only"; else ok "$entries HTTPRoutes and Ingresses"; fi
while IFS=$'\t' read -r name; do
    [ -z "$name" ] || bad "HTTPRoute $name is not accepted by its gateway"
done < <(jq -r '.items[] | select(([.status.parents[]?.conditions[]? | select(.type == "Accepted" and .status == "True")] | length) == 0) | [.metadata.name] | @tsv' <<< "$routes")
while IFS=$'\t' read -r name; do
    [ -z "$name" ] || bad "Ingress $name has no address"
done < <(jq -r '.items[] | select((.status.loadBalancer.ingress // []) | length == 0) | [.metadata.name] | @tsv' <<< "$ingresses")

# --- scaling and safety --------------------------------------------------------------------------------------------------------------------
hpas="$(list hpa)" || exit 2
if [ "$(jq '.items | length' <<< "$hpas")" = 0 ]; then note "there is no HorizontalPodAutoscaler"; fi
while IFS=$'\t' read -r name active reason; do
    [ -n "$name" ] || continue
    if [ "$active" = True ]; then ok "HPA $name reads its metrics"; else bad "HPA $name does not scale: $reason"; fi
done < <(jq -r '.items[] | [.metadata.name, ([.status.conditions[]? | select(.type == "ScalingActive") | .status] | first // "unknown"), ([.status.conditions[]? | select(.type == "ScalingActive") | .message] | first // "no status yet")] | @tsv' <<< "$hpas")
pdbs="$(list poddisruptionbudgets)" || exit 2
while IFS=$'\t' read -r name allowed; do
    [ -n "$name" ] || continue
    if [ "$allowed" -gt 0 ]; then ok "PodDisruptionBudget $name allows $allowed"; else bad "PodDisruptionBudget $name allows no disruption: nodes cannot be drained"; fi
done < <(jq -r '.items[] | [.metadata.name, (.status.disruptionsAllowed // 0)] | @tsv' <<< "$pdbs")
policies="$(list networkpolicies)" || exit 2
if jq -e '[.items[] | select(.spec.podSelector == {} and ((.spec.ingress // []) | length == 0) and ((.spec.egress // []) | length == 0) and (.spec.policyTypes | sort == ["Egress", "Ingress"]))] | length > 0' <<< "$policies" > /dev/null; then
    ok "network policies deny by default, both ways"
else
    bad "no network policy denies by default both ways"
fi
external="$(list externalsecrets.external-secrets.io)" || exit 2
while IFS=$'\t' read -r name ready; do
    [ -n "$name" ] || continue
    if [ "$ready" = True ]; then ok "ExternalSecret $name is up to date"; else bad "ExternalSecret $name is not ready"; fi
done < <(jq -r '.items[] | [.metadata.name, ([.status.conditions[]? | select(.type == "Ready") | .status] | first // "unknown")] | @tsv' <<< "$external")

# --- the platform itself -----------------------------------------------------------------------------------------------------------------------
forward=""
cleanup() { [ -z "$forward" ] || kill "$forward" 2> /dev/null || true; }
trap cleanup EXIT
if [ -z "$url" ]; then
    service="$(jq -r '[.items[] | select(.spec.selector["app.kubernetes.io/component"] == "api" or (.metadata.name | test("api"))) | .metadata.name] | first // empty' <<< "$services")"
    if [ -z "$service" ]; then
        bad "there is no service of the API"
    else
        log="$(mktemp)"
        kubectl port-forward --namespace "$namespace" "service/$service" :"$(jq -r --arg name "$service" '.items[] | select(.metadata.name == $name) | .spec.ports[0].port' <<< "$services")" > "$log" 2>&1 &
        forward=$!
        for _ in $(seq 50); do grep -q 'Forwarding from' "$log" && break; sleep 0.2; done
        port="$(sed -n 's/^Forwarding from 127.0.0.1:\([0-9]*\).*/\1/p' "$log" | head -n 1)"
        if [ -n "$port" ]; then url="http://127.0.0.1:$port"; else bad "kubectl port-forward to $service: $(head -n 1 "$log")"; fi
        rm -f "$log"
    fi
fi
ask() { # TIMEOUT CURL-ARGUMENTS...: the token goes through standard input, not through arguments
    local limit="$1"
    shift
    { [ -z "${VERIFY_TOKEN:-}" ] || printf 'header = "Authorization: Bearer %s"\n' "$VERIFY_TOKEN"; } | curl --silent --max-time "$limit" --config - "$@"
}
if [ -n "$url" ]; then
    if ask 10 --fail --output /dev/null "$url/health"; then ok "the API is alive"; else bad "the API does not answer at $url/health"; fi
    if answer="$(ask 10 --fail "$url/ready")"; then
        ok "the API is ready"
        degraded="$(jq -c '.degraded // [] | select(length > 0)' <<< "$answer" 2> /dev/null || true)"
        [ -z "$degraded" ] || note "degraded: $degraded"
    else
        bad "the API is not ready: $(ask 10 "$url/ready" | cut -c 1-300)"
    fi
    version="$(ask 10 --fail "$url/version" | jq -r '"\(.version) (\(.commit // "no commit"))"' 2> /dev/null || true)"
    [ -z "$version" ] || note "version $version"

    if [ -z "${VERIFY_TOKEN:-}" ]; then
        skip "members, partitions and reconciliation: VERIFY_TOKEN is not set"
    elif ! ledger="$(ask 60 --fail "$url/api/v1/admin/ledger")"; then
        bad "GET /api/v1/admin/ledger does not answer, or VERIFY_TOKEN is not an operator's"
    else
        # Every silo that holds a partition must be a running pod, and with partitions enough every pod must hold some: a pod that is
        # ready and holds none is not a member of the cluster, and an address without a pod is a member that is dead.
        members="$(jq -c '[.partitions[].silo // empty | capture("(?<ip>[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+)").ip] | unique' <<< "$ledger")"
        silos="$(jq -c '[.items[] | select(.metadata.labels["app.kubernetes.io/component"] == "silo" and .status.phase == "Running" and .metadata.deletionTimestamp == null) | .status.podIP] | unique' <<< "$pods")"
        count="$(jq '.partitions | length' <<< "$ledger")"
        if [ "$count" = 0 ]; then bad "the ledger has no partitions"
        elif [ "$(jq length <<< "$silos")" -gt "$count" ]; then note "more silos than the $count partitions: some hold none"
        elif [ "$members" = "$silos" ]; then ok "the $(jq length <<< "$silos") silos that hold partitions are the pods that run"
        else bad "members are not the pods: partitions are on $members, silo pods are $silos"; fi
        late="$(jq -c '[.partitions[] | select(.silo == null or .delivered == null) | .partition]' <<< "$ledger")"
        if [ "$late" = "[]" ]; then ok "each of $count partitions is held by a silo"; else bad "partitions without a silo: $late"; fi
        # Delivering: what was delivered has reached the head of half a minute ago, also while sales come in.
        heads="$(jq -c '[.partitions[] | {key: (.partition | tostring), value: .head}] | from_entries' <<< "$ledger")"
        stuck=none
        for _ in $(seq "${DELIVERY_TRIES:-15}"); do
            now="$(ask 60 --fail "$url/api/v1/admin/ledger")" || { sleep 2; continue; }
            stuck="$(jq -c --argjson heads "$heads" '[.partitions[] | select((.delivered // -1) < $heads[.partition | tostring]) | .partition]' <<< "$now")"
            [ "$stuck" != "[]" ] || break
            sleep 2
        done
        if [ "$stuck" = "[]" ]; then ok "every partition delivers"; else bad "partitions that do not deliver: $stuck"; fi

        if [ "${RECONCILE:-yes}" = no ]; then skip "reconciliation (RECONCILE=no)"
        elif ! answer="$(ask 900 -X POST "$url/api/v1/admin/reconciliation")"; then bad "reconciliation does not answer"
        elif [ "$(jq -r '.agrees' <<< "$answer" 2> /dev/null)" = true ]; then ok "reconciliation agrees"
        else bad "reconciliation: $(jq -c '.differences // .' <<< "$answer" 2> /dev/null | cut -c 1-400)"; fi
    fi
fi

if [ "$failed" = 0 ]; then echo "Verified; $left_out checks left out."; else echo "$failed checks failed." >&2; exit 1; fi
