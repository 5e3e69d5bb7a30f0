"""Sổ đăng ký in the store: no number is given twice."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from app.domain.register import (
    Book,
    NumberState,
    NumberWish,
    RegisterEntry,
    written_number,
)
from app.errors import AppError, Code
from app.store.schema import RegisterRow


class Register:
    """One row a number. A row never goes: what was given back is offered again."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next_number(self, wish: NumberWish) -> int:
        """The one after the last of the year, or the lowest before it that was given back and has
        no earlier day behind it: numbers run with time.
        """
        given = and_(_same_series(wish), RegisterRow.state != NumberState.FREE)
        before = select(func.max(RegisterRow.number)).where(given, RegisterRow.day < wish.day)
        free = self._session.scalar(
            select(func.min(RegisterRow.number)).where(
                _same_series(wish),
                RegisterRow.state == NumberState.FREE,
                RegisterRow.number > func.coalesce(before.scalar_subquery(), 0),
            )
        )
        last = self._session.scalar(select(func.max(RegisterRow.number)).where(given))
        following = (last or 0) + 1
        return following if free is None else min(free, following)

    def reserve(self, wish: NumberWish, *, subject: str, now: datetime) -> RegisterEntry:
        """Take the number that is wished for, or the next one.

        Errors: NUMBER_TAKEN with ``number`` and, when known, ``subject`` of who has it.
        """
        number = wish.first or self.next_number(wish)
        row = self._session.scalar(
            select(RegisterRow).where(_same_series(wish), RegisterRow.number == number)
        )
        if row is None:
            row = RegisterRow(book=wish.book, year=wish.day.year, series=wish.series, number=number)
        elif row.state != NumberState.FREE:
            raise AppError(
                Code.NUMBER_TAKEN,
                number=written_number(row.number, row.symbol),
                subject=row.subject,
                next=written_number(self.next_number(wish), wish.symbol),
            )
        row.symbol, row.day, row.subject = wish.symbol, wish.day, subject
        row.state, row.written_at = NumberState.RESERVED, now
        self._session.add(row)
        self._session.flush()
        return _entry(row)

    def issue(self, entry_id: int, *, signer: str, sha256: str, now: datetime) -> None:
        """The number stands on the signed file ``sha256``."""
        row = self._session.get_one(RegisterRow, entry_id)
        row.signer, row.sha256 = signer, sha256
        row.state, row.written_at = NumberState.ISSUED, now

    def replace_file(self, before: str, after: str) -> None:
        """Numbers on the signed file ``before`` stand on ``after`` now: it was raised."""
        self._session.execute(
            update(RegisterRow).where(RegisterRow.sha256 == before).values(sha256=after)
        )

    def give_back(self, entry_id: int) -> None:
        """No file bears the number: the signature was not made."""
        row = self._session.get_one(RegisterRow, entry_id)
        if row.state == NumberState.RESERVED:
            row.state = NumberState.FREE

    def free(self, entry_id: int, reason: str, now: datetime) -> None:
        """Somebody says that no file bears the number; ``reason`` stays in the register."""
        row = self._session.get_one(RegisterRow, entry_id)
        row.reason, row.state, row.written_at = reason, NumberState.FREE, now

    def named(
        self, number: int, symbol: str, year: int, book: Book | None = None
    ) -> tuple[RegisterEntry, ...]:
        """Who has or had the number: one a book at most."""
        wanted = select(RegisterRow).where(RegisterRow.number == number, RegisterRow.year == year)
        rows = self._session.scalars(wanted.order_by(RegisterRow.book))
        return tuple(
            _entry(row)
            for row in rows
            if row.symbol.casefold() == symbol.casefold() and book in (None, row.book)
        )

    def left_behind(self, wish: NumberWish, subject: str) -> tuple[RegisterEntry, ...]:
        """Numbers of the series, of any year, that are reserved for ``subject``."""
        wanted = select(RegisterRow).where(
            RegisterRow.book == wish.book,
            RegisterRow.series == wish.series,
            RegisterRow.subject == subject,
            RegisterRow.state == NumberState.RESERVED,
        )
        return tuple(_entry(row) for row in self._session.scalars(wanted))

    def of_file(self, sha256: str) -> tuple[RegisterEntry, ...]:
        """Numbers that stand on the signed file ``sha256``: one a book at most."""
        return tuple(
            _entry(row)
            for row in self._session.scalars(
                select(RegisterRow).where(
                    RegisterRow.sha256 == sha256, RegisterRow.state == NumberState.ISSUED
                )
            )
        )

    def entries(
        self, book: Book | None = None, year: int | None = None
    ) -> tuple[RegisterEntry, ...]:
        """Numbers that were given, of one book or year or of all, in order; those given back too
        where somebody said why.
        """
        wanted = select(RegisterRow).where(
            or_(RegisterRow.state != NumberState.FREE, RegisterRow.reason != "")
        )
        if book is not None:
            wanted = wanted.where(RegisterRow.book == book)
        if year is not None:
            wanted = wanted.where(RegisterRow.year == year)
        ordered = wanted.order_by(
            RegisterRow.book, RegisterRow.year, RegisterRow.series, RegisterRow.number
        )
        return tuple(_entry(row) for row in self._session.scalars(ordered))


def _same_series(wish: NumberWish) -> ColumnElement[bool]:
    return and_(
        RegisterRow.book == wish.book,
        RegisterRow.year == wish.day.year,
        RegisterRow.series == wish.series,
    )


def _entry(row: RegisterRow) -> RegisterEntry:
    return RegisterEntry(
        id=row.id,
        book=Book(row.book),
        number=row.number,
        symbol=row.symbol,
        day=row.day,
        subject=row.subject,
        signer=row.signer,
        sha256=row.sha256,
        state=NumberState(row.state),
        written_at=row.written_at,
        reason=row.reason,
    )
