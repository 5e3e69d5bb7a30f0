"""What the window finds out by itself once it is there: are the data and their log whole?"""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.audit_chain import ChainReport
from app.operations.queue_control import pause_queue
from app.sealing.recovery_code import make_recovery_code
from app.store.store import Store
from tests.ui.counter_bench import sign_in
from ui.opening import make_window
from ui.shell import Shell
from ui.widgets.banner import Banner


@pytest.fixture
def shell(qtbot: QtBot, counter: Counter) -> Iterator[Shell]:
    sign_in(counter)
    for _ in range(3):
        pause_queue(store=counter.store)
    counter.key.file.keep_recovery_code(counter.keys, make_recovery_code())
    made = Shell(counter, make_window(counter.profile))
    qtbot.addWidget(made.window)
    yield made
    made.close()


def banner(shell: Shell) -> Banner:
    assert shell.window.current is not None
    return shell.window.current.banner


def change(counter: Counter) -> None:
    with counter.store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit SET account = 'ai' WHERE number = 2")


def test_a_log_that_was_changed_is_told_with_where_to_look(
    qtbot: QtBot, shell: Shell, counter: Counter
) -> None:
    change(counter)
    shell.start()
    qtbot.waitUntil(lambda: "Nhật ký không còn nguyên vẹn" in banner(shell).accessibleName())
    said = banner(shell).accessibleName()
    assert "Mục số 2 không còn như lúc ghi." in said
    assert "Cấu hình" in said
    assert banner(shell).property("banner") == "bad"
    shell.checks.look.emit()
    assert shell.window.current is not None
    assert shell.window.current.accessibleName() == "Cấu hình"
    section = shell.window.current.sections["backup"]  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "Mục số 2" in section.audit.banner.accessibleName())


def test_a_whole_log_says_nothing(qtbot: QtBot, shell: Shell) -> None:
    with qtbot.waitSignal(shell.checks.ended, timeout=10_000):
        shell.start()
    assert banner(shell).isHidden()


def test_a_seal_that_had_to_be_made_anew_is_told(qtbot: QtBot, counter: Counter) -> None:
    sign_in(counter)
    pause_queue(store=counter.store)
    counter.audit_seal.move_on(counter.store)
    (counter.profile.root / "audit").unlink()
    counter.audit_seal.move_on(counter.store)
    shell = Shell(counter, make_window(counter.profile))
    qtbot.addWidget(shell.window)
    shell.start()
    qtbot.waitUntil(lambda: "niêm phong" in banner(shell).accessibleName())
    assert banner(shell).property("banner") == "warn"
    shell.close()


def test_it_is_never_read_in_the_ui_thread(
    qtbot: QtBot, shell: Shell, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    seal, examine = counter.audit_seal, counter.audit_seal.examine

    def watched(store: Store) -> ChainReport:
        threads.append(threading.current_thread())
        return examine(store)

    monkeypatch.setattr(seal, "examine", watched)
    with qtbot.waitSignal(shell.checks.ended, timeout=10_000):
        shell.start()
    assert threads
    assert threading.main_thread() not in threads
