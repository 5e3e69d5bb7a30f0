"""Văn thư phát hành: number and date where the document has room for them, then the seal."""

import tempfile
from pathlib import Path

from app.operations.sign_files import SignedFile, SigningKit, sign_file
from signing.device import SigningSession
from signing.numbering import NUMBERING, draw_numbering
from signing.placement import Placement
from signing.profiles import ISSUING
from signing.stamp_drawing import VIETNAM, StampDetails


def issue_file(
    *,
    kit: SigningKit,
    session: SigningSession,
    source: Path,
    target: Path,
    details: StampDetails,
    placement: Placement | None = None,
    mark: str = "",
) -> SignedFile:
    """Sign ``source`` for the office into ``target``; ``placement`` is the seal's, None its rule.

    Where ``details`` have a number and the first page has room for it or for the date, a first
    signature of the office shows them; the seal's signature locks the document for good. Errors:
    those of :func:`~app.operations.sign_files.sign_file`.
    """
    numbering = None
    if details.number:
        day = kit.now().astimezone(VIETNAM).date()
        numbering = draw_numbering(source, number=details.number, day=day)
    if numbering is None:
        return sign_file(
            kit=kit, session=session, source=source, target=target, profile=ISSUING,
            placement=placement, details=details, mark=mark,
        )  # fmt: skip
    stamp, place = numbering
    with tempfile.TemporaryDirectory(prefix="signing-", dir=target.parent) as folder:
        numbered = Path(folder) / source.name
        sign_file(
            kit=kit, session=session, source=source, target=numbered, profile=NUMBERING,
            placement=place, stamp=stamp,
        )  # fmt: skip
        return sign_file(
            kit=kit, session=session, source=numbered, target=target, profile=ISSUING,
            placement=placement, details=details, mark=mark,
        )  # fmt: skip
