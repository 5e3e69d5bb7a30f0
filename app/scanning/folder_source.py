"""Pages from a folder into which a copier or another program puts its scans."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from app.errors import AppError, Cancelled, Code
from app.scanning.file_kind import file_kind
from app.scanning.file_source import FileSource
from app.scanning.page_files import PageFolder
from app.scanning.source import PageImage, ScanRequest, Watch

TAKEN_FOLDER = "da-nhan"
"""Where files lie whose pages were taken, beside those still to come."""

PATIENCE = 20
"""Looks at an unreadable file that does not change any more until the officer is told."""

_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart")
_PERHAPS_UNFINISHED = {
    Code.FILE_EMPTY,
    Code.FILE_UNREADABLE,
    Code.IMAGE_UNREADABLE,
    Code.PDF_DAMAGED,
}


@dataclass(frozen=True)
class _Look:
    """What a file looked like at the last look."""

    size: int
    modified_ns: int
    unchanged: int
    """Looks before this one that saw the same."""


class FolderSource:
    """Takes files whole, oldest first, once nobody writes to them any more.

    The pages of a file are durable in the target folder before the file moves to TAKEN_FOLDER,
    and it has moved before they are yielded: a power cut can repeat pages, never lose them.
    ``pause`` passes the time between two looks.
    """

    def __init__(
        self,
        folder: Path,
        *,
        watch: Watch = Watch.UNTIL_STOPPED,
        pause: Callable[[], None] = lambda: time.sleep(0.5),
    ) -> None:
        self._folder = folder
        self._watch = watch
        self._pause = pause

    @property
    def address(self) -> str:
        return f"folder:{self._folder}"

    def capabilities(self) -> None:
        return None

    def pages(
        self, request: ScanRequest, folder: PageFolder, stop: Callable[[], bool]
    ) -> Iterator[PageImage]:
        """See ``ScanSource``. Ends after the file with which ``max_pages`` is reached."""
        whole_files = replace(request, max_pages=None)
        seen: dict[Path, _Look] = {}
        count = 0
        while True:
            seen = self._look_again(seen)
            if self._watch is Watch.UNTIL_EMPTY and not seen:
                return
            for file, look in seen.items():
                if stop():
                    raise Cancelled
                if look.unchanged:
                    taken = _take(file, look, whole_files, folder, stop)
                    yield from taken
                    count += len(taken)
                if request.max_pages is not None and count >= request.max_pages:
                    return
            if stop():
                raise Cancelled
            self._pause()

    def _look_again(self, before: dict[Path, _Look]) -> dict[Path, _Look]:
        """The files that lie there now, oldest first. Errors: WATCHED_FOLDER_ABSENT."""
        try:
            now = {
                file: look
                for file in self._folder.iterdir()
                if _is_finished_by_name(file) and file.is_file() and _may_hold_pages(file)
                if (look := _look(file, before.get(file))) is not None
            }
        except OSError as error:
            raise AppError(Code.WATCHED_FOLDER_ABSENT, folder=str(self._folder)) from error
        return dict(sorted(now.items(), key=lambda each: (each[1].modified_ns, each[0].name)))


def _is_finished_by_name(file: Path) -> bool:
    return not file.name.startswith((".", "~")) and file.suffix.lower() not in _UNFINISHED


def _may_hold_pages(file: Path) -> bool:
    """Not Thumbs.db and the like; a file that cannot be read yet may."""
    try:
        file_kind(file)
    except AppError as error:
        return error.code in _PERHAPS_UNFINISHED
    return True


def _look(file: Path, before: _Look | None) -> _Look | None:
    """None once the file is gone."""
    try:
        facts = file.stat()
    except FileNotFoundError:
        return None
    if before and (before.size, before.modified_ns) == (facts.st_size, facts.st_mtime_ns):
        return replace(before, unchanged=before.unchanged + 1)
    return _Look(facts.st_size, facts.st_mtime_ns, unchanged=0)


def _take(
    file: Path, look: _Look, request: ScanRequest, folder: PageFolder, stop: Callable[[], bool]
) -> list[PageImage]:
    """All pages of ``file``, which has moved then, or none of them yet."""
    pages: list[PageImage] = []
    try:
        for page in FileSource(file).pages(request, folder, stop):
            pages.append(page)
        after = _look(file, look)
        if after is not None:  # else somebody took it away, once it was read
            if not after.unchanged:  # written to while it was read
                raise AppError(Code.FILE_UNREADABLE, file=file.name)
            _move_away(file)
    except (AppError, Cancelled) as error:
        for page in pages:
            folder.remove(page.file)
        if (
            isinstance(error, AppError)
            and error.code in _PERHAPS_UNFINISHED
            and look.unchanged < PATIENCE
        ):
            return []
        raise
    return pages


def _move_away(file: Path) -> None:
    """Errors: FILE_UNREADABLE, while another program holds the file (Windows)."""
    place = file.parent / TAKEN_FOLDER
    try:
        place.mkdir(exist_ok=True)
        target = place / file.name
        number = 1
        while target.exists():
            number += 1
            target = place / f"{file.stem} ({number}){file.suffix}"
        file.rename(target)
    except OSError as error:
        raise AppError(Code.FILE_UNREADABLE, file=file.name) from error
