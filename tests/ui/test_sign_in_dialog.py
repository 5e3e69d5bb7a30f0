"""Signing in through a browser at the reference province, and not signing in."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import requests
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.attendance import AttendanceKind
from app.domain.dossier import Gender
from app.domain.officer import Officer
from app.lanes import Lane
from app.operations.unlock import set_unlock_password
from app.settings import ProvinceSettings
from sync.reference_province import (
    OfficerSecrets,
    ProvinceServerSettings,
    running_province,
    seed,
)
from ui.services import Services
from ui.sign_in.dialog import SignInDialog

ACCOUNT, PASSWORD = "dao.nt", "một cửa quê tôi 2026"
COLLEAGUE, ELSEWHERE, BEHIND, ABOVE = "vanthu", "hai.lv", "hieu.pm", "quantri"


@pytest.fixture(scope="module")
def province_url(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("province"), free_tcp_port()
    settings = ProvinceServerSettings(
        database_url=f"sqlite:///{folder / 'province.sqlite3'}",
        files_folder=folder / "files",
        public_url=f"http://127.0.0.1:{port}",
    )
    whole = OfficerSecrets(PASSWORD, identity_number="089188004217")
    officers = dict.fromkeys((ACCOUNT, COLLEAGUE, BEHIND), whole)
    officers[ELSEWHERE] = officers[ABOVE] = OfficerSecrets(PASSWORD)
    seed(settings, officers=officers, now=datetime.now(UTC))
    with running_province(settings, port) as url:
        yield url


def free_tcp_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def browser() -> Iterator[Lane]:
    made = Lane("browser")
    yield made
    made.close()


def set_province(services: Services, url: str) -> None:
    counter = services.counter
    counter.change_settings(replace(counter.settings, province=ProvinceSettings(url=url)))


def browsing(browser: Lane, account: str) -> Callable[[str], bool]:
    """What opens an address: a browser in which ``account`` signs in."""

    def browse(url: str) -> None:
        with requests.Session() as session:
            session.get(url, timeout=10)
            session.post(url, data={"username": account, "password": PASSWORD}, timeout=10)

    return lambda url: bool(browser.submit(browse, url))


def log(services: Services) -> list[tuple[str, AttendanceKind]]:
    with services.counter.store.read() as work:
        return [(entry.account, entry.kind) for entry in work.facts.attendance()]


def opened(
    qtbot: QtBot,
    services: Services,
    open_url: Callable[[str], bool],
    unlocks: Officer | None = None,
) -> SignInDialog:
    dialog = SignInDialog(services, None, open_url, unlocks=unlocks)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_officer_signs_in_and_is_known(
    qtbot: QtBot, services: Services, province_url: str, browser: Lane
) -> None:
    set_province(services, province_url)
    dialog = opened(qtbot, services, browsing(browser, ACCOUNT))
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.begin.click()
    officer = dialog.officer
    assert officer is not None
    assert officer == services.counter.officer()
    assert (officer.account, officer.missing) == (ACCOUNT, ())
    assert (officer.born, officer.gender) == (date(1988, 6, 15), Gender.FEMALE)
    assert log(services) == [(ACCOUNT, AttendanceKind.SIGNED_IN)]


def test_what_the_account_lacks_is_said_before_work(
    qtbot: QtBot, services: Services, province_url: str, browser: Lane
) -> None:
    set_province(services, province_url)
    dialog = opened(qtbot, services, browsing(browser, ELSEWHERE))
    dialog.begin.click()
    qtbot.waitUntil(dialog.incomplete.isVisible, timeout=20_000)
    told = " ".join(each.text() for each in dialog.incomplete.findChildren(QLabel))
    assert "Chưa có số CCCD, ngày sinh, số điện thoại." in told
    assert "Đề nghị quản trị tài khoản của tỉnh bổ sung" in told
    with qtbot.waitSignal(dialog.accepted):
        dialog.reject()
    assert dialog.officer == services.counter.officer()


def test_an_account_behind_the_counter_does_not_get_in(
    qtbot: QtBot, services: Services, province_url: str, browser: Lane
) -> None:
    set_province(services, province_url)
    dialog = opened(qtbot, services, browsing(browser, ABOVE))
    dialog.begin.click()
    qtbot.waitUntil(dialog.banner.isVisible, timeout=20_000)
    assert "không có quyền" in dialog.banner.accessibleName()
    assert services.counter.officer() is None
    assert not services.counter.tokens.signed_in


@pytest.mark.parametrize(
    ("account", "refusal"),
    [(ACCOUNT, ""), (COLLEAGUE, ""), (BEHIND, ""), (ELSEWHERE, "đơn vị khác")],
)
def test_only_the_unit_unlocks_by_signing_in(
    qtbot: QtBot, services: Services, province_url: str, browser: Lane, account: str, refusal: str
) -> None:
    set_province(services, province_url)
    counter = services.counter
    first = opened(qtbot, services, browsing(browser, ACCOUNT))
    with qtbot.waitSignal(first.accepted, timeout=20_000):
        first.begin.click()
    before = counter.tokens.access_token()
    set_unlock_password(
        store=counter.store, secret=counter.unlock_secret, account=ACCOUNT,
        password="chợ nổi Long Xuyên", now=counter.now(),
    )  # fmt: skip
    dialog = opened(qtbot, services, browsing(browser, account), unlocks=counter.officer())
    dialog.begin.click()
    qtbot.waitUntil(lambda: dialog.officer is not None or dialog.banner.isVisible(), timeout=20_000)
    now = counter.officer()
    assert now is not None
    assert (dialog.officer is not None) is (not refusal)
    assert now.account == (ACCOUNT if refusal else account)
    if not refusal:
        assert (account, AttendanceKind.UNLOCKED_BY_SIGN_IN) in log(services)
        assert counter.unlock_secret.kept is (account == ACCOUNT), "another's password is dropped"
    else:
        assert refusal in dialog.banner.accessibleName()
        assert counter.tokens.access_token() == before, "the officer stays signed in"


def test_a_cancelled_sign_in_can_be_begun_again(
    qtbot: QtBot, services: Services, province_url: str
) -> None:
    addresses: list[str] = []
    set_province(services, province_url)
    dialog = opened(qtbot, services, lambda url: bool(addresses.append(url)))
    for _ in range(2):
        addresses.clear()
        dialog.begin.click()
        qtbot.waitUntil(lambda: bool(addresses), timeout=20_000)
        assert not dialog.begin.isVisible()
        dialog.busy.cancelled.emit()
        qtbot.waitUntil(dialog.begin.isVisible, timeout=20_000)
    assert dialog.banner.isHidden()
    assert services.counter.officer() is None


def test_what_stands_in_the_way_is_said(qtbot: QtBot, services: Services) -> None:
    dialog = opened(qtbot, services, lambda _: True)
    dialog.begin.click()
    qtbot.waitUntil(dialog.banner.isVisible)
    assert "Chưa đặt địa chỉ" in dialog.banner.accessibleName()
    assert dialog.begin.isVisible()


def test_closing_the_dialog_ends_the_waiting(
    qtbot: QtBot, services: Services, province_url: str
) -> None:
    addresses: list[str] = []
    set_province(services, province_url)
    dialog = opened(qtbot, services, lambda url: bool(addresses.append(url)))
    dialog.begin.click()
    qtbot.waitUntil(lambda: len(addresses) == 1, timeout=20_000)
    dialog.reject()
    assert services.province_lane.submit(lambda: "free").result(timeout=20) == "free"
