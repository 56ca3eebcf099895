#!/usr/bin/env bash
# Writes images by digest into the overlay of an environment.
#
#   set-digests.sh ENVIRONMENT FILE...    each FILE holds one line: retail-grains/api=REGISTRY/retail-grains/api@sha256:...
#
# Only kustomize writes the file; images that are not among the FILEs stay as they are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

environment="${1:-}"
overlay="k8s/overlays/$environment"
if [ -z "$environment" ] || [ ! -f "$overlay/kustomization.yaml" ]; then
    echo "There is no overlay '$environment' in k8s/overlays." >&2
    exit 2
fi
shift
[ $# -gt 0 ] || { echo "Usage: set-digests.sh ENVIRONMENT FILE..." >&2; exit 2; }
command -v kustomize > /dev/null || { echo "kustomize is not installed." >&2; exit 1; }

images=()
for file in "$@"; do
    image="$(cat "$file")"
    [[ "$image" =~ ^[a-z0-9/_.-]+=[^@[:space:]]+@sha256:[0-9a-f]{64}$ ]] || { echo "$file: '$image' is not of the form NAME=IMAGE@sha256:DIGEST." >&2; exit 1; }
    images+=("$image")
done
(cd "$overlay" && kustomize edit set image "${images[@]}")
printf '%s\n' "${images[@]}"
