"""Signing in through a browser at the reference province, and not signing in."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import requests
from pytestqt.qtbot import QtBot

from app.lanes import Lane
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
    secrets = OfficerSecrets(password=PASSWORD, identity_number="", certificate_serial="")
    seed(settings, officers={ACCOUNT: secrets}, now=datetime.now(UTC))
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


def opened(qtbot: QtBot, services: Services, open_url: Callable[[str], bool]) -> SignInDialog:
    dialog = SignInDialog(services, None, open_url)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_officer_signs_in_and_is_known(
    qtbot: QtBot, services: Services, province_url: str, browser: Lane
) -> None:
    def browse(url: str) -> None:
        with requests.Session() as session:
            session.get(url, timeout=10)
            form = {"username": ACCOUNT, "password": PASSWORD}
            assert "Đã đăng nhập" in session.post(url, data=form, timeout=10).text

    visits = []

    def open_url(url: str) -> bool:
        visits.append(browser.submit(browse, url))
        return True

    set_province(services, province_url)
    dialog = opened(qtbot, services, open_url)
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.begin.click()
    visits[0].result()
    assert dialog.officer is not None
    assert dialog.officer == services.counter.officer()
    assert dialog.officer.account == ACCOUNT


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
