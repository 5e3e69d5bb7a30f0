"""What another screen hands to Ký số: papers of a dossier, or a result that lacks a signature."""

from pathlib import Path

from app.domain.officer import Officer, Role
from signing.profiles import APPROVAL, CERTIFIED_COPY, ISSUING, SignatureProfile

_HERS = {Role.LEADER: APPROVAL, Role.CLERK: ISSUING}


def split_subject(subject: object) -> tuple[object, list[Path]]:
    """The subject without a file, and the file: one of the two is nothing."""
    return (None, [subject]) if isinstance(subject, Path) else (subject, [])


def result_profile(officer: Officer | None) -> SignatureProfile:
    """The signature on a result that ``officer`` gives: the leader's, the office's, and at the
    counter SAO Y on what was scanned.
    """
    return CERTIFIED_COPY if officer is None else _HERS.get(officer.role, CERTIFIED_COPY)
