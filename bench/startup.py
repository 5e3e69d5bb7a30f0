"""A cold process until its window takes keys, and until the desk shows its dossiers."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from app.domain.procedure import Component, Procedure, ProcedureCase
from app.operations.receive_dossier import open_draft
from app.paths import Profile
from app.secrets import ProfileKey
from app.store.store import Store

RUNS, DOSSIERS = 9, 300

_BARE = """
import time; start = time.perf_counter()
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([]); window = QMainWindow(); window.show()
while not window.isVisible(): application.processEvents()
application.processEvents(); print(time.perf_counter() - start)
"""
_OURS = """
import time; start = time.perf_counter()
import sys
from app.main import open_and_tidy
from app.paths import default_profile
from ui.application import make_application
from ui.opening import Opening
application = make_application(sys.argv)
opening = Opening(default_profile(), open_and_tidy); opening.start()
while not opening.window.isVisible(): application.processEvents()
application.processEvents(); usable = time.perf_counter() - start
from PySide6.QtCore import QEventLoop
while opening.shell is None:
    application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
assert opening.window.current.model.rowCount() > 0
application.processEvents(); print(usable, time.perf_counter() - start)
opening.close()
"""


class Startup:
    """Measured once, told as two lines: a window, and a desk full of dossiers, against the same."""

    def __init__(self) -> None:
        self._usable: list[float] = []
        self._filled: list[float] = []
        self._bare: list[float] = []

    def until_usable(self, folder: Path) -> tuple[list[float], list[float]]:
        """Seconds until the window is painted and takes keys: a screen chosen now opens first."""
        self._measure(folder)
        return self._usable, self._bare

    def until_filled(self, folder: Path) -> tuple[list[float], list[float]]:
        """Seconds until the desk is painted with its first dossiers."""
        self._measure(folder)
        return self._filled, self._bare

    def _measure(self, folder: Path) -> None:
        if self._bare:
            return
        # Where platformdirs looks, as on an officer's machine; and with the compiled code that an
        # installed program has.
        environment = os.environ | {"HOME": str(folder), "QT_QPA_PLATFORM": "offscreen"}
        for name in ("QUAY_HOME", "XDG_DATA_HOME", "PYTHONDONTWRITEBYTECODE"):
            environment.pop(name, None)
        _fill(Profile(folder / ".local" / "share" / "quay-mot-cua"))
        for run in range(RUNS + 1):
            usable, filled = _run(_OURS, environment)
            (bare,) = _run(_BARE, environment)
            if run:  # the first pair compiles and fills the disk cache
                self._usable.append(usable)
                self._filled.append(filled)
                self._bare.append(bare)


def _run(code: str, environment: dict[str, str]) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
    )
    return [float(each) for each in done.stdout.split()]


def _fill(profile: Profile) -> None:
    profile.make()
    store = Store(profile.database, profile.backups, ProfileKey(profile).load())
    procedure = Procedure(
        "1.000894", "Thủ tục đăng ký kết hôn", "Hộ tịch", (ProcedureCase("TT", "Thông thường", 1),),
        (Component("TP01", "Tờ khai đăng ký kết hôn"),), (),
    )  # fmt: skip
    with store.write() as work:
        work.catalogue.replace([procedure])
    for _ in range(DOSSIERS):
        open_draft(store=store, procedure_code="1.000894", case_code="", now=datetime.now(UTC))
    store.close()
