"""An upload's life: begun, growing, whole and confirmed, or begun again when its file is lost."""

import hashlib
import secrets
from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.contract import FileReceipt, Officer
from sync.reference_province.access import require_unit
from sync.reference_province.changes import unit_in_turn
from sync.reference_province.database import Paper, Upload
from sync.reference_province.parts import Parts
from sync.reference_province.problems import ProblemCode, Refused
from sync.reference_province.tus import Metadata
from sync.reference_province.unfinished_uploads import KEPT, require_room

PDF_HEADER = b"%PDF-"
FORGOTTEN_AT_ONCE = 3


def find_upload(parts: Parts, officer: Officer, upload_id: str) -> Upload:
    """Raises ``not_found``, or ``forbidden`` for another unit's."""
    with parts.database.reading() as session:
        upload = session.get(Upload, upload_id)
    if upload is None:
        raise Refused(ProblemCode.NOT_FOUND)
    require_unit(officer, upload.unit_code)
    return upload


def begin_upload(parts: Parts, officer: Officer, length: int, metadata: Metadata) -> Upload:
    """The unit's upload of that hash, made when it has none (docs/decisions/002).

    Raises ``hash_mismatch``, ``too_much_unfinished`` and ``upload_busy``.
    """
    with parts.database.writing() as session:
        unit_in_turn(session, officer.unit_code)
        known = session.scalar(
            select(Upload).where(
                Upload.unit_code == officer.unit_code, Upload.sha256 == metadata.sha256
            )
        )
        if known is not None and known.length == length:
            return known
        require_room(
            session,
            officer,
            length,
            limit=parts.settings.unfinished_bytes,
            now=parts.clock(),
            instead_of=known,
        )
        if known is not None:
            _make_room_for_another_length(parts, session, known)
        _forget_abandoned(parts, session, officer.unit_code)
        upload = Upload(
            id=secrets.token_hex(16),
            unit_code=officer.unit_code,
            account=officer.account,
            sha256=metadata.sha256,
            length=length,
            filename=metadata.filename,
            created_at=parts.clock(),
        )
        parts.files.begin(upload.id)
        session.add(upload)
        return upload


def _make_room_for_another_length(parts: Parts, session: Session, known: Upload) -> None:
    """One hash has one length. While neither is proven, the later word counts."""
    if known.received_at is not None:
        raise Refused(ProblemCode.HASH_MISMATCH)
    _forget_unfinished(parts, session, known)


def _forget_abandoned(parts: Parts, session: Session, unit_code: str) -> None:
    """A few with each new upload of the unit, which is locked: what is begun and never finished
    does not grow for ever.
    """
    abandoned = select(Upload).where(
        Upload.unit_code == unit_code,
        Upload.received_at.is_(None),
        Upload.created_at < parts.clock() - KEPT,
    )
    for upload in session.scalars(abandoned.limit(FORGOTTEN_AT_ONCE)):
        with suppress(Refused):  # somebody is at it
            _forget_unfinished(parts, session, upload)


def _forget_unfinished(parts: Parts, session: Session, upload: Upload) -> None:
    """Raises ``upload_busy``."""
    with parts.writers.only(upload.id):
        session.delete(upload)
        session.flush()
        parts.files.forget_part(upload.id)


def offset_of(parts: Parts, upload: Upload) -> int:
    """How many bytes the province has. 0 again when the disk lost a file it had."""
    if upload.received_at is None:
        size = parts.files.part_size(upload.id)
        if size is not None:
            return size
    if parts.files.size(upload.sha256) == upload.length:
        return upload.length
    begin_again(parts, upload)
    return 0


def begin_again(parts: Parts, upload: Upload) -> None:
    """The file is lost or harmed: it must be sent once more."""
    with parts.database.writing() as session:
        row = session.get_one(Upload, upload.id, with_for_update=True)
        if row.received_at is None and parts.files.part_size(row.id) is not None:
            return  # another request came first
        parts.files.forget_whole(row.sha256)
        parts.files.begin(row.id)
        row.received_at = None


def confirm(parts: Parts, upload: Upload) -> FileReceipt:
    """Check the bytes against what was declared, once all are there, and keep them for good.

    Harmless to repeat: a crash between any two steps is mended by the next call. The caller
    holds the upload in ``parts.writers``. Raises ``hash_mismatch``, ``not_a_pdf`` and
    ``infected``; the upload is gone then.
    """
    if upload.received_at is None:
        _check_bytes(parts, upload)
        if parts.files.part_size(upload.id) is not None:
            parts.files.keep(upload.id, upload.sha256)
        with parts.database.writing() as session:
            row = session.get_one(Upload, upload.id)
            row.received_at = upload.received_at = parts.clock()
    return receipt_of(upload)


def receipt_of(upload: Upload) -> FileReceipt:
    assert upload.received_at is not None  # noqa: S101 (callers have confirmed it)
    return FileReceipt(sha256=upload.sha256, bytes=upload.length, received_at=upload.received_at)


def _check_bytes(parts: Parts, upload: Upload) -> None:
    """Raises ``scanner_away`` with everything as it was, so that asking again goes on."""
    content = (
        parts.files.read_part(upload.id)
        if parts.files.part_size(upload.id) is not None
        else parts.files.read(upload.sha256)
    )
    if hashlib.sha256(content).hexdigest() != upload.sha256:
        discard(parts, upload)
        raise Refused(ProblemCode.HASH_MISMATCH, files=(upload.sha256,))
    if not content.startswith(PDF_HEADER):
        discard(parts, upload)
        raise Refused(ProblemCode.NOT_A_PDF, files=(upload.sha256,))
    found = parts.virus_scan.find(content)
    if found:
        discard(parts, upload)
        raise Refused(ProblemCode.INFECTED, virus=found, files=(upload.sha256,))


def discard(parts: Parts, upload: Upload) -> None:
    """Forget the upload, and its file when no other unit has it too."""
    with parts.database.writing() as session:
        row = session.get(Upload, upload.id)
        if row is not None:
            session.delete(row)
            session.flush()
        shared = session.scalar(select(Upload.id).where(Upload.sha256 == upload.sha256).limit(1))
    parts.files.forget_part(upload.id)
    if shared is None:
        parts.files.forget_whole(upload.sha256)


def is_in_use(parts: Parts, upload: Upload) -> bool:
    """Whether a dossier of the unit refers to the file."""
    query = select(Paper.dossier_code).where(
        Paper.unit_code == upload.unit_code, Paper.sha256 == upload.sha256
    )
    with parts.database.reading() as session:
        return session.scalar(query.limit(1)) is not None
