"""Online payments of the unit's dossiers (Đối soát thanh toán)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Row, Select, func, select

from app.domain.folding import fold
from sync.contract import API, Officer, Payment, PaymentPage, PaymentState, ProvinceState
from sync.reference_province.access import Caller, unit_to_read
from sync.reference_province.database import Dossier
from sync.reference_province.days import end_of, start_of
from sync.reference_province.parts import Here
from sync.reference_province.problems import ProblemCode, refusals
from sync.reference_province.tables_of_citizens import PaymentRow

MOST_DONG = 2**31 - 1

router = APIRouter(prefix=API, tags=["records"])


@dataclass(frozen=True)
class Filters:
    """Everything that is given must hold; both ends of a span are included."""

    first: Annotated[date | None, Query(alias="from")] = None
    last: Annotated[date | None, Query(alias="to")] = None
    state: PaymentState | None = None
    settled: bool | None = None
    reported: bool | None = None
    intermediary: Annotated[str, Query(max_length=100)] = ""
    dossier_state: ProvinceState | None = None
    least: Annotated[int, Query(ge=0, le=MOST_DONG)] = 0
    most: Annotated[int, Query(ge=0, le=MOST_DONG)] = MOST_DONG
    reference: Annotated[str, Query(max_length=40)] = ""
    unit: Annotated[str, Query(max_length=40)] = ""


@router.get(
    "/payments",
    summary="Online payments of the unit's dossiers, newest first",
    responses=refusals(ProblemCode.FORBIDDEN),
)
def payments(
    here: Here,
    officer: Caller,
    wanted: Annotated[Filters, Depends()],
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> PaymentPage:
    """`reported`: whether trouble was reported. `reference`: the payment's or the dossier's
    number, or a part of it."""
    found = _found(officer, wanted)
    counted = found.with_only_columns(func.count(), func.coalesce(func.sum(PaymentRow.amount), 0))
    ordered = found.order_by(PaymentRow.at.desc(), PaymentRow.reference)
    with here.database.reading() as session:
        total, amount = session.execute(counted).one()
        rows = session.execute(ordered.offset((page - 1) * size).limit(size)).all()
    return PaymentPage(
        payments=tuple(_payment(row) for row in rows), total=total, amount=int(amount), page=page
    )


def _found(officer: Officer, wanted: Filters) -> Select[PaymentRow, str]:
    query = select(PaymentRow, Dossier.state).join(Dossier, Dossier.code == PaymentRow.dossier_code)
    read = unit_to_read(officer, wanted.unit)
    if read is not None:
        query = query.where(PaymentRow.unit_code == read)
    if wanted.first is not None:
        query = query.where(PaymentRow.at >= start_of(wanted.first))
    if wanted.last is not None:
        query = query.where(PaymentRow.at < end_of(wanted.last))
    if wanted.state is not None:
        query = query.where(PaymentRow.state == wanted.state)
    if wanted.settled is not None:
        query = query.where(PaymentRow.settled.is_(wanted.settled))
    if wanted.reported is not None:
        query = query.where((PaymentRow.trouble != "") == wanted.reported)
    if wanted.intermediary:
        query = query.where(PaymentRow.intermediary == wanted.intermediary)
    if wanted.dossier_state is not None:
        query = query.where(Dossier.state == wanted.dossier_state)
    if wanted.reference:
        query = query.where(_names(wanted.reference))
    return query.where(PaymentRow.amount.between(wanted.least, wanted.most))


def _names(reference: str) -> Any:
    part = fold(reference).replace(" ", "").upper()
    return PaymentRow.reference.contains(part, autoescape=True) | PaymentRow.dossier_code.contains(
        part, autoescape=True
    )


def _payment(row: Row[PaymentRow, str]) -> Payment:
    payment, dossier_state = row
    return Payment.model_validate(
        {
            "reference": payment.reference,
            "dossier_code": payment.dossier_code,
            "unit_code": payment.unit_code,
            "payer": payment.payer,
            "paid_for": payment.paid_for,
            "intermediary": payment.intermediary,
            "amount": payment.amount,
            "state": payment.state,
            "settled": payment.settled,
            "dossier_state": dossier_state,
            "at": payment.at,
            "trouble": payment.trouble,
            "trouble_text": payment.trouble_text,
        }
    )
