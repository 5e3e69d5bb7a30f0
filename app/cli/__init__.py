"""The entry point ``quay``: the window without arguments, a command with them."""

import os
import sys


def main() -> None:
    """Run what was asked for; Ctrl+C that comes before it can listen ends it with 130."""
    try:
        sys.exit(_run())
    except KeyboardInterrupt:
        sys.exit(130)


def _run() -> int:
    """Only what is asked for is imported: the window must not wait for the commands."""
    _speak_utf8()
    if len(sys.argv) == 1 and _has_display():
        from app.main import main as open_window

        return open_window()
    if sys.argv[1:2] == ["verify-worker"]:
        # The installed program starts itself again as the process that reads hostile files.
        from signing.verification.worker import main as work

        work()
        return 0
    if sys.argv[1:2] == ["read-worker"]:
        from app.scanning.text.reading_process import main as read

        read()
        return 0
    if sys.argv[1:2] == ["draw-worker"]:
        from app.scanning.drawing_process import main as draw

        draw()
        return 0
    from app.cli.run import run

    return run(sys.argv[1:])


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
