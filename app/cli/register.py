"""``quay register``, and the numbers that ``quay sign`` takes from the register."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.cli.vietnamese_help import VietnameseCommand, VietnameseGroup
from app.domain.register import Book, NumberState, RegisterEntry, typed_number
from app.errors import AppError, Code

if TYPE_CHECKING:
    from app.operations.loose_files import FileNumbers
    from app.store.store import Store
    from signing.profiles import SignatureProfile
    from signing.stamp_drawing import StampDetails

_BOOKS = {
    Book.OUTGOING: "Văn bản đi",
    Book.COPIES: "Bản sao",
    Book.INCOMING: "Văn bản đến",
}
_COMMAND = "quay register"
_NOT_SIGNED = "chưa ký xong"


register_app = typer.Typer(cls=VietnameseGroup, rich_markup_mode=None)
BookOption = Annotated[Book | None, typer.Option(help="Sổ nào; bỏ trống: sổ có số và ký hiệu này.")]
YearOption = Annotated[
    int | None, typer.Option(min=1, max=9999, help="Năm của số; bỏ trống: năm nay.")
]
NumberArgument = Annotated[
    str, typer.Argument(help="Số và ký hiệu, ví dụ 12/QĐ-UBND; 15 của văn bản đến.")
]


@register_app.callback(invoke_without_command=True)
def register(
    context: typer.Context,
    book: Annotated[Book | None, typer.Option(help="Chỉ một sổ; bỏ trống: cả ba.")] = None,
    year: Annotated[int | None, typer.Option(min=1, max=9999, help="Chỉ một năm.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Liệt kê sổ đăng ký: số và ký hiệu đã cấp, cho tệp nào, ai ký."""
    if context.invoked_subcommand is None:
        _list(book, year, as_json=as_json)
    elif book or year:
        # They would seem to say which number is meant; the command's own stand behind its name.
        context.fail("unexpected extra '--book, --year'")


@said_in_vietnamese
def _list(book: Book | None, year: int | None, *, as_json: bool) -> None:
    with _store() as store, store.read() as work:
        entries = work.register.entries(book, year)
    lines = [_line(entry) for entry in entries]
    Output(as_json).result([_json(entry) for entry in entries], *(lines or ["Sổ đăng ký trống."]))


@register_app.command(cls=VietnameseCommand)
@said_in_vietnamese
def settle(
    number: NumberArgument,
    file: Annotated[Path, typer.Option(help="Tệp đã ký mang số này.")],
    book: BookOption = None,
    year: YearOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Ghi rằng số đã đứng trên tệp đã ký, khi máy tắt trước lúc ghi sổ."""
    from app.counter import clock
    from app.operations.settle_numbers import settle_number
    from app.paths import default_profile
    from app.settings import load_settings
    from signing.trust import load_trust
    from signing.verification.worker import VerificationWorker

    profile = default_profile()
    with _store() as store:
        entry = _named(store, number, book, year)
        if not file.is_file():
            raise AppError(Code.FILE_MISSING, path=str(file))
        fetch = load_settings(profile.settings_file).trust.check_revocation
        with VerificationWorker() as worker:
            report = worker.verify(file, trust=load_trust((profile.trust,)), fetch=fetch)
        settled = settle_number(store, entry, file, report, clock())
    Output(as_json).result(_json(settled), _line(settled))


@register_app.command(cls=VietnameseCommand)
@said_in_vietnamese
def free(
    number: NumberArgument,
    reason: Annotated[str, typer.Option(help="Vì sao trả số lại; lý do được giữ trong sổ.")],
    book: BookOption = None,
    year: YearOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Trả lại sổ một số chưa đứng trên văn bản nào, khi lần ký bị ngắt."""
    from app.counter import clock
    from app.operations.settle_numbers import free_number

    if not reason.strip():
        raise AppError(
            Code.WRONG_USAGE, problem="bad_value", name="--reason", command="quay register free"
        )
    with _store() as store:
        entry = _named(store, number, book, year)
        freed = free_number(store, entry, " ".join(reason.split()), clock())
    Output(as_json).result(_json(freed), _line(freed))


def _named(store: "Store", typed: str, book: Book | None, year: int | None) -> RegisterEntry:
    """Errors: WRONG_USAGE, NUMBER_UNKNOWN."""
    from app.counter import clock
    from app.operations.settle_numbers import named_number
    from signing.stamp_drawing import VIETNAM

    number, symbol = typed_number(typed) or (None, "")
    if number is None:
        raise AppError(Code.WRONG_USAGE, problem="bad_value", name="SỐ", command=_COMMAND)
    this_year = clock().astimezone(VIETNAM).year
    with store.read() as work:
        return named_number(work, number, symbol, year=year or this_year, book=book)


@contextmanager
def numbered(
    profile: "SignatureProfile", details: "StampDetails", files: list[Path], out: Path
) -> Iterator["FileNumbers"]:
    """A number of the register for each of ``files`` that an earlier run did not sign into ``out``,
    where ``profile`` and ``details`` ask for it.

    Errors: STAMP_INCOMPLETE, NUMBER_TAKEN, those of ``Store``.
    """
    from app.counter import clock
    from app.operations.loose_files import NoNumbers
    from app.operations.register_numbers import number_wish, reserved_numbers
    from app.operations.registered_files import RegisteredFiles, file_subjects
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
    from app.secrets import ProfileKey
    from app.store.store import Store

    profile = default_profile()
    profile.make()
    store = Store(profile.database, profile.backups, ProfileKey(profile).load())
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
        "reason": entry.reason,
    }


def _line(entry: RegisterEntry) -> str:
    state = {
        NumberState.ISSUED: entry.signer,
        NumberState.RESERVED: _NOT_SIGNED,
        NumberState.FREE: f"đã trả lại sổ: {entry.reason}",
    }[entry.state]
    parts = (_BOOKS[entry.book], entry.written, f"{entry.day:%d/%m/%Y}", entry.subject, state)
    return "  ".join(parts)
