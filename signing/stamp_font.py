"""The Times-metric face of the stamps, embedded with no more than the characters in use.

pyHanko's own text stamp writes wrong widths for fonts of 2048 units an em, and subsetting by
fontTools takes seventy times as long as a signature; MuPDF subsets in 4 ms and keeps glyph numbers.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, BinaryIO

import pymupdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from resources import resource

FILE = "Tinos-Regular.ttf"
_UNITS = 1000
"""Of glyph space in one em (ISO 32000-2, 9.7.3)."""
_ALWAYS = "0123456789-:+TZ/.,; "
"""What changes from one stamp of a batch to the next: with it, a batch has one font."""

AddObject = Callable[[generic.PdfObject], generic.IndirectObject]


@dataclass(frozen=True)
class StampFont:
    """A TrueType program and what a PDF says about it."""

    name: str
    """With its subset tag, e.g. ``EVVLJP+Tinos``."""
    program: bytes
    """Deflated."""
    program_length: int
    glyphs: Mapping[str, int]
    widths: Mapping[int, int]
    """Thousandths of the font size by glyph number."""
    ascent: float
    """Of the font size."""
    descent: float
    """Of the font size, negative."""

    def length(self, text: str, size: float) -> float:
        """Points from the beginning to the end of ``text``."""
        return sum(self.widths[self.glyphs[each]] for each in text) * size / _UNITS

    def encoded(self, text: str) -> bytes:
        """``text`` as a hexadecimal string for Tj."""
        return b"<" + "".join(f"{self.glyphs[each]:04x}" for each in text).encode() + b">"

    def add_to(self, add: AddObject) -> generic.IndirectObject:
        """The Type 0 font (ISO 32000-2, 9.7.6) made of objects that ``add`` took."""
        descendant = _dictionary(
            {
                "/Type": pdf_name("/Font"),
                "/Subtype": pdf_name("/CIDFontType2"),
                "/BaseFont": pdf_name(f"/{self.name}"),
                "/CIDSystemInfo": _dictionary(
                    {
                        "/Registry": generic.TextStringObject("Adobe"),
                        "/Ordering": generic.TextStringObject("Identity"),
                        "/Supplement": 0,
                    }
                ),
                "/FontDescriptor": add(self._descriptor(add)),
                "/CIDToGIDMap": pdf_name("/Identity"),
                "/DW": _UNITS,
                "/W": _Written(self._widths),
            }
        )
        return add(
            _dictionary(
                {
                    "/Type": pdf_name("/Font"),
                    "/Subtype": pdf_name("/Type0"),
                    "/BaseFont": pdf_name(f"/{self.name}"),
                    "/Encoding": pdf_name("/Identity-H"),
                    "/DescendantFonts": [add(descendant)],
                    "/ToUnicode": add(packed({}, self._packed_map)),
                }
            )
        )

    def _descriptor(self, add: AddObject) -> generic.DictionaryObject:
        program = packed({"/Length1": self.program_length}, self.program)
        return _dictionary(
            {
                "/Type": pdf_name("/FontDescriptor"),
                "/FontName": pdf_name(f"/{self.name}"),
                "/Flags": 4 | 2,  # symbolic, serif
                "/FontBBox": [-544, -389, 2797, 1001],
                "/ItalicAngle": 0,
                "/Ascent": round(self.ascent * _UNITS),
                "/Descent": round(self.descent * _UNITS),
                "/CapHeight": 662,
                "/StemV": 80,
                "/FontFile2": add(program),
            }
        )

    @cached_property
    def _widths(self) -> bytes:
        """Of each glyph (ISO 32000-2, 9.7.4.3)."""
        each = (f"{gid} [{width}]" for gid, width in sorted(self.widths.items()))
        return f"[{' '.join(each)}]".encode()

    @cached_property
    def _packed_map(self) -> bytes:
        return zlib.compress(self._to_unicode().encode())

    def _to_unicode(self) -> str:
        """The CMap by which readers get the text back (ISO 32000-2, 9.10.3)."""
        lines = [
            f"<{gid:04x}> <{character.encode('utf-16-be').hex()}>"
            for character, gid in sorted(self.glyphs.items(), key=lambda item: item[1])
        ]
        blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
        mapped = "\n".join(
            f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
        )
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
            f"{mapped}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
        )


class _Written(generic.PdfObject):
    """A value as it stands in the file: the same for each signature of a batch."""

    def __init__(self, written: bytes) -> None:
        self._written = written

    def write_to_stream(
        self,
        stream: BinaryIO,
        handler: object = None,  # noqa: ARG002 (pyHanko's signature)
        container_ref: object = None,  # noqa: ARG002
    ) -> None:
        stream.write(self._written)


def stamp_font(text: str) -> StampFont:
    """A font for ``text`` and for whatever changes within a batch.

    Characters that the face does not have are left out of the font and show as an empty box.
    """
    return _font(frozenset(text) | frozenset(_ALWAYS))


def deflated(entries: Mapping[str, Any], content: bytes) -> generic.StreamObject:
    """A stream of ``content`` with ``entries`` in its dictionary."""
    return packed(entries, zlib.compress(content))


def packed(entries: Mapping[str, Any], content: bytes) -> generic.StreamObject:
    """As :func:`deflated`, of ``content`` that is deflated already."""
    named = _dictionary({**entries, "/Filter": pdf_name("/FlateDecode")})
    return generic.StreamObject(named, encoded_data=content)


@lru_cache(maxsize=32)
def _font(characters: frozenset[str]) -> StampFont:
    whole = _face()
    text = "".join(sorted(each for each in characters if whole.has_glyph(ord(each))))
    with pymupdf.open() as document:
        page = document.new_page(width=20_000, height=50)
        writer = pymupdf.TextWriter(page.rect)
        writer.append((0, 30), text, font=whole, fontsize=10)
        writer.write_text(page)
        document.subset_fonts()
        [(xref, _, _, name, *_)] = page.get_fonts()
        program: bytes = document.extract_font(xref)[3]
    glyphs = {each: whole.has_glyph(ord(each)) or 0 for each in characters}
    return StampFont(
        name=name.replace(" ", ""),
        program=zlib.compress(program, 9),
        program_length=len(program),
        glyphs=glyphs,
        widths={gid: round(whole.glyph_advance(ord(c)) * _UNITS) for c, gid in glyphs.items()},
        ascent=whole.ascender,
        descent=whole.descender,
    )


@lru_cache(maxsize=1)
def _face() -> pymupdf.Font:
    return pymupdf.Font(fontbuffer=resource("fonts", FILE).read_bytes())


def _dictionary(entries: Mapping[str, Any]) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(key): _object(v) for key, v in entries.items()})


def _object(value: Any) -> generic.PdfObject:
    if isinstance(value, int):
        return generic.NumberObject(value)
    if isinstance(value, list):
        return generic.ArrayObject(_object(each) for each in value)
    return value  # type: ignore[no-any-return]
