"""The window's register says of a number given back by hand that it is, and why."""

from datetime import date

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.register import Book, NumberWish
from tests.ui.queue_past import NOW
from ui.sign.register_dialog import RegisterDialog

WISH = NumberWish(Book.OUTGOING, "QĐ-UBND", date(2026, 11, 23))


def test_a_number_given_back_is_told_from_one_not_signed_yet(
    qtbot: QtBot, counter: Counter
) -> None:
    with counter.store.write() as work:
        for subject in ("a.pdf", "b.pdf"):
            work.register.reserve(WISH, subject=subject, now=NOW)
        work.register.free(work.register.named(1, "QĐ-UBND", 2026)[0].id, "Mất điện", NOW)
    dialog = RegisterDialog(counter, Book.OUTGOING)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2)
    signer = [dialog.model.index(row, 3) for row in range(2)]
    assert [each.data() for each in signer] == ["Chưa ký xong", "Đã trả lại sổ"]
    assert "Mất điện" in signer[1].data(Qt.ItemDataRole.ToolTipRole)
    assert "Mất điện" not in signer[0].data(Qt.ItemDataRole.ToolTipRole)
