"""Qt's own words are Vietnamese, in the compiled file that is shipped."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QFileInfo
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QFileIconProvider,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from resources import resource
from ui.application import speak_vietnamese

BUTTONS = {
    QDialogButtonBox.StandardButton.Ok: "Đồng ý",
    QDialogButtonBox.StandardButton.Cancel: "Hủy",
    QDialogButtonBox.StandardButton.Yes: "Có",
    QDialogButtonBox.StandardButton.No: "Không",
    QDialogButtonBox.StandardButton.Save: "Lưu",
    QDialogButtonBox.StandardButton.Discard: "Không lưu",
    QDialogButtonBox.StandardButton.Close: "Đóng",
    QDialogButtonBox.StandardButton.Open: "Mở",
    QDialogButtonBox.StandardButton.Retry: "Thử lại",
}
MENU = {"Hoàn tác", "Làm lại", "Cắt", "Sao chép", "Dán", "Xóa", "Chọn tất cả"}


def test_standard_buttons(qtbot: QtBot) -> None:
    box = QDialogButtonBox()
    qtbot.addWidget(box)
    for standard, text in BUTTONS.items():
        assert box.addButton(standard).text().replace("&", "") == text


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_context_menus(qtbot: QtBot, kind: type[QLineEdit] | type[QPlainTextEdit]) -> None:
    editor = kind()
    qtbot.addWidget(editor)
    menu = editor.createStandardContextMenu()
    qtbot.addWidget(menu)
    shown = {re.sub(r"&|\t.*", "", action.text()) for action in menu.actions() if action.text()}
    assert shown == MENU


def test_a_file_dialog_of_qts_own(qtbot: QtBot) -> None:
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    shown = {each.text().replace("&", "") for each in dialog.findChildren(QLabel) if each.text()}
    assert shown == {"Tìm trong:", "Tên tệp:", "Loại tệp:"}
    assert QFileIconProvider().type(QFileInfo("/")) in {"Ổ đĩa", "Thư mục"}


def test_the_compiled_translation_is_that_of_the_source(tmp_path: Path) -> None:
    compiler = Path(sys.executable).with_name("pyside6-lrelease")
    fresh = tmp_path / "fresh.qm"
    source = resource("i18n", "qtbase_vi.ts")
    subprocess.run([compiler, source, "-qm", fresh], check=True, capture_output=True)
    assert fresh.read_bytes() == resource("i18n", "qtbase_vi.qm").read_bytes()


def test_each_translation_keeps_places_and_has_one_mnemonic_at_most() -> None:
    for message in ET.parse(resource("i18n", "qtbase_vi.ts")).iter("message"):
        source = message.findtext("source") or ""
        text = message.findtext("translation") or ""
        assert text
        assert sorted(re.findall(r"%\d", text)) == sorted(re.findall(r"%\d", source))
        assert text.count("&") <= 1


def test_a_missing_translation_is_a_broken_installation(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "broken.qm").write_bytes(b"no translation")
    monkeypatch.setattr("ui.application.resource", lambda *_: tmp_path / "broken.qm")
    with pytest.raises(RuntimeError):
        speak_vietnamese(qapp)


def test_the_window_comes_before_heavy_libraries() -> None:
    probe = """
import sys
import app.main, ui.application, ui.opening
late = {"sqlalchemy", "keyring", "cryptography"}
print(*sorted(late & set(sys.modules)))
import app.counter, ui.shell, ui.desk.screen, ui.pages.viewer
late |= {"pymupdf", "pyhanko", "requests", "pkcs11", "PIL", "pikepdf", "pydantic"}
late -= {"sqlalchemy", "cryptography"}  # what opens the data
print(*sorted(late & set(sys.modules)))
"""
    found = subprocess.run(
        [sys.executable, "-c", probe], check=True, capture_output=True, text=True
    )
    assert found.stdout.split() == []


def test_what_qt_says_is_logged_but_for_the_platform_without_a_display() -> None:
    probe = """
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QWidget
from ui.application import make_application
application = make_application(["quay"])
window = QWidget(); window.show(); window.setMinimumSize(900, 900)
application.processEvents()
qWarning("a layout was set twice")
"""
    found = subprocess.run(
        [sys.executable, "-c", probe], check=True, capture_output=True, text=True
    )
    assert found.stderr.splitlines() == ["a layout was set twice"]
