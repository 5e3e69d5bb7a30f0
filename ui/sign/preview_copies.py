"""Copies of documents that are shown in place of the files themselves, until they are closed."""

import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.counter import Counter
from app.whole_files import whole_file
from signing.numbering import draw_numbering, draw_on_copy
from signing.profiles import ISSUING
from signing.source import opened
from signing.stamp_drawing import VIETNAM
from ui.sign.stamp_wish import StampWish, previewed_number

_PREFIX = "signing-preview-"
"""Folders called so are cleared away at the next start, should the program die."""
_KEPT = 4
"""Copies; each key that is typed into the number makes another."""


class PreviewCopies:
    """Copies to be looked at, by the same operators as the signature that will show them."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._folder: Path | None = None
        self._one_at_a_time = threading.Lock()

    def of(self, file: Path, wish: StampWish) -> Path:
        """``file``, which lies still, or its copy with number and date where it leaves room."""
        number = previewed_number(self._counter, wish) if wish.profile.id == ISSUING.id else ""
        if not number:
            return file
        day = wish.details.day or self._counter.now().astimezone(VIETNAM).date()
        drawn = draw_numbering(file, number=number, day=day)
        if drawn is None:
            return file
        return self._copy(f"{file} {number} {day}", lambda copy: draw_on_copy(file, copy, *drawn))

    def still(self, file: Path) -> Path:
        """``file`` as it is now: it may be rewritten meanwhile, or its stick pulled out.

        Errors: FILE_MISSING, FILE_UNREADABLE.
        """
        with opened(file) as stream:
            state = os.fstat(stream.fileno())
            name = f"{file} {state.st_size} {state.st_mtime_ns}"
            return self._copy(name, lambda copy: copy.write_bytes(stream.read()))

    def _copy(self, content: str, write: Callable[[Path], object]) -> Path:
        """The copy that ``content`` says all of; ``write`` makes it where there is none."""
        name = hashlib.sha256(content.encode()).hexdigest()
        with self._one_at_a_time:
            folder = self._place()
            copy = folder / f"{name}.pdf"
            if not copy.exists():
                with whole_file(copy) as part:
                    write(part)
                _drop_old(folder)
        return copy

    def clear(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._counter.profile.work))
        return self._folder


def _drop_old(folder: Path) -> None:
    copies = sorted(folder.glob("*.pdf"), key=lambda each: each.stat().st_mtime)
    for old in copies[:-_KEPT]:
        with suppress(OSError):  # it may be in view
            old.unlink()
