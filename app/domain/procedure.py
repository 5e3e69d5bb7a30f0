"""Administrative procedures (thủ tục hành chính) as the province publishes them."""

from dataclasses import dataclass
from enum import StrEnum


class CopyKind(StrEnum):
    """Loại giấy tờ of a component."""

    ORIGINAL = "original"  # Bản chính
    COPY = "copy"  # Bản sao
    CERTIFIED_COPY = "certified_copy"  # Bản chứng thực


@dataclass(frozen=True)
class Component:
    """One line of a procedure's thành phần hồ sơ."""

    code: str
    """Unique within its procedure, e.g. ``TP01``."""
    name: str
    copies: int = 1
    kind: CopyKind = CopyKind.ORIGINAL
    required: bool = True


@dataclass(frozen=True)
class ProcedureCase:
    """A trường hợp/quy trình with its own time limit."""

    code: str
    name: str
    working_days: int


@dataclass(frozen=True)
class Fee:
    """A fee (phí, lệ phí) in Vietnamese dong for each unit."""

    name: str
    amount: int


@dataclass(frozen=True)
class Procedure:
    code: str
    """National code, e.g. ``1.000894`` (domain §5)."""
    name: str
    field: str
    """Lĩnh vực, e.g. ``Hộ tịch``."""
    cases: tuple[ProcedureCase, ...]
    components: tuple[Component, ...]
    fees: tuple[Fee, ...] = ()

    def case(self, code: str) -> ProcedureCase:
        """The case with ``code``; the first one when there is none (procedures change)."""
        return next((case for case in self.cases if case.code == code), self.cases[0])
