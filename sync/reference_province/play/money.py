"""The bank and the intermediary: what becomes of a payment."""

from fastapi import APIRouter

from sync.contract import API
from sync.reference_province.parts import Here
from sync.reference_province.play.told import PaymentNews
from sync.reference_province.problems import ProblemCode, Refused
from sync.reference_province.tables_of_citizens import PaymentRow

router = APIRouter(prefix=f"{API}/play", tags=["play"])


@router.post("/payments/{reference}", summary="A payment goes on", status_code=204)
def change_payment(here: Here, reference: str, news: PaymentNews) -> None:
    with here.database.writing() as session:
        row = session.get(PaymentRow, reference)
        if row is None:
            raise Refused(ProblemCode.NOT_FOUND)
        row.state, row.settled = news.state, news.settled
