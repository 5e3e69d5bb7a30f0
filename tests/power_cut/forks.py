"""When power is back: the province that never lost it, and the counter that goes on with its job.

``python -m tests.power_cut.forks DESK SAID`` imports everything once and then reads lines:
``province``, ``go on`` and ``end``. Each is answered with a line; for ``go on`` it is ``done`` or
what went wrong.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from sync.reference_province import ProvinceServerSettings
from sync.reference_province import serve as serve_province
from tests.power_cut.steps import Desk, run


def main() -> None:
    desk, said = Desk.load(Path(sys.argv[1])), Path(sys.argv[2])
    province = 0
    for line in sys.stdin:
        match line.strip():
            case "province":
                reader, writer = os.pipe()
                province = _forked(lambda to=writer: _serve(desk, to))
                os.close(writer)
                answer = os.read(reader, 1).decode()
                os.close(reader)
                print("listening" if answer else "no province", flush=True)
            case "go on":
                child = _forked(lambda: run(desk, said, ["set-up", "deliver"]))
                _, status = os.waitpid(child, 0)
                print("done" if status == 0 else f"ended with {status}", flush=True)
            case "end":
                os.kill(province, signal.SIGKILL)
                os.waitpid(province, 0)
                print("ended", flush=True)


def _forked(work: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:  # noqa: BLE001 the test shows it, the parent must go on
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _serve(desk: Desk, listening: int) -> None:
    folder = Path(desk.profile).parent / "province"
    settings = ProvinceServerSettings(
        database_url=f"sqlite:///{folder / 'province.sqlite3'}",
        files_folder=folder / "files",
        public_url=desk.url,
    )
    port = int(desk.url.rpartition(":")[2])
    serve_province(settings, port=port, on_listening=lambda: os.write(listening, b"1") and None)


if __name__ == "__main__":
    # Imported here, before any fork: a child starts with everything in place.
    import app.scanning.sane_source  # noqa: F401
    import signing.pades
    import signing.pkcs11_device  # noqa: F401
    import sync.daemon  # noqa: F401

    main()
