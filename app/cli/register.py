"""``quay register``, and the numbers that ``quay sign`` takes from the register."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.domain.register import Book, NumberState, RegisterEntry

if TYPE_CHECKING:
    from app.operations.sign_loose_files import FileNumbers
    from app.store.store import Store
    from signing.profiles import SignatureProfile
    from signing.stamp_drawing import StampDetails

_BOOKS = {
    Book.OUTGOING: "Văn bản đi",
    Book.COPIES: "Bản sao",
    Book.INCOMING: "Văn bản đến",
}
_NOT_SIGNED = "chưa ký xong"


@said_in_vietnamese
def register(
    book: Annotated[Book | None, typer.Option(help="Chỉ một sổ; bỏ trống: cả ba.")] = None,
    year: Annotated[int | None, typer.Option(min=1, max=9999, help="Chỉ một năm.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Liệt kê sổ đăng ký: số và ký hiệu đã cấp, cho tệp nào, ai ký."""
    with _store() as store, store.read() as work:
        entries = work.register.entries(book, year)
    lines = [_line(entry) for entry in entries]
    Output(as_json).result([_json(entry) for entry in entries], *(lines or ["Sổ đăng ký trống."]))


@contextmanager
def numbered(
    profile: "SignatureProfile", details: "StampDetails", files: list[Path], out: Path
) -> Iterator["FileNumbers"]:
    """A number of the register for each of ``files`` that an earlier run did not sign into ``out``,
    where ``profile`` and ``details`` ask for it.

    Errors: STAMP_INCOMPLETE, NUMBER_TAKEN, those of ``Store``.
    """
    from app.counter import clock
    from app.operations.register_numbers import number_wish, reserved_numbers
    from app.operations.registered_files import RegisteredFiles, file_subjects
    from app.operations.sign_loose_files import NoNumbers
    from signing.stamp_drawing import VIETNAM

    wish = number_wish(profile, details.number, details.day or clock().astimezone(VIETNAM).date())
    if wish is None:
        yield NoNumbers()
        return
    subjects = file_subjects((file, out) for file in files)
    with _store() as store, reserved_numbers(store, wish, subjects, now=clock) as numbers:
        yield RegisteredFiles(store, numbers, clock)


@contextmanager
def _store() -> Iterator["Store"]:
    """The profile's own, also while the window is open: SQLite lets one write after the other."""
    from app.paths import default_profile
    from app.store.store import Store

    profile = default_profile()
    profile.make()
    store = Store(profile.database, profile.backups)
    try:
        yield store
    finally:
        store.close()


def _json(entry: RegisterEntry) -> dict[str, Any]:
    return {
        "book": entry.book.value,
        "year": entry.day.year,
        "number": entry.number,
        "symbol": entry.symbol,
        "written": entry.written,
        "day": entry.day.isoformat(),
        "subject": entry.subject,
        "signer": entry.signer,
        "sha256": entry.sha256,
        "state": entry.state.value,
    }


def _line(entry: RegisterEntry) -> str:
    signer = entry.signer if entry.state is NumberState.ISSUED else _NOT_SIGNED
    parts = (_BOOKS[entry.book], entry.written, f"{entry.day:%d/%m/%Y}", entry.subject, signer)
    return "  ".join(parts)
