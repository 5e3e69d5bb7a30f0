"""A PDF that is to be signed: opened, measured and judged before any PIN is asked."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from app.domain.paper import Rect
from app.errors import AppError, Code
from app.pdf_content import Pdf, opened
from signing.earlier_signatures import forbid_when_locked
from signing.placement import PageGeometry

_HEADER_WITHIN = 1024
"""Bytes in which ``%PDF-`` must begin (ISO 32000-1, Annex H, implementation note 13)."""
_INHERITED = ("/MediaBox", "/CropBox", "/Rotate")


class Active(StrEnum):
    """Content that may show something else than the page that the officer saw."""

    XFA = "xfa"
    JAVASCRIPT = "javascript"


@dataclass(frozen=True)
class SourceFacts:
    """What is known of a PDF that may be signed."""

    pages: tuple[PageGeometry, ...]
    signatures: int
    """Signatures and document time stamps that it has already; all of them hold."""
    active: frozenset[Active]
    """To be told to the officer; the file may be signed."""


@dataclass(frozen=True)
class Page:
    reference: generic.Reference
    geometry: PageGeometry


@dataclass(frozen=True)
class OpenSource:
    """A PDF that can be signed, read once for all that is done with it."""

    reader: PdfFileReader
    pages: tuple[Page, ...]
    facts: SourceFacts


@contextmanager
def open_source(pdf: Pdf) -> Iterator[OpenSource]:
    """``pdf``, if it can be signed; a file is open as long as the context.

    Errors: FILE_MISSING, FILE_UNREADABLE, FILE_EMPTY, NOT_A_PDF, PDF_ENCRYPTED, PDF_DAMAGED,
    SIGNING_FORBIDDEN_BY_FILE with ``reason``.
    """
    with opened(pdf) as stream:
        reader = read_pdf(stream)
        with damaged_unless_read():
            pages = tuple(pages_of(reader))
            facts = SourceFacts(
                pages=tuple(page.geometry for page in pages),
                signatures=len(forbid_when_locked(reader)),
                active=frozenset(_active(reader)),
            )
        yield OpenSource(reader, pages, facts)


def check_source(pdf: Pdf) -> SourceFacts:
    """Whether ``pdf`` can be signed, and what its pages are like.

    Errors: those of ``open_source``.
    """
    with open_source(pdf) as source:
        return source.facts


def read_pdf(stream: BinaryIO) -> PdfFileReader:
    """A reader over the whole document.

    Strict, so that nothing half understood is signed; files with hybrid cross-references, as Word
    writes them, are well-formed but need the lenient reader.
    Errors: FILE_EMPTY, NOT_A_PDF, PDF_ENCRYPTED, PDF_DAMAGED.
    """
    head = stream.read(_HEADER_WITHIN)
    if not head:
        raise AppError(Code.FILE_EMPTY)
    if b"%PDF-" not in head:
        raise AppError(Code.NOT_A_PDF)
    with damaged_unless_read():
        reader = PdfFileReader(stream, strict=True)
        # Not ``reader.encrypted``: to that, a dictionary within the trailer, as MuPDF writes it, is
        # damage.
        if "/Encrypt" in reader.trailer_view:
            raise AppError(Code.PDF_ENCRYPTED)
        if reader.xrefs.hybrid_xrefs_present:
            reader = PdfFileReader(stream, strict=False)
        if not isinstance(reader.root["/Pages"], generic.DictionaryObject):
            raise AppError(Code.PDF_DAMAGED)
    return reader


@contextmanager
def damaged_unless_read() -> Iterator[None]:
    """Everything that goes wrong while a foreign file is read means PDF_DAMAGED."""
    try:
        yield
    except AppError:
        raise
    # Fail closed: hostile files make the reader raise KeyError, AssertionError, RecursionError
    # and more beside its own errors.
    except Exception as error:
        raise AppError(Code.PDF_DAMAGED, error=type(error).__name__) from error


def pages_of(reader: PdfFileReader) -> list[Page]:
    """All pages in order. Errors: PDF_DAMAGED for no pages, loops and absurd boxes."""
    root = reader.root.get_value_as_reference("/Pages")
    found: list[Page] = []
    waiting: list[tuple[generic.Reference, dict[str, Any]]] = [(root, {})]
    seen: set[generic.Reference] = set()
    while waiting:
        reference, above = waiting.pop()
        if reference in seen:
            raise AppError(Code.PDF_DAMAGED, error="page loop")
        seen.add(reference)
        node: Any = reference.get_object()
        inherited = above | {key: node[key] for key in _INHERITED if key in node}
        if "/Kids" in node:
            kids = node["/Kids"]
            waiting.extend(
                (kids.raw_get(i).reference, inherited) for i in reversed(range(len(kids)))
            )
        else:
            found.append(Page(reference, _geometry(node, inherited)))
    if not found:
        raise AppError(Code.PDF_DAMAGED, error="no pages")
    return found


def _geometry(page: generic.DictionaryObject, inherited: dict[str, Any]) -> PageGeometry:
    media = _box(inherited["/MediaBox"])
    crop = _box(inherited.get("/CropBox", inherited["/MediaBox"]))
    visible = Rect(
        max(crop.x0, media.x0),
        max(crop.y0, media.y0),
        min(crop.x1, media.x1),
        min(crop.y1, media.y1),
    )
    if visible.width <= 0 or visible.height <= 0:
        visible = media
    rotation = int(inherited.get("/Rotate", 0)) % 360
    if visible.width <= 0 or visible.height <= 0 or rotation % 90:
        raise AppError(Code.PDF_DAMAGED, error="page box")
    return PageGeometry(visible, rotation, float(page.get("/UserUnit", 1.0)))


def _box(corners: Iterable[Any]) -> Rect:
    x0, y0, x1, y1 = (float(value) for value in corners)
    return Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _active(reader: PdfFileReader) -> Iterator[Active]:
    root = reader.root
    if "/XFA" in _entry(root, "/AcroForm"):
        yield Active.XFA
    runs_script = _entry(_entry(root, "/OpenAction"), "/S") == "/JavaScript"
    if runs_script or "/JavaScript" in _entry(root, "/Names") or "/AA" in root:
        yield Active.JAVASCRIPT


def _entry(dictionary: Any, key: str) -> Any:
    """The resolved entry; empty when it is not there or ``dictionary`` is something else."""
    known = isinstance(dictionary, generic.DictionaryObject) and key in dictionary
    return dictionary[key] if known else generic.DictionaryObject()
