"""What each signature showed against what the file shows now, and where a difference is lawful."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyhanko.pdf_utils.form_tools import enumerate_fields_in
from pyhanko.pdf_utils.generic import IndirectObject, PdfObject, Reference
from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.sign.diff_analysis import DiffResult
from pyhanko.sign.validation.status import SignatureCoverageLevel

from app.domain.paper import Rect
from signing.verification.document import Document, Signature, entry
from signing.verification.pixel_comparison import (
    DRAWING_ERRORS,
    Differences,
    PageMarks,
    SignedRevision,
    compare_pages,
)
from signing.verification.places import Place
from signing.verification.reasons import Reason
from signing.verification.standing import Standing

_KINDS = ("/Tx", "/Btn", "/Ch")
"""Form fields that are no signatures (ISO 32000-1 §12.7.3.1)."""


def appearances(
    document: Document,
    signatures: Sequence[Signature],
    standings: Sequence[Standing],
    places: Mapping[Reference, Place],
) -> list[Differences]:
    """How the pages differ from what each of ``signatures`` signed, in their order.

    Where a signature covers the whole file there is nothing to compare; where it covers less than
    a revision it is refused already.
    """
    found = [Differences() for _ in signatures]
    compared: list[Differences] = []
    revisions: list[SignedRevision] = []
    for signature, standing, differences in zip(signatures, standings, found, strict=True):
        if standing.status.coverage is not SignatureCoverageLevel.ENTIRE_REVISION:
            continue
        widgets, reasons = _filled_fields(document, signature, standing)
        differences.reasons |= reasons
        compared.append(differences)
        marks = _marks(signature, signatures, widgets, places)
        revisions.append(SignedRevision(document.data[: signature.end], marks))
    if revisions:
        _compare(document, revisions, compared)
    return found


def _compare(
    document: Document, revisions: Sequence[SignedRevision], found: Sequence[Differences]
) -> None:
    try:
        for differences, seen in zip(found, compare_pages(document.data, revisions), strict=True):
            differences.reasons |= seen.reasons
            differences.pages += seen.pages
    except DRAWING_ERRORS:
        for differences in found:
            differences.reasons.add(Reason.RENDERING_FAILED)


def _marks(
    signature: Signature,
    signatures: Sequence[Signature],
    fields: Sequence[PdfObject],
    places: Mapping[Reference, Place],
) -> dict[int, PageMarks]:
    later: dict[int, list[Rect]] = defaultdict(list)
    earlier: dict[int, list[Rect]] = defaultdict(list)
    filled: dict[int, list[Rect]] = defaultdict(list)
    for each in signatures:
        target = later if each.revision > signature.revision else earlier
        for place in _found(places, each.widgets()):
            target[place.page].append(place.rect)
    for place in _found(places, fields):
        filled[place.page].append(place.rect)
    pages = later.keys() | earlier.keys() | filled.keys()
    return {
        page: PageMarks(tuple(later[page]), tuple(filled[page]), tuple(earlier[page]))
        for page in pages
    }


def _filled_fields(
    document: Document, signature: Signature, standing: Standing
) -> tuple[list[PdfObject], set[Reason]]:
    """Widgets of fields filled after ``signature``, which the difference analysis allowed."""
    result = standing.status.diff_result
    if not isinstance(result, DiffResult) or not result.changed_form_fields:
        return [], set()
    signed = document.reader.get_historical_resolver(signature.revision)
    before = {name: _has_value(field) for name, field in _form_fields(signed)}
    widgets: list[PdfObject] = []
    reasons: set[Reason] = set()
    for name, reference in _form_fields(document.reader):
        if name in result.changed_form_fields:
            widgets += [reference, *entry(reference.get_object(), "/Kids", ())]
            reasons.add(Reason.FIELD_REFILLED if before.get(name) else Reason.FIELD_FILLED)
    return widgets, reasons


def _form_fields(handler: PdfHandler) -> Iterator[tuple[str, IndirectObject]]:
    fields = entry(entry(handler.root, "/AcroForm", {}), "/Fields", ())
    for kind in _KINDS:
        for name, _, reference in enumerate_fields_in(
            fields, refs_seen=set(), target_field_type=kind
        ):
            yield name, reference


def _has_value(field: IndirectObject) -> bool:
    return bool(entry(field.get_object(), "/V"))


def _found(places: Mapping[Reference, Place], widgets: Iterable[PdfObject]) -> Iterator[Place]:
    for widget in widgets:
        if isinstance(widget, IndirectObject) and widget.reference in places:
            yield places[widget.reference]
