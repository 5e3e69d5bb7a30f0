"""Mạng: the proxy is chosen and kept; its password never lies in the open."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.proxy import Proxy, ProxyMode, current_proxy, use_proxy
from app.settings import ProxySettings, load_settings
from ui.services import Services
from ui.settings_screen.network_section import NetworkSection


@pytest.fixture
def section(qtbot: QtBot, services: Services) -> NetworkSection:
    made = NetworkSection(services)
    qtbot.addWidget(made)
    made.show()
    yield made
    use_proxy(Proxy)


def kept(services: Services) -> ProxySettings:
    return load_settings(services.counter.profile.settings_file).proxy


def own(section: NetworkSection) -> None:
    section.mode.setCurrentIndex(section.mode.findData(ProxyMode.OWN.value))


def test_nothing_to_save_at_first(section: NetworkSection) -> None:
    assert section.mode.currentText() == "Theo hệ thống"
    assert not section.save.isEnabled()
    assert not section.address.isVisible()


def test_address_user_and_password(
    qtbot: QtBot, services: Services, section: NetworkSection
) -> None:
    own(section)
    section.address.setText("10.0.0.1:3128")
    assert not section.password.isVisible()
    section.user.setText("canbo")
    assert section.password.isVisible()
    section.password.setText("bí mật")
    section.bypass.setText(" .tinh.gov.vn,, 10.0.0.0/8 ")
    with qtbot.waitSignal(section.saved):
        section.save.click()
    hosts = (".tinh.gov.vn", "10.0.0.0/8")
    assert kept(services) == ProxySettings("own", "http://10.0.0.1:3128", "canbo", hosts)
    assert "bí mật" not in services.counter.profile.settings_file.read_text()
    assert current_proxy() == Proxy(ProxyMode.OWN, "http://10.0.0.1:3128", "canbo", "bí mật", hosts)
    assert (section.password.text(), section.password.placeholderText()) == (
        "",
        "Đã lưu; gõ để thay",
    )
    assert section.address.text() == "http://10.0.0.1:3128"
    qtbot.waitUntil(lambda: not section.save.isEnabled())

    section.bypass.clear()  # the password stays
    with qtbot.waitSignal(section.saved):
        section.save.click()
    assert current_proxy().password == "bí mật"
    section.user.clear()
    with qtbot.waitSignal(section.saved):
        section.save.click()
    assert not services.counter.proxy_password.kept


def test_what_is_no_address_is_said(services: Services, section: NetworkSection) -> None:
    own(section)
    section.address.setText("proxy.tinh.gov.vn")
    section.save.click()
    said = [each.text() for each in section.findChildren(QLabel) if each.isVisible()]
    assert "Địa chỉ phải gồm máy và cổng, ví dụ http://10.0.0.1:3128." in said
    assert kept(services) == ProxySettings()


def test_a_user_needs_a_password(services: Services, section: NetworkSection) -> None:
    own(section)
    section.address.setText("10.0.0.1:3128")
    section.user.setText("canbo")
    section.save.click()
    said = [each.text() for each in section.findChildren(QLabel) if each.isVisible()]
    assert "Nhập mật khẩu của tên này ở proxy." in said
    assert kept(services) == ProxySettings()


def test_back_to_the_system(qtbot: QtBot, services: Services, section: NetworkSection) -> None:
    section.mode.setCurrentIndex(section.mode.findData(ProxyMode.NONE.value))
    with qtbot.waitSignal(section.saved):
        section.save.click()
    assert kept(services).mode == "none"
    section.mode.setCurrentIndex(0)
    with qtbot.waitSignal(section.saved):
        section.save.click()
    assert kept(services) == ProxySettings()
