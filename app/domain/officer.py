"""The officer who works at this counter."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    COUNTER = "counter"  # cán bộ một cửa
    LEADER = "leader"  # lãnh đạo
    CLERK = "clerk"  # văn thư


@dataclass(frozen=True)
class Officer:
    """Who signed in last, as the province told; known without a network from then on."""

    account: str
    full_name: str
    identity_number: str
    """CCCD, 12 digits, or empty when the account lacks it; never printed or logged whole."""
    unit_code: str
    unit_name: str
    department: str
    role: Role
    certificate_serial: str
    """Hex serial of the certificate bound to the account, empty when none is."""
