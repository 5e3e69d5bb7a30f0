"""The small parts behave as officers expect: keys, warnings, nothing kept that must not be."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.errors import AppError, Code
from signing.device import PinState
from ui.icons import Icon
from ui.messages import Message
from ui.theme import PALETTE, Tone
from ui.widgets.banner import Banner, Toast
from ui.widgets.busy_row import BusyRow
from ui.widgets.buttons import Kind, button, icon_button
from ui.widgets.card import clear
from ui.widgets.chips import ChipRow
from ui.widgets.confirm import ConfirmDialog
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_field import FormField
from ui.widgets.pill_delegate import TONE_ROLE, PillDelegate
from ui.widgets.pin_dialog import PinDialog
from ui.widgets.search_box import SearchBox
from ui.widgets.table import Table
from ui.widgets.text import ElidedLabel, Paragraph, label


def show(qtbot: QtBot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.show()
    return widget


def pin_dialog(qtbot: QtBot, state: PinState) -> PinDialog:
    dialog = PinDialog("Ký 3 tệp.", "Token công vụ", state)
    show(qtbot, dialog)
    return dialog


def test_a_pin_is_masked_and_handed_over_once(qtbot: QtBot) -> None:
    dialog = pin_dialog(qtbot, PinState.FINE)
    assert not dialog.warning.isVisible()
    assert not dialog.sign.isEnabled()
    line = dialog.focusWidget()
    qtbot.keyClicks(line, "12345678")
    assert line.displayText() != "12345678"
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert (dialog.take_pin(), dialog.take_pin()) == ("12345678", "")


@pytest.mark.parametrize(
    ("state", "tone", "words"),
    [
        (PinState.LOW, "warn", "ít lần thử"),
        (PinState.FINAL_TRY, "bad", "token sẽ bị khóa"),
        (PinState.LOCKED, "bad", "đã tự khóa"),
    ],
)
def test_a_dangerous_pin_is_warned_of_before_it_is_typed(
    qtbot: QtBot, state: PinState, tone: str, words: str
) -> None:
    dialog = pin_dialog(qtbot, state)
    assert dialog.warning.isVisible()
    assert dialog.warning.property("banner") == tone
    assert words in dialog.warning.accessibleName()
    assert dialog.sign.isVisible() is (state is not PinState.LOCKED)


def test_caps_lock_is_noticed(qtbot: QtBot) -> None:
    dialog = pin_dialog(qtbot, PinState.FINE)
    line = dialog.focusWidget()
    qtbot.keyClick(line, "A")
    assert "Caps Lock" in line.accessibleDescription()
    qtbot.keyClick(line, "A", Qt.KeyboardModifier.ShiftModifier)
    assert not line.accessibleDescription()


def test_enter_and_escape_mean_no(qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        dialog = ConfirmDialog("Xóa trang này?", "Trang 3 sẽ bị bỏ.", "Xóa trang")
        show(qtbot, dialog)
        with qtbot.waitSignal(dialog.rejected):
            qtbot.keyClick(dialog, key)
    with qtbot.waitSignal(dialog.accepted):
        dialog.yes.click()


def test_a_locked_token_is_not_asked_for_its_pin(qtbot: QtBot) -> None:
    dialog = pin_dialog(qtbot, PinState.LOCKED)
    shown = [each.text() for each in dialog.findChildren(QLabel) if each.isVisibleTo(dialog)]
    assert dialog.windowTitle() == "USB token đã bị khóa"
    assert shown.count("USB token đã bị khóa") == 1
    assert not [text for text in shown if "Nhập" in text]
    assert pin_dialog(qtbot, PinState.FINE).windowTitle() == "Nhập mã PIN"


def test_typing_is_announced_once_it_pauses(qtbot: QtBot) -> None:
    box, heard = SearchBox("Tìm hồ sơ"), []
    show(qtbot, box)
    box.searched.connect(heard.append)
    qtbot.keyClicks(box, "nguyen")
    assert heard == []
    qtbot.waitUntil(lambda: heard == ["nguyen"])
    qtbot.keyClicks(box, " duc")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert heard == ["nguyen", "nguyen duc"]
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: heard[-1] == "")


def test_a_row_is_opened_by_enter(qtbot: QtBot) -> None:
    table = Table("Hồ sơ")
    show(qtbot, table)
    table.setModel(QStringListModel(["một", "hai", "ba"]))
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    with qtbot.waitSignal(table.row_opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args[0].row() == table.current_row() == 1


def test_a_state_is_a_pill_even_in_a_selected_row(qtbot: QtBot) -> None:
    model = QStandardItemModel(1, 1)
    item = QStandardItem("Tỉnh từ chối")
    item.setData(Tone.BAD, TONE_ROLE)
    model.setItem(0, 0, item)
    table = Table("Hồ sơ")
    table.setModel(model)
    table.setItemDelegateForColumn(0, PillDelegate(table))
    table.resize(240, 120)
    show(qtbot, table)
    table.selectRow(0)
    shot = table.viewport().grab().toImage()
    seen = {shot.pixelColor(x, 20).name() for x in range(200)}
    assert QColor(PALETTE.bad_soft).name() in seen


def test_a_field_says_what_is_wrong_and_takes_it_back(qtbot: QtBot) -> None:
    field = FormField("Số CCCD", hint="12 chữ số")
    show(qtbot, field)
    field.set_error("Thiếu 3 chữ số.")
    assert field.editor.property("invalid") is True
    assert field.editor.accessibleDescription() == "Thiếu 3 chữ số."
    field.set_warning("Năm sinh không khớp.")
    assert (field.editor.property("invalid"), field.editor.property("warned")) == (False, True)
    field.set_warning("")
    assert field.editor.accessibleDescription() == "12 chữ số"


def test_a_banner_offers_the_next_step(qtbot: QtBot) -> None:
    banner, pressed = Banner(), []
    qtbot.addWidget(banner)
    banner.show_error(AppError(Code.SCANNER_ABSENT), "Tìm lại", lambda: pressed.append(1))
    again = next(each for each in banner.findChildren(QPushButton) if each.text() == "Tìm lại")
    again.click()
    assert pressed == [1]
    banner.say(Message("Đã quét", "", ""), Tone.OK)
    assert banner.property("banner") == "ok"
    assert not [
        each for each in banner.findChildren(QPushButton) if not each.isHidden() and each.text()
    ]


def test_a_toast_stays_inside_its_window(qtbot: QtBot) -> None:
    host = QWidget()
    host.resize(800, 600)
    show(qtbot, host)
    toast = Toast(host)
    toast.say(Message("Đã tiếp nhận", "Hồ sơ đã vào hàng đợi.", ""))
    assert host.rect().contains(toast.geometry())
    host.resize(400, 300)
    qtbot.waitUntil(lambda: host.rect().contains(toast.geometry()))


def test_long_work_can_be_stopped_once(qtbot: QtBot) -> None:
    row = BusyRow()
    qtbot.addWidget(row)
    row.start("Đang quét…")
    stop = row.findChild(QPushButton)
    with qtbot.waitSignal(row.cancelled):
        stop.click()
    assert not stop.isEnabled()
    row.finish()
    assert row.isHidden()


def test_an_empty_state_leads_on(qtbot: QtBot) -> None:
    empty, pressed = EmptyState(Icon.SCAN, "Chưa có trang nào", "Bấm F5 để quét."), []
    qtbot.addWidget(empty)
    empty.add_action("Quét", lambda: pressed.append(1)).click()
    assert pressed == [1]


def test_wrapped_text_is_never_cut(qtbot: QtBot) -> None:
    host = QWidget()
    column = QVBoxLayout(host)
    text = Paragraph("Hồ sơ đã lưu trên máy này và sẽ tự gửi lại khi có mạng. " * 4)
    column.addWidget(text)
    host.resize(300, 20)
    show(qtbot, host)
    qtbot.waitUntil(lambda: text.height() >= text.heightForWidth(text.width()) > 60)


def test_elided_text_is_whole_in_its_tool_tip(qtbot: QtBot) -> None:
    name = ElidedLabel("Thủ tục đăng ký khai sinh có yếu tố nước ngoài")
    qtbot.addWidget(name)
    assert name.minimumSizeHint().width() <= 40
    assert name.toolTip() == name.text()


def test_a_button_names_its_shortcut(qtbot: QtBot) -> None:
    made = button("Quét & ký", Kind.PRIMARY, Icon.SCAN, "F5")
    qtbot.addWidget(made)
    assert made.text() == "Quét && ký"
    assert made.toolTip() == "Quét & ký (F5)"
    assert made.shortcut().toString() == "F5"


def test_a_cleared_layout_shows_nothing_at_once(qtbot: QtBot) -> None:
    host = QWidget()
    column, line = QVBoxLayout(host), label("cũ")
    column.addWidget(line)
    show(qtbot, host)
    clear(column)
    assert line.isHidden()
    assert column.count() == 0


def test_a_paragraph_gives_back_the_room_of_a_longer_text(qtbot: QtBot) -> None:
    paragraph = Paragraph("Một câu dài đến mức phải xuống dòng vài lần. " * 4)
    qtbot.addWidget(paragraph)
    paragraph.resize(200, 400)
    paragraph.show()
    tall = paragraph.minimumHeight()
    paragraph.setText("Ngắn.")
    assert 0 < paragraph.minimumHeight() < tall / 3


def test_chips_without_room_wait_behind_the_last_one(qtbot: QtBot) -> None:
    row, chosen = ChipRow("Trạng thái"), []
    qtbot.addWidget(row)
    for key in "abcdef":
        row.add(key, f"Trạng thái {key}")
    row.choose("a")
    row.chosen.connect(chosen.append)
    row.resize(1200, 34)
    row.show()
    assert row.behind() == ()
    assert not row.more.isVisible()
    row.resize(360, 34)
    assert row.behind() == ("c", "d", "e", "f")
    assert row.more.text() == "Thêm 4"
    menu = row.menu()
    menu.actions()[-1].trigger()
    assert chosen == ["f"]
    row.choose("f")
    assert "f" not in row.behind()
    row.show_count("e", 0, always=False)
    assert "e" not in row.behind()


@pytest.mark.parametrize(
    "make",
    [
        lambda: button("Hồ sơ mới", keys="Ctrl+N"),
        lambda: icon_button(Icon.ADD, "Hồ sơ mới", "Ctrl+N"),
    ],
)
def test_a_shortcut_acts_before_the_next_key(
    qtbot: QtBot, make: Callable[[], QAbstractButton]
) -> None:
    pressed = make()
    qtbot.addWidget(pressed)
    with qtbot.waitActive(pressed):
        pressed.show()
        pressed.activateWindow()
    clicks: list[bool] = []
    pressed.clicked.connect(lambda: clicks.append(True))
    qtbot.keyClick(pressed, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert clicks == [True]


def test_the_row_that_is_chosen_after_a_list_grew_is_in_view(qtbot: QtBot) -> None:
    table, model = Table("Giấy tờ"), QStringListModel([str(number) for number in range(8)])
    qtbot.addWidget(table)
    table.setModel(model)
    table.setFixedHeight(38 + 4 * 40)
    table.show()
    table.selectRow(0)
    qtbot.wait(10)
    model.setStringList([str(number) for number in range(18)])
    table.selectRow(12)
    qtbot.waitUntil(
        lambda: table.viewport().rect().contains(table.visualRect(table.currentIndex())),
        timeout=2000,
    )
