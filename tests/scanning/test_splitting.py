"""A stack is cut exactly where its sheets lie, and no page is lost."""

from hypothesis import given
from hypothesis import strategies as st

from app.scanning.codes.sheets import Sheet, SheetKind
from app.scanning.codes.splitting import SplitDossier, SplitPaper, StackPage, split

PAGE, BLANK, PATCH = StackPage(), StackPage(blank=True), StackPage(patch=True)


def cover(name: str) -> StackPage:
    return StackPage(sheet=Sheet(SheetKind.DOSSIER, name))


def paper(name: str) -> StackPage:
    return StackPage(sheet=Sheet(SheetKind.PAPER, name))


def test_a_mixed_stack() -> None:
    stack = [
        cover("A"), paper("tokhai"), PAGE, PAGE, paper("cccd"), PAGE,
        cover("B"), PAGE, PATCH, PAGE, BLANK, PAGE,
    ]  # fmt: skip
    found = split(stack)
    assert found.dossiers == (
        SplitDossier("A", (SplitPaper("tokhai", (2, 3)), SplitPaper("cccd", (5,)))),
        SplitDossier("B", (SplitPaper("", (7,)), SplitPaper("", (9, 10, 11)))),
    )
    assert found.left_out == (0, 1, 4, 6, 8)


def test_pages_before_the_first_sheet_are_a_paper_of_no_dossier() -> None:
    found = split([PAGE, PAGE, cover("A"), PAGE])
    assert found.dossiers == (
        SplitDossier("", (SplitPaper("", (0, 1)),)),
        SplitDossier("A", (SplitPaper("", (3,)),)),
    )


def test_the_back_of_a_separator_is_left_out_in_duplex_alone() -> None:
    stack = [cover("A"), BLANK, PAGE, BLANK, paper("x"), BLANK, BLANK]
    assert split(stack, duplex=True).left_out == (0, 1, 4, 5)
    assert split(stack, duplex=True).dossiers[0].papers == (
        SplitPaper("", (2, 3)),
        SplitPaper("x", (6,)),
    )
    assert split(stack).left_out == (0, 4)


PAGES = st.sampled_from([PAGE, BLANK, PATCH, cover("A"), cover("B"), paper("x"), paper("")])


@given(st.lists(PAGES, max_size=30), st.booleans())
def test_every_page_is_in_one_paper_or_left_out(stack: list[StackPage], duplex: bool) -> None:
    found = split(stack, duplex=duplex)
    pages = [page for dossier in found.dossiers for paper in dossier.papers for page in paper.pages]
    assert sorted([*pages, *found.left_out]) == list(range(len(stack)))
    assert pages == sorted(pages)
    assert all(stack[page].separates or stack[page].blank for page in found.left_out)
