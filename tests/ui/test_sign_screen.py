"""Ký số: a real token signs what is ticked; a wrong PIN signs nothing and is said."""

import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.office import Office
from app.demo.trust_services import trust_services
from app.domain.paper import Paper, PaperState
from app.operations.build_paper import attach_file
from app.paths import Profile
from app.settings import TokenSettings, TrustSettings
from app.whole_files import write_whole
from signing.pkcs11_session import Pkcs11Session
from tests.ui.queue_past import PROCEDURE
from ui.services import Services
from ui.sign.progress import SigningProgress
from ui.sign.screen import SignScreen
from ui.sign.signing import AskPin
from ui.verification.window import VerificationWindow
from ui.widgets.confirm import ConfirmDialog

_RESULT = 2
"""The column Kết quả."""
_SLOW_MS = 30_000
"""The process that reads signatures back starts within this."""


@pytest.fixture
def counter(tmp_path: Path, office: Office) -> Iterator[Counter]:
    """Trusts the office and uses its officer's token, by the clock of its certificates."""
    profile = Profile(tmp_path / "profile")
    profile.make()
    for authority in (office.root_der, office.intermediate_der):
        write_whole(profile.trust / authority.name, authority.read_bytes())
    with Counter(profile) as opened:
        label = office.person("officer").label
        opened.change_settings(
            replace(
                opened.settings,
                token=TokenSettings(modules=(str(office.module),), label=label),
                trust=TrustSettings(check_revocation=False),
            )
        )
        yield opened


@pytest.fixture
def paper(counter: Counter, tmp_path: Path, make_pdf: Callable[..., Path]) -> Paper:
    with counter.store.write() as work:
        work.catalogue.replace([PROCEDURE])
        dossier = work.dossiers.open_draft(
            procedure=PROCEDURE, case_code="TT", counter="0A1B", now=counter.now()
        )
    return attach_file(
        store=counter.store, vault=counter.vault, folders=counter.page_folders,
        path=make_pdf(tmp_path / "to-khai.pdf"), dossier_id=dossier.id,
        component_id=dossier.components[0].id, title="Tờ khai", now=counter.now(),
    )  # fmt: skip


def opened(
    qtbot: QtBot, services: Services, pin: str | None, ask: AskPin | None = None
) -> SignScreen:
    """The screen with the token found; the officer will answer ``pin``, or as ``ask`` does."""
    screen = SignScreen(services, ask=ask or (lambda *_: pin))
    qtbot.addWidget(screen)
    screen.resize(1098, 720)
    screen.show()
    screen.enter()
    with qtbot.waitSignal(services.token_watch.changed, timeout=_SLOW_MS):
        services.token_watch.ask()
    return screen


def results(screen: SignScreen) -> tuple[str, ...]:
    rows = range(screen.model.rowCount())
    return tuple(screen.model.index(row, _RESULT).data() for row in rows)


def state(counter: Counter, paper: Paper) -> PaperState:
    with counter.store.read() as work:
        return work.papers.get(paper.id).state


def said(screen: SignScreen) -> str:
    return " ".join(each.text() for each in screen.banner.findChildren(QLabel))


def test_a_ticked_paper_is_signed_and_its_row_says_so(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, office: Office
) -> None:
    screen = opened(qtbot, services, office.pin)
    assert screen.panel.sign.isEnabled()
    screen.panel.sign.click()
    qtbot.waitUntil(screen.banner.isVisible, timeout=_SLOW_MS)
    assert state(counter, paper) is PaperState.SIGNED, said(screen)
    assert screen.model.index(0, _RESULT).data() == "Đã ký, mức B-B"
    assert "Đã ký 1 giấy tờ" in said(screen)
    assert not screen.panel.sign.isEnabled()
    assert screen.panel.verify.isEnabled()


def test_the_result_column_follows_the_batch(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, office: Office,
    make_pdf: Callable[..., Path], tmp_path: Path,
) -> None:  # fmt: skip
    second = attach_file(
        store=counter.store, vault=counter.vault, folders=counter.page_folders,
        path=make_pdf(tmp_path / "cccd.pdf", text="cccd"), dossier_id=paper.dossier_id,
        component_id="", title="Căn cước", now=counter.now(),
    )  # fmt: skip
    screen = opened(qtbot, services, office.pin)
    seen = [results(screen)]
    screen.model.dataChanged.connect(lambda *_: seen.append(results(screen)))
    screen.panel.sign.click()
    qtbot.waitUntil(lambda: state(counter, second) is PaperState.SIGNED, timeout=_SLOW_MS)
    qtbot.waitUntil(screen.banner.isVisible, timeout=_SLOW_MS)
    done = "Đã ký, mức B-B"
    assert seen[0] == ("Chưa ký", "Chưa ký")
    assert ("Đang ký", "Đang ký") in seen
    assert seen[-1] == (done, done)
    order = ["Chưa ký", "Đang ký", done]
    for row in zip(*seen, strict=True):
        steps = [order.index(each) for each in row]
        assert steps == sorted(steps), "no row falls back"


def test_papers_of_an_intake_lead_back_to_it_once_they_are_signed(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, office: Office
) -> None:
    screen = opened(qtbot, services, office.pin)
    screen.enter((paper.id,))
    with qtbot.waitSignal(screen.wanted, timeout=_SLOW_MS) as wanted:
        screen.panel.sign.click()
    assert wanted.args == ["intake", paper.dossier_id]
    assert state(counter, paper) is PaperState.SIGNED


def test_a_batch_cut_short_says_what_is_left(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, office: Office
) -> None:
    cancelled = threading.Event()

    def cancel() -> None:
        screen.busy.cancelled.emit()
        cancelled.set()

    def give_and_cancel(*_: object) -> str:
        counter.token_lane.submit(cancelled.wait)  # the key is not faster than the officer
        QTimer.singleShot(0, cancel)
        return office.pin

    screen = opened(qtbot, services, None, give_and_cancel)
    screen.panel.sign.click()
    qtbot.waitUntil(screen.banner.isVisible, timeout=_SLOW_MS)
    assert "Đã hủy, 0/1 giấy tờ đã ký" in said(screen)
    assert results(screen) == ("Chưa ký",)
    assert state(counter, paper) is PaperState.SCANNED


def test_the_report_of_a_signed_paper_opens(
    qtbot: QtBot, services: Services, paper: Paper, office: Office
) -> None:
    screen = opened(qtbot, services, office.pin)
    screen.panel.sign.click()
    qtbot.waitUntil(screen.panel.verify.isEnabled, timeout=_SLOW_MS)
    screen.panel.verify.click()
    window = screen.findChild(VerificationWindow)
    qtbot.waitUntil(lambda: bool(window.reports), timeout=_SLOW_MS)
    qtbot.waitUntil(window.busy.isHidden, timeout=_SLOW_MS)
    report, _ = window.reports[0]
    assert [each.signer for each in report.signatures] == [office.person("officer").common_name]
    window.close()


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("not_yet_valid", "chưa đến ngày có hiệu lực"),
        ("wrong_purpose", "không dùng để ký"),
        ("revoked", "thu hồi"),
    ],
)
def test_a_certificate_that_may_not_sign_is_refused_before_the_pin(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, office: Office,
    person: str, reason: str,
) -> None:  # fmt: skip
    asked: list[object] = []
    label = office.person(person).label
    token = replace(counter.settings.token, label=label)
    counter.change_settings(
        replace(counter.settings, token=token, trust=TrustSettings(check_revocation=True))
    )
    with trust_services(office):
        screen = opened(qtbot, services, office.pin, lambda *given: asked.append(given))
        screen.panel.sign.click()
        qtbot.waitUntil(screen.banner.isVisible, timeout=_SLOW_MS)
    assert reason in said(screen)
    assert asked == []
    assert state(counter, paper) is PaperState.SCANNED
    assert screen.busy.isHidden()


def test_giving_up_while_the_certificate_is_looked_at_asks_for_no_pin(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper
) -> None:
    asked: list[object] = []
    screen = opened(qtbot, services, "", lambda *given: asked.append(given))
    looking = screen.busy.row
    screen.panel.sign.click()
    assert looking.isVisible()
    screen.busy.cancelled.emit()
    qtbot.waitUntil(screen.busy.isHidden, timeout=_SLOW_MS)
    assert asked == []
    assert state(counter, paper) is PaperState.SCANNED


def test_giving_up_and_pressing_again_both_answer_at_once(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, office: Office
) -> None:
    answer, asked = threading.Event(), []

    def ask(purpose: str, *_: object) -> str:
        asked.append(purpose)
        return office.pin

    screen = opened(qtbot, services, None, ask)
    services.province_lane.submit(answer.wait)  # the network is silent
    screen.panel.sign.click()
    assert screen.busy.isVisible()
    screen.busy.cancelled.emit()
    assert not screen.busy.isVisible()
    screen.panel.sign.click()
    assert screen.busy.isVisible()
    assert asked == []
    answer.set()
    qtbot.waitUntil(lambda: results(screen) == ("Đã ký, mức B-B",), timeout=_SLOW_MS)
    assert asked == ["Ký số hóa 1 giấy tờ"]


class Answering:
    """Answers the question that comes up when the window is closed."""

    def __init__(self, qtbot: QtBot, button: str) -> None:
        self.said = ""
        self._qtbot, self._button = qtbot, button

    def close(self, screen: SignScreen) -> bool:
        QTimer.singleShot(0, self._answer)
        return screen.may_close()

    def _answer(self) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ConfirmDialog)
        self.said = " ".join(each.text() for each in dialog.findChildren(QLabel))
        [pressed] = [
            each for each in dialog.findChildren(QPushButton) if each.text() == self._button
        ]
        pressed.click()


@pytest.mark.parametrize(
    ("button", "left"), [("Ký xong tệp này rồi thoát", True), ("Tiếp tục ký", False)]
)
def test_ending_the_program_while_papers_are_signed_is_asked_about(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, office: Office,
    make_pdf: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    button: str, left: bool,
) -> None:  # fmt: skip
    answered, signatures, sign = threading.Event(), itertools.count(1), Pkcs11Session.sign

    def in_no_hurry(session: Pkcs11Session, data: bytes, digest: str = "") -> bytes:
        if next(signatures) == 6:  # some are done, and more are left than are ever under way
            answered.wait()
        return sign(session, data, digest)

    monkeypatch.setattr(Pkcs11Session, "sign", in_no_hurry)
    for number in range(12):
        attach_file(
            store=counter.store, vault=counter.vault, folders=counter.page_folders,
            path=make_pdf(tmp_path / f"{number}.pdf", text=str(number)),
            dossier_id=paper.dossier_id, component_id="", title=str(number), now=counter.now(),
        )  # fmt: skip
    screen = opened(qtbot, services, office.pin)
    assert screen.may_close(), "nothing is asked where nothing is signed"
    screen.panel.sign.click()
    qtbot.waitUntil(lambda: screen.batch.progress.done > 0, timeout=_SLOW_MS)
    answering = Answering(qtbot, button)
    assert not answering.close(screen)
    answered.set()
    assert "Đang ký 13 giấy tờ" in answering.said
    assert screen.isVisible()
    qtbot.waitUntil(lambda: not screen.batch.running, timeout=_SLOW_MS)
    qtbot.waitUntil(lambda: screen.isVisible() is not left)
    signed = [each for each in results(screen) if each.startswith("Đã ký")]
    assert (len(signed) < 13) is left
    with counter.store.read() as work:
        assert len(work.papers.unsigned()) == 13 - len(signed)


def test_who_left_the_screen_while_the_certificate_was_looked_at_is_asked_for_no_pin(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper
) -> None:
    asked: list[object] = []
    screen = opened(qtbot, services, "", lambda *given: asked.append(given))
    screen.panel.sign.click()
    screen.hide()
    qtbot.waitUntil(screen.busy.isHidden, timeout=_SLOW_MS)
    assert asked == []
    assert state(counter, paper) is PaperState.SCANNED
    screen.show()
    screen.enter()
    assert screen.banner.isVisible()
    assert "chưa hỏi mã PIN" in said(screen)
    assert screen.panel.sign.isEnabled()


def test_no_pin_is_asked_for_above_another_dialog(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper
) -> None:
    asked: list[object] = []
    screen = opened(qtbot, services, "", lambda *given: asked.append(given))
    screen.panel.sign.click()
    dialog = QDialog(screen)
    dialog.open()
    qtbot.waitUntil(screen.busy.isHidden, timeout=_SLOW_MS)
    dialog.reject()
    assert asked == []
    assert "chưa hỏi mã PIN" in said(screen)


def test_papers_that_failed_are_not_counted_as_signed(qtbot: QtBot) -> None:
    progress = SigningProgress()
    qtbot.addWidget(progress)
    progress.advance(2, 5, failed=2)
    assert any(
        each.text() == "Đã ký 0/5 giấy tờ, 2 giấy tờ lỗi" for each in progress.findChildren(QLabel)
    )


def test_a_wrong_pin_signs_nothing_and_is_said(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper
) -> None:
    screen = opened(qtbot, services, "654321")
    screen.panel.sign.click()
    qtbot.waitUntil(screen.banner.isVisible, timeout=_SLOW_MS)
    assert "PIN" in said(screen)
    assert "654321" not in said(screen)
    assert state(counter, paper) is PaperState.SCANNED
    assert results(screen) == ("Chưa ký",)
    qtbot.waitUntil(screen.panel.sign.isEnabled, timeout=_SLOW_MS)


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT", "B-LTA"])
def test_the_level_that_is_wanted_is_said(
    qtbot: QtBot, services: Services, counter: Counter, level: str
) -> None:
    trust = TrustSettings(tsa_url="http://127.0.0.1:9/tsa", level=level)
    counter.change_settings(replace(counter.settings, trust=trust))
    screen = opened(qtbot, services, None)
    shown = " ".join(each.text() for each in screen.panel.findChildren(QLabel))
    assert f"Mức chữ ký: {level}," in shown


def test_a_cancelled_pin_changes_nothing(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper
) -> None:
    screen = opened(qtbot, services, None)
    screen.panel.sign.click()
    assert not screen.banner.isVisible()
    assert screen.panel.sign.isEnabled()
    assert state(counter, paper) is PaperState.SCANNED


def test_nothing_waiting_says_what_to_do(qtbot: QtBot, services: Services) -> None:
    screen = opened(qtbot, services, None)
    assert screen.empty.isVisible()
    assert not screen.table.isVisible()
    assert not screen.panel.sign.isEnabled()


def test_another_kind_without_papers_can_be_left_again(qtbot: QtBot, services: Services) -> None:
    screen = opened(qtbot, services, None)
    assert not screen.panel.isVisible()
    qtbot.keyClick(screen, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(screen.panel.isVisible)
    assert screen.empty.isVisible()
    assert not screen.table.isVisible()
    qtbot.keyClick(screen, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: not screen.panel.isVisible())


def test_the_result_is_seen_on_a_small_screen_at_150_percent(
    qtbot: QtBot, services: Services, paper: Paper
) -> None:
    table = opened(qtbot, services, None).table
    table.setFixedWidth(470)
    qtbot.waitUntil(lambda: table.isColumnHidden(1))
    assert not table.isColumnHidden(_RESULT)
