"""Who signed a result: the leader, the office, or the office on a scanned paper (SAO Y)."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.officer import Officer, Role
from app.domain.published import Colleague
from app.errors import AppError, Code
from app.operations.act_files import ActFile
from app.store.store import Work
from signing.certificates import same_serial
from signing.shown_number import stamp_words
from signing.verification.report import SignatureReport


class SignedAs(StrEnum):
    LEADER = "leader"  # ký duyệt
    OFFICE = "office"  # phát hành: số, ngày, con dấu
    COPY = "copy"  # SAO Y on what was scanned
    OTHER = "other"  # e.g. whoever digitised it


_DIGITISED, _COPIED = "ngườisaochụp", "saoy"
"""How the stamps of the profiles DIGITISING and CERTIFIED_COPY begin (signing/profiles.py)."""


@dataclass(frozen=True)
class Signers:
    """Whose certificates the unit knows, by serial."""

    people: tuple[tuple[str, Role], ...]

    def role_of(self, serial: str) -> Role | None:
        """None for a certificate that is bound to no account of the unit."""
        found = (role for bound, role in self.people if same_serial(bound, serial))
        return next(found, None)


def known_signers(work: Work) -> Signers:
    """The officers of the unit as last mirrored, and who is signed in."""
    known: list[Officer | Colleague] = [*work.mirror.officers()]
    officer = work.facts.officer()
    if officer is not None:
        known.insert(0, officer)
    roles = set(Role)
    return Signers(
        tuple(
            (each.certificate_serial, Role(each.role))
            for each in known
            if each.certificate_serial and each.role in roles
        )
    )


def require_leader(file: ActFile, signers: Signers, officer: Officer) -> None:
    """Raise unless the leader who is signed in signed ``file`` last.

    Errors: RESULT_SIGNATURE_MISSING with ``missing_signature`` ``leader``, or ``own`` with
    ``signer`` where her account has another certificate.
    """
    last = file.signatures[-1]
    if SignedAs.LEADER not in signed_as(file, last, signers):
        raise _missing(file, "leader")
    bound = officer.certificate_serial
    if bound and not same_serial(bound, last.serial):
        raise _missing(file, "own", signer=last.signer)


def require_issued(file: ActFile, signers: Signers) -> None:
    """Raise unless a leader signed ``file`` and the office after her.

    Errors: RESULT_SIGNATURE_MISSING with ``missing_signature``: ``leader``, ``office`` or ``both``.
    """
    made = [signed_as(file, each, signers) for each in file.signatures]
    leaders = [place for place, kinds in enumerate(made) if SignedAs.LEADER in kinds]
    offices = [place for place, kinds in enumerate(made) if SignedAs.OFFICE in kinds]
    sealed = bool(offices) and offices[-1] == len(made) - 1
    if leaders and sealed and leaders[0] != offices[-1]:
        return
    if not leaders and not offices:
        raise _missing(file, "both")
    raise _missing(file, "office" if leaders else "leader")


def require_result(file: ActFile, signers: Signers) -> None:
    """Raise unless ``file`` may be handed out: issued, or a scanned paper result signed SAO Y.

    Errors: as :func:`require_issued`.
    """
    if SignedAs.COPY not in signed_as(file, file.signatures[-1], signers):
        require_issued(file, signers)


def signed_as(file: ActFile, signature: SignatureReport, signers: Signers) -> frozenset[SignedAs]:
    """What ``signature`` may stand for: one thing, or both where neither the unit's list of
    certificates nor the certificate itself tells whose it is. Errors: PDF_DAMAGED.
    """
    role = signers.role_of(signature.serial)
    stamp = stamp_words(file.pdf, signature)
    if stamp.startswith(_DIGITISED):
        return frozenset({SignedAs.OTHER})
    meant = _by_certificate(role, signature.holder)
    if stamp.startswith(_COPIED):
        return frozenset({SignedAs.COPY if SignedAs.OFFICE in meant else SignedAs.OTHER})
    return meant


def _by_certificate(role: Role | None, holder: str) -> frozenset[SignedAs]:
    if role is Role.LEADER:
        return frozenset({SignedAs.LEADER})
    if holder == "organisation":
        return frozenset({SignedAs.OFFICE})
    if role is not None:
        # A clerk's account may have the office's certificate, which does not always say so.
        office = role is Role.CLERK and holder != "person"
        return frozenset({SignedAs.OFFICE if office else SignedAs.OTHER})
    if holder == "person":
        return frozenset({SignedAs.LEADER})
    return frozenset({SignedAs.LEADER, SignedAs.OFFICE})


def _missing(file: ActFile, missing: str, **facts: str) -> AppError:
    return AppError(
        Code.RESULT_SIGNATURE_MISSING, file=file.sent.title, missing_signature=missing,
        field="results", **facts,
    )  # fmt: skip
