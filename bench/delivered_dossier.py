"""A reception with its papers, as the counter queues it, for the benches of delivery."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from app.domain.dossier import Dossier
from app.domain.procedure import Component, Procedure, ProcedureCase
from app.domain.submission import OutboxKind
from app.store.store import Store
from app.store.vault import VaultFile
from sync.contract import ApplicantSent, PaperSent, ReceiveDossier, SignatureSent

PROCEDURE = Procedure(
    code="1.000894",
    name="Thủ tục đăng ký kết hôn",
    field="Hộ tịch",
    cases=(ProcedureCase("TT", "Thông thường", 1),),
    components=(Component("TP01", "Tờ khai đăng ký kết hôn"),),
)
_APPLICANT = ApplicantSent(
    full_name="Trần Văn Bình",
    identity_number="089091000779",
    born=None,
    gender="male",
    address="Ấp Bình Hòa",
    phone="",
    email="",
    organization="",
)


@dataclass
class Drawer:
    """A ``SecretStore`` that forgets with its process."""

    kept: str = ""

    def load(self) -> str:
        return self.kept

    def save(self, text: str) -> None:
        self.kept = text


def queue_dossier(store: Store, kept: Sequence[VaultFile]) -> tuple[str, float]:
    """Queue a dossier with papers that are in the vault, as receiving it does: its identifier,
    and the seconds of the transaction.
    """
    now = datetime.now(UTC)
    due = now + timedelta(days=1)
    with store.write() as work:
        draft = work.dossiers.open_draft(
            procedure=PROCEDURE, case_code="TT", counter="00AF", now=now
        )
    began = time.perf_counter()
    with store.write() as work:
        work.dossiers.submit(draft.id, received_at=now, due_at=due)
        act = _the_act(draft, kept, now, due)
        for paper in act.papers:
            payload = paper.model_dump(include={"paper_id", "title", "sha256", "bytes"})
            work.outbox.enqueue(draft.id, OutboxKind.UPLOAD, payload, now)
        work.outbox.enqueue(draft.id, OutboxKind.RECEIVE_DOSSIER, act.model_dump(mode="json"), now)
    return draft.id, time.perf_counter() - began


def _the_act(
    dossier: Dossier, kept: Sequence[VaultFile], now: datetime, due: datetime
) -> ReceiveDossier:
    """The act of receiving ``dossier`` with a paper for each file of ``kept``."""
    signature = SignatureSent(signer="Đào", serial="0a", level="B-T", signed_at=now)
    return ReceiveDossier(
        dossier_id=dossier.id,
        provisional_code=dossier.provisional_code,
        procedure_code=PROCEDURE.code,
        case_code="TT",
        applicant=_APPLICANT,
        papers=tuple(
            PaperSent(
                paper_id=uuid4().hex, component_code="TP01", title="Tờ khai", sha256=file.sha256,
                bytes=file.size, pages=1, signature=signature,
            )
            for file in kept
        ),
        fees=(),
        return_way="counter",
        received_at=now,
        due_at=due,
    )  # fmt: skip
