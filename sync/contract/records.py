"""What a province counts and keeps track of: statistics, payments, the audit log."""

from typing import Literal

from pydantic import AwareDatetime

from sync.contract.base import Answer, Sha256

PaymentState = Literal["succeeded", "paid", "processing", "failed", "expired", "refunded"]
"""Giao dịch thành công · Thanh toán thành công · Đang xử lý · the rest is not paid."""


class StateCount(Answer):
    state: str
    count: int


class Counts(Answer):
    """One line of Biểu II.06a (domain §4.1): received = done + open."""

    key: str
    """Code of the unit, field or procedure; empty for all."""
    name: str
    received: int
    online: int
    in_person: int
    """Or by post."""
    carried_over: int
    """From before the period."""
    done: int
    done_early: int
    done_on_time: int
    done_late: int
    open: int
    open_on_time: int
    open_late: int
    reusing: int
    """Dossiers with a paper from the warehouse."""


class Statistics(Answer):
    """``GET /v1/statistics``."""

    states: tuple[StateCount, ...]
    """As they stand now."""
    total: Counts
    lines: tuple[Counts, ...]


class Payment(Answer):
    """One online payment (screens: Đối soát thanh toán)."""

    reference: str
    """E.g. ``G22.99.2-240531431830``."""
    dossier_code: str
    unit_code: str
    payer: str
    paid_for: str
    """The fee's name."""
    intermediary: str
    amount: int
    state: PaymentState
    settled: bool
    """The money has come to the treasury or the office's bank."""
    dossier_state: str
    at: AwareDatetime
    trouble: str = ""
    """What was reported, empty for nothing."""
    trouble_text: str = ""


class PaymentPage(Answer):
    """``GET /v1/payments``: newest first."""

    payments: tuple[Payment, ...]
    total: int
    amount: int
    """Sum of all pages, in dong."""
    page: int


class AuditEntry(Answer):
    id: int
    at: AwareDatetime
    account: str
    unit_code: str
    act: str
    dossier_code: str
    key: str
    """The act's ``Idempotency-Key``."""
    certificate_serial: str
    """Bound to the account then."""
    files: tuple[Sha256, ...] = ()
    refused: str = ""
    """Code of the refusal, empty for what was carried out."""
    request: str = ""
    """Method and path template of what was refused."""
    times: int = 1
    """How often since the line before of the same attempt."""


class AuditPage(Answer):
    """``GET /v1/audit``: oldest first; ask again from ``next`` while ``more``."""

    entries: tuple[AuditEntry, ...]
    next: int
    more: bool
