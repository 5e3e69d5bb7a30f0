"""The visible part of a signature: drawn once, shown in the preview, written into the file.

Preview and file come from the same operators, fonts and pictures, so they cannot differ.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter, PageObject, PdfFileWriter

from app.domain.paper import Rect
from signing.stamp_font import StampFont, deflated
from signing.stamp_picture import StampPicture


@dataclass(frozen=True)
class Stamp:
    """Marks on a transparent rectangle of ``width`` × ``height`` points, origin bottom left."""

    width: float
    height: float
    operators: bytes
    """Content stream (ISO 32000-2, 8.2) that names ``fonts`` and ``pictures``."""
    fonts: Mapping[str, StampFont] = field(default_factory=dict)
    pictures: Mapping[str, StampPicture] = field(default_factory=dict)

    def add_to(self, writer: BasePdfFileWriter) -> generic.IndirectObject:
        """The stamp as a form XObject (ISO 32000-2, 8.10) of ``writer``."""
        return writer.add_object(
            deflated(
                {
                    "/Type": pdf_name("/XObject"),
                    "/Subtype": pdf_name("/Form"),
                    "/BBox": self._box(),
                    "/Resources": self._resources(writer),
                },
                self.operators,
            )
        )

    @cached_property
    def pdf(self) -> bytes:
        """The stamp alone on a page of its size."""
        writer = PdfFileWriter(init_page_tree=True)
        writer.insert_page(
            PageObject(
                contents=writer.add_object(deflated({}, self.operators)),
                media_box=self._box(),
                resources=self._resources(writer),
            )
        )
        output = io.BytesIO()
        writer.write(output)
        return output.getvalue()

    def _box(self) -> generic.ArrayObject:
        corners = 0.0, 0.0, self.width, self.height
        return generic.ArrayObject(generic.FloatObject(f"{each:.3f}") for each in corners)

    def _resources(self, writer: BasePdfFileWriter) -> generic.DictionaryObject:
        return generic.DictionaryObject(
            {
                pdf_name("/Font"): _added(self.fonts, writer),
                pdf_name("/XObject"): _added(self.pictures, writer),
            }
        )


def compose(width: float, height: float, parts: Sequence[tuple[Stamp, Rect]]) -> Stamp:
    """One stamp with ``parts`` at their rectangles, each scaled to fill its own."""
    operators: list[bytes] = []
    fonts: dict[str, StampFont] = {}
    pictures: dict[str, StampPicture] = {}
    for number, (part, rect) in enumerate(parts):
        across, up = rect.width / part.width, rect.height / part.height
        inner = part.operators
        for name in (*part.fonts, *part.pictures):
            inner = inner.replace(f"/{name} ".encode(), f"/{name}{number} ".encode())
        matrix = f"q {across:.6f} 0 0 {up:.6f} {rect.x0:.3f} {rect.y0:.3f} cm\n".encode()
        operators.append(matrix + inner + b"\nQ")
        fonts |= {f"{name}{number}": each for name, each in part.fonts.items()}
        pictures |= {f"{name}{number}": each for name, each in part.pictures.items()}
    return Stamp(width, height, b"\n".join(operators), fonts, pictures)


def _added(
    known: Mapping[str, StampFont] | Mapping[str, StampPicture], writer: BasePdfFileWriter
) -> generic.DictionaryObject:
    return generic.DictionaryObject(
        {pdf_name(f"/{name}"): each.add_to(writer.add_object) for name, each in known.items()}
    )
