"""Code 128 bar codes (ISO/IEC 15417), so that a printed code is read back without typing."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

# Widths of bar, space, bar, space, bar, space of each symbol, in modules; the last is the stop.
_WIDTHS = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132
122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212
322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311
112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321
331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214
112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212
124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113
411311 113141 114131 311141 411131 211412 211214 211232 2331112
""".split()  # noqa: SIM905 - a table to be compared with the standard, not a list of strings
_START_B = 104
_STOP = 106
_QUIET = 10
"""Modules of white at each end."""


_MODULE_MM, _HEIGHT_MM = 0.2, 10
"""Width of a bar and height of the bar code."""


def symbols(text: str) -> list[int]:
    """``text`` in code set B with start, check symbol and stop.

    Raises ValueError for characters outside ASCII 32 to 126.
    """
    if not all(" " <= char <= "~" for char in text):
        raise ValueError("code set B has ASCII only")
    values = [ord(char) - ord(" ") for char in text]
    weighted = sum(place * value for place, value in enumerate(values, 1))
    return [_START_B, *values, (_START_B + weighted) % 103, _STOP]


def modules(text: str) -> str:
    """``1`` for each black module and ``0`` for each white one, quiet zones included."""
    drawn = "".join(
        ("1" if place % 2 == 0 else "0") * int(width)
        for symbol in symbols(text)
        for place, width in enumerate(_WIDTHS[symbol])
    )
    return "0" * _QUIET + drawn + "0" * _QUIET


def draw_code128(text: str, *, module: int = 4, height: int = 160) -> QImage:
    """The bar code of ``text``; ``module`` and ``height`` in pixels."""
    line = modules(text)
    image = QImage(len(line) * module, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    for place, dark in enumerate(line):
        if dark == "1":
            painter.fillRect(place * module, 0, module, height, Qt.GlobalColor.black)
    painter.end()
    return image


def code_size(text: str, *, dots_per_mm: float) -> tuple[int, int]:
    """Width and height of the bar code of ``text`` on a form, in dots."""
    return round(len(modules(text)) * _MODULE_MM * dots_per_mm), round(_HEIGHT_MM * dots_per_mm)
