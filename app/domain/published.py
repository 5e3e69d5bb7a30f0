"""What the province publishes for its counters besides procedures."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AgencyKind(StrEnum):
    """There is no district since 01/7/2025."""

    PROVINCE = "province"  # tỉnh
    DEPARTMENT = "department"  # sở, ban, ngành
    COMMUNE = "commune"  # xã, phường, đặc khu


@dataclass(frozen=True)
class Agency:
    """Cơ quan."""

    code: str
    """E.g. ``H01.31.02``."""
    name: str
    kind: AgencyKind
    parent: str
    """Code of the unit above, empty for the province."""


@dataclass(frozen=True)
class Colleague:
    """An officer of the unit."""

    account: str
    full_name: str
    unit_code: str
    department: str
    role: str
    """As in ``sync/contract``; a province may have roles that this program has no desk for."""
    certificate_serial: str
    """Hex, empty when no certificate is bound to the account."""


@dataclass(frozen=True)
class ResultType:
    """Mã TPHS/KQ of the data warehouse."""

    code: str
    """E.g. ``KQ.G15.000007``."""
    name: str
    field: str


@dataclass(frozen=True)
class Holiday:
    day: date
    name: str
