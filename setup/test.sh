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

run() {
    echo "== $1"
    .venv/bin/pytest -q -m "not soak" "$1" || echo "$1" >>"$failed"
}

# Two rows side by side. Those that start programs by the hundred are one of them, so that nothing
# else starts a demonstration on the same ports.
failed=$(mktemp /tmp/quay-failed.XXXXXX)
beside=$(mktemp /tmp/quay-beside.XXXXXX)
programs="tests/cli/ tests/demo/ tests/kill/ tests/packaging/ tests/scanning/"
for group in $programs; do run "$group"; done >"$beside" 2>&1 &
for group in tests/*/ tests/test_*.py; do
    case " $programs tests/__pycache__/ " in
    *" $group "*) ;;
    *) run "$group" ;;
    esac
done
wait
cat "$beside"
found=$(tr '\n' ' ' <"$failed")
rm -f "$beside" "$failed"
if [ -n "$found" ]; then
    echo "Failed: $found"
    exit 1
fi
