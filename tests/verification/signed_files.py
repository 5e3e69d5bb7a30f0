"""Signed PDFs for verification tests, made with pyHanko and keys that are thrown away."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import StaticStampStyle

from tests.verification.throwaway_pki import NOW

Box = tuple[int, int, int, int]
STAMP: Box = (40, 780, 230, 820)
"""Points: a stamp in the empty margin at the top of make_pdf's pages."""
SECOND_STAMP: Box = (300, 60, 500, 140)
"""Points: a stamp in the empty lower part of make_pdf's pages."""
_DRAWING = b"0.1 0.2 0.6 RG 2 w 1 1 %d %d re S 8 18 m %d 18 l S"


class _ClockedSigner(PdfSigner):
    """Signs at a time of the test's choice."""

    at: datetime

    def init_signing_session(self, *args: object, **kwargs: object) -> PdfSigningSession:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.at
        return session


def sign(
    source: Path | bytes,
    signer: SimpleSigner,
    *,
    field: str = "OfficerSignature",
    box: Box | None = STAMP,
    page: int = 0,
    at: datetime = NOW,
    time_stamper: TimeStamper | None = None,
    drawing: bytes = b"",
    existing: bool = False,
    strict: bool = True,
    **metadata: object,
) -> bytes:
    """``source`` signed at ``at``, at level B-B, or B-T with ``time_stamper``.

    ``drawing`` are PDF operators for the stamp; ``existing`` says that the field is there already;
    without ``strict`` faults in ``source`` are forgiven.
    """
    metadata = {"subfilter": SigSeedSubFilter.PADES, "md_algorithm": "sha256"} | metadata
    pdf_signer = _ClockedSigner(
        PdfSignatureMetadata(field_name=field, **metadata),
        signer=signer,
        timestamper=time_stamper,
        stamp_style=_style(box, drawing),
        new_field_spec=None if existing else SigFieldSpec(field, on_page=page, box=box),
    )
    pdf_signer.at = at
    writer = IncrementalPdfFileWriter(BytesIO(_bytes(source)), strict=strict)
    out = BytesIO()
    pdf_signer.sign_pdf(writer, existing_fields_only=existing, output=out)
    return out.getvalue()


def _style(box: Box | None, drawing: bytes) -> StaticStampStyle | None:
    if box is None:
        return None
    width, height = box[2] - box[0], box[3] - box[1]
    content = drawing or _DRAWING % (width - 2, height - 2, width - 8)
    return StaticStampStyle(
        background=RawContent(content, box=BoxConstraints(width=width, height=height)),
        border_width=0,
        background_opacity=1,
    )


def _bytes(source: Path | bytes) -> bytes:
    return source if isinstance(source, bytes) else source.read_bytes()
