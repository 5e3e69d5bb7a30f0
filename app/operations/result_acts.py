"""Results on their way: signed by the leader, numbered and sealed by the clerk, handed out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.domain.officer import Officer
from app.domain.register import Book, NumberWish, RegisterEntry, typed_number, written_number
from app.domain.submission import OutboxItem, OutboxState
from app.domain.working_time import VIETNAM
from app.errors import AppError, Code
from app.operations.act_files import ActFile
from app.operations.result_signatures import (
    Signers,
    require_issued,
    require_leader,
    require_result,
)
from app.store.store import Work
from signing.shown_number import heads_with_another

_COUNTS = frozenset(OutboxState) - {OutboxState.WITHDRAWN, OutboxState.REFUSED}


def checked_results(
    kind: str,
    results: Sequence[ActFile],
    items: Sequence[OutboxItem],
    signers: Signers,
    officer: Officer,
) -> None:
    """Raise what the signatures on ``results`` lack for the act ``kind``.

    ``items`` are those of the dossier. Errors: RESULT_SIGNATURE_MISSING,
    ACT_INCOMPLETE.
    """
    if kind in ("approve", "issue_result") and not results:
        raise AppError(Code.ACT_INCOMPLETE, field="results", problem="missing")
    for file in results:
        if kind == "approve":
            require_leader(file, signers, officer)
        elif kind == "issue_result":
            require_issued(file, signers)
        elif kind == "return_result":
            require_result(file, signers)
    if kind == "return_result" and not results:
        _require_known_result(items)


def _require_known_result(items: Sequence[OutboxItem]) -> None:
    """What this counter itself did last with the result says whether it may be handed out; what
    others did the province knows.
    """
    done = [item for item in items if item.state in _COUNTS]
    steps = [item.act_kind for item in done if item.act_kind in ("approve", "issue_result")]
    if steps and steps[-1] == "approve":
        raise _unsigned("office")
    if not steps and any(item.payload.get("to") == "ready" for item in done):
        raise _unsigned("both")


def _unsigned(missing: str) -> AppError:
    return AppError(Code.RESULT_SIGNATURE_MISSING, missing_signature=missing, field="results")


def number_of(work: Work, sha256: str) -> RegisterEntry | None:
    """The number of a document sent that stands on the signed file; None when it has none."""
    found = work.register.of_file(sha256)
    return next((each for each in found if each.book is Book.OUTGOING), None)


def number_of_first(work: Work, results: Sequence[ActFile]) -> RegisterEntry | None:
    """The number of the first of ``results`` that the register has; None when it has none."""
    return next((each for file in results if (each := number_of(work, file.sent.sha256))), None)


def require_shown(first: ActFile, content: Mapping[str, Any]) -> None:
    """Raise where the number that is typed for ``first`` is not the one on its first page.

    Reading a page takes long, so that it is no part of the transaction. Errors: as
    :func:`numbered`.
    """
    written = written_number(*_whole_number(str(content.get("number") or "")))
    if heads_with_another(first.pdf, written):
        raise _other_number(first, written, "")


def numbered(
    work: Work, results: Sequence[ActFile], content: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """``number``, ``notation`` and ``issued_on`` of the act, kept in the register with it; what is
    typed was compared by :func:`require_shown`.

    Errors: ACT_INCOMPLETE with ``field`` ``number``; NUMBER_NOT_SHOWN; NUMBER_TAKEN.
    """
    first, typed = results[0], str(content.get("number") or "")
    given = number_of_first(work, results)
    if given is not None:
        wanted = typed_number(typed) if typed.strip() else None
        if wanted is not None and written_number(wanted[0] or 0, wanted[1]) != given.written:
            raise _other_number(first, typed, given.written)
        return _told(given.number, given.symbol, given.day)
    number, symbol = _whole_number(typed)
    last = first.signatures[-1]
    day = content.get("issued_on") or (last.signed_at or now).astimezone(VIETNAM).date()
    wish = NumberWish(Book.OUTGOING, symbol, day, number)
    try:
        entry = work.register.reserve(wish, subject=first.sent.title, now=now)
    except AppError as error:
        raise AppError(error.code, **{**error.facts, "field": "number"}) from error
    work.register.issue(entry.id, signer=last.signer, sha256=first.sent.sha256, now=now)
    return _told(number, symbol, day)


def _whole_number(typed: str) -> tuple[int, str]:
    wanted = typed_number(typed) if typed.strip() else None
    if wanted is None or wanted[0] is None or not wanted[1]:
        problem = "bad_value" if typed.strip() else "missing"
        raise AppError(Code.ACT_INCOMPLETE, field="number", problem=problem)
    return wanted[0], wanted[1]


def _told(number: int, symbol: str, day: date) -> dict[str, Any]:
    return {"number": number, "notation": symbol, "issued_on": day}


def _other_number(file: ActFile, number: str, other: str) -> AppError:
    reason = "other_number" if other else ""
    return AppError(
        Code.NUMBER_NOT_SHOWN, number=number, file=file.sent.title, reason=reason, other=other,
        field="number",
    )  # fmt: skip
