"""The officer who works at this counter."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.dossier import Gender


class Role(StrEnum):
    COUNTER = "counter"  # cán bộ một cửa
    LEADER = "leader"  # lãnh đạo
    CLERK = "clerk"  # văn thư
    SPECIALIST = "specialist"  # chuyên viên: handles dossiers behind the counter
    ADMINISTRATOR = "administrator"  # of the province: reads what all units have, acts on nothing


AT_WORK = frozenset(Role) - {Role.ADMINISTRATOR}
"""Who has something to do with this program."""


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
    born: date | None = None
    gender: Gender = Gender.UNKNOWN
    phone: str = ""
    email: str = ""
    address: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields that the national portal asks of an account and this one lacks.

        Without them it refuses the officer's single sign-on.
        """
        asked = {"identity_number": self.identity_number, "born": self.born, "phone": self.phone}
        return tuple(name for name, value in asked.items() if not value)
