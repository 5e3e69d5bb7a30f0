"""What is offered for a paper wherever it is to be described: registers, Kho dữ liệu."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.paper import PaperId, Rect
from app.domain.paper_field import Field, PaperField
from app.store.store import Store


class Offer(StrEnum):
    """Inputs of forms that describe a paper; the order is that of the form."""

    PAPER_NUMBER = "paper_number"  # Số giấy tờ: số và ký hiệu
    DAY = "day"  # Ngày ban hành, from which Ngày hiệu lực follows; ISO 8601
    ORGANISATION = "organisation"  # Cơ quan ban hành
    KIND = "kind"  # Tên loại
    SUBJECT = "subject"  # Trích yếu
    SIGNER = "signer"  # Người ký


@dataclass(frozen=True)
class OfferedField:
    offer: Offer
    value: str
    page: int
    """1 for the first."""
    box: Rect | None
    """Where on the page it was read; None when it was typed."""
    confidence: int
    """Of the reading, 0 to 100; 0 when it was typed."""
    confirmed: bool
    """The officer saw it; what is not confirmed is to be shown as such."""


def offered_fields(store: Store, paper_id: PaperId) -> tuple[OfferedField, ...]:
    """What can be filled in for the paper, never without the officer seeing it.

    What she took out is not offered. Nothing for a paper of which nothing is known.
    """
    with store.read() as work:
        return offers_of(work.fields.of_paper(paper_id))


def offers_of(fields: tuple[PaperField, ...]) -> tuple[OfferedField, ...]:
    """As :func:`offered_fields`, of what was kept with the paper."""
    known = {each.field: each for each in fields if each.value}
    offered = []
    for offer in Offer:
        if offer is Offer.PAPER_NUMBER:
            parts = [known[each] for each in (Field.NUMBER, Field.NOTATION) if each in known]
            if parts and parts[0].field is Field.NUMBER:  # ký hiệu alone names no paper
                offered.append(_number(parts))
        elif (one := known.get(Field(offer.value))) is not None:
            offered.append(_offered(offer, one))
    return tuple(offered)


def _number(parts: list[PaperField]) -> OfferedField:
    """Số and ký hiệu as they stand on the paper; as sure as the less sure of both."""
    boxes = [each.box for each in parts if each.box is not None]
    box = Rect(
        min(each.x0 for each in boxes), min(each.y0 for each in boxes),
        max(each.x1 for each in boxes), max(each.y1 for each in boxes),
    ) if boxes else None  # fmt: skip
    return OfferedField(
        Offer.PAPER_NUMBER, "/".join(each.value for each in parts), parts[0].page, box,
        min(each.confidence for each in parts), all(each.confirmed for each in parts),
    )  # fmt: skip


def _offered(offer: Offer, one: PaperField) -> OfferedField:
    return OfferedField(offer, one.value, one.page, one.box, one.confidence, one.confirmed)
