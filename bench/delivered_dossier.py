"""A reception with its papers, as the counter queues it, for the bench of delivery."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from app.domain.dossier import Dossier
from app.domain.procedure import Component, Procedure, ProcedureCase
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


def the_act(
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
