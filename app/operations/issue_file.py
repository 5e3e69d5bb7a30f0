"""Văn thư phát hành: number and date where the document has room for them, then the seal."""

from app.operations.sign_files import SignedFile, SigningKit, sign_file
from app.pdf_content import Pdf
from signing.device import SigningSession
from signing.numbering import NUMBERING, draw_numbering
from signing.placement import Placement
from signing.profiles import ISSUING, SignatureProfile
from signing.stamp_drawing import VIETNAM, StampDetails


def issue_file(
    *,
    kit: SigningKit,
    session: SigningSession,
    source: Pdf,
    details: StampDetails,
    placement: Placement | None = None,
    profile: SignatureProfile = ISSUING,
    mark: str = "",
) -> SignedFile:
    """Sign ``source`` for the office; ``placement`` is the seal's, None its rule.

    ``profile`` is ISSUING, or the same with a seal of another size.

    Where ``details`` have a number and the first page has room for it or for the date, a first
    signature of the office shows them; the seal's signature locks the document for good. Errors:
    those of :func:`~app.operations.sign_files.sign_file`.
    """
    if details.number:
        day = details.day or kit.now().astimezone(VIETNAM).date()
        numbering = draw_numbering(source, number=details.number, day=day)
        if numbering is not None:
            stamp, place = numbering
            source = sign_file(
                kit=kit, session=session, source=source, profile=NUMBERING, placement=place,
                stamp=stamp,
            ).pdf  # fmt: skip
    return sign_file(
        kit=kit, session=session, source=source, profile=profile, placement=placement,
        details=details, mark=mark,
    )  # fmt: skip
