"""What verification found, as frozen data and as JSON; no sentence, no path of this machine."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.domain.paper import Rect
from signing.verification.reasons import Reason, Verdict


class Kind(StrEnum):
    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"  # a document time stamp (ISO 32000-2 §12.8.5)


class Integrity(StrEnum):
    """Tính toàn vẹn: are the signed bytes and the pages they show as they were."""

    INTACT = "intact"
    CHANGED = "changed"
    UNKNOWN = "unknown"


class Validity(StrEnum):
    """Tính hợp lệ tại thời điểm ký: certificate, path and signature at :attr:`judged_at`."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "unknown"


class Coverage(StrEnum):
    WHOLE_FILE = "whole_file"
    REVISION = "revision"  # all of the file as it was then; something was added later
    PARTIAL = "partial"
    UNKNOWN = "unknown"


class Level(StrEnum):
    """Baseline levels of ETSI EN 319 142-1; empty for other CMS signatures."""

    NONE = ""
    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"

    def reaches(self, wanted: "Level") -> bool:
        """Whether it is ``wanted`` or more."""
        order = list(Level)
        return order.index(self) >= order.index(wanted)


@dataclass(frozen=True)
class SignatureReport:
    """One signature or document time stamp: the seven facts of domain §11.2 and their ground."""

    field: str
    """Name of the signature field."""
    kind: Kind = Kind.SIGNATURE
    signer: str = ""
    """Common name of the certificate's subject."""
    issuer: str = ""
    """Common name of the authority that issued the certificate."""
    authority: str = ""
    """``chuyên dùng công vụ``, ``công cộng`` or empty: the kind of the trusted root."""
    unit: str = ""
    """The unit that the certificate names: its OU and O."""
    holder: str = ""
    """Whose certificate it is: ``person`` or ``organisation``, empty when it does not say."""
    serial: str = ""
    """Certificate serial number, hex."""
    signed_at: datetime | None = None
    """The time that the signer claims."""
    timestamped_at: datetime | None = None
    """The time that a valid time stamp proves."""
    judged_at: datetime | None = None
    """The moment for which ``validity`` was decided."""
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    revoked_at: datetime | None = None
    integrity: Integrity = Integrity.UNKNOWN
    validity: Validity = Validity.UNKNOWN
    level: Level = Level.NONE
    coverage: Coverage = Coverage.UNKNOWN
    signed_bytes: int = 0
    """The first bytes of the file that were the whole file when it was signed; 0 if unknown."""
    changed_pages: tuple[int, ...] = ()
    """Pages that look different from when it was signed, 1 for the first."""
    page: int = 0
    """Page of the visible stamp, 1 for the first, 0 when there is none."""
    rect: Rect | None = None
    """Place of the visible stamp on the page as it is shown."""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class VerificationReport:
    file: str
    """Name of the file without its folder."""
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    """What concerns the file as a whole."""
    signatures: tuple[SignatureReport, ...] = ()
    """In the order in which they were made."""

    @property
    def every_reason(self) -> tuple[Reason, ...]:
        """Reasons of the file and of all signatures, each once."""
        of_signatures = (reason for each in self.signatures for reason in each.reasons)
        return tuple(dict.fromkeys([*self.reasons, *of_signatures]))

    @property
    def archived_until(self) -> datetime | None:
        """When the certificate of the last time stamp ends; None unless all are at B-LTA."""
        signatures = [each for each in self.signatures if each.kind is Kind.SIGNATURE]
        if not signatures or not all(each.level is Level.B_LTA for each in signatures):
            return None
        return [each for each in self.signatures if each.kind is Kind.TIMESTAMP][-1].valid_to

    def to_json(self) -> dict[str, Any]:
        """JSON values: times in ISO 8601, a rectangle as four numbers in points."""
        return {
            "file": self.file,
            "verdict": self.verdict.value,
            "reasons": [reason.value for reason in self.reasons],
            "signatures": [_signature_to_json(each) for each in self.signatures],
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "VerificationReport":
        """The inverse of :meth:`to_json`. Raises KeyError, TypeError or ValueError on others."""
        return cls(
            file=str(content["file"]),
            verdict=Verdict(content["verdict"]),
            reasons=tuple(Reason(each) for each in content["reasons"]),
            signatures=tuple(_signature_from_json(each) for each in content["signatures"]),
        )


def refused(file: str, reason: Reason) -> VerificationReport:
    """The report on a file that could not be examined."""
    return VerificationReport(file, Verdict.CANNOT_VERIFY, (reason,))


_TIMES = {
    "signing_time": "signed_at",
    "time_stamp_time": "timestamped_at",
    "judged_at": "judged_at",
    "revoked_at": "revoked_at",
}
"""Key in JSON → attribute; the keys are what other programs read (`quay verify --json`)."""
_TEXTS = ("field", "signer", "issuer", "authority", "unit", "holder", "serial")
_ENUMS: dict[str, tuple[str, type[StrEnum]]] = {
    "kind": ("kind", Kind),
    "integrity": ("integrity", Integrity),
    "validity_at_signing_time": ("validity", Validity),
    "level": ("level", Level),
    "coverage": ("coverage", Coverage),
}
_PERIOD = "certificate_validity"


def _signature_to_json(signature: SignatureReport) -> dict[str, Any]:
    rect = signature.rect
    return {
        **{name: getattr(signature, name) for name in _TEXTS},
        **{key: getattr(signature, name).value for key, (name, _) in _ENUMS.items()},
        **{key: _iso(getattr(signature, name)) for key, name in _TIMES.items()},
        _PERIOD: {"from": _iso(signature.valid_from), "to": _iso(signature.valid_to)},
        "signed_bytes": signature.signed_bytes,
        "changed_pages": list(signature.changed_pages),
        "page": signature.page,
        "rect": None if rect is None else [rect.x0, rect.y0, rect.x1, rect.y1],
        "reasons": [reason.value for reason in signature.reasons],
    }


def _signature_from_json(content: dict[str, Any]) -> SignatureReport:
    rect = content["rect"]
    values: dict[str, Any] = {name: str(content[name]) for name in _TEXTS}
    values |= {name: kind(content[key]) for key, (name, kind) in _ENUMS.items()}
    values |= {name: _moment(content[key]) for key, name in _TIMES.items()}
    return SignatureReport(
        **values,
        valid_from=_moment(content[_PERIOD]["from"]),
        valid_to=_moment(content[_PERIOD]["to"]),
        signed_bytes=int(content["signed_bytes"]),
        changed_pages=tuple(int(page) for page in content["changed_pages"]),
        page=int(content["page"]),
        rect=None if rect is None else Rect(*(float(value) for value in rect)),
        reasons=tuple(Reason(each) for each in content["reasons"]),
    )


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
