"""Names and shown values of what papers say of themselves. No Qt."""

from contextlib import suppress
from datetime import date

from app.domain.paper_field import Field
from app.operations.paper_fields import Offer, OfferedField

FIELDS = {
    Field.NUMBER: "Số",
    Field.NOTATION: "Ký hiệu",
    Field.DAY: "Ngày",
    Field.ORGANISATION: "Cơ quan",
    Field.KIND: "Tên loại",
    Field.SUBJECT: "Trích yếu",
    Field.SIGNER: "Người ký",
}
OFFERS = {
    Offer.PAPER_NUMBER: "Số giấy tờ",
    Offer.DAY: "Ngày ban hành",
    Offer.ORGANISATION: "Cơ quan",
    Offer.KIND: "Tên loại",
    Offer.SUBJECT: "Trích yếu",
    Offer.SIGNER: "Người ký",
}


def shown_value(field: Field, value: str) -> str:
    """A day as it is written here, 05/10/2026; all else as it is."""
    return shown_day(value) if field is Field.DAY else value


def shown_offer(offered: OfferedField) -> str:
    return shown_day(offered.value) if offered.offer is Offer.DAY else offered.value


def shown_day(value: str) -> str:
    with suppress(ValueError):
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    return value
