"""The program's side of reading pages: one process, one page at a time, never in the way."""

import sys
import threading
from dataclasses import asdict
from types import TracebackType
from typing import Any

from app.child_process import KeptChild, Limits, Lost, Program
from app.domain.scan import AS_IT_IS, Cleaning
from app.errors import AppError, Cancelled, Code
from app.scanning.stored_page import StoredPage
from app.scanning.text.models import LANGUAGE
from app.scanning.text.page_text import PageText

_LIMITS = Limits(seconds=120.0, memory=2 * 1024**3)
"""A page takes a second or two; at the lowest priority, on a busy machine, a minute. Memory counts
address space, of which the libraries reserve a good part."""


class TextReader:
    """Reads page images in a child process. Any thread may call it."""

    def __init__(self, limits: Limits = _LIMITS) -> None:
        self._turn = threading.Lock()
        self._child = KeptChild(_program, limits)
        self._abandoned = False

    def read(
        self,
        page: StoredPage,
        *,
        dpi: float,
        cleaning: Cleaning = AS_IT_IS,
        turns: int = 0,
        language: str = LANGUAGE,
    ) -> PageText:
        """Words of ``page``, cleaned, then turned clockwise by ``turns`` quarters.

        Errors: TEXT_MODELS_ABSENT, TEXT_UNREADABLE where it took too long, too much memory, or the
        process; FILE_MISSING, IMAGE_UNREADABLE, KEY_UNKNOWN; ``Cancelled`` once :meth:`abandon` was
        called.
        """
        request = {
            "act": "text", "dpi": dpi, "turns": turns, "language": language,
            "cleaning": asdict(cleaning),
        }  # fmt: skip
        said = self._asked(request, page)
        try:
            return PageText.from_json(said["text"])
        except (KeyError, TypeError, ValueError) as error:
            raise AppError(Code.TEXT_UNREADABLE, file=page.name) from error

    def quarter_turns(self, page: StoredPage, *, dpi: float) -> int:
        """By how many quarters ``page`` must be turned clockwise to stand upright.

        Errors: those of :meth:`read`.
        """
        said = self._asked({"act": "turns", "dpi": dpi}, page)
        return int(said.get("turns", 0)) % 4

    def _asked(self, request: dict[str, Any], page: StoredPage) -> dict[str, Any]:
        jpeg = page.read()
        with self._turn:
            if self._abandoned:
                raise Cancelled
            try:
                said = self._child.ask({**request, "name": page.name}, dict, jpeg)
            except Lost as lost:
                if self._abandoned:
                    raise Cancelled from lost
                raise AppError(Code.TEXT_UNREADABLE, file=page.name, loss=lost.loss.value) from lost
        if code := said.get("error"):
            raise AppError(Code(code), **said.get("facts", {}))
        return said

    def abandon(self) -> None:
        """Give up the page under way and read no other: the program ends."""
        self._abandoned = True
        self._child.kill()

    def close(self) -> None:
        """End the process. The next page would start another."""
        with self._turn:
            self._child.drop()

    def __enter__(self) -> "TextReader":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _program() -> Program:
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable, "read-worker"] if frozen else [
        sys.executable, "-m", "app.scanning.text.reading_process",
    ]  # fmt: skip
    # One page is not worth a second core, which others may need.
    return Program(command, {"OMP_THREAD_LIMIT": "1"})
