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

# Pages are measured and read beside everything else: that takes a processor and nothing else.
beside=$(mktemp /tmp/quay-scanning.XXXXXX)
.venv/bin/pytest -q -m "not soak" tests/scanning >"$beside" 2>&1 &
scanning=$!

failed=""
for group in tests/*/ tests/test_*.py; do
    case "$group" in *__pycache__* | tests/scanning/) continue ;; esac
    echo "== $group"
    .venv/bin/pytest -q -m "not soak" "$group" || failed="$failed $group"
done
echo "== tests/scanning/"
wait "$scanning" || failed="$failed tests/scanning/"
cat "$beside"
rm -f "$beside"
if [ -n "$failed" ]; then
    echo "Failed:$failed"
    exit 1
fi
