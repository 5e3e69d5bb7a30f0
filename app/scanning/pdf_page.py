"""One page of a PDF: the picture of the paper, and its print over it."""

from typing import TYPE_CHECKING

from app.scanning.compression.layers import Stencil
from app.scanning.compression.page_picture import PagePicture
from app.scanning.page_placement import Placement

if TYPE_CHECKING:
    import pikepdf


def page_of(pdf: "pikepdf.Pdf", picture: PagePicture, placed: Placement) -> "pikepdf.Page":
    """A page for ``pdf`` that shows ``picture`` where ``placed`` says."""
    from pikepdf import Dictionary, Name, Page

    matrix = " ".join(f"{number:.3f}" for number in placed.matrix)
    named = {"/Scan": _scan(pdf, picture)}
    operators = f"q {matrix} cm /Scan Do Q"
    if picture.stencil:
        named["/Print"] = _print(pdf, picture, picture.stencil)
        ink = " ".join(f"{each / 255:.3f}" for each in picture.stencil.colour)
        operators += f" q {ink} rg {matrix} cm /Print Do Q"
    return Page(
        Dictionary(
            Type=Name.Page,
            MediaBox=[0, 0, round(placed.page_width, 3), round(placed.page_height, 3)],
            Resources=Dictionary(XObject=Dictionary(named)),
            Contents=pdf.make_stream(operators.encode()),
        )
    )


def _scan(pdf: "pikepdf.Pdf", picture: PagePicture) -> "pikepdf.Stream":
    from pikepdf import Name, Stream

    return Stream(
        pdf, picture.jpeg, Type=Name.XObject, Subtype=Name.Image,
        Width=picture.width_px, Height=picture.height_px, ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8, Filter=Name.DCTDecode,
    )  # fmt: skip


def _print(pdf: "pikepdf.Pdf", picture: PagePicture, stencil: Stencil) -> "pikepdf.Stream":
    from pikepdf import Dictionary, Name, Stream

    return Stream(
        pdf, stencil.data, Type=Name.XObject, Subtype=Name.Image, ImageMask=True,
        Width=picture.width_px, Height=picture.height_px, BitsPerComponent=1,
        Filter=Name.CCITTFaxDecode,
        DecodeParms=Dictionary(K=-1, Columns=picture.width_px, Rows=picture.height_px),
    )  # fmt: skip
