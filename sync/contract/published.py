"""What a province publishes for all its counters to keep a copy of.

Each list carries a ``version`` that is also its ``ETag``: ``If-None-Match`` answers 304.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from sync.contract.base import Answer, Role

Clock = Annotated[str, StringConstraints(pattern=r"^\d{2}:\d{2}$")]


class Health(Answer):
    service: Literal["quay-mot-cua"]
    api: str
    time: AwareDatetime
    """The province's clock, so that a counter notices its own being wrong."""


class ComponentInfo(Answer):
    code: str
    name: str
    copies: int = Field(ge=0)
    kind: Literal["original", "copy", "certified_copy"]
    required: bool


class CaseInfo(Answer):
    code: str
    name: str
    working_days: int = Field(ge=0)


class FeeInfo(Answer):
    name: str
    amount: int = Field(ge=0)


class ProcedureInfo(Answer):
    code: str
    name: str
    field: str
    cases: tuple[CaseInfo, ...] = Field(min_length=1)
    components: tuple[ComponentInfo, ...]
    fees: tuple[FeeInfo, ...]


class ProcedureList(Answer):
    procedures: tuple[ProcedureInfo, ...]
    version: str = ""


class Agency(Answer):
    """A unit of the province. There is no district since 01/7/2025 (domain §2.4)."""

    code: str
    """E.g. ``H01.31.02`` (domain §5)."""
    name: str
    kind: Literal["province", "department", "commune"]
    parent: str
    """Code of the unit above, empty for the province."""


class AgencyList(Answer):
    """``GET /v1/agencies``."""

    agencies: tuple[Agency, ...]
    version: str


class Colleague(Answer):
    """An officer as colleagues know her."""

    account: str
    full_name: str
    unit_code: str
    department: str
    role: Role
    certificate_serial: str
    """Hex serial of the certificate bound to the account, empty when none is."""


class ColleagueList(Answer):
    """``GET /v1/officers``: of the caller's unit."""

    officers: tuple[Colleague, ...]
    version: str


class ResultType(Answer):
    """A kind of result in the data warehouse (Mã TPHS/KQ)."""

    code: str
    """E.g. ``KQ.G15.000007`` (domain §5)."""
    name: str
    field: str


class ResultTypeList(Answer):
    """``GET /v1/result-types``."""

    result_types: tuple[ResultType, ...]
    version: str


class WorkingHours(Answer):
    """Clocks of Vietnam, e.g. ``07:00``."""

    opens: Clock
    closes: Clock


class Holiday(Answer):
    day: date
    name: str


class WorkCalendar(Answer):
    """``GET /v1/calendar``: working hours and days off, by which dossiers fall due."""

    hours: tuple[WorkingHours, ...]
    weekdays: tuple[int, ...]
    """Monday is 0."""
    holidays: tuple[Holiday, ...]
    version: str
