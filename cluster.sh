#!/usr/bin/env bash
# A whole cluster on this machine, without containers: PostgreSQL of its own, Redis (if installed), silos, and an API as their client.
set -euo pipefail
umask 077 # data, logs and the key are their owner's

usage() {
    cat <<'USAGE'
Usage: ./cluster.sh COMMAND [options]

  up [--silos 3] [--base-port PORT] [--api-port 8000] [--tls] [--no-build]
            builds, and starts what is not running yet: PostgreSQL, Redis, so many silos, the API. With --base-port (or BASE_PORT) every
            port is PORT or a little above it: PORT itself is the API's. Without it, usual ports, or the next free ones.
            With --tls silos and API talk by mutual TLS, with certificates of an authority that is made in tls/; later starts do so too
  add       starts one silo more
  kill N    ends silo N at once (SIGKILL); `kill api`, `kill postgres` and `kill redis` do the same to the others
  stop N    lets silo N drain and end (SIGTERM); `stop api` as well
  start N   starts silo N, or the api, again
  status    what runs, where, and whether it is ready
  renew     new certificates for silos and API; they use them within seconds, without a restart
  token     a token for the API, with all roles
  down      ends everything; the data stays, and `up` goes on with it
  clean     the same, and deletes the folder

Everything is in one folder, .cluster or what CLUSTER_HOME names: data, logs/, run/ (a process id and ports for each process), settings.
All of it listens on this machine only. PostgreSQL and Redis ask for passwords, which are in the folder, as are all keys: only its owner may
read it. Redis has two users: retail, for the platform, with the password in redis-password, and producer, who may only XADD to sales:0 to
sales:7, with the one in redis-producer-password.
USAGE
}

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
home="$(realpath -m "${CLUSTER_HOME:-$root/.cluster}")"
run="$home/run"
logs="$home/logs"
wait_seconds="${CLUSTER_WAIT_SECONDS:-120}"

fail() { echo "$*" >&2; exit 1; }

# An invalid command line: one line, and exit code 2.
refuse() { echo "$* ./cluster.sh --help shows the usage." >&2; exit 2; }

is_port() { [[ "$1" =~ ^[1-9][0-9]{3,4}$ ]] && [ "$1" -ge 1024 ] && [ "$1" -le 65000 ]; }

# port_for OFFSET USUAL: the first free port from base port + OFFSET on, or, without a base port, from the usual one on. The base port is kept, so that silos that are added later are near it too.
port_for() {
    local base=""
    if [ -f "$home/base-port" ]; then base="$(cat "$home/base-port")"; fi
    if [ -n "$base" ]; then free_port "$((base + $1))"; else free_port "$2"; fi
}

# --- processes -------------------------------------------------------------------------------------------------------------------------

# Each process NAME has run/NAME.pid, with its id and when it began, and run/NAME.ports with lines such as API_PORT=8000.
pid_of() { cut -d ' ' -f 1 "$run/$1.pid"; }

# When a process began, in the kernel's ticks; nothing when it has ended. With it an id that somebody else was given since is told apart.
begin_of() { sed -n 's/.*) \([^Z]\) /\1 /p' "/proc/$1/stat" 2> /dev/null | cut -d ' ' -f 20; }

is_running() {
    local pid begin
    [ -f "$run/$1.pid" ] || return 1
    read -r pid begin < "$run/$1.pid"
    [ -n "$begin" ] && [ "$(begin_of "$pid")" = "$begin" ]
}

port_of() { sed -n "s/^$2=//p" "$run/$1.ports"; }

# Also by the near end of a connection, which answers nobody.
is_taken() {
    (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null || grep -qs ":$(printf '%04X' "$1") " /proc/net/tcp /proc/net/tcp6
}

# free_port FIRST: the first port from FIRST on that nobody listens on and no process of this cluster has been given.
free_port() {
    local port="$1"
    while is_taken "$port" || grep -qs "=$port\$" "$run"/*.ports; do port=$((port + 1)); done
    echo "$port"
}

# launch NAME COMMAND...: in the background, with the settings in $environment, and with its log in logs/NAME.log. setsid: the terminal's
# Ctrl-C is not meant for it.
launch() {
    local name="$1"
    shift
    (
        cd "$home"
        for setting in "${environment[@]}"; do export "${setting?}"; done
        exec setsid "$@" >> "$logs/$name.log" 2>&1 < /dev/null
    ) &
    echo "$! $(begin_of $!)" > "$run/$name.pid"
}

# wait_until WHAT NAME COMMAND...: until COMMAND succeeds; gives up when process NAME ends or the time is up.
wait_until() {
    local what="$1" name="$2" begin=$SECONDS
    shift 2
    printf '%s ' "$what"
    until "$@" > /dev/null 2>&1; do
        is_running "$name" || { echo; tail -n 20 "$logs/$name.log" >&2; fail "$name has ended; its log is $logs/$name.log"; }
        [ $((SECONDS - begin)) -lt "$wait_seconds" ] || { echo; fail "$what: not within $wait_seconds s. The log is $logs/$name.log"; }
        printf '.'
        sleep 0.5
    done
    echo " $((SECONDS - begin)) s"
}

answers() { curl --silent --fail --max-time 5 --output /dev/null "http://127.0.0.1:$1$2"; }

signal() { if is_running "$2"; then kill "-$1" "$(pid_of "$2")"; fi; }

# end NAME: asks it to end, waits, and insists in the end.
end() {
    is_running "$1" || { rm -f "$run/$1.pid"; return 0; }
    printf '%s ends ' "$1"
    signal TERM "$1"
    local begin=$SECONDS
    while is_running "$1"; do
        [ $((SECONDS - begin)) -lt 60 ] || { signal KILL "$1"; printf '(killed) '; }
        printf '.'
        sleep 0.5
    done
    rm -f "$run/$1.pid"
    echo " $((SECONDS - begin)) s"
}

# --- PostgreSQL and Redis --------------------------------------------------------------------------------------------------------------

# PostgreSQL refuses to run as root; Debian's package comes with a user for it.
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

find_postgres() { { compgen -G '/usr/lib/postgresql/*/bin/initdb' || true; } | sort -V | tail -n 1 | xargs -r dirname; }

# secret NAME: the password of a database role; made when it is first asked for. Without characters that a URL would have to escape.
secret() {
    [ -f "$home/$1-password" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' > "$home/$1-password"
    cat "$home/$1-password"
}

# As superuser, with SQL from standard input: passwords must not stand in arguments.
psql_superuser() {
    PGPASSWORD="$(secret postgres)" "$postgres_bin/psql" -h 127.0.0.1 -p "$(port_of postgres POSTGRES_PORT)" -U postgres -X -q -v ON_ERROR_STOP=1 "$@"
}

# Folders of earlier versions let every local user in as superuser.
require_passwords() {
    local rules="$home/postgres/pg_hba.conf"
    grep -q 'trust$' "$rules" || return 0
    psql_superuser <<< "ALTER ROLE postgres PASSWORD '$(secret postgres)'"
    as_postgres sed -i 's/trust$/scram-sha-256/' "$rules"
    psql_superuser -o /dev/null <<< 'SELECT pg_reload_conf()'
}

# The database, the role that owns it and changes the schema, and the one that the processes serve with (docs/operation.md).
make_roles() {
    psql_superuser << SQL
SELECT 'CREATE ROLE ' || name || ' LOGIN' FROM (VALUES ('retail_owner'), ('retail')) AS role (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE retail_owner PASSWORD '$(secret owner)';
ALTER ROLE retail PASSWORD '$(secret runtime)';
SELECT 'CREATE DATABASE retail OWNER retail_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'retail') \gexec
ALTER DATABASE retail OWNER TO retail_owner;
SQL
    # What an earlier version made as superuser.
    psql_superuser -d retail << 'SQL'
SELECT format('ALTER %s public.%I OWNER TO retail_owner', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, relname)
FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S') AND relowner <> 'retail_owner'::regrole
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND relkind = 'S' AND deptype IN ('a', 'i')) \gexec
SELECT format('ALTER FUNCTION %s OWNER TO retail_owner', oid::regprocedure) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND proowner <> 'retail_owner'::regrole \gexec
SQL
}

start_postgres() {
    is_running postgres && return
    local data="$home/postgres" port
    [ -f "$run/postgres.ports" ] || echo "POSTGRES_PORT=$(port_for 1 15432)" > "$run/postgres.ports"
    port="$(port_of postgres POSTGRES_PORT)"
    if [ ! -f "$data/PG_VERSION" ]; then
        mkdir -p "$data"
        if [ "$(id -u)" = 0 ]; then
            chown postgres "$data"
            chmod a+x "$home" # PostgreSQL's user must get through; the files in it stay closed
        fi
        secret postgres > "$home/initdb-password"
        [ "$(id -u)" != 0 ] || chown postgres "$home/initdb-password"
        as_postgres "$postgres_bin/initdb" -D "$data" -U postgres -A scram-sha-256 --pwfile="$home/initdb-password" -E UTF8 \
            --locale=C.UTF-8 > "$logs/initdb.log" 2>&1 \
            || fail "initdb failed: $logs/initdb.log. (As root the folder must be one that the user postgres can enter.)"
        rm "$home/initdb-password"
    fi
    environment=()
    launch postgres "${as_postgres_command[@]}" "$postgres_bin/postgres" -D "$data" -p "$port" \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300
    wait_until "PostgreSQL on port $port" postgres "$postgres_bin/pg_isready" -h 127.0.0.1 -p "$port" -U postgres
    require_passwords
    make_roles
}

start_redis() {
    if ! command -v redis-server > /dev/null; then
        echo "Redis is not installed (apt-get install redis-server): streams are disabled."
        return
    fi
    is_running redis && return
    [ -f "$run/redis.ports" ] || echo "REDIS_PORT=$(port_for 2 16379)" > "$run/redis.ports"
    mkdir -p "$home/redis"
    write_redis_users
    environment=()
    launch redis redis-server --port "$(port_of redis REDIS_PORT)" --bind 127.0.0.1 --dir "$home/redis" --appendonly yes \
        --maxmemory 1gb --maxmemory-policy noeviction --aclfile "$home/redis/users.acl" --proto-max-bulk-len 2mb --client-output-buffer-limit normal 64mb 32mb 60
    wait_until "Redis on port $(port_of redis REDIS_PORT)" redis redis_answers
}

# The same users as in docs/streams.md. Passwords are made here once, and are no command's argument: those can be seen by every local user.
write_redis_users() {
    local name
    for name in redis-password redis-producer-password; do
        [ -f "$home/$name" ] || head -c 24 /dev/urandom | base64 -w 0 | tr '+/' '-_' > "$home/$name"
    done
    {
        echo "user default off resetpass resetkeys resetchannels -@all"
        echo "user retail on #$(sha256_of redis-password) ~sales:* ~{sales:*}:owner ~sales-recorded ~retail:list:* &__Booksleeve_MasterChanged" \
            "+@all -@admin -@dangerous +info"
        echo "user producer on #$(sha256_of redis-producer-password) ~sales:0 ~sales:1 ~sales:2 ~sales:3 ~sales:4 ~sales:5 ~sales:6 ~sales:7" \
            "resetchannels -@all +@connection -select -@admin -@dangerous +xadd"
    } > "$home/redis/users.acl"
}

sha256_of() { sha256sum < "$home/$1" | cut -d ' ' -f 1; }

redis_answers() {
    REDISCLI_AUTH="$(cat "$home/redis-password")" redis-cli --no-auth-warning --user retail -p "$(port_of redis REDIS_PORT)" ping | grep -q PONG
}

# --- certificates ----------------------------------------------------------------------------------------------------------------------

tls="$home/tls"
tls_name=retail

has_tls() { [ -f "$tls/ca.pem" ]; }

# new_key FILE SUBJECT OPTIONS...: openssl req with a new key on the curve P-256; umask makes both files their owner's.
new_key() {
    local file="$1" subject="$2"
    shift 2
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$subject" -keyout "$file" "$@" 2>> "$logs/openssl.log"
}

make_authority() {
    has_tls && return
    if is_running api || is_running silo-1; then fail "The cluster runs without TLS: ./cluster.sh down first."; fi
    command -v openssl > /dev/null || fail "Missing Debian package: openssl. Install it: apt-get install openssl"
    mkdir -p "$tls"
    new_key "$tls/ca-key.pem" "RetailGrains cluster in $(basename "$home")" -x509 -days 3650 -out "$tls/ca.pem.new" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign || fail "openssl failed: $logs/openssl.log"
    mv "$tls/ca.pem.new" "$tls/ca.pem"
}

# issue NAME KIND USAGE: a certificate for process NAME, which is a silo or an api. The key is replaced first: a process that reads the
# files in between waits for the certificate that fits.
issue() {
    local name="$1" kind="$2" usage="$3"
    new_key "$tls/$name-key.pem.new" "$kind.$tls_name" -new -out "$tls/$name.csr" || fail "openssl failed: $logs/openssl.log"
    printf 'basicConstraints=critical,CA:FALSE\nextendedKeyUsage=%s\nsubjectAltName=DNS:%s.%s\n' "$usage" "$kind" "$tls_name" > "$tls/$name.ext"
    openssl x509 -req -in "$tls/$name.csr" -CA "$tls/ca.pem" -CAkey "$tls/ca-key.pem" -days 365 -extfile "$tls/$name.ext" \
        -out "$tls/$name.pem.new" 2>> "$logs/openssl.log" || fail "openssl failed: $logs/openssl.log"
    mv "$tls/$name-key.pem.new" "$tls/$name-key.pem"
    mv "$tls/$name.pem.new" "$tls/$name.pem"
    rm "$tls/$name.csr" "$tls/$name.ext"
}

issue_to() {
    case "$1" in
        api) issue "$1" api clientAuth ;;
        *) issue "$1" silo serverAuth,clientAuth ;;
    esac
}

# A certificate that is missing, or ends within 30 days, is issued.
ensure_certificate() { ! has_tls || openssl x509 -in "$tls/$1.pem" -noout -checkend 2592000 > /dev/null 2>&1 || issue_to "$1"; }

# certificate_settings NAME: of process NAME; nothing in a cluster without TLS.
certificate_settings() {
    has_tls || return 0
    printf 'SILO_TLS_CERT=%s\nSILO_TLS_KEY=%s\nSILO_TLS_CA=%s\nSILO_TLS_NAME=%s\n' "$tls/$1.pem" "$tls/$1-key.pem" "$tls/ca.pem" "$tls_name"
}

renew() {
    has_tls || fail "The cluster in $home has no TLS: ./cluster.sh up --tls"
    local name
    for name in $(silo_numbers | sed 's/^/silo-/') api; do issue_to "$name"; done
    echo "Silos and API use their new certificates within seconds, and log it."
}

# --- silos and API ---------------------------------------------------------------------------------------------------------------------

assembly() { echo "$root/$1/bin/Release/net10.0/RetailGrains.$1.dll"; }

# What all processes of the product are started with.
settings() {
    echo "DATABASE_URL=postgresql://retail:$(secret runtime)@127.0.0.1:$(port_of postgres POSTGRES_PORT)/retail"
    if [ -f "$run/redis.ports" ] && is_running redis; then echo "REDIS_URL=redis://retail:$(cat "$home/redis-password")@127.0.0.1:$(port_of redis REDIS_PORT)"; fi
    echo "JWT_SECRET_KEY=$(cat "$home/jwt-key")"
    echo "DOTNET_ENVIRONMENT=Production"
}

start_silo() {
    local name="silo-$1"
    is_running "$name" && return
    if [ ! -f "$run/$name.ports" ]; then
        local silo gateway ops
        silo="$(port_for 10 11111)" gateway="$(port_for 30 30000)" ops="$(port_for 50 8081)"
        printf 'SILO_PORT=%s\nGATEWAY_PORT=%s\nOPS_PORT=%s\n' "$silo" "$gateway" "$ops" > "$run/$name.ports"
    fi
    ensure_certificate "$name"
    mapfile -t environment < <(settings; cat "$run/$name.ports"; certificate_settings "$name"; echo OPS_HOST=localhost)
    launch "$name" dotnet "$(assembly Silo)"
}

wait_silo() {
    local ops
    ops="$(port_of "silo-$1" OPS_PORT)"
    wait_until "Silo $1, dashboard on http://localhost:$ops/dashboard" "silo-$1" answers "$ops" /ready
}

start_api() {
    is_running api && return
    ensure_certificate api
    mapfile -t environment < <(settings; cat "$run/api.ports"; certificate_settings api; echo RETAIL_CLUSTER=postgres; echo API_HOST=localhost)
    launch api dotnet "$(assembly Api)"
}

wait_api() { wait_until "API on http://localhost:$(port_of api API_PORT)" api answers "$(port_of api API_PORT)" /ready; }

# run_api ARGUMENTS...: the API's program with the cluster's settings; a key is never an argument.
run_api() {
    mapfile -t environment < <(settings)
    (
        cd "$home"
        for setting in "${environment[@]}"; do export "${setting?}"; done
        exec dotnet "$(assembly Api)" "$@"
    )
}

migrate() {
    local owner
    owner="postgresql://retail_owner:$(secret owner)@127.0.0.1:$(port_of postgres POSTGRES_PORT)/retail"
    MIGRATION_DATABASE_URL="$owner" run_api migrate > "$logs/migrate.log" 2>&1 || { cat "$logs/migrate.log" >&2; fail "migrate failed."; }
}

# Numbers of the silos that were ever started, in order.
silo_numbers() { { compgen -G "$run/silo-*.ports" || true; } | sed 's/.*silo-\([0-9]*\)\.ports/\1/' | sort -n; }

name_of() { case "$1" in [0-9]*) echo "silo-$1" ;; *) echo "$1" ;; esac; }

known() { [ -f "$run/$1.ports" ] || fail "There is no $1 in $home. ./cluster.sh status lists the processes."; }

# --- commands --------------------------------------------------------------------------------------------------------------------------

check_tools() {
    local missing=()
    command -v dotnet > /dev/null || fail "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download"
    postgres_bin="$(find_postgres)"
    [ -n "$postgres_bin" ] || missing+=(postgresql)
    command -v curl > /dev/null || missing+=(curl)
    [ ${#missing[@]} -eq 0 ] || fail "Missing Debian packages: ${missing[*]}. Install them: apt-get install ${missing[*]}"
    as_postgres_command=()
    [ "$(id -u)" != 0 ] || as_postgres_command=(setpriv --reuid=postgres --regid=postgres --init-groups)
}

up() {
    local silos=3 api_port="" base="${BASE_PORT:-}" build=yes with_tls=no
    while [ $# -gt 0 ]; do
        case "$1" in
            --silos | --api-port | --base-port)
                [ $# -ge 2 ] || fail "$1 needs a number."
                case "$1" in
                    --silos) silos="$2" ;;
                    --api-port) api_port="$2" ;;
                    --base-port) base="$2" ;;
                esac
                shift 2 ;;
            --no-build) build=no; shift ;;
            --tls) with_tls=yes; shift ;;
            --help | -h) usage; exit ;;
            *) refuse "$1 is no option of up." ;;
        esac
    done
    [[ "$silos" =~ ^[1-9][0-9]?$ ]] || refuse "--silos must be a number from 1 to 99, not '$silos'."
    [ -z "$base" ] || is_port "$base" || refuse "The base port must be a number from 1024 to 65000, not '$base'."
    [ -z "$api_port" ] || is_port "$api_port" || refuse "--api-port must be a number from 1024 to 65000, not '$api_port'."
    check_tools
    mkdir -p "$run" "$logs"
    # What an earlier version left readable by others.
    find "$home" -maxdepth 4 -path "$home/postgres" -prune -o ! -type l -perm /077 ! -path "$home" -exec chmod go-rwx {} +
    if [ -n "$base" ]; then
        [ ! -f "$run/api.ports" ] || [ "$(cat "$home/base-port" 2> /dev/null)" = "$base" ] \
            || fail "The cluster in $home already has its ports: run ./cluster.sh clean, or set CLUSTER_HOME to another folder."
        echo "$base" > "$home/base-port"
    fi
    [ $with_tls = no ] || make_authority
    [ -f "$home/jwt-key" ] || head -c 48 /dev/urandom | base64 -w 0 > "$home/jwt-key"
    if [ $build = yes ]; then
        echo "Building ..."
        dotnet build -c Release "$root/Silo" --nologo -v q
        dotnet build -c Release "$root/Api" --nologo -v q
    fi
    if [ ! -f "$(assembly Api)" ] || [ ! -f "$(assembly Silo)" ]; then fail "The programs are not built: run without --no-build."; fi
    start_postgres
    start_redis
    migrate
    for number in $(seq "$silos"); do start_silo "$number"; done
    if [ ! -f "$run/api.ports" ]; then
        if [ -n "$api_port" ]; then api_port="$(free_port "$api_port")"; else api_port="$(port_for 0 8000)"; fi
        echo "API_PORT=$api_port" > "$run/api.ports"
    fi
    start_api
    for number in $(seq "$silos"); do wait_silo "$number"; done
    wait_api
    echo "Ready. ./cluster.sh token prints a token. Logs and data are in $home"
}

add() {
    check_tools
    is_running postgres || fail "The cluster is not running: ./cluster.sh up"
    local number
    number=$(($(silo_numbers | tail -n 1) + 1))
    start_silo "$number"
    wait_silo "$number"
}

start_one() {
    check_tools
    known "$(name_of "$1")"
    case "$(name_of "$1")" in
        api) start_api; wait_api ;;
        postgres) start_postgres ;;
        redis) start_redis ;;
        *) start_silo "$1"; wait_silo "$1" ;;
    esac
}

kill_one() {
    local name
    name="$(name_of "$1")"
    known "$name"
    is_running "$name" || fail "$name is not running."
    signal KILL "$name"
    while is_running "$name"; do sleep 0.05; done
    rm -f "$run/$name.pid"
    echo "$name is killed."
}

stop_one() {
    known "$(name_of "$1")"
    end "$(name_of "$1")"
}

status() {
    [ -d "$run" ] || { echo "No cluster in $home."; return; }
    local name state address
    for name in postgres redis $(silo_numbers | sed 's/^/silo-/') api; do
        [ -f "$run/$name.ports" ] || continue
        if ! is_running "$name"; then state=down
        else
            case "$name" in
                api) answers "$(port_of api API_PORT)" /ready && state=ready || state="not ready" ;;
                silo-*) answers "$(port_of "$name" OPS_PORT)" /ready && state=ready || state="not ready" ;;
                *) state=up ;;
            esac
        fi
        address="$(tr '\n' ' ' < "$run/$name.ports")"
        printf '%-9s %-10s %-8s %s\n' "$name" "$state" "$(if [ -f "$run/$name.pid" ]; then pid_of "$name"; else echo -; fi)" "$address"
    done
}

token() {
    [ -f "$home/jwt-key" ] || fail "No cluster in $home."
    [ -f "$(assembly Api)" ] || fail "The programs are not built: ./cluster.sh up"
    run_api token --subject cluster.sh --role operator --role producer --role viewer --lifetime 1d
}

# The API first, so that nobody calls silos that are going.
down() {
    local name
    [ -d "$run" ] || { echo "No cluster in $home."; return; }
    end api
    for name in $(silo_numbers | sed 's/^/silo-/'); do signal TERM "$name"; done
    for name in $(silo_numbers | sed 's/^/silo-/'); do end "$name"; done
    # Fast, not smart: smart waits for connections to go by themselves.
    signal INT postgres
    end postgres
    end redis
}

command="${1:-help}"
[ $# -eq 0 ] || shift
# Help of a command is the help of all.
case " $* " in *" --help "* | *" -h "*) command=help ;; esac
case "$command" in
    up | help | --help | -h) ;;
    kill | stop | start) [ $# -eq 1 ] || refuse "$command needs the number of a silo, or api, postgres or redis." ;;
    add | status | token | renew | down | clean) [ $# -eq 0 ] || refuse "$command takes nothing, not '$1'." ;;
    *) refuse "'$command' is no command." ;;
esac
case "$command" in
    kill | stop | start) "${command}_one" "$1" ;;
    clean) down; rm -rf "$home" ;;
    help | --help | -h) usage ;;
    *) "$command" "$@" ;;
esac
