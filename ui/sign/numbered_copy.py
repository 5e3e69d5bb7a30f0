"""What a document that is about to be issued will look like with its number and date."""

import hashlib
import shutil
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from app.counter import Counter
from app.whole_files import whole_file
from signing.numbering import draw_numbering, draw_on_copy
from signing.profiles import ISSUING
from signing.stamp_drawing import VIETNAM
from ui.sign.stamp_wish import StampWish, previewed_number

_PREFIX = "signing-preview-"
"""Folders called so are cleared away at the next start, should the program die."""
_KEPT = 4
"""Copies; each key that is typed into the number makes another."""


class NumberedCopies:
    """Copies to be looked at, by the same operators as the signature that will show them."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._folder: Path | None = None
        self._one_at_a_time = threading.Lock()

    def of(self, file: Path, wish: StampWish) -> Path:
        """``file``, or its copy with number and date where it leaves room for them."""
        number = previewed_number(self._counter, wish) if wish.profile.id == ISSUING.id else ""
        if not number:
            return file
        day = wish.details.day or self._counter.now().astimezone(VIETNAM).date()
        drawn = draw_numbering(file, number=number, day=day)
        if drawn is None:
            return file
        name = hashlib.sha256(f"{file} {number} {day}".encode()).hexdigest()
        with self._one_at_a_time:
            folder = self._place()
            copy = folder / f"{name}.pdf"
            if not copy.exists():
                with whole_file(copy) as part:
                    draw_on_copy(file, part, *drawn)
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
