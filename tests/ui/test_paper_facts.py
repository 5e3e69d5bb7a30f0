"""What a paper says of itself stands beside it on the desk, to be copied and looked at."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.sample_papers import SamplePaper, draw_sample_paper
from app.domain.dossier import Dossier
from app.domain.paper import Paper
from app.domain.paper_field import Field
from app.operations.build_paper import build_paper
from app.operations.look_at_pages import look_at_pages
from app.operations.page_fields import batch_fields, confirm_fields
from app.operations.read_pages import read_pages
from app.operations.scan_pages import begin_batch, scan_pages
from app.scanning.file_source import FileSource
from app.scanning.source import ScanRequest
from tests.ui.counter_bench import add_paper, open_screen, sign_in
from tests.ui.queue_past import NOW
from tests.ui.test_desk_screen import draft
from ui.desk.paper_facts import PaperFacts
from ui.desk.screen import DeskScreen
from ui.pages.paper_window import PaperWindow
from ui.services import Services


@pytest.fixture
def dossier(counter: Counter) -> Dossier:
    sign_in(counter)
    made = draft(counter, "Lê Thị Thu Hà")
    add_paper(counter, made, 0, signed=True)  # of which nothing is known
    return made


@pytest.fixture
def paper(counter: Counter, dossier: Dossier, tmp_path: Path) -> Paper:
    """A decision that was read; the officer corrected its number and took its signer out."""
    file = draw_sample_paper(
        SamplePaper.DECISION, tmp_path / "decision.jpg", applicant_name="Lê Thị Thu Hà",
        identity_number="089198001234", day=date(2026, 10, 5),
    ).file  # fmt: skip
    store, folders = counter.store, counter.page_folders
    batch = begin_batch(store=store, source="", now=NOW)
    scan_pages(
        store=store, folders=folders, batch_id=batch.id, source=FileSource(file),
        request=ScanRequest(), stop=lambda: False,
    )  # fmt: skip
    look_at_pages(store=store, folders=folders, batch_id=batch.id)
    read_pages(store=store, folders=folders, batch_id=batch.id, reader=counter.page_reader)
    with store.read() as work:
        pages = work.scans.get(batch.id).pages
    fields = {each.field: each for each in batch_fields(store, pages)}
    confirm_fields(store=store, fields=[(fields[Field.NUMBER], "129"), (fields[Field.SIGNER], "")])
    return build_paper(
        store=store, vault=counter.vault, folders=folders, batch_id=batch.id,
        dossier_id=dossier.id, component_id="", title="Quyết định", now=NOW,
    )  # fmt: skip


@pytest.fixture
def facts(qtbot: QtBot, services: Services, dossier: Dossier, paper: Paper) -> PaperFacts:
    with services.counter.store.write() as work:
        work.dossiers.submit(dossier.id, received_at=NOW, due_at=NOW)
    screen = DeskScreen(services)
    open_screen(qtbot, screen)
    screen.enter(dossier.id)
    [found] = screen.list.detail.findChildren(PaperFacts)
    return found


def tool(facts: PaperFacts, name: str) -> QToolButton:
    [found] = [each for each in facts.findChildren(QToolButton) if each.accessibleName() == name]
    return found


def test_its_lines_are_shown_and_copied(facts: PaperFacts) -> None:
    said = [each.text() for each in facts.findChildren(QLabel)]
    lines = dict(zip(said[::2], said[1::2], strict=False))
    assert lines["Số giấy tờ"] == "129/QĐ-UBND"
    assert lines["Ngày ban hành"] == "05/10/2026"
    assert lines["Cơ quan"] == "ỦY BAN NHÂN DÂN XÃ MỸ HÒA HƯNG"
    assert "Người ký" not in lines
    assert said[-1] == "Máy đọc, chưa ai xác nhận: hãy đối chiếu trước khi dùng."
    tool(facts, "Sao chép “Số giấy tờ”").click()
    assert QGuiApplication.clipboard().text() == "129/QĐ-UBND"
    tool(facts, "Sao chép “Ngày ban hành”").click()
    assert QGuiApplication.clipboard().text() == "05/10/2026"


def test_its_place_is_shown_on_the_paper(qtbot: QtBot, facts: PaperFacts) -> None:
    tool(facts, "Xem chỗ ghi “Trích yếu” trên giấy").click()
    window = QApplication.activeModalWidget()
    assert isinstance(window, PaperWindow)
    view = window.viewer.view
    qtbot.waitUntil(lambda: view.mark.index == 0, timeout=20_000)
    shown = view.mark.box(view.layout_).translated(-view.origin())
    assert view.viewport().rect().contains(shown.toRect())
    window.reject()
