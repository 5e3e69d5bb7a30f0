"""A PDF on the disk that belongs to no dossier, and why one cannot be taken. No Qt."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.counter import Counter
from app.domain.paper import Paper
from app.domain.place_template import RememberedPlace
from app.errors import AppError, Code
from app.operations.raise_files import require_deliverable
from app.pdf_content import PdfInMemory, opened
from signing.source import check_source
from ui.messages import message
from ui.paper_texts import bytes_text
from ui.verification.subject import Subject, file_subject


@dataclass(frozen=True)
class LooseDocument:
    """Read where it lies; its signed copy lies elsewhere."""

    path: Path
    """Absolute."""
    pages: int
    size: int
    """Bytes, with ``changed`` when it was put into the list."""
    changed: int
    """Nanoseconds, as the file system counts them."""
    copy: Path | None = None
    """The signed one."""
    level_now: str = ""
    shortfall: AppError | None = None
    """Why that is not the level that was wanted."""
    raised_later: bool = False
    may_be_verified: bool = True
    paper: Paper | None = None

    @property
    def key(self) -> str:
        return str(self.path)

    @property
    def title(self) -> str:
        return self.path.name

    @property
    def origin(self) -> str:
        return f"Tệp rời · {self.path.parent.name or self.path.parent}"

    @property
    def told(self) -> str:
        file = self.copy or self.path
        return f"{file}\n{self.pages} trang · {bytes_text(self.size)}"

    @property
    def level(self) -> str:
        """``B-T, chưa cao hơn: chưa đủ dữ liệu xác thực``"""
        if self.shortfall is None:
            return self.level_now
        why = message(self.shortfall).heading
        return f"{self.level_now}, chưa cao hơn: {why[0].lower()}{why[1:]}"

    @property
    def signed(self) -> bool:
        return self.copy is not None

    def read(self, counter: Counter) -> PdfInMemory:  # noqa: ARG002
        """It may be rewritten later, or its stick pulled out.

        Errors: FILE_MISSING, FILE_UNREADABLE; FILE_CHANGED since it was put into the list.
        """
        if self.copy is None and _state(self.path) != (self.size, self.changed):
            raise AppError(Code.FILE_CHANGED, path=str(self.path))
        with opened(self.copy or self.path) as stream:
            return PdfInMemory(self.title, stream.read())

    def held_place(self, counter: Counter, profile_id: str) -> RememberedPlace | None:  # noqa: ARG002
        return None

    def subject(self, counter: Counter) -> Subject:  # noqa: ARG002
        return file_subject(self.copy or self.path)


@dataclass(frozen=True)
class Found:
    """What became of files that were to be put into the list."""

    documents: tuple[LooseDocument, ...]
    refused: tuple[AppError, ...]
    """Each with the ``path`` of its file."""


def look_at(paths: Sequence[Path]) -> Found:
    """Which of ``paths`` can be signed, on the files lane: a drive may let one wait."""
    documents: list[LooseDocument] = []
    refused: list[AppError] = []
    for path in paths:
        try:
            documents.append(_document(path))
        except AppError as error:
            refused.append(AppError(error.code, **{**error.facts, "path": str(path)}))
    return Found(tuple(documents), tuple(refused))


def _document(path: Path) -> LooseDocument:
    """Errors: FILE_*, PDF_ONLY, NOT_A_PDF, PDF_*, SIGNING_FORBIDDEN_BY_FILE."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100 (``resolve`` would show other folders)
    size, changed = _state(whole)
    if whole.is_dir():
        raise AppError(Code.PDF_ONLY, folder=whole.name)
    if whole.suffix.lower() != ".pdf":
        raise AppError(Code.PDF_ONLY)
    require_deliverable(whole)
    return LooseDocument(whole, len(check_source(whole).pages), size, changed)


def _state(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, path=str(path)) from error
    except OSError as error:
        raise AppError(Code.FILE_UNREADABLE, path=str(path)) from error
    return stat.st_size, stat.st_mtime_ns
