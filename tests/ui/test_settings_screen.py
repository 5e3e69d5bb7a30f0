"""Cấu hình keeps what is chosen, and says what the machine has."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.demo.office import Office
from app.errors import AppError, Code
from app.operations.unlock import set_unlock_password
from app.scanning.source import SourceInfo
from app.settings import ProvinceSettings, TokenSettings, load_settings
from sync.reference_province import ProvinceServerSettings, running_province
from tests.scanning.escl_announced import announced, service
from tests.ui.counter_bench import sign_in
from ui.services import Services
from ui.settings_screen.diagnosis import DiagnosisDialog
from ui.settings_screen.found_scanners import FoundScanners
from ui.settings_screen.lock_section import LockSection
from ui.settings_screen.province_section import ProvinceSection
from ui.settings_screen.scanner_section import ScannerSection
from ui.settings_screen.screen import SettingsScreen
from ui.settings_screen.token_section import TokenSection
from ui.settings_screen.trust_section import TrustSection
from ui.sign_in.browser_sign_in import BrowserSignIn
from ui.status_strip import StatusStrip


def words(widget: QWidget) -> str:
    return " ".join(each.text() for each in widget.findChildren(QLabel) if not each.isHidden())


def test_other_screens_lead_to_a_section(qtbot: QtBot, services: Services) -> None:
    screen = SettingsScreen(services)
    qtbot.addWidget(screen)
    screen.show()
    for key in ("province", "token", "lock", "scanner", "trust"):
        screen.enter(key)
        assert screen.sections[key].isVisible()
    screen.enter("unknown")
    assert screen.sections["trust"].isVisible()


@pytest.mark.parametrize("key", ["scanner", "trust", "province", "network", "lock"])
def test_the_tab_key_stops_only_where_it_can_be_seen(
    qtbot: QtBot, services: Services, key: str
) -> None:
    screen = SettingsScreen(services)
    qtbot.addWidget(screen)
    screen.show()
    screen.enter(key)
    stops = []
    while (at := screen.focusWidget()) not in stops:
        stops.append(at)
        screen.focusNextChild()
    assert len(stops) > 1
    assert [each for each in stops if isinstance(each, QScrollArea)] == []


def test_scanner_choices_are_kept_at_once(qtbot: QtBot, services: Services) -> None:
    section = ScannerSection(services)
    qtbot.addWidget(section)
    handling = section.handling
    assert handling.clean.isChecked()
    assert handling.jpeg.isChecked()
    for box in (handling.clean, handling.read, handling.layered):
        with qtbot.waitSignal(section.saved):
            box.click()
    kept = load_settings(services.counter.profile.settings_file).scanner
    assert (kept.clean, kept.read_text, kept.compression) == (False, False, "layered")
    again = ScannerSection(services)
    qtbot.addWidget(again)
    assert again.handling.layered.isChecked()
    assert not again.handling.clean.isChecked()


def test_a_scanner_that_is_off_stays_chosen(qtbot: QtBot, services: Services) -> None:
    section = ScannerSection(services)
    qtbot.addWidget(section)
    section.source.addItem("Thư mục /quet", "folder:/quet")
    section.source.setCurrentIndex(1)
    with qtbot.waitSignal(section.saved):
        section.source.activated.emit(1)
    again = ScannerSection(services)
    qtbot.addWidget(again)
    assert again.source.currentData() == "folder:/quet"
    assert again.source.currentText() == "Thư mục /quet"


def test_scanners_are_found_with_what_they_can_do(qtbot: QtBot, services: Services) -> None:
    section = ScannerSection(services)
    qtbot.addWidget(section)
    section.show()
    qtbot.waitUntil(lambda: "sane:test:0" in words(section.found))
    said = words(section.found)
    assert "Quét từ mặt kính và khay nạp tự động." in said
    assert "Đang dùng" not in said
    (first, *_) = section.found.findChildren(QPushButton)
    with qtbot.waitSignal(section.saved):
        first.click()
    assert "Đang dùng" in words(section.found)
    kept = load_settings(services.counter.profile.settings_file).scanner
    assert kept.source == section.source.currentData() == "sane:test:0"


def test_a_scanner_that_answers_late_does_not_undo_a_choice_being_kept(
    qtbot: QtBot, services: Services
) -> None:
    section = ScannerSection(services)
    qtbot.addWidget(section)
    first, late = SourceInfo("test:0", "Một", ()), SourceInfo("test:1", "Hai", ())
    section.searching.found.emit((first,))
    with qtbot.waitSignal(section.saved):
        section.found.chosen.emit("test:0")
        section.searching.found.emit((first, late))
        assert section.source.currentData() == "test:0"
    assert "Đang dùng" in words(section.found)
    assert load_settings(services.counter.profile.settings_file).scanner.source == "test:0"


def test_a_scanner_chosen_elsewhere_meanwhile_is_shown_and_can_be_changed_back(
    qtbot: QtBot, services: Services
) -> None:
    section = ScannerSection(services)
    qtbot.addWidget(section)
    both = SourceInfo("test:0", "Một", ()), SourceInfo("test:1", "Hai", ())
    section.searching.found.emit(both)
    with qtbot.waitSignal(section.saved):
        section.found.chosen.emit("test:0")
    counter = services.counter
    elsewhere = replace(counter.settings.scanner, source="test:1")
    counter.change_settings(replace(counter.settings, scanner=elsewhere))
    section.searching.found.emit(both)
    assert section.source.currentData() == "test:1"
    with qtbot.waitSignal(section.saved):
        section.found.chosen.emit("test:0")
    assert load_settings(counter.profile.settings_file).scanner.source == "test:0"


@pytest.mark.usefixtures("quiet_network")
def test_a_scanner_in_the_network_is_found_and_chosen(
    qtbot: QtBot, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.scanning.escl.discovery.LOOK_SECONDS", 2.5)
    section = ScannerSection(services)
    qtbot.addWidget(section)
    with announced(
        service("uscan", 8080, ty="Canon DR-S150", rs="eSCL", duplex="T", **{"is": "adf"})
    ):
        section.show()
        qtbot.waitUntil(lambda: "Canon DR-S150" in words(section.found), timeout=20_000)
    said = words(section.found)
    assert "Quét từ khay nạp tự động, cả hai mặt giấy." in said
    assert "Máy quét mạng 127.0.0.1" in said
    found = {each.accessibleName(): each for each in section.found.findChildren(QPushButton)}
    with qtbot.waitSignal(section.saved):
        found["Dùng máy quét Canon DR-S150"].click()
    kept = load_settings(services.counter.profile.settings_file).scanner
    assert kept.source == "escl:http://127.0.0.1:8080/eSCL"
    again = ScannerSection(services)
    qtbot.addWidget(again)
    assert again.source.currentText() == "Máy quét mạng 127.0.0.1", "while it is off"


def test_a_scanner_that_does_not_answer_is_said(qtbot: QtBot) -> None:
    found = FoundScanners()
    qtbot.addWidget(found)
    found.show_found((), "sane:fujitsu:1")
    assert "Không máy quét nào trả lời" in words(found)
    assert "Máy đang chọn (fujitsu:1) chưa trả lời." in words(found)


def test_an_address_is_checked_before_it_is_kept(qtbot: QtBot, services: Services) -> None:
    section = TrustSection(services)
    qtbot.addWidget(section)
    assert not section.save.isEnabled()
    section.tsa.setText("tsa.ca.gov.vn")
    section.save.click()
    assert section.tsa.property("invalid") is True
    section.tsa.setText(" http://tsa.ca.gov.vn ")
    section.level.setCurrentText("B-LTA")
    with qtbot.waitSignal(section.saved):
        section.save.click()
    kept = load_settings(services.counter.profile.settings_file).trust
    assert (kept.tsa_url, kept.wanted_level) == ("http://tsa.ca.gov.vn", "B-LTA")
    qtbot.waitUntil(lambda: not section.save.isEnabled())


def test_the_province_is_set_and_asked(
    qtbot: QtBot, services: Services, tmp_path: Path, free_port: Callable[[], int]
) -> None:
    section = ProvinceSection(services)
    qtbot.addWidget(section)
    assert not section.test.isEnabled()
    port = free_port()
    settings = ProvinceServerSettings(
        database_url=f"sqlite:///{tmp_path / 'province.sqlite3'}",
        files_folder=tmp_path / "files",
        public_url=f"http://127.0.0.1:{port}",
    )
    with running_province(settings, port) as url:
        section.url.setText(url + "/")
        with qtbot.waitSignal(section.saved):
            section.save.click()
        assert services.counter.settings.province.url == url
        qtbot.waitUntil(section.test.isEnabled)
        section.test.click()
        qtbot.waitUntil(lambda: not section.banner.isHidden(), timeout=20_000)
        assert section.banner.property("banner") == "ok"
    section.test.click()
    qtbot.waitUntil(lambda: section.banner.property("banner") == "warn", timeout=20_000)
    assert "Chưa kết nối được" in words(section.banner)
    services.counter.stop_sync()


def test_a_diagnosis_can_be_copied(qtbot: QtBot, services: Services, office: Office) -> None:
    counter = services.counter
    token = TokenSettings(modules=(str(office.module),))
    counter.change_settings(replace(counter.settings, token=token))
    dialog = DiagnosisDialog(services)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.busy.isHidden, timeout=30_000)
    dialog.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert copied == dialog.text()
    assert str(services.counter.profile.root) in copied
    assert "địa chỉ hệ thống của tỉnh" in copied
    assert f"Token “{office.person('officer').label}”" in copied
    assert office.pin not in copied
    assert words(dialog).count("Ổ đĩa còn trống") == 1


def test_one_of_several_tokens_is_chosen(qtbot: QtBot, services: Services, office: Office) -> None:
    counter, watch = services.counter, services.token_watch
    token = TokenSettings(modules=(str(office.module),))
    counter.change_settings(replace(counter.settings, token=token))
    section = TokenSection(services)
    qtbot.addWidget(section)
    with qtbot.waitSignal(watch.changed, timeout=20_000):
        watch.ask()
    chosen = watch.status.tokens[1].token.label
    use = [
        each
        for each in section.findChildren(QPushButton)
        if each.text() == "Dùng token này để ký" and not each.isHidden()
    ]
    assert len(use) == len(watch.status.tokens)
    with qtbot.waitSignal(section.saved):
        use[1].click()
    assert load_settings(counter.profile.settings_file).token.label == chosen
    assert words(section).count("Dùng để ký") == 1


def test_when_the_window_locks_is_kept_at_once(qtbot: QtBot, services: Services) -> None:
    section = LockSection(services)
    qtbot.addWidget(section)
    section.minutes.setValue(0)
    assert section.minutes.text() == "Không tự khóa"
    with qtbot.waitSignal(section.saved):
        section.minutes.editingFinished.emit()
    with qtbot.waitSignal(section.saved):
        section.token.click()
    kept = load_settings(services.counter.profile.settings_file).lock
    assert (kept.idle_minutes, kept.when_token_leaves) == (0, False)


def test_the_unlock_password_is_for_whoever_is_signed_in(qtbot: QtBot, services: Services) -> None:
    section, counter = LockSection(services), services.counter
    qtbot.addWidget(section)
    section.show()
    assert not section.set.isEnabled()
    sign_in(counter)
    qtbot.waitUntil(section.set.isEnabled)
    assert section.remove.isHidden()
    set_unlock_password(
        store=counter.store, secret=counter.unlock_secret, account="dao.nt",
        password="chợ nổi Long Xuyên", now=counter.now(),
    )  # fmt: skip
    qtbot.waitUntil(section.remove.isVisible)
    assert section.set.text() == "Đổi mật khẩu"


def test_the_kind_of_province_is_chosen_kept_and_used_at_once(
    qtbot: QtBot, services: Services
) -> None:
    counter, section = services.counter, ProvinceSection(services)
    qtbot.addWidget(section)
    section.show()
    strip = StatusStrip(services, counter.now)
    qtbot.addWidget(strip)
    services.sync_watch.start()
    assert "Tự gửi hồ sơ" in words(section)
    assert section.url.isVisible()
    assert not section.save.isEnabled()
    section.kind.setCurrentIndex(section.kind.findData("igate"))
    assert "Chưa tự gửi được" in words(section)
    section.kind.setCurrentIndex(section.kind.findData("package"))
    assert "Xuất gói" in words(section)
    assert not section.url.isVisible()
    with qtbot.waitSignal(section.saved):
        section.save.click()
    assert load_settings(counter.profile.settings_file).province.kind == "package"
    # The daemon runs, for what it does besides sending, and says how dossiers leave.
    qtbot.waitUntil(lambda: strip.line.text() == "Nộp hồ sơ bằng gói", timeout=20_000)
    assert not section.sign_in.isVisible()
    assert "cán bộ phải đã đăng nhập một lần" in words(section)
    with counter.store.read() as work:
        (told,) = work.audit.entries(limit=1)
    assert dict(told.facts) == {"province.kind": "package"}
    counter.stop_sync()


def test_signing_in_is_for_a_province_that_is_spoken_to(services: Services) -> None:
    counter = services.counter
    province = ProvinceSettings(kind="igate", url="https://dvc.tinh.gov.vn")
    counter.change_settings(replace(counter.settings, province=province))
    with pytest.raises(AppError) as caught:
        BrowserSignIn(counter).run(progress=lambda _: None)
    assert caught.value.code is Code.SIGN_IN_UNSUPPORTED
