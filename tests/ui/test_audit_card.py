"""The audit log in the settings: checked at a click, its latest entries in a table."""

from pytestqt.qtbot import QtBot

from app.domain.audit import Act
from app.errors import AppError, Code
from app.operations.queue_control import pause_queue
from app.operations.write_audit import AuditLog
from ui.services import Services
from ui.settings_screen.audit_card import AuditCard
from ui.settings_screen.audit_dialog import AuditDialog


def test_a_whole_log_and_one_that_was_changed(qtbot: QtBot, services: Services) -> None:
    store = services.counter.store
    pause_queue(store=store)
    card = AuditCard(services)
    qtbot.addWidget(card)
    card.show()
    card.check.click()
    qtbot.waitUntil(lambda: "nguyên vẹn" in card.banner.accessibleName())
    assert "không mục nào bị sửa" in card.banner.accessibleName()
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit SET account = 'ai' WHERE number = 1")
    qtbot.waitUntil(card.check.isEnabled)
    card.check.click()
    qtbot.waitUntil(lambda: "Mục số 1 không còn như lúc ghi" in card.banner.accessibleName())


def test_the_latest_come_first(qtbot: QtBot, services: Services) -> None:
    store = services.counter.store
    pause_queue(store=store)
    AuditLog(store).note_failure(Act.SIGNED, AppError(Code.PIN_LOCKED), serial="0a1b")
    dialog = AuditDialog(services.counter)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 1)
    rows = [[dialog.model.index(row, column).data() for column in range(2, 5)] for row in range(2)]
    assert rows[0][0] == "Ký số"
    assert rows[0][1] == "sê-ri 0a1b"
    assert rows[0][2] != "Xong"
    assert rows[1] == ["Tạm dừng hàng đợi", "", "Xong"]
