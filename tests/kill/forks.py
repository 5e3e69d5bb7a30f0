"""Runs jobs in processes forked from one that has imported everything, so that starts are cheap.

``python -m tests.kill.forks`` reads lines ``PROFILE<TAB>PIN<TAB>LOG``, forks, prints the child's
process number, waits for it, and prints its exit status.
"""

import os
import sys
import traceback
from pathlib import Path

from app.paths import Profile
from tests.kill.job import run


def main() -> None:
    for line in sys.stdin:
        profile, pin, log = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            os._exit(_job(Path(profile), pin, Path(log)))
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _job(profile: Path, pin: str, log: Path) -> int:
    def say(text: str) -> None:
        with log.open("a", encoding="utf-8") as file:
            file.write(text + "\n")

    try:
        run(Profile(profile), pin, say)
    except BaseException:  # noqa: BLE001 the harness must see why, the parent must go on
        with log.with_suffix(".trace").open("a", encoding="utf-8") as file:
            traceback.print_exc(file=file)
        return 1
    return 0


if __name__ == "__main__":
    # Imported here, before any fork: a child starts with everything in place.
    import app.scanning.sane_source  # noqa: F401
    import signing.pades
    import signing.pkcs11_device  # noqa: F401
    import sync.daemon  # noqa: F401

    main()
