#!/bin/sh
# Each folder of tests in a process of its own: drivers, Qt and scanners are loaded once a process,
# and what one folder does to its process cannot reach another.
set -u
cd "$(dirname "$0")/.."
export QT_QPA_PLATFORM=offscreen

# A PostgreSQL of the tests' own, reached by a socket in its folder only.
if [ -z "${QUAY_TEST_POSTGRES:-}" ]; then
    cluster=$(mktemp -d /tmp/quay-postgres.XXXXXX)
    trap 'sh setup/postgres.sh stop "$cluster"' EXIT
    trap 'exit 130' INT TERM
    sh setup/postgres.sh start "$cluster" || exit 1
    export QUAY_TEST_POSTGRES="postgresql+psycopg://postgres@/postgres?host=$cluster"
fi

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
