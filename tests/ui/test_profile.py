"""Trang cá nhân: particulars, the certificate of the account, the log."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.office import Office
from app.domain.attendance import AttendanceEntry, AttendanceKind
from app.domain.dossier import Gender
from app.domain.officer import Officer
from app.lanes import Lane
from signing.pkcs11_device import Pkcs11Device
from tests.ui.counter_bench import OFFICER, sign_in
from tests.ui.queue_past import NOW
from ui.opening import make_window
from ui.own_certificate import Match, own_certificate, own_tokens
from ui.profile.certificate_card import CertificateCard
from ui.profile.screen import ProfileScreen
from ui.profile.words import masked, match_words, validity
from ui.services import Services
from ui.shell import Shell
from ui.theme import Tone
from ui.token_watch import TokenStatus, read_tokens
from ui.widgets.confirm import ConfirmDialog

WHOLE = replace(
    OFFICER, identity_number="089188004217", born=date(1988, 6, 15), gender=Gender.FEMALE,
    phone="0296 3900 117", email="dao.nt@mautinh.example", address="Ấp Mỹ An 1",
)  # fmt: skip


@pytest.fixture(scope="module")
def status(office: Office) -> Iterator[TokenStatus]:
    lane = Lane("token")
    with closing(lane):
        device = Pkcs11Device([office.module], require_here=lane.require_here)
        yield TokenStatus(lane.submit(read_tokens, device, {}).result(), None, True)


def seen(widget: QWidget) -> str:
    QCoreApplication.processEvents()  # what was just laid out is shown a moment later
    return " ".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def page(qtbot: QtBot, services: Services, officer: Officer) -> ProfileScreen:
    with services.counter.store.write() as work:
        work.facts.set_officer(officer)
    made = ProfileScreen(services)
    qtbot.addWidget(made)
    made.resize(652, 480)
    made.show()
    made.enter()
    return made


def test_it_says_who_is_signed_in(qtbot: QtBot, services: Services) -> None:
    made = page(qtbot, services, WHOLE)
    for text in (
        WHOLE.full_name, "Nữ", "•••••••••217", "15/06/1988", WHOLE.phone, WHOLE.email,
        WHOLE.address, WHOLE.unit_name, WHOLE.department,
    ):  # fmt: skip
        assert text in seen(made)
    assert WHOLE.identity_number not in seen(made)
    assert made.banner.isHidden()
    made.number.click()
    assert WHOLE.identity_number in seen(made)
    made.enter()
    assert WHOLE.identity_number not in seen(made), "hidden again at each visit"


def test_a_stray_space_does_nothing(qtbot: QtBot, services: Services) -> None:
    made = page(qtbot, services, WHOLE)
    wanted: list[str] = []
    made.wanted.connect(lambda key, _: wanted.append(key))
    focused = made.focusWidget()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        qtbot.keyClick(focused, key)
    assert wanted == []
    assert WHOLE.identity_number not in seen(made)
    qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert isinstance(made.focusWidget(), QAbstractButton)


def test_what_is_missing_is_said(qtbot: QtBot, services: Services) -> None:
    made = page(qtbot, services, OFFICER)
    assert "Chưa có số CCCD, ngày sinh, số điện thoại." in made.banner.accessibleName()
    assert "Chưa có" in seen(made.lines)
    assert made.number.isHidden()


def test_the_log_tells_when_and_how(qtbot: QtBot, services: Services) -> None:
    made = page(qtbot, services, WHOLE)
    assert "Chưa có lần nào" in seen(made.log)
    for minute, kind in enumerate(AttendanceKind):
        entry = AttendanceEntry(NOW + timedelta(minutes=minute), "dao.nt", kind)
        with services.counter.store.write() as work:
            work.facts.note_attendance(entry)
    qtbot.waitUntil(lambda: "Mở khóa bằng mật khẩu" in seen(made.log))
    assert "09:21 23/11/2026 Đăng nhập tại hệ thống của tỉnh dao.nt" in seen(made.log)
    assert "Chưa có lần nào" not in seen(made.log)


def test_the_certificate_of_the_account(qtbot: QtBot, office: Office, status: TokenStatus) -> None:
    card = CertificateCard()
    qtbot.addWidget(card)
    card.show()
    card.say(WHOLE, TokenStatus(), "", NOW)
    assert "Đang hỏi" in seen(card)
    card.say(WHOLE, status, "", NOW)
    told = seen(card)
    assert "Khớp với tài khoản" in told
    assert office.person("officer").serial.upper() in told
    bound = replace(WHOLE, certificate_serial="0a1b")
    card.say(bound, TokenStatus(asked=True), "", NOW)
    assert "số sê-ri 0A1B" in seen(card)


def test_whose_certificate_it_is(office: Office, status: TokenStatus) -> None:
    mine, leader = office.person("officer"), office.person("leader")
    own = own_certificate(WHOLE, status, label=leader.label)
    assert own is not None
    assert (own.inside.token.label, own.match) == (mine.label, Match.SAME)
    stranger = replace(WHOLE, identity_number="089188009999")
    chosen = own_certificate(stranger, status, label=leader.label)
    assert chosen is not None
    assert (chosen.inside.token.label, chosen.match) == (leader.label, Match.OTHER)
    assert own_certificate(stranger, status) is None
    unknown = own_certificate(OFFICER, status, label=leader.label)
    assert unknown is not None
    assert unknown.match is Match.UNKNOWN
    serials = replace(OFFICER, certificate_serial="00" + mine.serial.upper())
    bound = own_certificate(serials, status)
    assert bound is not None
    assert bound.match is Match.SAME


def test_which_tokens_lock(office: Office, status: TokenStatus) -> None:
    labels = {each.token.serial: each.token.label for each in status.tokens}
    mine, leader = office.person("officer"), office.person("leader")
    assert {labels[each] for each in own_tokens(WHOLE, status, leader.label)} == {mine.label}
    chosen = own_tokens(OFFICER, status, leader.label)
    assert {labels[each] for each in chosen} == {leader.label}
    assert own_tokens(OFFICER, status) == frozenset()


def test_words_about_a_certificate(office: Office, status: TokenStatus) -> None:
    own = own_certificate(WHOLE, status)
    assert own is not None
    end = own.certificate.not_after
    assert validity(own, end - timedelta(days=31)) == ("Còn 31 ngày", Tone.OK)
    assert validity(own, end - timedelta(days=3)) == ("Còn 3 ngày", Tone.WARN)
    assert validity(own, end) == ("Đã hết hạn", Tone.BAD)
    assert match_words(own, WHOLE)[1] is Tone.OK
    assert match_words(own, replace(WHOLE, certificate_serial="0a1b"))[1] is Tone.WARN
    assert match_words(replace(own, match=Match.OTHER), WHOLE)[1] is Tone.BAD
    assert masked("") == ""


def test_it_opens_from_the_name_in_the_rail(qtbot: QtBot, counter: Counter, office: Office) -> None:
    sign_in(counter)
    shell = Shell(counter, make_window(counter.profile))
    qtbot.addWidget(shell.window)
    shell.window.show()
    shell.window.rail.officer_clicked.emit()
    assert isinstance(shell.window.current, ProfileScreen)
    qtbot.keyClick(shell.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    shell.window.open_screen("profile")
    answers = iter((False, True))

    def answer() -> None:
        asked = QApplication.activeModalWidget()
        assert isinstance(asked, ConfirmDialog)
        (asked.yes if next(answers) else asked.no).click()

    for _ in range(2):
        assert counter.officer() is not None
        QTimer.singleShot(0, answer)
        shell.window.current.out.click()
    qtbot.waitUntil(lambda: counter.officer() is None, timeout=10_000)
    qtbot.waitUntil(lambda: not isinstance(shell.window.current, ProfileScreen))
    shell.close()
