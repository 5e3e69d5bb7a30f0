"""The entry point ``quay``: the window without arguments, a command with them."""

import os
import sys


def main() -> None:
    """Only what is asked for is imported: the window must not wait for the commands."""
    _speak_utf8()
    if len(sys.argv) == 1 and _has_display():
        from app.main import main as open_window

        sys.exit(open_window())
    if sys.argv[1:2] == ["verify-worker"]:
        # The installed program starts itself again as the process that reads hostile files.
        from signing.verification.worker import main as work

        work()
        sys.exit(0)
    from app.cli.run import run

    sys.exit(run(sys.argv[1:]))


def _speak_utf8() -> None:
    """Vietnamese on any terminal or pipe; a file name that is no text becomes escapes.

    A program without a console (Windows) has no such streams.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]


def _has_display() -> bool:
    """Qt aborts the process where there is none; elsewhere than on Linux there always is."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in names)
