"""Phiếu yêu cầu bổ sung and Phiếu từ chối, from the draft to the paper."""

from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.dossier import Applicant, ComponentLine, Dossier
from app.domain.procedure import CopyKind
from app.operations.receive_dossier import open_draft, write_applicant
from tests.store.conftest import MARRIAGE
from tests.ui.counter_bench import OFFICER, add_paper, sign_in
from tests.ui.queue_past import NOW
from ui.forms.guidance_slip import GuidanceSlip, SlipKind
from ui.forms.printing import save_slip
from ui.intake.guidance import guidance_dialog
from ui.widgets.banner import Banner

COPY = ComponentLine("c9", "TP09", "Thẻ căn cước", 1, CopyKind.COPY, False)


@pytest.fixture
def dossier(counter: Counter) -> Dossier:
    sign_in(counter)
    made = open_draft(store=counter.store, procedure_code=MARRIAGE.code, case_code="TT", now=NOW)
    applicant = Applicant("Lê Thị Thu Hà", "089198001234", phone="0912 345 678")
    write_applicant(store=counter.store, dossier_id=made.id, applicant=applicant)
    with counter.store.read() as work:
        return work.dossiers.get(made.id)


def slip_of(dossier: Dossier, kind: SlipKind) -> GuidanceSlip:
    first = replace(dossier.components[0], copies=2)
    lines = (first, COPY) if kind is SlipKind.SUPPLEMENT else ()
    return GuidanceSlip(kind, dossier, OFFICER, lines, "Thiếu chữ ký\ncủa bên nam & nữ", NOW)


def printed(slip: GuidanceSlip, folder: Path) -> str:
    save_slip(slip, folder / "slip.pdf")
    with pymupdf.open(folder / "slip.pdf") as document:
        assert len(document) == 1
        return " ".join(document[0].get_text().split())


def test_the_supplement_says_what_the_form_asks(
    qtbot: QtBot, dossier: Dossier, tmp_path: Path
) -> None:
    text = printed(slip_of(dossier, SlipKind.SUPPLEMENT), tmp_path)
    for told in (
        "Số: ……/HDHS",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Tiếp nhận hồ sơ/yêu cầu của Ông/Bà: Lê Thị Thu Hà",
        f"Nội dung yêu cầu giải quyết: {dossier.procedure_name}",
        "Số điện thoại: 0912 345 678",
        f"1 {dossier.components[0].name} 02",
        "2 Thẻ căn cước 01",
        "Lý do: Thiếu chữ ký của bên nam & nữ",
        "liên hệ công chức Nguyễn Thị Hồng Đào, số điện thoại",
        "NGƯỜI HƯỚNG DẪN",
    ):
        assert told in text


def test_the_refusal_says_why_and_lists_nothing(
    qtbot: QtBot, dossier: Dossier, tmp_path: Path
) -> None:
    text = printed(slip_of(dossier, SlipKind.REFUSAL), tmp_path)
    for told in (
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:",
        "Thiếu chữ ký của bên nam & nữ",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ):
        assert told in text
    assert "Thành phần hồ sơ" not in text


def test_what_is_missing_is_ticked_and_a_reason_is_needed(
    qtbot: QtBot, counter: Counter, dossier: Dossier, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    add_paper(counter, dossier, 0)
    banner = Banner()
    qtbot.addWidget(banner)
    dialog = guidance_dialog(counter, dossier, SlipKind.SUPPLEMENT, banner, banner)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    required = [line.required for line in dossier.components]
    assert [box.isChecked() for box in dialog.lines] == [False, *required[1:]]
    dialog.reason.setPlainText("  ")
    target = tmp_path / "phieu.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog.keep.click()
    assert dialog.isVisible()
    qtbot.keyClicks(dialog.reason, "Thieu giay to")
    dialog.lines[0].setChecked(True)
    qtbot.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(target.exists)
    assert not dialog.isVisible()
    with pymupdf.open(target) as document:
        text = " ".join(document[0].get_text().split())
    assert dossier.components[0].name in text
    assert "Lý do: Thieu giay to" in text
