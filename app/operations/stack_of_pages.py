"""A stack of page images without a dossier: looked at, cleaned, read, cut into files."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.paper import MAX_FILE_BYTES
from app.domain.scan import AS_IT_IS, PageFinding, PageLook
from app.errors import AppError, Code
from app.scanning.cleaning.raw_page import RawPage
from app.scanning.codes.sheets import read_sheet
from app.scanning.codes.splitting import Split, SplitDossier, SplitPaper, StackPage, split
from app.scanning.compression.steps import Compression
from app.scanning.legal_check import LegalReport, check_pdf
from app.scanning.page_look import look_at_page, with_duplicate
from app.scanning.pdf_builder import BuildPage, BuiltPdf, build_pdf
from app.scanning.pixels import read_pixels
from app.scanning.room import ROOM
from app.scanning.source import PageImage
from app.scanning.text.page_text import PageText
from app.scanning.text.reader import TextReader
from app.side_folder import place_new, side_folder


@dataclass(frozen=True)
class StackWish:
    """What is to be done with a stack."""

    clean: bool = True
    read: bool = True
    """Turn pages upright and lay their text under them."""
    split: bool = False
    """Cut at cover sheets, separators and patch codes."""
    duplex: bool = False
    """Both sides were scanned: the empty back of a separator belongs to it."""
    compression: Compression = Compression.JPEG
    max_bytes: int = MAX_FILE_BYTES


@dataclass(frozen=True)
class StackPageFound:
    """One page, and what is known of it."""

    image: PageImage
    look: PageLook
    rotation: int = 0
    """Clockwise, in degrees, so that it stands upright."""
    text: PageText | None = None
    unread: AppError | None = None
    """Why there is no text although it was wanted."""


@dataclass(frozen=True)
class MadeFile:
    file: Path
    built: BuiltPdf
    report: LegalReport
    dossier: str
    component: str
    """As the sheets before it name them; empty without."""
    pages: tuple[int, ...]
    """Numbers in the stack, 0 for the first."""


def look_at_stack(
    images: Sequence[PageImage],
    wish: StackWish,
    *,
    request_mm: tuple[float, float] | None = None,
    on_page: Callable[[], None] = lambda: None,
) -> tuple[StackPageFound, ...]:
    """What is found on ``images``, in their order; a few at once, read one after the other.

    ``request_mm`` is the paper that the scanner was asked for, None for files. Text that cannot be
    had costs nothing else. Errors: FILE_MISSING, IMAGE_UNREADABLE.
    """
    with ExitStack() as held:
        reader = held.enter_context(TextReader()) if wish.read else None
        pages = []
        for image, look in zip(images, _looks(images, request_mm), strict=True):
            seen = look if wish.clean else replace(look, cleaning=AS_IT_IS)
            pages.append(_read(StackPageFound(image, seen), reader))
            on_page()
    return tuple(pages)


def make_files(
    pages: Sequence[StackPageFound], wish: StackWish, out: Path
) -> tuple[tuple[MadeFile, ...], tuple[int, ...]]:
    """Files of ``pages``, and the numbers of separators, which are in none.

    One paper becomes ``out``; several become ``out`` with numbers. Nothing is overwritten. Errors:
    FILE_EXISTS, NOTHING_SCANNED, those of ``build_pdf``.
    """
    found = _split(pages, wish)
    papers = [(dossier, paper) for dossier in found.dossiers for paper in dossier.papers]
    if not papers:
        raise AppError(Code.NOTHING_SCANNED)
    made = []
    with side_folder(out.parent) as aside:  # all of them, or none when one cannot be made
        for number, (dossier, paper) in enumerate(papers, start=1):
            several = f"{out.stem}-{number}{out.suffix}"
            file = out if len(papers) == 1 else out.with_name(several)
            if file.exists():
                raise AppError(Code.FILE_EXISTS, file=file.name)
            made.append(_made(file, dossier, paper, pages, wish, aside=aside))
        for each in made:
            place_new(aside / each.file.name, each.file)
    return tuple(made), found.left_out


def _looks(
    images: Sequence[PageImage], request_mm: tuple[float, float] | None
) -> Iterator[PageLook]:
    """In order; each page that is one of those before is marked."""

    def look(image: PageImage) -> PageLook:
        with ROOM.taken(image.width_px * image.height_px):
            page = RawPage(read_pixels(image.file), image.dpi)
            return look_at_page(page, request_mm=request_mm)

    before: list[PageLook] = []
    with ThreadPoolExecutor(os.cpu_count() or 1, "looking") as threads:
        for found in threads.map(look, images):
            before.append(with_duplicate(found, before))
            yield before[-1]


def _read(page: StackPageFound, reader: TextReader | None) -> StackPageFound:
    if reader is None or PageFinding.BLANK in page.look.findings:
        return page
    image = page.image
    try:
        with ROOM.taken(image.width_px * image.height_px // 2):  # as in read_pages
            turns = reader.quarter_turns(image.file, dpi=image.dpi)
            text = reader.read(image.file, dpi=image.dpi, cleaning=page.look.cleaning, turns=turns)
    except AppError as error:
        return replace(page, unread=error)
    return replace(page, rotation=90 * turns, text=text)


def _split(pages: Sequence[StackPageFound], wish: StackWish) -> Split:
    if not wish.split:
        whole = SplitPaper("", tuple(range(len(pages))))
        return Split((SplitDossier("", (whole,)),) if pages else (), ())
    stack = []
    for page in pages:
        sheets = [sheet for each in page.look.codes if (sheet := read_sheet(each))]
        blank = PageFinding.BLANK in page.look.findings
        stack.append(StackPage(sheets[0] if sheets else None, page.look.patch, blank))
    return split(stack, duplex=wish.duplex)


def _made(
    file: Path,
    dossier: SplitDossier,
    paper: SplitPaper,
    pages: Sequence[StackPageFound],
    wish: StackWish,
    *,
    aside: Path,
) -> MadeFile:
    chosen = [pages[number] for number in paper.pages]
    built = build_pdf(
        [BuildPage(e.image.file, e.image.dpi, e.rotation, e.look.cleaning, e.text) for e in chosen],
        aside / file.name,
        max_bytes=wish.max_bytes,
        compression=wish.compression,
    )
    report = check_pdf(aside / file.name)
    return MadeFile(file, built, report, dossier.name, paper.component, paper.pages)
