"""Both sides of a stack by a feeder that sees one side: fronts, the stack turned over, backs."""

from collections.abc import Sequence
from typing import TypeVar

from app.domain.scan import BatchId
from app.errors import AppError, Code
from app.store.store import Store

Page = TypeVar("Page")


def interleaved(fronts: Sequence[Page], backs: Sequence[Page]) -> list[Page]:
    """Front and back of each sheet, from ``backs`` as they came: the last sheet's first.

    Errors: SIDES_UNEQUAL, for nobody can know which sheet went in with another.
    """
    if len(fronts) != len(backs):
        raise AppError(Code.SIDES_UNEQUAL, fronts=len(fronts), backs=len(backs))
    return [side for sheet in zip(fronts, reversed(backs), strict=True) for side in sheet]


def put_backs_between(
    *, store: Store, batch_id: BatchId, fronts: Sequence[str], backs: Sequence[str]
) -> None:
    """Put the sides of each sheet together where the first front stands; other pages stay in order.

    ``fronts`` and ``backs`` are identifiers in the order of scanning; what was removed since is
    not counted. Until this is done the pages simply follow one another, so that a crash before it
    costs their order alone. Errors: SIDES_UNEQUAL, with nothing moved.
    """
    with store.write() as work:
        order = [page.id for page in work.scans.get(batch_id).pages]
        kept = [[page for page in side if page in order] for side in (fronts, backs)]
        sheets = interleaved(kept[0], kept[1])
        if sheets:
            at = min(order.index(page) for page in sheets)
            others = [page for page in order if page not in sheets]
            before = sum(order.index(page) < at for page in others)
            work.scans.reorder(batch_id, (*others[:before], *sheets, *others[before:]))
