"""The officer's own certificate among the tokens that are plugged in."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.officer import Officer
from signing.device import Certificate
from ui.token_watch import TokenInside, TokenStatus


class Match(StrEnum):
    """How a certificate and an account go together (domain §12)."""

    SAME = "same"
    OTHER = "other"  # of another person, or not the one bound to the account
    UNKNOWN = "unknown"  # the account names neither a number nor a certificate


@dataclass(frozen=True)
class OwnCertificate:
    inside: TokenInside
    certificate: Certificate
    match: Match


def match_of(certificate: Certificate, officer: Officer) -> Match:
    """By citizen number where the account has one, else by the serial bound to it."""
    if officer.identity_number:
        same = certificate.identity_number == officer.identity_number
    elif officer.certificate_serial:
        same = is_bound(certificate, officer)
    else:
        return Match.UNKNOWN
    return Match.SAME if same else Match.OTHER


def is_bound(certificate: Certificate, officer: Officer) -> bool:
    """Whether it is the very certificate that the province has bound to the account."""
    bound = officer.certificate_serial.lower().lstrip("0")
    return bool(bound) and certificate.serial.lower().lstrip("0") == bound


def own_certificate(
    officer: Officer, status: TokenStatus, label: str = ""
) -> OwnCertificate | None:
    """The officer's certificate valid longest; else that of the token chosen, ``label``.

    None when nothing that could be theirs is plugged in.
    """
    found = [
        OwnCertificate(inside, each, match_of(each, officer))
        for inside in status.tokens
        for each in inside.certificates
    ]
    chosen = [
        each for each in found if each.match is Match.SAME or each.inside.token.label == label
    ]
    chosen = chosen or (found if len(status.tokens) == 1 else [])
    return max(chosen, key=_rank, default=None)


def own_tokens(officer: Officer, status: TokenStatus, label: str = "") -> frozenset[str]:
    """Serials of the USB tokens that are the officer's: with their certificate, or, where the
    account cannot tell, the one chosen for signing.
    """
    return frozenset(
        inside.token.serial
        for inside in status.tokens
        if inside.token.plugged_in
        for each in inside.certificates
        if match_of(each, officer) is Match.SAME
        or (match_of(each, officer) is Match.UNKNOWN and inside.token.label == label)
    )


def _rank(own: OwnCertificate) -> tuple[bool, float]:
    return own.match is Match.SAME, own.certificate.not_after.timestamp()
