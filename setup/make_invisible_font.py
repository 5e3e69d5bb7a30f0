"""Make resources/fonts/Invisible.ttf: one empty glyph, for text that lies under a picture.

Run by hand, once; the file is kept, so that PDFs are the same wherever they are built.
"""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph

TARGET = Path(__file__).parent.parent / "resources" / "fonts" / "Invisible.ttf"
UNITS, ADVANCE = 1000, 500

font = FontBuilder(UNITS, isTTF=True)
font.setupGlyphOrder([".notdef", "any"])
font.setupCharacterMap({0x20: "any"})
font.setupGlyf({".notdef": Glyph(), "any": Glyph()})
font.setupHorizontalMetrics({".notdef": (ADVANCE, 0), "any": (ADVANCE, 0)})
font.setupHorizontalHeader(ascent=UNITS, descent=0)
font.setupNameTable({"familyName": "Invisible", "styleName": "Regular", "psName": "Invisible"})
font.setupOS2()
font.setupPost(keepGlyphNames=False)
font.font["head"].created = font.font["head"].modified = 3_850_000_000
font.font.recalcTimestamp = False
font.save(TARGET)
