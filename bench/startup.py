"""A cold process until the desk is shown and takes keys, against a bare QMainWindow."""

import os
import subprocess
import sys
from pathlib import Path

RUNS = 7

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
from app.main import open_counter
from app.paths import default_profile
from ui.application import make_application
from ui.shell import Shell
application = make_application(sys.argv)
counter = open_counter(default_profile()); shell = Shell(counter); shell.start()
while not shell.window.isVisible(): application.processEvents()
application.processEvents(); print(time.perf_counter() - start)
shell.close(); counter.close()
"""


def startup(folder: Path) -> tuple[list[float], list[float]]:
    """Seconds of each run, ours and theirs; the profile exists, as on any day but the first."""
    environment = os.environ | {
        "QUAY_HOME": str(folder / "profile"), "QT_QPA_PLATFORM": "offscreen",
    }  # fmt: skip
    ours: list[float] = []
    theirs: list[float] = []
    for run in range(RUNS + 1):
        for code, times in ((_OURS, ours), (_BARE, theirs)):
            done = subprocess.run(
                [sys.executable, "-c", code], env=environment, check=True, capture_output=True
            )
            if run:  # the first pair fills the disk cache
                times.append(float(done.stdout))
    return ours, theirs
