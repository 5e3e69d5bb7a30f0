"""ClamAV's own daemon with a database of one signature: the EICAR test file.

Not a package of ``make setup``: as one it would run a service, and fetch its database, for good.
"""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.reference_province.clamd_double import EICAR

_SECONDS_TO_LOAD = 30


@contextmanager
def running_clamav(folder: Path) -> Iterator[str]:
    """Its URL for ``ProvinceServerSettings.virus_scan_url``."""
    program = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if program is None:
        pytest.skip("no clamd (Debian package clamav-daemon)")
    database, at = folder / "signatures", folder / "clamd.sock"
    database.mkdir()
    (database / "test.ndb").write_text(f"Quay.Test.Eicar:0:*:{EICAR.hex()}\n")
    configuration = folder / "clamd.conf"
    configuration.write_text(
        f"Foreground yes\nDatabaseDirectory {database}\nLocalSocket {at}\n"
        f"TemporaryDirectory {folder}\n"
    )
    with subprocess.Popen(
        [program, "--config-file", str(configuration)], stdout=subprocess.DEVNULL
    ) as process:
        try:
            _wait_until_it_answers(process, at)
            yield f"clamd://{at}"
        finally:
            process.terminate()


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", at: Path) -> None:
    until = time.monotonic() + _SECONDS_TO_LOAD
    while time.monotonic() < until and process.poll() is None:
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.connect(str(at))
                line.sendall(b"zPING\0")
                if line.recv(16) == b"PONG\0":
                    return
            except OSError:
                time.sleep(0.05)
    pytest.fail("clamd does not answer")
