"""A disk without room for the database is said as such, whatever SQLite calls it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_OPEN_ON_A_FULL_DISK = """
import sys
from pathlib import Path
from app.errors import AppError
from app.store.store import Store
from tests.keys import KEYS
root = Path(sys.argv[1])
Store(root / "quay.sqlite3", root / "backups", KEYS).close()
with (root / "fill").open("wb", buffering=0) as fill:
    try:
        while True:
            fill.write(bytes(4096))
    except OSError:
        pass
try:
    store = Store(root / "quay.sqlite3", root / "backups", KEYS)
    with store.read() as work:
        work.outbox.counts()
    print("opened")
except AppError as error:
    print(error.code.value)
"""


@pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="mounts a small disk")
def test_a_full_disk_is_said(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(small)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        (small / "backups").mkdir()
        done = subprocess.run(
            [sys.executable, "-c", _OPEN_ON_A_FULL_DISK, str(small)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    finally:
        subprocess.run(["umount", str(small)], check=True)
    assert done.stdout.strip() == "disk_full", done.stderr
