"""What this process writes to files, as Python's audit events tell."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_WATCHES: "list[WrittenFiles]" = []
"""At most one: a hook can be added, but never taken away."""


class WrittenFiles:
    """PDFs that lay in files while it watched, if only for a moment."""

    def __init__(self) -> None:
        self._paths: set[Path] = set()
        self.pdfs: set[str] = set()

    def hear(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(args[0], str | bytes) and args[2] & _WRITES:
            path = Path(os.fsdecode(args[0])).absolute()
            if args[2] & os.O_TMPFILE == os.O_TMPFILE:
                self.pdfs.add(f"{path} without a name")
            self._paths.add(path)
        elif event in ("os.remove", "os.rename", "os.truncate"):
            folder = args[1] if event == "os.remove" else args[2] if event == "os.rename" else -1
            place = Path(f"/proc/self/fd/{folder}") if folder >= 0 else Path()
            self.look_at(place / os.fsdecode(args[0]))
        elif event == "shutil.rmtree":
            for path in Path(args[0]).rglob("*"):
                self.look_at(path)

    def look_at(self, path: Path) -> None:
        if not path.is_file():
            return
        with path.open("rb") as file:
            if file.read(5) == b"%PDF-":
                self.pdfs.add(str(path))

    def look_at_all(self, *folders: Path) -> None:
        """What other languages wrote tells no event."""
        for path in self._paths | {each for folder in folders for each in folder.rglob("*")}:
            self.look_at(path)


@contextmanager
def written_files(*folders: Path) -> Iterator[WrittenFiles]:
    """Watch this process, and what lies in ``folders`` at the end."""
    watch = WrittenFiles()
    if not _HOOKED:
        sys.addaudithook(_hear)
        _HOOKED.append(True)
    _WATCHES.append(watch)
    try:
        yield watch
    finally:
        _WATCHES.remove(watch)
    watch.look_at_all(*folders)


_HOOKED: list[bool] = []


def _hear(event: str, args: tuple[Any, ...]) -> None:
    for watch in _WATCHES:
        watch.hear(event, args)
