#!/bin/sh
# The demonstration: the window where there is a display, else the same job by itself.
set -eu
cd "$(dirname "$0")/.."

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec .venv/bin/quay demo
fi
echo "No display: the demonstration does the job by itself and leaves what it made in $1/"
exec .venv/bin/quay demo --headless --out "$1"
