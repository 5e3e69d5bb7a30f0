"""The files that an act speaks of: there, whole and unharmed."""

from collections.abc import Sequence

from sqlalchemy import select

from sync.contract import FileReceipt, Officer, PaperSent
from sync.reference_province.database import Upload
from sync.reference_province.parts import Parts
from sync.reference_province.problem_handlers import invalid
from sync.reference_province.problems import ProblemCode, Refused
from sync.reference_province.reuse import reusable
from sync.reference_province.storage.port import holds_unharmed
from sync.reference_province.upload_rows import begin_again, receipt_of


def files_of(
    parts: Parts, officer: Officer, papers: Sequence[PaperSent]
) -> tuple[FileReceipt, ...]:
    """The receipts of the papers' files, their bytes looked at once more.

    Raises ``missing_files`` with the hashes of those that never came whole, were lost or harmed.
    """
    wanted = dict.fromkeys(paper.sha256 for paper in papers)
    query = select(Upload).where(
        Upload.unit_code == officer.unit_code,
        Upload.sha256.in_(wanted),
        Upload.received_at.is_not(None),
    )
    with parts.database.reading() as session:
        received = {upload.sha256: upload for upload in session.scalars(query)}
        reused = reusable(session, parts, officer, papers)
    taken = {
        sha256: FileReceipt(sha256=sha256, bytes=row.bytes, received_at=parts.clock())
        for sha256, row in reused.items()
        if sha256 not in received and holds_unharmed(parts.files, sha256, row.bytes)
    }
    missing = [
        sha256
        for sha256 in wanted
        if sha256 not in taken and not _is_there(parts, received.get(sha256))
    ]
    if missing:
        raise Refused(ProblemCode.MISSING_FILES, missing_sha256=tuple(missing), count=len(missing))
    receipts = {sha256: receipt_of(upload) for sha256, upload in received.items()} | taken
    if any(receipts[paper.sha256].bytes != paper.bytes for paper in papers):
        raise invalid("papers.bytes")
    return tuple(receipts[sha256] for sha256 in wanted)


def _is_there(parts: Parts, upload: Upload | None) -> bool:
    if upload is None:
        return False
    if holds_unharmed(parts.files, upload.sha256, upload.length):
        return True
    begin_again(parts, upload)
    return False
