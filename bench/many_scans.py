"""Scans as an office has them by the hundred, and the picture that is stamped onto each."""

import io
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw

from bench.scanned_form import scanned_form

SCANS = 200
_LARGEST = 400_000
"""With the room that is left for signatures; the scan itself comes to some 240 kB."""


def many_scans(folder: Path, number: int = SCANS) -> list[Path]:
    """``number`` PDFs of one page in colour at 200 dpi, each with a title of its own."""
    folder.mkdir(parents=True)
    form = scanned_form(folder, 1, max_bytes=_LARGEST)
    made = []
    with pikepdf.open(form) as pdf:
        for each in range(number):
            pdf.docinfo["/Title"] = f"Tờ khai {each + 1}"
            made.append(folder / f"to-khai-{each + 1:03}.pdf")
            pdf.save(made[-1], deterministic_id=True)
    return made


def signature_picture() -> bytes:
    """A handwritten signature in blue on a transparent ground, PNG, 600 × 240 pixels."""
    image = Image.new("RGBA", (600, 240), (0, 0, 0, 0))
    points = [(40 + 13 * x, 120 + (80 if x % 3 else -90) * (x % 5) // 4) for x in range(40)]
    ImageDraw.Draw(image).line(points, fill=(13, 61, 140, 235), width=9, joint="curve")
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()
