#!/usr/bin/env bash
# Finds Debian's Prometheus, Alertmanager and exporters, or unpacks them from the mirror that apt uses into a cache, without installing
# them: an installed package would start services. Prints the folder that has the programs. The exit code is 77 when that is not possible.
set -euo pipefail
cache="${RETAIL_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/retail-grains-tools}/prometheus"
packages=(prometheus prometheus-alertmanager prometheus-postgres-exporter prometheus-redis-exporter prometheus-node-exporter)
programs=(prometheus promtool prometheus-alertmanager amtool prometheus-postgres-exporter prometheus-redis-exporter prometheus-node-exporter)

has_all() { local program; for program in "${programs[@]}"; do [ -x "$cache/bin/$program" ] || return 1; done; }

if ! has_all; then
    mkdir -p "$cache/bin" "$cache/packages"
    for program in "${programs[@]}"; do
        if command -v "$program" > /dev/null; then ln -sf "$(command -v "$program")" "$cache/bin/$program"; fi
    done
fi
if ! has_all; then
    command -v apt-get > /dev/null && command -v dpkg-deb > /dev/null || { echo "tools.sh: Prometheus is missing, and this is not Debian" >&2; exit 77; }
    (cd "$cache/packages" && apt-get download -qq "${packages[@]}" > apt.log 2>&1) \
        || { apt-get update -qq > /dev/null 2>&1 || true; (cd "$cache/packages" && apt-get download -qq "${packages[@]}" > apt.log 2>&1); } \
        || { echo "tools.sh: apt-get download failed; its log is $cache/packages/apt.log" >&2; exit 77; }
    for package in "$cache"/packages/*.deb; do dpkg-deb -x "$package" "$cache/unpacked"; done
    for program in "${programs[@]}"; do ln -sf "$cache/unpacked/usr/bin/$program" "$cache/bin/$program"; done
    rm -rf "$cache/packages"
fi
# Debian's Alertmanager reads its default template from there, wherever the program is.
templates=/usr/share/prometheus/alertmanager
if [ ! -e $templates/default.tmpl ] && [ "$(id -u)" = 0 ]; then
    mkdir -p $templates
    cp "$cache/unpacked$templates/"*.tmpl $templates/
fi
echo "$cache/bin"
