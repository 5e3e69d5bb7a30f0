"""Words under the picture of a page: they can be searched and copied, and nothing shows.

Each word is set in a font whose glyphs are empty and half as wide as high, stretched to its place
(ISO 32000-2, 9.3.6: rendering mode 3).
"""

import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.scanning.page_placement import Placement
from app.scanning.text.page_text import PageText
from resources import resource

if TYPE_CHECKING:
    import pikepdf

FONT = "/Words"
_ADVANCE = 0.5
"""Of the font size, as in resources/fonts/Invisible.ttf."""
_LAST_OF_PLANE = 0xFFFF
_MAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


def text_operators(page: PageText, placed: Placement) -> bytes:
    """Content stream operators for the words of an upright picture that ``placed`` places."""
    shown = b"\n".join(_words(page, placed))
    return b"BT 3 Tr " + FONT.encode() + b" 1 Tf\n" + shown + b"\nET" if shown else b""


def add_font(pdf: "pikepdf.Pdf") -> "pikepdf.Object":
    """The font of all words of ``pdf`` (ISO 32000-2, 9.7): character codes are UTF-16."""
    from pikepdf import Array, Dictionary, Name, String

    program = resource("fonts", "Invisible.ttf").read_bytes()
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name("/Invisible"), Flags=4,
        FontBBox=[0, 0, 500, 1000], ItalicAngle=0, Ascent=1000, Descent=0, CapHeight=1000,
        StemV=80, FontFile2=_deflated(pdf, program, Length1=len(program)),
    )  # fmt: skip
    descendant = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/Invisible"),
        CIDSystemInfo=Dictionary(
            Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
        ),
        FontDescriptor=pdf.make_indirect(descriptor), DW=round(1000 * _ADVANCE),
        CIDToGIDMap=_deflated(pdf, b"\0\1" * (_LAST_OF_PLANE + 1)),
    )  # fmt: skip
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/Invisible"),
            Encoding=Name("/Identity-H"), DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=_deflated(pdf, _MAP.encode()),
        )
    )  # fmt: skip


def _words(page: PageText, placed: Placement) -> Iterator[bytes]:
    left, bottom, width, height = placed.box
    for word in page.words:
        codes = [code for each in word.text if (code := ord(each)) <= _LAST_OF_PLANE]
        if not codes:
            continue
        across = word.box.width / page.width_px * width / (len(codes) * _ADVANCE)
        up = word.box.height / page.height_px * height
        x = left + word.box.left / page.width_px * width
        y = bottom + (1 - word.box.bottom / page.height_px) * height
        place = f"{across:.3f} 0 0 {up:.3f} {x:.3f} {y:.3f}"
        # The space behind a word keeps it apart from the next one when both are copied.
        yield f"{place} Tm <{''.join(f'{code:04x}' for code in codes)}0020> Tj".encode()


def _deflated(pdf: "pikepdf.Pdf", content: bytes, **entries: int) -> "pikepdf.Object":
    from pikepdf import Name, Stream

    packed = Stream(pdf, zlib.compress(content, 9), Filter=Name.FlateDecode, **entries)
    return pdf.make_indirect(packed)
