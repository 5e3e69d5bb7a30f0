"""Mạng: the proxy is chosen and kept; its password never lies in the open."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.proxy import Proxy, ProxyMode, current_proxy, use_proxy
from app.settings import ProvinceSettings, ProxySettings, load_settings
from tests.app.far_province import FAR_HOST, HEALTH, self_signed, tls_server
from tests.app.office_proxy import office_proxy
from ui.services import Services
from ui.settings_screen.network_section import NetworkSection


@pytest.fixture
def section(qtbot: QtBot, services: Services) -> Iterator[NetworkSection]:
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


class TestTrying:
    """The way that is typed is tried before it is kept."""

    @pytest.fixture
    def far(
        self, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[dict[str, int]]:
        """A province that the proxy alone can find."""
        counter = services.counter
        there = ProvinceSettings(url=f"https://{FAR_HOST}")
        counter.change_settings(replace(counter.settings, province=there))
        certificate = self_signed(tmp_path / "server.pem", FAR_HOST)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        with tls_server(certificate, HEALTH) as port:
            yield {FAR_HOST: port}

    def tried(
        self, qtbot: QtBot, section: NetworkSection, address: str, user: str = "", word: str = ""
    ) -> str:
        own(section)
        section.address.setText(address)
        section.user.setText(user)
        section.password.setText(word)
        section.test.click()
        assert not section.test.isEnabled()
        qtbot.waitUntil(section.banner.isVisible, timeout=30_000)
        qtbot.waitUntil(section.test.isEnabled)
        return section.banner.accessibleName()

    def test_reached(
        self, qtbot: QtBot, services: Services, section: NetworkSection, far: dict[str, int]
    ) -> None:
        with office_proxy(far, "canbo:bí mật") as proxy:
            said = self.tried(qtbot, section, proxy.address, "canbo", "bí mật")
            assert "Đã tới được hệ thống của tỉnh" in said
            assert section.banner.property("banner") == "ok"
            assert proxy.let_through == [f"{FAR_HOST}:443"]
        # Nothing is kept of what was only tried.
        assert kept(services) == ProxySettings()
        assert not services.counter.proxy_password.kept
        assert current_proxy().mode is ProxyMode.SYSTEM
        section.address.setText("http://10.0.0.9:3128")
        assert section.banner.isHidden(), "said of another address"

    def test_the_kept_password_is_used(
        self, qtbot: QtBot, services: Services, section: NetworkSection, far: dict[str, int]
    ) -> None:
        services.counter.proxy_password.save("bí mật")
        with office_proxy(far, "canbo:bí mật") as proxy:
            assert "Đã tới được" in self.tried(qtbot, section, proxy.address, "canbo")

    def test_it_wants_a_password(
        self, qtbot: QtBot, section: NetworkSection, far: dict[str, int]
    ) -> None:
        with office_proxy(far, "canbo:bí mật") as proxy:
            assert "đòi tên người dùng và mật khẩu" in self.tried(qtbot, section, proxy.address)
            said = self.tried(qtbot, section, proxy.address, "canbo", "sai")
            assert "không chấp nhận tên người dùng hoặc mật khẩu" in said

    def test_it_refuses(self, qtbot: QtBot, section: NetworkSection, far: dict[str, int]) -> None:
        with office_proxy({}) as proxy:
            said = self.tried(qtbot, section, proxy.address)
        assert "chặn đường" in said
        assert FAR_HOST in said

    def test_nobody_answers_behind_it(
        self, qtbot: QtBot, section: NetworkSection, far: dict[str, int]
    ) -> None:
        with office_proxy({}, turned_down=504) as proxy:
            said = self.tried(qtbot, section, proxy.address)
        assert f"{FAR_HOST} không trả lời" in said

    def test_it_does_not_answer(
        self, qtbot: QtBot, section: NetworkSection, far: dict[str, int],
        free_port: Callable[[], int],
    ) -> None:  # fmt: skip
        address = f"http://127.0.0.1:{free_port()}"
        assert f"{address} không trả lời" in self.tried(qtbot, section, address)

    def test_the_certificate_is_another(
        self, qtbot: QtBot, section: NetworkSection, far: dict[str, int],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.delenv("REQUESTS_CA_BUNDLE")
        with office_proxy(far) as proxy:
            assert "chứng thư" in self.tried(qtbot, section, proxy.address)

    def test_what_is_typed_meanwhile_is_another_way(
        self, qtbot: QtBot, section: NetworkSection, far: dict[str, int]
    ) -> None:
        with office_proxy(far) as proxy:
            own(section)
            section.address.setText(proxy.address)
            section.test.click()
            section.address.setText("http://10.0.0.9:3128")
            qtbot.waitUntil(section.test.isEnabled, timeout=30_000)
        assert section.banner.isHidden()

    def test_without_a_province_nothing_is_asked(
        self, qtbot: QtBot, section: NetworkSection
    ) -> None:
        assert "Chưa đặt địa chỉ" in self.tried(qtbot, section, "http://10.0.0.1:3128")
