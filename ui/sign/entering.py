"""What another screen hands to Ký số: papers of a dossier, or a result that lacks a signature."""

from dataclasses import dataclass
from pathlib import Path

from app.domain.officer import Officer, Role
from app.domain.paper import PaperId
from signing.profiles import APPROVAL, CERTIFIED_COPY, ISSUING, SignatureProfile

_HERS = {Role.LEADER: APPROVAL, Role.CLERK: ISSUING}


@dataclass(frozen=True)
class ResultToSign:
    """A result that is not signed as it must be: a file of the disk, or a scanned paper."""

    path: Path | None = None
    paper_id: PaperId | None = None
    more: tuple[Path, ...] = ()
    """Of other dossiers, to be signed with it."""


def split_subject(subject: object) -> tuple[object, list[Path], bool]:
    """What is to be listed of the papers, the files beside them, and whether it is a result."""
    if isinstance(subject, ResultToSign):
        papers = [subject.paper_id] if subject.paper_id else None
        return papers, [*filter(None, [subject.path]), *subject.more], True
    return subject, [], False


def result_profile(officer: Officer | None) -> SignatureProfile:
    """The signature on a result that ``officer`` gives: the leader's, the office's, and at the
    counter SAO Y on what was scanned.
    """
    return CERTIFIED_COPY if officer is None else _HERS.get(officer.role, CERTIFIED_COPY)
