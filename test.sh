#!/usr/bin/env bash
# Installs what the tests need and is missing, builds, and runs all tests; those of tests/Delivery run the checks of deploy/ and need some
# minutes (RETAIL_CHECKS=0 leaves them out). With --quick it runs only tests that start no process. Other options are passed to `dotnet test`.
set -euo pipefail
cd "$(dirname "$0")"

if [ "${1:-}" = --quick ]; then
    shift
    export RETAIL_CHECKS=0
    for project in Unit Architecture Delivery; do
        dotnet test "tests/$project" -c Release --nologo "$@"
    done
    exit
fi

missing=()
compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null || missing+=(postgresql)
command -v redis-server > /dev/null || missing+=(redis-server)
command -v faketime > /dev/null || missing+=(faketime)
command -v shellcheck > /dev/null || missing+=(shellcheck)
command -v python3 > /dev/null || missing+=(python3)
command -v node > /dev/null || missing+=(nodejs)
command -v chromium > /dev/null || missing+=(chromium)
if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" != 0 ]; then
        echo "The tests need these Debian packages: ${missing[*]}. Install them (apt-get install ${missing[*]}) and run this again." >&2
        exit 1
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq "${missing[@]}"
fi

# What only tests/Delivery needs: a check whose tools are missing is left out. What it downloads is kept in the folder that RETAIL_TOOLS names
# (default: retail-grains-tools in the user's cache folder).
optional=()
for program in yamllint jq curl pgbackrest; do command -v "$program" > /dev/null || optional+=("$program"); done
if [ ${#optional[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && [ "${RETAIL_CHECKS:-}" != 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${optional[@]}"; } \
        || echo "Checks of deploy/ that need ${optional[*]} are left out: the packages cannot be installed."
fi

if [ -z "${RETAIL_DATA:-}" ]; then
    echo "RETAIL_DATA is not set: tests on the UCI Online Retail data (https://doi.org/10.24432/C5BW33) are left out."
fi

if [ "${RETAIL_LONG:-}" != 1 ]; then
    echo "RETAIL_LONG is not 1: tests that take minutes are left out."
fi

dotnet build RetailGrains.sln -c Release --nologo -v q

# Most tests start processes that live for seconds, and spend them on compiling: where the platform has a compiler that works ahead of time,
# the programs are published with it, without the analyzers, which the build has run.
case "$(uname -sm)" in
    'Linux x86_64') platform=linux-x64 ;;
    'Linux aarch64') platform=linux-arm64 ;;
    *) platform= ;;
esac
if [ -n "$platform" ]; then
    export RETAIL_TEST_PROGRAMS="$PWD/artifacts/programs"
    for project in Api Silo tools/Producer; do
        dotnet publish "$project" -c Release --nologo -v q -p:RunAnalyzers=false -p:CompileAheadFor="$platform" \
            -o "$RETAIL_TEST_PROGRAMS/$(basename "$project")"
    done
fi

# Processes that live for seconds spend a third of their processor time on profiling methods and on compiling them again after 30 calls. So
# methods are not profiled, and are compiled again after 0x2000 calls (the variable is hexadecimal).
export DOTNET_TieredPGO=0 DOTNET_TC_CallCountThreshold=2000

# Projects whose tests keep the processors busy run alone. The others' tests mostly wait, so the longest of these runs beside the rest, and
# its output is printed when it has ended.
busy=(EndToEnd Chaos Delivery)
longest=Console
rest=()
for project in tests/*/*.csproj; do
    name="$(basename "$(dirname "$project")")"
    case " ${busy[*]} $longest " in *" $name "*) continue ;; esac
    if grep -q Microsoft.NET.Test.Sdk "$project"; then rest+=("$name"); fi
done

options=("$@")
failed=()
run() { dotnet test "tests/$1" -c Release --no-build --nologo "${options[@]}"; }

for name in "${busy[@]}"; do run "$name" || failed+=("$name"); done
log="$(mktemp)"
set -m # a process group, so that it ends with all that it started
run "$longest" > "$log" 2>&1 < /dev/null &
lane=$!
set +m
trap 'kill -- "-$lane" 2> /dev/null || true; rm -f "$log"' EXIT
for name in "${rest[@]}"; do run "$name" || failed+=("$name"); done
wait "$lane" || failed+=("$longest")
cat "$log"
if [ ${#failed[@]} -gt 0 ]; then
    echo "Failed: ${failed[*]}" >&2
    exit 1
fi
