"""Signing in at the province, and out."""

from contextlib import suppress
from datetime import UTC, datetime

from app.domain.attendance import AttendanceEntry, AttendanceKind
from app.domain.audit import Act
from app.domain.dossier import Gender
from app.domain.officer import AT_WORK, Officer, Role
from app.domain.submission import QueueHalt
from app.errors import AppError, Code
from app.store.store import Store
from sync.contract import TokenAnswer
from sync.province import Province
from sync.tokens import TokenKeeper


def complete_sign_in(
    *,
    store: Store,
    tokens: TokenKeeper,
    province: Province,
    answer: TokenAnswer,
    now: datetime | None = None,
    kind: AttendanceKind = AttendanceKind.SIGNED_IN,
) -> Officer:
    """Keep the tokens, learn who signed in, and let a queue go on that waited for it.

    The log of this machine is told of it as ``kind`` at ``now`` (default: the present).
    Errors: those of ``Province``, PROVINCE_FORBIDDEN for an account that does not work with
    dossiers; the tokens are forgotten then, as when the province does not say whose they are.
    """
    tokens.accept(answer)
    try:
        told = province.me()
        if told.role not in AT_WORK:
            raise AppError(Code.PROVINCE_FORBIDDEN)
    except BaseException as error:
        tokens.forget()
        if isinstance(error, AppError):
            note_failed_sign_in(store=store, error=error)
        raise
    officer = Officer(
        **told.model_dump(exclude={"role", "gender"}),
        role=Role(told.role),
        gender=Gender(told.gender),
    )
    with store.write() as work:
        work.facts.set_officer(officer)
        work.facts.note_attendance(AttendanceEntry(_moment(now), officer.account, kind))
        work.audit.note(Act.SIGNED_IN, way=kind.value, unit=officer.unit_code)
        if work.outbox.halt() is QueueHalt.SIGN_IN:
            work.outbox.set_halt(QueueHalt.NONE)
        # What another unit's officer could not send waits for one of its own.
        work.outbox.retry_all(_moment(now))
    return officer


def note_failed_sign_in(*, store: Store, error: AppError, account: str = "") -> None:
    """The province let nobody in; ``account`` is what was typed, if that is known."""
    with suppress(AppError), store.write() as work:  # ``error`` stays what is told
        work.audit.note(Act.SIGNED_IN, account=account, result=error.code.value)


def sign_out(*, store: Store, tokens: TokenKeeper, now: datetime | None = None) -> None:
    """Forget the tokens and the officer; what waits in the queue waits for the next sign-in."""
    tokens.forget()
    with store.write() as work:
        officer = work.facts.officer()
        if officer is not None:
            left = AttendanceEntry(_moment(now), officer.account, AttendanceKind.SIGNED_OUT)
            work.facts.note_attendance(left)
        work.audit.note(Act.SIGNED_OUT)
        work.facts.set_officer(None)


def _moment(now: datetime | None) -> datetime:
    return now or datetime.now(UTC)
