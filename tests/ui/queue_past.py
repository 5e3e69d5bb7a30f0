"""A queue with a past: dossiers waiting, refused, put back and acknowledged."""

from datetime import UTC, datetime, timedelta

from app.domain.dossier import Applicant, DossierId
from app.domain.procedure import Component, Procedure, ProcedureCase
from app.domain.submission import OutboxKind
from app.errors import Code
from app.store.store import Store

NOW = datetime(2026, 11, 23, 2, 21, tzinfo=UTC)
"""09:21 in Vietnam."""
PROCEDURE = Procedure(
    code="1.001193",
    name="Thủ tục đăng ký khai sinh",
    field="Hộ tịch",
    cases=(ProcedureCase("TT", "Thông thường", 1),),
    components=(Component("TP01", "Tờ khai đăng ký khai sinh"),),
)


def enqueue_dossier(store: Store, applicant: str, number: int) -> tuple[DossierId, int, int]:
    """A received dossier of one paper in the queue; its id and those of upload and act."""
    with store.write() as work:
        work.catalogue.replace([PROCEDURE])
        dossier = work.dossiers.open_draft(
            procedure=PROCEDURE, case_code="TT", counter="0A1B", now=NOW
        )
        person = Applicant(full_name=applicant, identity_number="089190000123")
        work.dossiers.set_applicant(dossier.id, person)
        file = {"paper_id": f"{number:032x}", "title": "Tờ khai", "sha256": "ab" * 32}
        upload = work.outbox.enqueue(
            dossier.id, OutboxKind.UPLOAD, file | {"bytes": 400_000}, NOW - timedelta(minutes=9)
        )
        told = {
            "provisional_code": dossier.provisional_code,
            "applicant": {"full_name": applicant},
        }
        act = work.outbox.enqueue(
            dossier.id, OutboxKind.RECEIVE_DOSSIER, told, NOW - timedelta(minutes=9)
        )
    return dossier.id, upload.id, act.id


def deliver(store: Store, upload: int, act: int, code: str) -> None:
    """The province acknowledged both."""
    receipts = {
        upload: {"sha256": "ab" * 32},
        act: {"receipt_number": "BN-2026-000417", "dossier_code": code},
    }
    for item, receipt in receipts.items():
        with store.write() as work:
            work.outbox.begin_attempt(item, NOW)
            work.outbox.deliver(item, receipt=receipt, now=NOW)


def refuse(store: Store, item: int, reason: str) -> None:
    with store.write() as work:
        work.outbox.begin_attempt(item, NOW)
        work.outbox.refuse(
            item, code=Code.PROVINCE_REFUSED.value, facts={"reason": reason}, now=NOW
        )


def put_back(store: Store, item: int, minutes: int) -> None:
    """The line was down; it goes again in ``minutes``."""
    with store.write() as work:
        work.outbox.begin_attempt(item, NOW)
        work.outbox.put_back(
            item,
            code=Code.PROVINCE_UNREACHABLE.value,
            facts={},
            next_attempt_at=NOW + timedelta(minutes=minutes),
            now=NOW,
        )


def wait_too_long(store: Store, applicant: str, number: int) -> int:
    """A dossier of the province's with an act that cannot be undone, asked about again; its id."""
    asked = enqueue_act(store, applicant, number)
    with store.write() as work:
        work.outbox.ask_again(asked)
    return asked


def enqueue_act(store: Store, applicant: str, number: int) -> int:
    """A dossier of the province's with an act of yesterday that cannot be undone; its id."""
    dossier, upload, act = enqueue_dossier(store, applicant, number)
    deliver(store, upload, act, f"H01.31.02-261121-00{number:02}")
    yesterday = NOW - timedelta(hours=26)
    with store.write() as work:
        told = {"kind": "return_result", "dossier_id": dossier}
        return work.outbox.enqueue(dossier, OutboxKind.ACT, told, yesterday).id
