"""Numbers of the register for documents that are about to be signed."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from app.domain.register import Book, NumberWish, RegisterEntry, typed_number
from app.errors import AppError, Code
from app.store.store import Store, Work
from signing.profiles import (
    CERTIFIED_COPY,
    COPY_OF_A_COPY,
    EXTRACT,
    INCOMING,
    ISSUING,
    SignatureProfile,
)

BOOKS = {
    ISSUING.id: Book.OUTGOING,
    CERTIFIED_COPY.id: Book.COPIES,
    COPY_OF_A_COPY.id: Book.COPIES,
    EXTRACT.id: Book.COPIES,
    INCOMING.id: Book.INCOMING,
}
"""Where the documents that a profile signs are registered; the others bear no number of their own
(an appendix bears that of its document).
"""


@dataclass
class Numbers:
    """The entries of one batch, by whatever its documents are called."""

    entries: Mapping[str, RegisterEntry]
    wishes: Mapping[str, NumberWish]
    """What is asked for each, also for those that an earlier run gave theirs."""
    issued: set[int] = field(default_factory=set)

    def issue(
        self, work: Work, entry: RegisterEntry, *, signer: str, sha256: str, now: datetime
    ) -> None:
        """In the transaction of ``work``, which says that the file is signed."""
        work.register.issue(entry.id, signer=signer, sha256=sha256, now=now)
        self.issued.add(entry.id)


def number_wish(profile: SignatureProfile, typed: str, day: date) -> NumberWish | None:
    """What number ``typed`` asks for: ``123/QĐ-UBND``, or ``/QĐ-UBND`` for the next one.

    None when nothing is to be registered. What comes in always is; the rest when there is a number
    or ký hiệu. Errors: STAMP_INCOMPLETE with ``missing``: ``number_shape``, ``symbol``.
    """
    book = BOOKS.get(profile.id)
    if book is None or (not typed.strip() and book is not Book.INCOMING):
        return None
    parts = typed_number(typed) if typed.strip() else (None, "")
    if parts is None:
        raise AppError(Code.STAMP_INCOMPLETE, missing="number_shape", profile=profile.id)
    number, symbol = parts
    if not symbol and book is not Book.INCOMING:
        raise AppError(Code.STAMP_INCOMPLETE, missing="symbol", profile=profile.id)
    return NumberWish(book, symbol, day, number)


def require_free(store: Store, wish: NumberWish, count: int) -> None:
    """Raise, before a PIN is asked, unless ``count`` numbers can be had. Errors: NUMBER_TAKEN."""
    with store.read() as work:  # nothing of it is kept
        for number in range(count):
            work.register.reserve(
                _wish_of(wish, number), subject="", now=datetime.now().astimezone()
            )


@contextmanager
def reserved_numbers(
    store: Store,
    wish: NumberWish | None,
    subjects: Mapping[str, str | None],
    *,
    now: Callable[[], datetime],
) -> Iterator[Numbers]:
    """A number for each of ``subjects`` (trích yếu by key), in their order; those that are None
    have theirs already, from an earlier run.

    They are durable before the key is used, so that no other act can get them; those whose
    documents are not signed are given back at the end. After a power cut they stay reserved, for
    a file with the number may be there. Errors: NUMBER_TAKEN.
    """
    if wish is None:
        yield Numbers({}, {})
        return
    entries = {}
    wishes = {key: _wish_of(wish, place) for place, key in enumerate(subjects)}
    with store.write() as work:
        for key, subject in subjects.items():
            if subject is not None:
                entries[key] = work.register.reserve(wishes[key], subject=subject, now=now())
    numbers = Numbers(entries, wishes)
    try:
        yield numbers
    finally:
        unused = [each for each in entries.values() if each.id not in numbers.issued]
        if unused:
            with store.write() as work:
                for each in unused:
                    work.register.give_back(each.id)


def _wish_of(wish: NumberWish, place: int) -> NumberWish:
    """``wish`` for the document at ``place`` of a batch, 0 for the first."""
    return wish if wish.first is None else replace(wish, first=wish.first + place)
