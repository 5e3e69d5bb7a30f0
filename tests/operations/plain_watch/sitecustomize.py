"""Put on the path of a process and of all that it starts: tells of every picture and every PDF that
lies readable in the watched folders, whenever a file there is opened, renamed or removed.

``PLAIN_WATCHED`` names the folders, ``PLAIN_FOUND`` the file into which it is written what was
seen.
"""

import os
import sys
import threading
from pathlib import Path

_EVENTS = frozenset({"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate"})
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG", b"II*\0", b"MM\0*", b"%PDF", b"BM")
_FOLDERS = tuple(filter(None, os.environ.get("PLAIN_WATCHED", "").split(os.pathsep)))
_looking = threading.local()


def plain_files(*folders):
    """Files in ``folders`` that anybody can read as a picture or a PDF."""
    found = []
    for folder in folders:
        for place, _, names in os.walk(folder):
            found += [file for name in names if _is_plain(file := f"{place}{os.sep}{name}")]
    return found


def _is_plain(file):
    try:
        with Path(file).open("rb") as content:
            beginning = content.read(12)
    except OSError:
        return False
    return beginning.startswith(_BEGINNINGS) or beginning[4:8] == b"ftyp"


def _look(event, arguments):
    if event not in _EVENTS or getattr(_looking, "now", False):
        return
    if not str(arguments[0]).startswith(_FOLDERS):
        return
    _looking.now = True
    try:
        found = plain_files(*_FOLDERS)
        if found:
            with Path(os.environ["PLAIN_FOUND"]).open("a", encoding="utf-8") as log:
                log.writelines(f"{event} {file}\n" for file in found)
    finally:
        _looking.now = False


if _FOLDERS:
    sys.addaudithook(_look)
