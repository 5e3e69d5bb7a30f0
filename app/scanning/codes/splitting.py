"""Where a stack that went through the feeder in one go is cut into dossiers and their papers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.scanning.codes.sheets import Sheet, SheetKind


@dataclass(frozen=True)
class StackPage:
    """What is known of one page of the stack."""

    sheet: Sheet | None = None
    """When it is one that the program printed."""
    patch: bool = False
    """It bears a patch code."""
    blank: bool = False

    @property
    def separates(self) -> bool:
        return self.sheet is not None or self.patch


@dataclass(frozen=True)
class SplitPaper:
    component: str
    """As its separator names it; empty when none did."""
    pages: tuple[int, ...]
    """Numbers in the stack, 0 for the first."""


@dataclass(frozen=True)
class SplitDossier:
    name: str
    """As its cover sheet names it; empty before the first one."""
    papers: tuple[SplitPaper, ...]


@dataclass(frozen=True)
class Split:
    dossiers: tuple[SplitDossier, ...]
    left_out: tuple[int, ...]
    """Separators and their empty backs: kept as images, part of no paper."""


@dataclass
class _Dossier:
    name: str
    papers: list["_Paper"] = field(default_factory=list)


@dataclass
class _Paper:
    component: str
    pages: list[int] = field(default_factory=list)


def split(stack: Sequence[StackPage], *, duplex: bool = False) -> Split:
    """Cut ``stack`` at its sheets and patch codes; every page is in a paper or left out.

    With ``duplex`` the empty page behind a separator is its back. Dossiers and papers without a
    page are none, so a cover sheet may be followed by a separator.
    """
    dossiers, left_out = [_Dossier("", [_Paper("")])], []
    behind_separator = False
    for number, page in enumerate(stack):
        if page.separates:
            left_out.append(number)
            _begin(dossiers, page.sheet)
        elif duplex and behind_separator and page.blank:
            left_out.append(number)
        else:
            dossiers[-1].papers[-1].pages.append(number)
        behind_separator = page.separates
    return Split(tuple(_whole(dossiers)), tuple(left_out))


def _begin(dossiers: list[_Dossier], sheet: Sheet | None) -> None:
    if sheet is not None and sheet.kind is SheetKind.DOSSIER:
        dossiers.append(_Dossier(sheet.name, [_Paper("")]))
    else:
        dossiers[-1].papers.append(_Paper(sheet.name if sheet else ""))


def _whole(dossiers: Sequence[_Dossier]) -> list[SplitDossier]:
    found = []
    for dossier in dossiers:
        papers = [SplitPaper(p.component, tuple(p.pages)) for p in dossier.papers if p.pages]
        if papers:
            found.append(SplitDossier(dossier.name, tuple(papers)))
    return found
