"""Xác thực chữ ký: the verdict in one glance, both versions side by side, and the slip."""

from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.dossier import DossierId
from app.domain.paper import Paper, PaperId, PaperState
from signing.trust_folder import TrustFolder
from tests.ui.counter_bench import SIGNED, sign_in
from tests.ui.dragging import drop
from tests.verification import attacks
from tests.verification.signed_files import SECOND_STAMP, sign
from tests.verification.throwaway_pki import ThrowawayPki
from ui.pages.paper_window import PaperWindow
from ui.services import Services
from ui.verification.subject import Subject, file_subject
from ui.verification.versions_window import VersionsWindow
from ui.verification.window import VerificationWindow

_SLOW_MS = 40_000
"""The process that reads PDFs starts within this."""


@pytest.fixture(scope="module")
def pki() -> ThrowawayPki:
    return ThrowawayPki()


@pytest.fixture
def trusting(services: Services, pki: ThrowawayPki, tmp_path: Path) -> Services:
    """A counter that trusts the throw-away authorities."""
    folder = TrustFolder(services.counter.profile.trust)
    for name, holder in (("root", pki.root), ("ca", pki.ca)):
        path = tmp_path / f"{name}.cer"
        path.write_bytes(holder.asn1.dump())
        folder.add(folder.read(path))
    return services


@pytest.fixture
def signed(pki: ThrowawayPki, make_pdf: Callable[..., Path], tmp_path: Path) -> Path:
    """Two signatures on two pages."""
    scan = make_pdf(tmp_path / "scan.pdf", pages=2, text="Số tiền: 1.250.000 đồng")
    once = sign(scan, pki.signer())
    path = tmp_path / "giấy khai sinh.pdf"
    path.write_bytes(
        sign(once, pki.signer("Trần Quốc Vượng"), field="Leader", box=SECOND_STAMP, page=1)
    )
    return path


@pytest.fixture
def forged(signed: Path) -> Path:
    path = signed.with_name("bị sửa.pdf")
    path.write_bytes(attacks.overlay(signed.read_bytes()))
    return path


def words(widget: QWidget) -> str:
    return " ".join(each.text() for each in widget.findChildren(QLabel) if not each.isHidden())


def judged(qtbot: QtBot, services: Services, *paths: Path, **how: object) -> VerificationWindow:
    window = VerificationWindow(services, **how)
    qtbot.addWidget(window)
    window.show()
    window.check_files(paths)
    qtbot.waitUntil(lambda: len(window.reports) == len(paths), timeout=_SLOW_MS)
    qtbot.waitUntil(window.busy.isHidden)
    return window


def test_a_valid_file_in_one_glance(qtbot: QtBot, trusting: Services, signed: Path) -> None:
    window = judged(qtbot, trusting, signed)
    assert window.summary.heading.text() == "Chữ ký hợp lệ!"
    assert window.summary.property("banner") == "ok"
    said = words(window)
    for told in (
        "2 chữ ký: Nguyễn Thị Hồng Đào, Trần Quốc Vượng",
        "Chữ ký 1", "Chữ ký 2", "CA phát hành", "CA kiểm thử", "Chủ thể ký", "Trần Quốc Vượng",
        "Đơn vị quản lý chứng thư số", "Thời điểm ký", "Tính toàn vẹn",
        "Tính hợp lệ tại thời điểm ký", "Thời hạn hiệu lực chứng thư số",
    ):  # fmt: skip
        assert told in said
    assert window.files.isHidden()
    assert window.save.isEnabled()


def test_before_a_file_is_chosen(qtbot: QtBot, trusting: Services, signed: Path) -> None:
    window = VerificationWindow(trusting, choose=lambda _: [signed])
    qtbot.addWidget(window)
    window.show()
    assert window.empty.isVisible()
    assert not window.save.isEnabled()
    [choose] = window.empty.findChildren(QPushButton)
    choose.click()
    qtbot.waitUntil(lambda: bool(window.reports), timeout=_SLOW_MS)
    assert window.summary.isVisible()
    assert not window.empty.isVisible()


def test_several_files_are_listed_with_their_verdicts(
    qtbot: QtBot, trusting: Services, signed: Path, forged: Path, tmp_path: Path
) -> None:
    window = judged(qtbot, trusting, signed, forged, tmp_path / "vắng.pdf")
    assert window.files.isVisible()
    assert window.summary.property("banner") == "ok"
    qtbot.keyClick(window.files, Qt.Key.Key_Down)
    assert window.summary.heading.text() == "Tài liệu đã bị thay đổi."
    assert window.summary.property("banner") == "bad"
    qtbot.keyClick(window.files, Qt.Key.Key_Down)
    assert "Không tìm thấy tệp" in words(window.summary)
    assert window.summary.property("banner") != "ok"


def test_a_file_can_be_dropped(qtbot: QtBot, trusting: Services, signed: Path) -> None:
    window = VerificationWindow(trusting)
    qtbot.addWidget(window)
    window.show()
    assert drop(window, QUrl.fromLocalFile(str(signed)), QUrl("https://example.org/a.pdf"))
    assert [each.name for each in window.subjects] == ["giấy khai sinh.pdf"]
    qtbot.waitUntil(lambda: bool(window.reports), timeout=_SLOW_MS)


def test_what_cannot_be_read_at_all_is_said(
    qtbot: QtBot, trusting: Services, tmp_path: Path
) -> None:
    """A vault file that is damaged raises before the worker is asked."""
    from app.errors import AppError, Code

    def broken() -> object:
        raise AppError(Code.VAULT_FILE_DAMAGED)

    window = VerificationWindow(trusting)
    qtbot.addWidget(window)
    window.show()
    window.check([Subject("Tờ khai", broken)])
    qtbot.waitUntil(window.banner.isVisible)
    qtbot.waitUntil(window.busy.isHidden)
    assert not window.save.isEnabled()


def test_the_slip_says_what_the_window_says(
    qtbot: QtBot, trusting: Services, signed: Path, tmp_path: Path
) -> None:
    sign_in(trusting.counter)
    target = tmp_path / "kết quả.pdf"
    window = judged(qtbot, trusting, signed, target=lambda *_: target)
    window.save.click()
    qtbot.waitUntil(target.exists)
    qtbot.waitUntil(window.banner.isVisible)
    with pymupdf.open(target) as document:
        text = " ".join("".join(page.get_text() for page in document).split())
        fonts = {font[3].split("+")[-1].split("-")[0] for font in document[0].get_fonts()}
    assert fonts == {"Tinos"}
    for told in (
        "UBND XÃ MỸ HÒA HƯNG", "PHIẾU KẾT QUẢ XÁC THỰC CHỮ KÝ SỐ", "giấy khai sinh.pdf",
        "Chữ ký hợp lệ!", "Chữ ký 2: Trần Quốc Vượng – Hợp lệ",
        "Tính hợp lệ tại thời điểm ký", "CA kiểm thử",
        "NGƯỜI KIỂM TRA", "Nguyễn Thị Hồng Đào",
    ):  # fmt: skip
        assert told in text


class TestVersions:
    def opened(self, qtbot: QtBot, services: Services, path: Path, number: int) -> VersionsWindow:
        window = judged(qtbot, services, path)
        versions = VersionsWindow(
            services, file_subject(path), window.reports[0][0], number, window
        )
        versions.show()
        qtbot.waitUntil(versions.busy.isHidden, timeout=_SLOW_MS)
        return versions

    def test_what_was_changed_is_outlined(
        self, qtbot: QtBot, trusting: Services, forged: Path
    ) -> None:
        versions = self.opened(qtbot, trusting, forged, 1)
        assert versions.page == 1
        assert versions.shown.differences
        assert versions.said.text() == "Viền đỏ: chỗ khác với lúc ký."
        sheet = versions.pages.current
        assert versions.pages.signed.height() == sheet.height()
        red = sheet.grab().toImage()
        box = versions.shown.differences[0]
        x = round((box.left + box.right) / 2 * red.width())
        top = [red.pixelColor(x, y) for y in range(round(box.top * red.height()) + 1)]
        assert any(each.red() > 150 > each.green() * 2 for each in top)

    def test_a_later_signature_is_told_apart(
        self, qtbot: QtBot, trusting: Services, signed: Path
    ) -> None:
        versions = self.opened(qtbot, trusting, signed, 0)
        assert versions.changed_pages == ()
        assert "giống nhau" in versions.said.text()
        qtbot.keyClick(versions, Qt.Key.Key_PageDown)
        qtbot.waitUntil(versions.busy.isHidden, timeout=_SLOW_MS)
        assert versions.page == 2
        assert versions.said.text() == "Viền xanh nét đứt: chữ ký được ký sau."
        qtbot.keyClick(versions, Qt.Key.Key_PageDown)
        assert versions.page == 2

    def test_both_sides_scroll_as_one(self, qtbot: QtBot, trusting: Services, forged: Path) -> None:
        versions = self.opened(qtbot, trusting, forged, 0)
        versions.pages.zoom(2.0)
        left, right = versions.pages.left, versions.pages.right
        left.verticalScrollBar().setValue(120)
        right.horizontalScrollBar().setValue(60)
        assert right.verticalScrollBar().value() == 120
        assert left.horizontalScrollBar().value() == 60


def test_a_signed_paper_offers_it(qtbot: QtBot, trusting: Services, signed: Path) -> None:
    """From the paper's own window, with the bytes that the vault holds."""
    kept = trusting.counter.vault.add(signed.read_bytes())
    paper = Paper(
        PaperId("p1"), DossierId("d" * 32), "c1", "Giấy khai sinh", PaperState.SIGNED, 2, 200,
        kept.sha256, kept.size, signature=SIGNED,
    )  # fmt: skip
    behind = QWidget()
    qtbot.addWidget(behind)
    window = PaperWindow(trusting, paper, behind)
    window.open()
    [verify] = [each for each in window.findChildren(QPushButton) if "Xác thực" in each.text()]
    qtbot.waitUntil(verify.isEnabled)
    verify.click()
    shown = window.findChild(VerificationWindow)
    qtbot.waitUntil(lambda: bool(shown.reports), timeout=_SLOW_MS)
    assert shown.summary.heading.text() == "Chữ ký hợp lệ!"
    assert shown.reports[0][0].file == "Giấy khai sinh"
