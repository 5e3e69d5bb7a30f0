#!/bin/sh
# Install what the program, its demonstration and its tests need. Quick when all is there.
set -eu
cd "$(dirname "$0")/.."

packages=$(sed 's/#.*//' setup/debian-packages.txt | tr '\n' ' ')
missing=""
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
    echo "Installing:$missing"
    as_root=""
    [ "$(id -u)" -eq 0 ] || as_root="sudo"
    $as_root apt-get update -qq
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
fi

# uv lives in the project, so that nothing of the machine's Python is touched.
if [ ! -x .venv/bin/uv ]; then
    /usr/bin/python3 -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==0.13.9"
fi
stamp=.venv/.installed
if [ ! -e "$stamp" ] || [ uv.lock -nt "$stamp" ] || [ pyproject.toml -nt "$stamp" ]; then
    UV_PROJECT_ENVIRONMENT=.venv .venv/bin/uv sync --quiet --compile-bytecode --frozen --inexact --all-extras
    touch "$stamp"
fi
