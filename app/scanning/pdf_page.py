"""One page of a PDF: the picture of the paper, its print over it, its words unseen."""

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.scanning.compression.layers import Stencil
from app.scanning.compression.page_picture import PagePicture
from app.scanning.page_placement import Placement
from app.scanning.text.page_text import PageText
from app.scanning.text.text_layer import FONT, text_operators

if TYPE_CHECKING:
    import pikepdf


@dataclass(frozen=True)
class PageContent:
    picture: PagePicture
    placed: Placement
    text: PageText | None = None
    """Words of the upright picture, to be searched and copied."""


def page_of(
    pdf: "pikepdf.Pdf", content: PageContent, font: "pikepdf.Object | None"
) -> "pikepdf.Page":
    """A page for ``pdf``; ``font`` is that of its words, None where no page has any."""
    from pikepdf import Dictionary, Name, Page, Stream

    picture, placed = content.picture, content.placed
    matrix = " ".join(f"{number:.3f}" for number in placed.matrix)
    named = {"/Scan": _scan(pdf, picture)}
    operators = f"q {matrix} cm /Scan Do Q"
    if picture.stencil:
        named["/Print"] = _print(pdf, picture.stencil)
        ink = " ".join(f"{each / 255:.3f}" for each in picture.stencil.colour)
        operators += f" q {ink} rg {matrix} cm /Print Do Q"
    resources = Dictionary(XObject=Dictionary(named))
    shown = operators.encode()
    if content.text and (words := text_operators(content.text, placed)):
        resources.Font = Dictionary({FONT: font})
        shown += b"\n" + words
    return Page(
        Dictionary(
            Type=Name.Page,
            MediaBox=[0, 0, round(placed.page_width, 3), round(placed.page_height, 3)],
            Resources=resources,
            Contents=Stream(pdf, zlib.compress(shown, 9), Filter=Name.FlateDecode),
        )
    )


def _scan(pdf: "pikepdf.Pdf", picture: PagePicture) -> "pikepdf.Stream":
    from pikepdf import Name, Stream

    return Stream(
        pdf, picture.jpeg, Type=Name.XObject, Subtype=Name.Image,
        Width=picture.width_px, Height=picture.height_px, ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8, Filter=Name.DCTDecode,
    )  # fmt: skip


def _print(pdf: "pikepdf.Pdf", stencil: Stencil) -> "pikepdf.Stream":
    from pikepdf import Dictionary, Name, Stream

    return Stream(
        pdf, stencil.data, Type=Name.XObject, Subtype=Name.Image, ImageMask=True,
        Width=stencil.width_px, Height=stencil.height_px, BitsPerComponent=1,
        Filter=Name.CCITTFaxDecode,
        DecodeParms=Dictionary(K=-1, Columns=stencil.width_px, Rows=stencil.height_px),
    )  # fmt: skip
