"""The data warehouse (kho dữ liệu): papers of citizens for reuse."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from sync.contract.base import Answer, Sha256


class WarehouseItem(Answer):
    id: str
    """32 hex digits."""
    paper_code: str
    """Mã TPHS/KQ, e.g. ``KQ.G15.000007``."""
    title: str
    attribute: Literal["national_result", "national_component", "local_linked", "local_unlinked"]
    """Thuộc tính: a national result, a national component, made by the province and linked to a
    national code, made by the province and not linked."""
    dossier_code: str
    number: str
    valid_from: date
    valid_until: date | None
    owner_name: str
    sha256: Sha256
    bytes: int
    pages: int
    saved_at: AwareDatetime
    saved_by_unit: str


class WarehousePage(Answer):
    """``GET /v1/warehouse?owner=&tab=``: newest first. The files of what is listed may be fetched
    by the unit for a day."""

    items: tuple[WarehouseItem, ...]
