"""Where the widgets of signatures and fields lie on the pages, as the pages are shown."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, Reference
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.rw_common import PdfHandler

from app.domain.paper import Rect
from signing.placement import PageGeometry
from signing.verification.document import entry

_INVISIBLE = 0x02 | 0x20
"""Hidden and NoView (ISO 32000-1, table 165)."""
_INHERITED = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
"""UserUnit is not inheritable (ISO 32000-2, table 31), but stands on no page tree node either."""


@dataclass(frozen=True)
class Place:
    page: int
    """1 for the first."""
    rect: Rect


def widget_places(handler: PdfHandler) -> dict[Reference, Place]:
    """The place of each visible widget of a signature or form field, by its reference."""
    places: dict[Reference, Place] = {}
    for number, (page, inherited) in enumerate(_pages(handler), start=1):
        for annotation in entry(page, "/Annots", ()):
            if not isinstance(annotation, IndirectObject):
                continue
            rect = _visible_rect(annotation.get_object(), inherited)
            if rect is not None:
                places[annotation.reference] = Place(number, rect)
    return places


def first_place(
    places: Mapping[Reference, Place], widgets: Iterable[IndirectObject]
) -> Place | None:
    """The place of the first of ``widgets`` that is to be seen."""
    return next((places[w.reference] for w in widgets if w.reference in places), None)


def _pages(handler: PdfHandler) -> Iterator[tuple[DictionaryObject, dict[str, Any]]]:
    seen: set[Reference] = set()
    waiting: list[tuple[Any, dict[str, Any]]] = [(handler.root.raw_get("/Pages"), {})]
    while waiting:
        reference, inherited = waiting.pop()
        if isinstance(reference, IndirectObject):
            if reference.reference in seen:
                raise PdfReadError("the page tree has a loop")
            seen.add(reference.reference)
        node = reference.get_object()
        if not isinstance(node, DictionaryObject):
            raise PdfReadError("the page tree has a node that is no dictionary")
        inherited = inherited | {name: node[name] for name in _INHERITED if name in node}
        if "/Kids" in node:
            waiting.extend((kid, inherited) for kid in reversed(node["/Kids"]))
        else:
            yield node, inherited


def _visible_rect(widget: Any, inherited: dict[str, Any]) -> Rect | None:
    if not isinstance(widget, DictionaryObject) or entry(widget, "/Subtype") != "/Widget":
        return None
    if int(entry(widget, "/F", 0)) & _INVISIBLE or "/Rect" not in widget:
        return None
    rect = _rect(widget["/Rect"])
    if rect.width == 0 or rect.height == 0:
        return None
    return _geometry(inherited).to_shown(rect)


def _geometry(page: dict[str, Any]) -> PageGeometry:
    media = _rect(page["/MediaBox"])
    crop = _rect(page["/CropBox"]) if "/CropBox" in page else media
    shown = Rect(
        max(crop.x0, media.x0),
        max(crop.y0, media.y0),
        min(crop.x1, media.x1),
        min(crop.y1, media.y1),
    )
    rotation = int(page.get("/Rotate", 0)) % 360
    unit = float(page.get("/UserUnit", 1))
    return PageGeometry(shown, rotation if rotation % 90 == 0 else 0, unit)


def _rect(numbers: Any) -> Rect:
    x0, y0, x1, y1 = (float(number) for number in numbers)
    return Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
