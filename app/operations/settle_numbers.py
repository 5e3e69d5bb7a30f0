"""Numbers that a power cut left behind: settled by the signed file, or given back with a reason."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from app.domain.audit import Act
from app.domain.register import Book, NumberState, NumberWish, RegisterEntry, written_number
from app.errors import AppError, Code
from app.store.store import Store, Work
from signing.shown_number import heads_document, is_on_first_page, stands_in_stamp
from signing.verification.reasons import Verdict
from signing.verification.report import Kind, SignatureReport, VerificationReport

UNDER_WAY = timedelta(hours=1)
"""A number reserved later than this ago may belong to an act that has not ended: what signs does
not say so to other programs.
"""


def named_number(
    work: Work, number: int, symbol: str, *, year: int, book: Book | None = None
) -> RegisterEntry:
    """The entry. Errors: NUMBER_UNKNOWN; WRONG_USAGE where several books have the number."""
    found = work.register.named(number, symbol, year, book)
    if not found:
        written = written_number(number, symbol)
        raise AppError(Code.NUMBER_UNKNOWN, number=written, year=year)
    if len(found) > 1:
        raise AppError(Code.WRONG_USAGE, problem="missing", name="--book", command="quay register")
    return found[0]


def settle_number(
    store: Store, entry: RegisterEntry, file: Path, report: VerificationReport, now: datetime
) -> RegisterEntry:
    """Write down that ``entry`` stands on the signed ``file``, of which ``report`` is.

    Errors: NUMBER_NOT_SHOWN with ``reason``: ``unverified``, ``copies`` (they show no number),
    ``other_number`` with ``other``, empty where the number is not there; NUMBER_STANDS when it
    stands on another file.
    """
    signature = _proof(entry, file, report)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    with store.write() as work:
        for other in work.register.of_file(sha256):
            if other.book is entry.book and other.id != entry.id:
                raise _not_shown(entry, file, reason="other_number", other=other.written)
        current = _current(work, entry)
        if current.state is NumberState.ISSUED and current.sha256 != sha256:
            raise _stands(current, reason="issued")
        work.register.issue(entry.id, signer=signature.signer, sha256=sha256, now=now)
        work.audit.note(
            Act.NUMBER_SETTLED, number=entry.written, serial=signature.serial, sha256=sha256
        )
        return _current(work, entry)


def issue_left_behind(
    store: Store, wish: NumberWish, file: Path, *, signer: str, now: datetime
) -> str:
    """The number that an earlier run reserved for the signed ``file`` and did not live to issue.

    It is issued now. Empty, and nothing written, where the file has its number or where more than
    one may be meant: nothing is guessed. Errors: PDF_DAMAGED.
    """
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    with store.read() as work:
        left = _left_for(work, wish, file, sha256)
    # Reading a PDF takes seconds, while nobody else could write. Copies do not show their number.
    found = [
        each for each in left if wish.book is Book.COPIES or is_on_first_page(file, each.written)
    ]
    if len(found) != 1:
        return ""
    with store.write() as work:
        if _left_for(work, wish, file, sha256) != left:
            return ""  # somebody settled or reserved one meanwhile
        work.register.issue(found[0].id, signer=signer, sha256=sha256, now=now)
        work.audit.note(Act.NUMBER_SETTLED, number=found[0].written, sha256=sha256)
        return found[0].written


def free_number(store: Store, entry: RegisterEntry, reason: str, now: datetime) -> RegisterEntry:
    """Give ``entry`` back for ``reason``: no file bears it.

    Errors: NUMBER_STANDS with ``reason``: ``issued``, ``free``, or ``recent`` with ``again``.
    """
    with store.write() as work:
        current = _current(work, entry)
        if current.state is not NumberState.RESERVED:
            raise _stands(current, reason=current.state.value)
        over = current.written_at + UNDER_WAY
        if now < over:
            raise _stands(current, reason="recent", again=over.isoformat())
        work.register.free(entry.id, reason, now)
        work.audit.note(Act.NUMBER_FREED, number=entry.written)
        return _current(work, entry)


def _proof(entry: RegisterEntry, file: Path, report: VerificationReport) -> SignatureReport:
    """The last signature of a file that is valid and bears the number."""
    made = [each for each in report.signatures if each.kind is Kind.SIGNATURE]
    if report.verdict is not Verdict.VALID or not made:
        raise _not_shown(entry, file, reason="unverified")
    if entry.book is Book.COPIES:
        raise _not_shown(entry, file, reason="copies")
    if entry.book is Book.INCOMING:
        shown = stands_in_stamp(file, made[-1], entry.written)
    else:
        shown = heads_document(file, entry.written)
    if not shown:
        raise _not_shown(entry, file, reason="")
    return made[-1]


def _left_for(work: Work, wish: NumberWish, file: Path, sha256: str) -> tuple[RegisterEntry, ...]:
    """Numbers that may be meant for ``file``; none where it has one."""
    if any(each.book is wish.book for each in work.register.of_file(sha256)):
        return ()
    left = work.register.left_behind(wish, file.name)
    return tuple(each for each in left if wish.first in (None, each.number))


def _current(work: Work, entry: RegisterEntry) -> RegisterEntry:
    found = work.register.named(entry.number, entry.symbol, entry.day.year, entry.book)
    return next((each for each in found if each.id == entry.id), entry)


def _not_shown(entry: RegisterEntry, file: Path, *, reason: str, other: str = "") -> AppError:
    return AppError(
        Code.NUMBER_NOT_SHOWN, number=entry.written, file=file.name, reason=reason, other=other
    )


def _stands(entry: RegisterEntry, *, reason: str, again: str = "") -> AppError:
    return AppError(
        Code.NUMBER_STANDS, number=entry.written, name=entry.subject, reason=reason, again=again
    )
