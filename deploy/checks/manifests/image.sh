#!/usr/bin/env bash
# Builds the image's targets and runs them as a cluster does: not root, root file system read-only, no capability, no new privileges. A
# database is migrated, a silo with a pod's variables, an API and a console serve, with certificates as components/cert-manager makes them, a
# sale is recorded, a user signs in to the console, the health commands answer, SIGTERM drains within the grace, and the sale is there
# afterwards. Needs root, the .NET SDK, and Debian's buildah, podman, runc, mmdebstrap, openssl, postgresql and redis-server.
#
# No base image is pulled: the bases are Debian's essential packages with the installed .NET runtime, and SDK. All stages are the Dockerfile's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

missing=()
for program in buildah podman runc mmdebstrap redis-server curl openssl dotnet; do
    command -v "$program" > /dev/null || missing+=("$program")
done
postgres_bin="$({ compgen -G '/usr/lib/postgresql/*/bin/initdb' || true; } | sort -V | tail -n 1 | xargs -r dirname)"
[ -n "$postgres_bin" ] || missing+=(postgresql)
[ "$(id -u)" = 0 ] || missing+=("root's rights")
if [ ${#missing[@]} -gt 0 ]; then
    echo "The image is not checked: missing ${missing[*]}"
    exit 0
fi

export BUILDAH_ISOLATION=chroot
here="$PWD/deploy"
# shellcheck source=../tools.sh source-path=SCRIPTDIR
. deploy/checks/tools.sh || exit 1
name="retail-check-$$"
work="$(mktemp -d /tmp/retail-image.XXXXXX)"
chmod 711 "$work"
run=(podman run --runtime /usr/sbin/runc --no-healthcheck --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 --read-only --tmpfs /tmp
    --cap-drop all --security-opt no-new-privileges --network host)

finish() {
    podman rm --force --time 5 "$name-console" "$name-api" "$name-silo" > /dev/null 2>&1 || true
    if [ -f "$work/data/postmaster.pid" ]; then as_postgres "$postgres_bin/pg_ctl" -D "$work/data" -m immediate stop > /dev/null || true; fi
    if [ -f "$work/redis.pid" ]; then
        redis-cli -p "$redis_port" shutdown nosave > /dev/null 2>&1 || true
    fi
    rm -rf "$work"
}
trap finish EXIT
as_postgres() { runuser -u postgres -- "$@"; }
sql() { "$postgres_bin/psql" -h 127.0.0.1 -p "$database_port" -U postgres -d retail -tAc "$1"; }
image() { podman image inspect --format "$2" "localhost/retail-grains/$1:check"; }
fail() {
    echo "image.sh: $*" >&2
    for part in silo api console; do podman logs --tail 20 "$name-$part" >&2 || true; done
    exit 1
}
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
until_true() { for _ in $(seq 240); do if "$@" > /dev/null 2>&1; then return; fi; sleep 0.5; done; fail "not within 120 s: $*"; }

# --- base and images
# Images and layers that stay in podman's storage are used again; a newer SDK makes new ones.
sdk="$(dotnet --version)"
installed="$(dirname "$(readlink -f "$(command -v dotnet)")")"
make_image() { # NAME FOLDER
    buildah bud --format docker --timestamp 0 -t "localhost/$1:$sdk" "$2" > "$work/build.log" 2>&1 || fail "$(tail -n 20 "$work/build.log")"
}
if ! podman image exists "localhost/retail-base:$sdk"; then
    rm -rf "$tools/base/dotnet"
    mkdir -p "$tools/base/dotnet/shared"
    [ -s "$tools/base/base.tar" ] || mmdebstrap --quiet --variant=essential --include=ca-certificates,tzdata,libssl3,libstdc++6 bookworm \
        "$tools/base/base.tar"
    cp -a "$installed/dotnet" "$installed/host" "$tools/base/dotnet/"
    cp -a "$installed/shared/Microsoft.NETCore.App" "$installed/shared/Microsoft.AspNetCore.App" "$tools/base/dotnet/shared/"
    printf '%s\n' 'FROM scratch' 'ADD base.tar /' 'COPY dotnet/ /usr/share/dotnet/' \
        'ENV PATH=/usr/bin:/bin:/usr/share/dotnet DOTNET_ROOT=/usr/share/dotnet' > "$tools/base/Dockerfile"
    make_image retail-base "$tools/base"
fi
if ! podman image exists "localhost/retail-sdk:$sdk"; then
    mkdir "$work/sdk"
    cp -a "$installed"/{sdk,sdk-manifests,packs} "$work/sdk/"
    printf '%s\n' "FROM localhost/retail-base:$sdk" 'COPY . /usr/share/dotnet/' > "$work/sdk/Dockerfile"
    echo Dockerfile > "$work/sdk/.dockerignore"
    make_image retail-sdk "$work/sdk"
fi
# The packages that this machine has, and its certificates, which may be those of a proxy.
packages="${NUGET_PACKAGES:-$HOME/.nuget/packages}"
mkdir -p "$packages"
build() { # TARGET OPTIONS...
    local target="$1"
    shift
    buildah bud --format docker --layers --timestamp 0 --target "$target" -t "localhost/retail-grains/$target:check" \
        --volume "$packages:/root/.nuget/packages" --volume /etc/ssl/certs:/etc/ssl/certs:ro \
        --build-arg SDK="localhost/retail-sdk:$sdk" --build-arg BASE="localhost/retail-base:$sdk" \
        --build-arg VERSION=1.0.0 --build-arg REVISION=check "$@" . > "$work/build.log" 2>&1 || fail "$(tail -n 40 "$work/build.log")"
}
# Twice: the same sources must give the same layers and the same configuration. (buildah's history names its intermediate images.)
contents() { image "$1" '{{json .RootFS.Layers}} {{json .Config}}'; }
targets=(api console silo migrate tools)
begin=$SECONDS
build publish
echo "Restored and published in $((SECONDS - begin)) s"
for target in "${targets[@]}"; do build "$target"; done
declare -A first
for target in "${targets[@]}"; do first[$target]="$(contents "$target")"; done
build publish --no-cache
for target in "${targets[@]}"; do
    build "$target"
    [ "${first[$target]}" = "$(contents "$target")" ] || fail "two builds of $target differ"
    user="$(image "$target" '{{.Config.User}}')"
    [[ "$user" =~ ^[1-9][0-9]*:[1-9][0-9]*$ ]] || fail "$target runs as '$user'"
    [ "$(image "$target" '{{index .Config.Labels "org.opencontainers.image.version"}}')" = 1.0.0 ] || fail "$target has no version label"
    base="$(podman image inspect --format '{{.Size}}' "localhost/retail-base:$sdk" | numfmt --to=iec)"
    echo "$target: $(image "$target" '{{.Size}}' | numfmt --to=iec), of which the base has $base"
done

# --- PostgreSQL and Redis
mkdir "$work/data"
chown postgres "$work/data"
database_port="$(free_port)" redis_port="$(free_port)"
as_postgres "$postgres_bin/initdb" -D "$work/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 > "$work/initdb.log"
as_postgres "$postgres_bin/pg_ctl" -D "$work/data" -w -l "$work/data/log" \
    -o "-p $database_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=" start > /dev/null
"$postgres_bin/psql" -h 127.0.0.1 -p "$database_port" -U postgres -qc 'CREATE DATABASE retail'
redis-server --port "$redis_port" --bind 127.0.0.1 --dir "$work" --save "" --daemonize yes --pidfile "$work/redis.pid" > /dev/null

api_port="$(free_port)"
export DATABASE_URL="postgresql://postgres@127.0.0.1:$database_port/retail" REDIS_URL="redis://127.0.0.1:$redis_port"
MIGRATION_DATABASE_URL="$DATABASE_URL"
JWT_SECRET_KEY="$(head -c 48 /dev/urandom | base64 -w 0)"
RETAIL_ADMIN_PASSWORD="$(head -c 24 /dev/urandom | base64 -w 0)"
SILO_PORT="$(free_port)" GATEWAY_PORT="$(free_port)" OPS_PORT="$(free_port)"
export MIGRATION_DATABASE_URL JWT_SECRET_KEY RETAIL_ADMIN_PASSWORD SILO_PORT GATEWAY_PORT OPS_PORT
# Certificates with the names and usages of k8s/components/cert-manager, readable by the group, as a Secret's files are.
mkdir "$work/tls"
key=(ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
certificate() { # NAME DNS USAGES
    mkdir "$work/tls/$1"
    openssl req -newkey "${key[@]}" -keyout "$work/tls/$1/tls.key" -subj "/CN=$1" -out "$work/$1.csr" 2> /dev/null
    printf 'subjectAltName=DNS:%s\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=%s\n' "$2" "$3" > "$work/$1.ext"
    openssl x509 -req -in "$work/$1.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" -days 2 -extfile "$work/$1.ext" \
        -out "$work/tls/$1/tls.crt" 2> /dev/null
    cp "$work/ca.crt" "$work/tls/$1/ca.crt"
    chgrp -R 1654 "$work/tls/$1"
    chmod 750 "$work/tls/$1"
    chmod 440 "$work/tls/$1"/*
}
openssl req -x509 -newkey "${key[@]}" -keyout "$work/ca.key" -out "$work/ca.crt" -days 2 -subj /CN=ca 2> /dev/null
certificate silo silo.retail serverAuth,clientAuth
certificate api api.retail clientAuth
tls=(-e SILO_TLS_CERT=/tls/silo/tls.crt -e SILO_TLS_KEY=/tls/silo/tls.key -e SILO_TLS_CA=/tls/silo/ca.crt)
pod=(-e KUBERNETES_SERVICE_HOST=127.0.0.1 -e POD_NAME=silo-check -e POD_IP=127.0.0.1 -e ORLEANS_SERVICE_ID=retail
    -e ORLEANS_KUBERNETES_HOSTING=false -e SILO_PORT -e GATEWAY_PORT)
settings=("${tls[@]}" -e DATABASE_URL -e REDIS_URL -e JWT_SECRET_KEY -e OPS_HOST=localhost -e OPS_PORT)

# --- run
"${run[@]}" --rm -e DATABASE_URL -e MIGRATION_DATABASE_URL localhost/retail-grains/migrate:check
begin="$(date +%s%N)"
"${run[@]}" -d --name "$name-silo" -v "$work/tls/silo:/tls/silo:ro" "${settings[@]}" "${pod[@]}" \
    localhost/retail-grains/silo:check > /dev/null
"${run[@]}" -d --name "$name-api" -v "$work/tls/api:/tls/silo:ro" "${settings[@]}" -e RETAIL_CLUSTER=postgres -e ENABLE_CONSOLE=false \
    -e API_HOST=localhost -e "API_PORT=$api_port" -e RETAIL_ADMIN_USER=admin -e RETAIL_ADMIN_PASSWORD localhost/retail-grains/api:check > /dev/null
inside() { podman exec --runtime /usr/sbin/runc "$@"; }
until_true inside "$name-silo" dotnet RetailGrains.Silo.dll health --ready
console_port="$(free_port)"
console_ops_port="$(free_port)"
"${run[@]}" -d --name "$name-console" -e "CONSOLE_API_URL=http://localhost:$api_port" -e CONSOLE_HOST=localhost -e "CONSOLE_PORT=$console_port" \
    -e "CONSOLE_OPS_PORT=$console_ops_port" localhost/retail-grains/console:check > /dev/null
until_true inside "$name-api" dotnet RetailGrains.Api.dll health --ready
until_true inside "$name-console" dotnet RetailGrains.Console.dll health --ready
echo "Ready $((($(date +%s%N) - begin) / 1000000)) ms after the start of all three"

[ "$(sql 'SELECT siloname FROM orleansmembershiptable WHERE status = 3')" = silo-check ] || fail "the silo is not named after its pod"
process="$(podman inspect --format '{{.State.Pid}}' "$name-silo")"
grep -q '^CapEff:\s*0*$' "/proc/$process/status" || fail "the silo has capabilities"
grep -q '^NoNewPrivs:\s*1$' "/proc/$process/status" || fail "the silo may gain privileges"
grep -q '^Uid:\s*1654\s' "/proc/$process/status" || fail "the silo does not run as user 1654"
grep -q ' / / ro[ ,]' "/proc/$process/mountinfo" || fail "the silo can write to its root"

api="http://127.0.0.1:$api_port/api/v1"
token="$(curl --silent --fail "$api/auth/token" -d grant_type=password -d username=admin \
    --data-urlencode "password=$RETAIL_ADMIN_PASSWORD" | sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p')"
[ -n "$token" ] || fail "no token for the first operator"
sale() {
    curl --silent --fail -H "Authorization: Bearer $token" -H 'content-type: application/json' -X POST \
        "$api/transactions?wait=applied" -d '{"transactionId":"'"$1"'","storeId":"s", "occurredAt":"2026-11-01T08:26:00Z","lines":[{"productId":"p","quantity":2,"unitPrice":2.5}]}' > /dev/null
}
sale r-1 || fail "a sale was refused"
# The tools image writes to the streams, and the silo records what it finds there.
"${run[@]}" --rm -e REDIS_URL localhost/retail-grains/tools:check --demo 100 > /dev/null || fail "the producer fails"
has() { [ "$(sql 'SELECT count(DISTINCT transaction_id) FROM ledger_line')" -ge "$1" ]; }
until_true has 50

# A user of the console signs in, and sees the sale.
console="http://localhost:$console_port"
cookie="$(curl --silent --fail --output /dev/null --dump-header - "$console/session" -H "Origin: $console" -d username=admin \
    --data-urlencode "password=$RETAIL_ADMIN_PASSWORD" | sed -n 's/^set-cookie: \(__Host-retail-session=[^;]*\);.*secure.*/\1/Ip')"
[ -n "$cookie" ] || fail "nobody can sign in to the console"
curl --silent --fail "$console/transaction?id=r-1" -H "Cookie: $cookie" | grep -q 'product?id=p' || fail "the console does not show the sale"
curl --silent --fail "http://localhost:$console_ops_port/metrics" | grep -q '^retail_build_info' || fail "the console has no metrics"

# --- SIGTERM while sales come in
acknowledged="$work/acknowledged"
(for number in $(seq 2 2000); do if sale "r-$number"; then echo "r-$number" >> "$acknowledged"; else break; fi; done) &
sales=$!
until_true test -s "$acknowledged"
sleep 1
for part in console api silo; do
    begin="$(date +%s%N)"
    podman stop --time 60 "$name-$part" > /dev/null
    code="$(podman inspect --format '{{.State.ExitCode}}' "$name-$part")"
    echo "$part ended with $code $((($(date +%s%N) - begin) / 1000000)) ms after SIGTERM"
    [ "$code" = 0 ] || fail "$part did not stop in an orderly way"
done
wait "$sales" || true
lost="$(sort "$acknowledged" | comm -23 - <(sql "SELECT DISTINCT transaction_id FROM ledger_line WHERE transaction_id LIKE 'r-%'" | sort))"
[ -z "$lost" ] || fail "acknowledged and lost: $lost"
echo "$(wc -l < "$acknowledged") sales were acknowledged during SIGTERM; each is in the ledger"
