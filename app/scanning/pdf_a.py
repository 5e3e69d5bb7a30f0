"""What makes a PDF of scans one for archives: PDF/A-2b (ISO 19005-2, 6.2.3 and 6.6).

Its pages hold pictures in DeviceRGB, one-bit masks and embedded fonts alone; what is left to say is
which RGB that is, and which standard the file keeps to. Nothing here depends on the clock, so that
a build repeated after a crash is the same file.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import ImageCms

if TYPE_CHECKING:
    import pikepdf

PRODUCER = "Quầy Một Cửa"
_MADE = slice(24, 36)
"""Where an ICC profile says when it was made (ICC.1:2022, 7.2.9): six numbers of two bytes."""
_DAY = bytes.fromhex("07ea 0001 0001 0000 0000 0000")


def mark_as_pdf_a(pdf: "pikepdf.Pdf") -> None:
    """Give ``pdf`` the colour space of its pictures and the metadata of PDF/A-2b."""
    from pikepdf import Array, Dictionary, Name, Stream, String

    profile = Stream(pdf, _srgb(), N=3)
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String("sRGB"),
                Info=String("sRGB IEC61966-2.1"),
                DestOutputProfile=pdf.make_indirect(profile),
            )
        ]
    )
    pdf.docinfo[Name.Producer] = PRODUCER
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["pdf:Producer"] = PRODUCER  # as in the information dictionary (6.6.3)
        metadata["pdfaid:part"] = "2"
        metadata["pdfaid:conformance"] = "B"


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_MADE] = _DAY
    return bytes(profile)
