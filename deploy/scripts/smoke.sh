#!/usr/bin/env bash
# Tries an installation as a client does: waits until it serves, records a sale, reads it back, voids it, and reconciles. It calls only paths
# that gateways forward, so URL may be the public address.
#
#   smoke.sh URL [--commit SHA] [--wait SECONDS] [--keep]
#
#   --commit  first waits until /version names this commit, so that the new version is tried and not the old one
#   --wait    for how long it waits for that, and for every partition to be served (300)
#   --keep    the sale stays; without it it is annulled on its own day, and no figure is changed by it
#
# A token is taken from SMOKE_TOKEN, or for the client SMOKE_CLIENT_ID with SMOKE_CLIENT_SECRET (roles producer, viewer and operator).
set -euo pipefail

refuse() { echo "$* smoke.sh URL [--commit SHA] [--wait SECONDS] [--keep]" >&2; exit 2; }
fail() { echo "FAILED  $*" >&2; exit 1; }
url="" commit="" limit=300 keep=no
while [ $# -gt 0 ]; do
    case "$1" in
        --commit | --wait)
            [ $# -ge 2 ] || refuse "$1 needs a value."
            if [ "$1" = --commit ]; then commit="$2"; else limit="$2"; fi
            shift 2 ;;
        --keep) keep=yes; shift ;;
        -*) refuse "$1 is no option." ;;
        *) url="${1%/}"; shift ;;
    esac
done
[[ "$url" =~ ^https?:// ]] || refuse "'$url' is no URL."
[[ "$limit" =~ ^[0-9]+$ ]] || refuse "--wait '$limit' is no number."
for tool in curl jq; do command -v "$tool" > /dev/null || fail "$tool is not installed."; done

# get PATH, post PATH [BODY]: secrets go through standard input, not through arguments, which every user of the machine can read.
call() { curl --silent --show-error --max-time "${timeout:-30}" --config - "$@"; }
authorized() { printf 'header = "Authorization: Bearer %s"\n' "$token"; }

# sign_in: a new token for the client; tokens may expire while a new version is waited for.
sign_in() {
    [ -z "${SMOKE_TOKEN:-}" ] || { token="$SMOKE_TOKEN"; return; }
    token="$(printf 'data-urlencode = "grant_type=client_credentials"\ndata-urlencode = "client_id=%s"\ndata-urlencode = "client_secret=%s"\n' \
        "$SMOKE_CLIENT_ID" "$SMOKE_CLIENT_SECRET" | call --fail "$url/api/v1/auth/token" 2> /dev/null | jq -r '.access_token // empty')" || token=""
    [ -n "$token" ]
}
if [ -z "${SMOKE_TOKEN:-}" ] && { [ -z "${SMOKE_CLIENT_ID:-}" ] || [ -z "${SMOKE_CLIENT_SECRET:-}" ]; }; then
    fail "Neither SMOKE_TOKEN nor SMOKE_CLIENT_ID and SMOKE_CLIENT_SECRET are set."
fi

begin=$SECONDS
token="" running=""
# /ready is for probes inside the cluster. Outside, the installation is ready when every partition of the ledger is on a silo.
ready() { authorized | call --fail "$url/api/v1/admin/ledger" 2> /dev/null | jq -e '.partitions | length > 0 and all(.[]; .silo != null)' > /dev/null 2>&1; }
new_version() {
    [ -n "$commit" ] || return 0
    running="$(authorized | call --fail "$url/version" 2> /dev/null | jq -r '.commit // empty' 2> /dev/null)" || running=""
    [ "$running" = "$commit" ]
}
missing=""
serves() {
    missing="gives the client no token"
    sign_in || return
    missing="runs '${running:-an unknown commit}' and not '$commit'"
    new_version || { missing="runs '${running:-an unknown commit}' and not '$commit'"; return 1; }
    missing="does not serve every partition of the ledger"
    ready
}
until serves; do
    if [ $((SECONDS - begin)) -ge "$limit" ]; then
        fail "After $limit s $url $missing: $(call --output /dev/null --write-out 'GET /api/v1/admin/ledger returns %{http_code}' "$url/api/v1/admin/ledger" < /dev/null 2>&1 || true)"
    fi
    sleep 3
done
echo "ok      ready after $((SECONDS - begin)) s${commit:+, commit $commit}"

id="smoke-$(date -u +%Y%m%dT%H%M%S)-$$-$RANDOM"
sale="$(jq -nc --arg id "$id" --arg at "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
    '{transactionId: $id, storeId: "smoke-test", occurredAt: $at, lines: [{productId: "smoke-test", quantity: 1, unitPrice: 1}]}')"
send() { authorized | call --output /dev/null --write-out '%{http_code}' -X POST "$url/api/v1/transactions?wait=applied" -H 'Content-Type: application/json' --data "$sale"; }
status="$(send)" || status=none
[ "$status" = 201 ] || fail "A sale got $status instead of 201."
status="$(send)" || status=none
[ "$status" = 200 ] || fail "The same sale again got $status instead of 200: it may have been counted twice."
position="$(authorized | call --fail "$url/api/v1/transactions/$id" | jq -r '.position // empty')" || true
[ -n "$position" ] || fail "The sale $id cannot be read back."
echo "ok      sale $id recorded once, at $position"

if [ "$keep" = no ]; then
    status="$(authorized | call --output /dev/null --write-out '%{http_code}' -X POST "$url/api/v1/transactions/$id/void" -H 'Content-Type: application/json' --data '{"date":"original"}')" || status=none
    case "$status" in 200 | 201) echo "ok      sale annulled" ;; *) fail "The sale could not be annulled ($status): $id stays in store smoke-test." ;; esac
fi

answer="$(authorized | timeout=900 call -X POST "$url/api/v1/admin/reconciliation")" || fail "Reconciliation did not answer."
[ "$(jq -r '.agrees' <<< "$answer" 2> /dev/null)" = true ] || fail "Reconciliation: $(jq -c '.differences // .' <<< "$answer" 2> /dev/null | cut -c 1-600)"
echo "ok      reconciliation agrees"
