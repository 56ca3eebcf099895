#!/usr/bin/env bash
# Writes the schemas anew from the bindings that npm serves for each provider. Run it when the configuration uses another type, and to go
# to newer providers: name their bindings' versions here.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
fetch() {
    mkdir "$folder/$1"
    (cd "$folder" && npm pack --silent "$2" > "$1.name" && tar xzf "$(cat "$1.name")" -C "$1" --strip-components=1 --wildcards '*.js' '*/package.json')
}
fetch aws @cdktn/provider-aws@25.7.0
fetch azurerm @cdktn/provider-azurerm@16.1.0
fetch google @cdktf/provider-google@16.12.1
node generate.mjs "$folder"
