"""What becomes of a stack that is cut at its sheets: which pages go to which component of whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from app.domain.dossier import OPEN_HERE, ComponentLine, Dossier, DossierId
from app.domain.scan import BatchId, PageFinding, ScanBatch, ScannedPage
from app.errors import AppError
from app.scanning.codes.sheets import Sheet, SheetKind, read_sheet
from app.scanning.codes.splitting import StackPage, split
from app.store.store import Store, Work


class ByHand(StrEnum):
    """Why the officer has to say where a part belongs."""

    NO_SHEET = "no_sheet"  # pages before the first sheet, or behind a patch code
    NO_COMPONENT = "no_component"  # the dossier is known, the paper is not
    UNKNOWN = "unknown"  # the sheet names nothing that this counter has
    OTHER_DOSSIER = "other_dossier"  # the separator belongs to another dossier than the cover
    SUBMITTED = "submitted"  # the dossier takes no papers any more


@dataclass(frozen=True)
class StackPart:
    """Pages that become a batch of their own, and a paper when ``component`` is known."""

    pages: tuple[ScannedPage, ...]
    first: int
    """Number of its first page in the batch, 1 for the first; the others follow."""
    dossier: Dossier | None
    component: ComponentLine | None
    by_hand: ByHand | None
    """None for a part that is attached at once."""

    @property
    def last(self) -> int:
        return self.first + len(self.pages) - 1


@dataclass(frozen=True)
class SplitPlan:
    """Every page of the batch is in one part, or is a sheet or the blank back of one."""

    batch_id: BatchId
    parts: tuple[StackPart, ...]
    sheets: tuple[ScannedPage, ...]
    """Separators: kept as images, part of no paper."""
    backs: tuple[ScannedPage, ...]
    """Their blank backs: likewise."""

    @property
    def known(self) -> tuple[StackPart, ...]:
        """Those that are attached at once."""
        return tuple(part for part in self.parts if part.by_hand is None)

    @property
    def unknown(self) -> tuple[StackPart, ...]:
        return tuple(part for part in self.parts if part.by_hand is not None)


def cuts(page: ScannedPage) -> bool:
    """Whether a stack is cut at ``page``: it is a sheet of ours, or bears a patch code."""
    return _stack_page(page).separates


def can_split(batch: ScanBatch) -> bool:
    """Whether there is a sheet in ``batch``, and a page that is none."""
    found = {cuts(page) for page in batch.pages}
    return found == {True, False}


def has_blank_backs(batch: ScanBatch) -> bool:
    """Whether an empty page follows a sheet, as when both sides were scanned."""
    pages = [_stack_page(page) for page in batch.pages]
    return any(page.separates and back.blank for page, back in pairwise(pages))


def plan_split(*, store: Store, batch: ScanBatch, duplex: bool) -> SplitPlan:
    """How ``batch`` is cut; nothing is done yet.

    With ``duplex`` the blank page behind a sheet is its back. Pages that nobody looked at are taken
    for pages of papers. A component is taken at its word without a cover sheet, too, since it is of
    one dossier only; behind the cover of another one nothing is certain.
    """
    found = split([_stack_page(page) for page in batch.pages], duplex=duplex)
    parts = []
    with store.read() as work:
        for of_dossier in found.dossiers:
            for paper in of_dossier.papers:
                pages = tuple(batch.pages[number] for number in paper.pages)
                place = _place(work, batch, of_dossier.name, paper.component)
                parts.append(StackPart(pages, paper.pages[0] + 1, *place))
    left_out = [batch.pages[number] for number in found.left_out]
    return SplitPlan(
        batch.id,
        tuple(parts),
        sheets=tuple(page for page in left_out if cuts(page)),
        backs=tuple(page for page in left_out if not cuts(page)),
    )


def _stack_page(page: ScannedPage) -> StackPage:
    if page.look is None:
        return StackPage()
    blank = PageFinding.BLANK in page.look.findings
    return StackPage(_sheet(page.look.codes), page.look.patch, blank)


def _sheet(codes: Sequence[str]) -> Sheet | None:
    """A cover that bears other codes as well is a cover all the same."""
    sheets = [sheet for each in codes if (sheet := read_sheet(each)) is not None]
    return min(sheets, key=lambda sheet: sheet.kind != SheetKind.DOSSIER, default=None)


_Place = tuple[Dossier | None, ComponentLine | None, ByHand | None]


def _place(work: Work, batch: ScanBatch, dossier_name: str, component_name: str) -> _Place:
    """By what the sheets say; a dossier is named only where the officer may put the paper.

    Before the first sheet it is the one that ``batch`` was scanned for.
    """
    if not dossier_name and not component_name:
        return _open(_dossier(work, batch.dossier_id)), None, ByHand.NO_SHEET
    cover = _dossier(work, dossier_name)
    dossier = work.dossiers.of_component(component_name) if component_name else cover
    if dossier is None or (dossier_name and cover is None):
        return _open(cover), None, ByHand.UNKNOWN
    if cover is not None and cover.id != dossier.id:
        return None, None, ByHand.OTHER_DOSSIER
    if _open(dossier) is None:
        return None, None, ByHand.SUBMITTED
    component = next((line for line in dossier.components if line.id == component_name), None)
    return dossier, component, None if component else ByHand.NO_COMPONENT


def _dossier(work: Work, name: str) -> Dossier | None:
    try:
        return work.dossiers.get(DossierId(name)) if name else None
    except AppError:
        return None


def _open(dossier: Dossier | None) -> Dossier | None:
    return dossier if dossier is not None and dossier.state in OPEN_HERE else None
