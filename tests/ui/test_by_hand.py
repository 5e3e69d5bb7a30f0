"""Đồng bộ: packages out and receipts in, and what is said of them."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.officer import Officer, Role
from app.domain.submission import OutboxKind, OutboxState
from sync.contract import ApplicantSent, PaperSent, ReceiveDossier, SignatureSent
from tests.ui.queue_past import PROCEDURE
from ui.services import Services
from ui.sync_screen.screen import SyncScreen

PDF = b"%PDF-1.7\n" + bytes(3_000) + b"%%EOF\n"


@pytest.fixture
def screen(services: Services, qtbot: QtBot) -> SyncScreen:
    """Open, with a dossier that waits."""
    counter, now = services.counter, services.counter.now()
    kept = counter.vault.add(PDF)
    signature = SignatureSent(signer="Nguyễn Thị Hồng Đào", serial="0a", level="B-T", signed_at=now)
    paper = PaperSent(
        paper_id="1" * 32, component_code="TP01", title="Tờ khai", sha256=kept.sha256,
        bytes=kept.size, pages=1, signature=signature,
    )  # fmt: skip
    applicant = ApplicantSent(
        full_name="Trần Văn Bình", identity_number="089091000779", born=None, gender="male",
        address="", phone="", email="", organization="",
    )  # fmt: skip
    with counter.store.write() as work:
        work.facts.set_officer(
            Officer("dao.nt", "Nguyễn Thị Hồng Đào", "", "H01.31.02", "UBND xã Mỹ Hòa Hưng",
                    "Bộ phận Một cửa", Role.COUNTER, "")
        )  # fmt: skip
        work.catalogue.replace([PROCEDURE])
        draft = work.dossiers.open_draft(
            procedure=PROCEDURE, case_code="TT", counter="0A1B", now=now
        )
        due = now + timedelta(days=1)
        work.dossiers.submit(draft.id, received_at=now, due_at=due)
        upload = paper.model_dump(include={"paper_id", "title", "sha256", "bytes"})
        work.outbox.enqueue(draft.id, OutboxKind.UPLOAD, upload, now)
        act = ReceiveDossier(
            dossier_id=draft.id, provisional_code=draft.provisional_code, unit_code="H01.31.02",
            procedure_code=PROCEDURE.code, case_code="TT", applicant=applicant, papers=(paper,),
            fees=(), return_way="counter", received_at=now, due_at=due,
        )  # fmt: skip
        work.outbox.enqueue(draft.id, OutboxKind.RECEIVE_DOSSIER, act.model_dump(mode="json"), now)
    made = SyncScreen(services)
    qtbot.addWidget(made)
    made.resize(1180, 700)
    made.show()
    made.enter()
    return made


def said(screen: SyncScreen) -> str:
    return screen.by_hand.banner.accessibleName()


def states_of(services: Services) -> set[OutboxState]:
    with services.counter.store.read() as work:
        return {item.state for item in work.outbox.items()}


def receipt_for(services: Services, target: Path, *, sha256: str = "") -> Path:
    """As a province would write it, about ``sha256`` instead of the file if it is given."""
    now = services.counter.now().isoformat()
    with services.counter.store.read() as work:
        act, upload = work.outbox.items()
    file = {
        "sha256": sha256 or upload.payload["sha256"],
        "bytes": upload.payload["bytes"],
        "received_at": now,
    }
    answer = {
        "receipt_number": "BN-1", "dossier_id": act.dossier_id, "accepted_at": now,
        "dossier_code": "H01.31.02-261127-0001", "files": [file],
    }  # fmt: skip
    whole = {
        "format": "quay-mot-cua/bien-nhan-goi", "version": 1, "package_id": "0" * 32,
        "taken_at": now, "files": [file], "acts": [{"key": act.key, "receipt": answer}],
    }  # fmt: skip
    target.write_text(json.dumps(whole))
    return target


def test_what_was_exported_is_marked_and_waits(
    screen: SyncScreen, services: Services, qtbot: QtBot, tmp_path: Path
) -> None:
    target = tmp_path / "gói.zip"
    screen.by_hand.export_to(target)
    qtbot.waitUntil(lambda: "Đã xuất gói" in said(screen))
    assert "1 hồ sơ, 1 tệp" in said(screen)
    assert target.exists()
    assert states_of(services) == {OutboxState.WAITING}
    qtbot.waitUntil(
        lambda: any(
            each.text().startswith("Đã xuất gói lúc") for each in screen.detail.findChildren(QLabel)
        )
    )
    assert screen.by_hand.banner.isVisible()  # reading the queue again leaves it alone
    screen.by_hand.export_to(target)
    qtbot.waitUntil(lambda: "Đã có tệp cùng tên" in said(screen))


def test_a_receipt_that_fits_delivers(
    screen: SyncScreen, services: Services, qtbot: QtBot, tmp_path: Path
) -> None:
    screen.by_hand.import_from(receipt_for(services, tmp_path / "r.json"))
    qtbot.waitUntil(lambda: "Đã nhập biên nhận" in said(screen))
    assert states_of(services) == {OutboxState.DELIVERED}


def test_a_receipt_of_other_bytes_is_told(
    screen: SyncScreen, services: Services, qtbot: QtBot, tmp_path: Path
) -> None:
    screen.by_hand.import_from(receipt_for(services, tmp_path / "r.json", sha256="0" * 64))
    qtbot.waitUntil(lambda: "Không khớp với gói đã xuất" in said(screen))
    assert states_of(services) == {OutboxState.WAITING}
