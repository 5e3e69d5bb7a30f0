#!/bin/sh
# Each folder of tests in a process of its own: drivers, Qt and scanners are loaded once a process,
# and what one folder does to its process cannot reach another.
set -u
cd "$(dirname "$0")/.."
export QT_QPA_PLATFORM=offscreen
failed=""
for group in tests/*/ tests/test_*.py; do
    case "$group" in *__pycache__*) continue ;; esac
    echo "== $group"
    .venv/bin/pytest -q -m "not soak" "$group" || failed="$failed $group"
done
if [ -n "$failed" ]; then
    echo "Failed:$failed"
    exit 1
fi
