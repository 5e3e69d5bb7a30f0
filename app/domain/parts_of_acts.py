"""Which act a file in the queue belongs to: it goes before the act, and with it."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from app.domain.submission import OutboxKind


class Queued(Protocol):
    """An ``OutboxItem``, or the row of one."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...


T = TypeVar("T", bound=Queued)


def act_of(item: T, items: Iterable[T]) -> T | None:
    """``item`` if it is an act, else the act whose file it is. ``items`` are those of its dossier,
    in order of delivery; None for a file whose act is not among them.
    """
    return next(
        (each for each in items if each.id >= item.id and each.kind != OutboxKind.UPLOAD), None
    )


def files_of(act: T, items: Sequence[T]) -> tuple[T, ...]:
    """The files that were queued with ``act``; ``items`` as for :func:`act_of`."""
    return tuple(
        each for each in items if each.kind == OutboxKind.UPLOAD and act_of(each, items) is act
    )
