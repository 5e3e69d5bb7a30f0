"""Whose token fits a profile: a person's for some, the office's for others."""

from dataclasses import replace

from signing.device import Certificate
from signing.profiles import Holder
from ui.token_watch import TokenStatus

_CITIZEN_DIGITS = (9, 12)
"""CMND and CCCD; tax numbers have 10 or 13 (domain §10)."""


def fitting_tokens(holder: Holder, status: TokenStatus, label: str) -> tuple[TokenStatus, str]:
    """``status`` with the tokens that fit ``holder``, and the label to choose among them by.

    ``label`` is that of the officer's own token, which says nothing about the office's.
    """
    if holder is Holder.PERSON:
        return status, label
    # What a certificate file holds is not known before it is opened.
    fitting = tuple(
        each
        for each in status.tokens
        if each.sealed or (each.latest and _of_an_office(each.latest))
    )
    chosen = label if any(each.token.label == label for each in fitting) else ""
    return replace(status, tokens=fitting), chosen


def _of_an_office(certificate: Certificate) -> bool:
    return len(certificate.identity_number) not in _CITIZEN_DIGITS
