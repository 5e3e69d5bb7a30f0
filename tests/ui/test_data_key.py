"""Data that do not open by themselves, a recovery code, and backups, in the window."""

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import keyring.backends.fail
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.audit import Act
from app.errors import AppError, Code
from app.main import open_counter
from app.operations.back_up import back_up, own_folder
from app.operations.restore_backup import finish_restoring, wish_restoring
from app.operations.way_in import WayIn
from app.paths import Profile
from app.sealing.recovery_code import make_recovery_code
from app.sealing.slots import SlotKind
from app.secrets import ProfileKey
from app.store.backups import Backups
from app.store.database import open_connection
from app.store.resealing import opening_key
from ui.data_key.passphrase_dialog import PassphraseDialog
from ui.data_key.recovery_dialog import RecoveryDialog
from ui.data_key.way_in_dialog import WayInDialog
from ui.opening import Opening
from ui.services import Services
from ui.settings_screen.backup_section import BackupSection
from ui.settings_screen.data_key_card import DataKeyCard
from ui.widgets.confirm import ConfirmDialog
from ui.widgets.secret_field import SecretField

PASSPHRASE = "bốn con vịt qua sông"
Answer = Callable[[WayInDialog], None]


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "own")


@pytest.fixture
def desk(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def open_with(qtbot: QtBot, profile: Profile, *answers: Answer) -> list[str]:
    """Open ``profile`` in a window, answering each question; what was asked."""
    asked, left = [], list(answers)

    def answer() -> None:
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, WayInDialog) and dialog.isVisible():
                asked.append(dialog.action.text())
                left.pop(0)(dialog) if left else dialog.reject()

    watch = QTimer()
    watch.timeout.connect(answer)
    watch.start(20)
    opening = Opening(profile, open_counter)
    qtbot.addWidget(opening.window)
    opening.start()
    ended = threading.Event()
    opening.failed.connect(ended.set)
    qtbot.waitUntil(lambda: opening.shell is not None or ended.is_set(), timeout=30_000)
    watch.stop()
    assert ended.is_set() or opening.shell is not None
    opening.close()
    return asked


def new_passphrase(dialog: WayInDialog) -> None:
    dialog.first.line.setText(PASSPHRASE)
    dialog.second.line.setText(PASSPHRASE)
    dialog.action.click()


def passphrase(text: str) -> Answer:
    def give(dialog: WayInDialog) -> None:
        dialog.first.line.setText(text)
        dialog.action.click()

    return give


def code(text: str) -> Answer:
    def give(dialog: WayInDialog) -> None:
        if dialog.code.isHidden() or not dialog.code.isVisible():
            dialog.other.click()
        dialog.code.setText(text)
        dialog.action.click()

    return give


def test_without_a_keyring_a_passphrase_is_set_once_and_asked_at_each_start(
    qtbot: QtBot, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keyring.core._keyring_backend", keyring.backends.fail.Keyring())

    def unequal(dialog: WayInDialog) -> None:
        dialog.first.line.setText(PASSPHRASE)
        dialog.second.line.setText("khác")
        dialog.action.click()
        assert dialog.isVisible(), "it is asked for again"
        new_passphrase(dialog)

    assert open_with(qtbot, profile, unequal) == ["Đặt mật khẩu"]
    said = open_with(qtbot, profile, passphrase("sai bét nhè ra"), passphrase(PASSPHRASE))
    assert said == ["Mở dữ liệu", "Mở dữ liệu"]


def test_the_passphrase_is_changed_in_the_settings(
    qtbot: QtBot, services: Services, desk: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter, code = services.counter, make_recovery_code()
    card = DataKeyCard(services)
    qtbot.addWidget(card)
    assert card.passphrase.isHidden(), "the keyring keeps the key"
    counter.key.file.keep_recovery_code(counter.keys, code)
    monkeypatch.setattr("keyring.core._keyring_backend", keyring.backends.fail.Keyring())
    counter.key.file.recover(code, PASSPHRASE)
    card = DataKeyCard(services)
    qtbot.addWidget(card)
    assert not card.passphrase.isHidden()
    dialog, new = PassphraseDialog(counter, desk), "một câu khác hẳn"
    dialog.show()

    def give(old: str, first: str, second: str) -> None:
        dialog.old.line.setText(old)
        dialog.first.line.setText(first)
        dialog.second.line.setText(second)
        dialog.change.click()

    give(PASSPHRASE, new, "khác")
    assert "Hai lần" in said_by(dialog.second)
    give("sai bét nhè ra", new, new)
    qtbot.waitUntil(lambda: "không đúng" in said_by(dialog.old))
    give(PASSPHRASE, "ngắn", "ngắn")
    qtbot.waitUntil(lambda: "ít nhất 12" in said_by(dialog.first))
    assert ProfileKey(counter.profile, PASSPHRASE).load() == counter.keys
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        give(PASSPHRASE, new, new)
    assert ProfileKey(counter.profile, new).load() == counter.keys


def said_by(field: SecretField) -> str:
    return " ".join(each.text() for each in field.findChildren(QLabel))


def test_a_forgotten_passphrase_and_the_recovery_code(
    qtbot: QtBot, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keyring.core._keyring_backend", keyring.backends.fail.Keyring())
    recovery = make_recovery_code()
    with Counter(profile, passphrase="một câu đã quên mất") as counter:
        counter.key.file.keep_recovery_code(counter.keys, recovery)
    said = open_with(qtbot, profile, code("ABCD"), code(recovery), new_passphrase)
    assert said == ["Mở dữ liệu", "Mở dữ liệu", "Đặt mật khẩu"]
    with Counter(profile, passphrase=PASSPHRASE):
        pass


def test_on_a_new_machine_the_recovery_code_is_asked_once(
    qtbot: QtBot, profile: Profile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    recovery = make_recovery_code()
    with Counter(profile) as counter:
        counter.key.file.keep_recovery_code(counter.keys, recovery)
    monkeypatch.setenv("QUAY_DEMO_KEYRING", str(tmp_path / "new.json"))
    assert open_with(qtbot, profile) == ["Mở dữ liệu"], "giving up ends the program"
    assert open_with(qtbot, profile, code(recovery)) == ["Mở dữ liệu"]
    assert open_with(qtbot, profile) == []


def test_damaged_data_are_brought_back_from_the_newest_backup(
    qtbot: QtBot, profile: Profile
) -> None:
    with Counter(profile) as counter:
        number = _counter_number(counter)
        back_up(profile, counter.keys, profile.backups, now=counter.now())
    content = bytearray(profile.database.read_bytes())
    content[100:4000] = bytes(3900)
    profile.database.write_bytes(content)
    profile.keys_file.unlink()

    def restore(dialog: WayInDialog) -> None:
        assert dialog.action.text().startswith("Khôi phục bản sao lưu lúc")
        dialog.action.click()

    open_with(qtbot, profile, restore)
    with Counter(profile) as counter, counter.store.read() as work:
        assert work.facts.get("restored")
        assert work.facts.get("counter") != {"number": number}
    assert any(each.name.startswith("replaced-") for each in profile.backups.iterdir())


def test_a_restoration_whose_disk_is_gone_can_be_given_up(
    qtbot: QtBot, profile: Profile, tmp_path: Path
) -> None:
    with Counter(profile) as counter:
        number, usb = _counter_number(counter), tmp_path / "usb"
        wish_restoring(
            profile, back_up(profile, counter.keys, usb, now=counter.now()), counter.keys
        )
    usb.rename(tmp_path / "pulled out")

    def again(dialog: WayInDialog) -> None:
        dialog.action.click()

    def give_up(dialog: WayInDialog) -> None:
        assert "Bỏ khôi phục" in dialog.other.text()
        dialog.other.click()

    assert open_with(qtbot, profile, again) == ["Thử lại", "Thử lại"], "Thoát ends the program"
    assert open_with(qtbot, profile, give_up) == ["Thử lại"]
    assert open_with(qtbot, profile) == []
    with Counter(profile) as counter, counter.store.read() as work:
        assert work.facts.get("counter")["number"] == number
        assert Act.RESTORE_GIVEN_UP in [each.act for each in work.audit.whole()]


def test_damage_found_when_pages_are_taken_up_keeps_no_lock(qtbot: QtBot, profile: Profile) -> None:
    with Counter(profile) as counter:
        back_up(profile, counter.keys, profile.backups, now=counter.now())
        with closing(
            open_connection(profile.database, opening_key(profile.database, counter.keys))
        ) as database:
            pages = database.execute(
                "SELECT rootpage FROM sqlite_master WHERE tbl_name = 'scan_batches'"
            ).fetchall()
            size = int(database.execute("PRAGMA page_size").fetchone()[0])
    content = bytearray(profile.database.read_bytes())
    for (page,) in pages:
        content[(page - 1) * size : page * size] = bytes(size)
    profile.database.write_bytes(content)

    def restore(dialog: WayInDialog) -> None:
        dialog.action.click()

    [asked] = open_with(qtbot, profile, restore)
    assert asked.startswith("Khôi phục bản sao lưu lúc")
    with Counter(profile) as counter, counter.store.read() as work:
        assert work.facts.get("restored")


def _counter_number(counter: Counter) -> str:
    with counter.store.write() as work:
        return work.facts.counter_number()


def test_a_code_counts_once_it_was_noted(qtbot: QtBot, services: Services, desk: QWidget) -> None:
    key = services.counter.key.file
    dialog = RecoveryDialog(services.counter, desk)
    assert not dialog.keep.isEnabled()
    assert not key.has_recovery_code
    dialog.noted.setChecked(True)
    with qtbot.waitSignal(dialog.accepted):
        dialog.keep.click()
    assert key.has_recovery_code
    assert key.recover(dialog.code) == services.counter.keys


def test_nobody_leaves_while_a_code_is_being_kept(
    qtbot: QtBot, services: Services, desk: QWidget
) -> None:
    """Whoever left would throw away the sheet with the only code that counts."""
    dialog = RecoveryDialog(services.counter, desk)
    dialog.show()
    dialog.noted.setChecked(True)
    go_on = threading.Event()
    for _ in range(2):  # the lane has two threads
        services.counter.files_lane.submit(go_on.wait)
    dialog.keep.click()
    dialog.reject()
    left = not dialog.isVisible()
    go_on.set()
    qtbot.waitUntil(lambda: services.counter.key.file.has_recovery_code)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert not left


def test_another_key_is_used_from_the_next_opening_on(
    qtbot: QtBot, services: Services, desk: QWidget
) -> None:
    counter = services.counter
    dialog = RecoveryDialog(counter, desk, rotates=True)
    dialog.noted.setChecked(True)
    with qtbot.waitSignal(dialog.accepted):
        dialog.keep.click()
    assert set(ProfileKey(counter.profile).load().masters) == {1, 2}
    assert set(counter.keys.masters) == {1}
    assert counter.key.way is SlotKind.KEYRING


def test_backup_and_restoring_from_the_settings(
    qtbot: QtBot, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = services.counter
    section = BackupSection(services)
    qtbot.addWidget(section)
    qtbot.waitUntil(lambda: section.last.text() != "")
    assert "Chưa có bản sao lưu" in section.last.text()
    assert section.back.isHidden()
    section.now.click()
    qtbot.waitUntil(lambda: "Bản mới nhất" in section.last.text())
    monkeypatch.setattr(ConfirmDialog, "exec", lambda _: QDialog.DialogCode.Accepted)
    with qtbot.waitSignal(section.reopen_wanted):
        section.back.click()
    assert (counter.profile.root / "restoring.json").exists()
    counter.store.close()
    finish_restoring(counter.profile, counter.keys, now=counter.now())


def test_counters_that_choose_one_share_do_not_let_go_of_each_others_copies(
    qtbot: QtBot, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter, share = services.counter, tmp_path / "share"
    with Counter(Profile(tmp_path / "other")) as other:
        back_up(other.profile, other.keys, own_folder(other.profile, share), now=counter.now())
    section = BackupSection(services)
    qtbot.addWidget(section)
    picked = [share]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(picked[-1]))
    for _ in range(2):  # the second time the folder that came of the first
        section.choose.click()
        picked.append(Path(section.folder.text()))
        assert picked[-1].parent == share
        qtbot.waitUntil(lambda: counter.settings.backup.folder == section.folder.text())
    section.now.click()
    qtbot.waitUntil(lambda: "Bản mới nhất" in section.last.text())
    assert len(list(share.glob("*/backup-*"))) == 2
    assert len(Backups(picked[-1]).all()) == 1


def test_the_newest_backup_is_looked_for_whenever_the_section_is_shown(
    qtbot: QtBot, services: Services
) -> None:
    """The clock takes them; the one of an earlier look may be gone."""
    counter = services.counter
    section = BackupSection(services)
    qtbot.addWidget(section)
    qtbot.waitUntil(lambda: "Chưa có bản sao lưu" in section.last.text())
    back_up(counter.profile, counter.keys, counter.profile.backups, now=counter.now())
    counter.backups.last_error = AppError(Code.DISK_FULL, folder="/x")
    section.show()
    qtbot.waitUntil(lambda: "Bản mới nhất" in section.last.text())
    assert section.banner.isVisible()


def test_a_damaged_backup_is_said_and_not_wished(
    qtbot: QtBot, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = services.counter
    backup = back_up(counter.profile, counter.keys, counter.profile.backups, now=counter.now())
    backup.database.write_bytes(backup.database.read_bytes()[:-100])
    section = BackupSection(services)
    qtbot.addWidget(section)
    section.show()
    qtbot.waitUntil(lambda: "Bản mới nhất" in section.last.text())
    monkeypatch.setattr(ConfirmDialog, "exec", lambda _: QDialog.DialogCode.Accepted)
    section.back.click()
    qtbot.waitUntil(section.banner.isVisible)
    assert not (counter.profile.root / "restoring.json").exists()


def test_giving_up_ends_the_program(qtbot: QtBot, profile: Profile) -> None:
    def refuse(_: Profile, _way: WayIn) -> Counter:
        raise AppError(Code.KEY_LOST)

    opening = Opening(profile, refuse)
    qtbot.addWidget(opening.window)
    watch = QTimer()
    watch.timeout.connect(
        lambda: [
            each.leave.click()
            for each in QApplication.topLevelWidgets()
            if isinstance(each, WayInDialog)
        ]
    )
    watch.start(20)
    with qtbot.waitSignal(opening.failed, timeout=20_000):
        opening.start()
    watch.stop()
    opening.close()
