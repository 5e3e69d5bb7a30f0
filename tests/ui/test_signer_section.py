"""Thiết bị ký in Cấu hình: each kind is tried, kept and explained; secrets stay sealed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.office import Office
from app.operations.signing_settings import load_remote_secrets
from app.settings import DeviceKind, DeviceSettings, Settings, load_settings
from signing.remote.account import RemoteKind
from tests.signing.doubles.serving import serving
from tests.signing.doubles.signing_service import (
    CLIENT_ID,
    CLIENT_SECRET,
    PASSWORD,
    TOTP_KEY,
    USER_ID,
    SigningService,
)
from tests.signing.remote_services import application
from tests.signing.software_keys import PASSWORD as FILE_PASSWORD
from tests.signing.software_keys import SoftwareKey, issue, write_pfx
from tests.ui.device_bench import signing_counter
from ui.services import Services
from ui.settings_screen.file_signer import FileSigner
from ui.settings_screen.remote_signer import RemoteSigner
from ui.settings_screen.signer_section import SignerSection

SLOW_MS = 30_000


@pytest.fixture
def counter(tmp_path: Path, office: Office) -> Iterator[Counter]:
    with signing_counter(tmp_path, office) as made:
        yield made


@pytest.fixture(scope="module")
def owned(office: Office) -> SoftwareKey:
    return issue(office)


@pytest.fixture
def section(qtbot: QtBot, services: Services) -> SignerSection:
    made = SignerSection(services)
    qtbot.addWidget(made)
    made.resize(760, 900)
    made.show()
    return made


def words(widget: QWidget) -> str:
    return " ".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def file_part(section: SignerSection) -> FileSigner:
    section.kinds[DeviceKind.FILE].click()
    part = section.parts[DeviceKind.FILE]
    assert isinstance(part, FileSigner)
    return part


def remote_part(section: SignerSection, kind: RemoteKind, url: str = "") -> RemoteSigner:
    section.kinds[DeviceKind.REMOTE].click()
    part = section.parts[DeviceKind.REMOTE]
    assert isinstance(part, RemoteSigner)
    fields = part.fields
    fields.service.setCurrentIndex(fields.service.findData(kind.value))
    if url:
        fields.url.setText(url)
        fields.client_id.setText(CLIENT_ID)
        fields.secret.line.setText(CLIENT_SECRET)
        fields.user.setText(USER_ID)
    return part


def kept(counter: Counter) -> Settings:
    return load_settings(counter.profile.settings_file)


def test_looking_at_a_kind_changes_nothing(section: SignerSection, counter: Counter) -> None:
    assert section.shown is DeviceKind.TOKEN
    for kind, button in section.kinds.items():
        button.click()
        assert [each for each, part in section.parts.items() if part.isVisible()] == [kind]
        assert "Điều 22" in words(section)
    assert counter.settings.device == DeviceSettings()
    assert words(section).count("Đang dùng để ký") == 1


def test_a_file_is_tried_before_it_is_used(
    qtbot: QtBot, section: SignerSection, counter: Counter, owned: SoftwareKey, tmp_path: Path
) -> None:
    part = file_part(section)
    path = write_pfx(tmp_path / "hong-dao.p12", owned)
    part.path.setText(str(path))
    assert not part.save.isEnabled()
    part.password.line.setText("sai")
    part.test.click()
    qtbot.waitUntil(part.banner.isVisible, timeout=SLOW_MS)
    assert "Mật khẩu không đúng" in words(part.banner)
    part.path.setText(str(tmp_path / "khac.p12"))
    assert part.banner.isHidden(), "said of the other file"
    part.path.setText(str(path))
    assert not part.save.isEnabled()
    part.password.line.setText(FILE_PASSWORD)
    part.test.click()
    qtbot.waitUntil(part.save.isEnabled, timeout=SLOW_MS)
    assert part.password.line.text() == ""
    assert "Nguyễn Thị Hồng Đào" in words(part.found)
    assert "tin cậy" not in words(part.found)
    with qtbot.waitSignal(section.saved):
        part.save.click()
    assert kept(counter).device == DeviceSettings("file", str(path))
    text = counter.profile.settings_file.read_text(encoding="utf-8")
    assert FILE_PASSWORD not in text
    # The owner is known without the password from now on.
    [token] = counter.device.tokens()
    assert [each.der for each in counter.device.certificates(token)] == [owned.der]
    part.path.setText(str(tmp_path / "khac.p12"))
    assert not part.save.isEnabled()
    assert not part.found.isVisible()


@pytest.mark.parametrize("password", [FILE_PASSWORD, "sai"])
def test_another_path_typed_while_a_file_is_opened_is_the_one_that_counts(
    qtbot: QtBot, section: SignerSection, owned: SoftwareKey, tmp_path: Path, password: str
) -> None:
    part = file_part(section)
    part.path.setText(str(write_pfx(tmp_path / "cu.p12", owned)))
    part.password.line.setText(password)
    part.test.click()
    part.path.setText(str(tmp_path / "moi.p12"))
    part.password.line.setText(FILE_PASSWORD)
    assert not part.test.isEnabled(), "one file at a time"
    qtbot.waitUntil(part.busy.isHidden, timeout=SLOW_MS)
    assert not part.save.isEnabled()
    assert not part.found.isVisible()
    assert part.banner.isHidden(), "said of the other file"
    assert part.test.isEnabled()


def test_a_certificate_of_an_unknown_authority_is_said_before_it_is_used(
    qtbot: QtBot, section: SignerSection, counter: Counter, owned: SoftwareKey, tmp_path: Path
) -> None:
    for anchor in counter.profile.trust.iterdir():
        anchor.unlink()
    part = file_part(section)
    part.path.setText(str(write_pfx(tmp_path / "la.p12", owned)))
    part.password.line.setText(FILE_PASSWORD)
    part.test.click()
    qtbot.waitUntil(part.found.isVisible, timeout=SLOW_MS)
    assert "Chưa được tin cậy" in words(part.found)
    assert "Neo tin cậy" in words(part.found)


def test_one_of_several_certificates_is_chosen(
    qtbot: QtBot, section: SignerSection, counter: Counter, owned: SoftwareKey, office: Office,
    tmp_path: Path,
) -> None:  # fmt: skip
    other = issue(office, "P-256", common_name="Trần Văn B", uid="CCCD:001099000001")
    part = file_part(section)
    part.path.setText(str(write_pfx(tmp_path / "hai.p12", owned, other)))
    part.password.line.setText(FILE_PASSWORD)
    part.test.click()
    qtbot.waitUntil(part.found.isVisible, timeout=SLOW_MS)
    assert part.found.serial == ""
    assert words(part.found).count("Của người khác") == 1
    choices = part.found.findChildren(QRadioButton)
    assert len(choices) == 3
    next(each for each in choices if each.text() == "Nguyễn Thị Hồng Đào").click()
    with qtbot.waitSignal(section.saved):
        part.save.click()
    assert kept(counter).device.certificate == owned.serial
    [token] = counter.device.tokens()
    assert [each.der for each in counter.device.certificates(token)] == [owned.der]


@pytest.mark.parametrize("kind", list(RemoteKind))
def test_each_service_lists_its_certificates(
    qtbot: QtBot, section: SignerSection, counter: Counter, owned: SoftwareKey, kind: RemoteKind
) -> None:
    service = SigningService(owned)
    with serving(application(kind, service)) as port:
        path = "/csc/v2" if kind in (RemoteKind.CSC, RemoteKind.CSC_PIN) else ""
        part = remote_part(section, kind, f"http://127.0.0.1:{port}{path}")
        two_factors = kind is RemoteKind.VNPT_SMARTCA_OTP
        assert part.fields.factor.isVisible() is two_factors
        if two_factors:
            part.fields.kept_factor.line.setText(PASSWORD)
        part.test.click()
        qtbot.waitUntil(lambda: part.found.isVisible() or part.banner.isVisible(), timeout=SLOW_MS)
        assert "Nguyễn Thị Hồng Đào" in words(part.found), words(part.banner)
        assert service.transactions == {}
        with qtbot.waitSignal(section.saved):
            part.save.click()
    assert kept(counter).device.known_kind is DeviceKind.REMOTE
    assert kept(counter).remote.service == kind.value
    secrets = load_remote_secrets(counter.remote_secrets)
    assert secrets.client_secret == CLIENT_SECRET
    assert secrets.user_id == (f"CMT_{USER_ID}" if kind is RemoteKind.VIETTEL_MYSIGN else USER_ID)
    assert secrets.password == (PASSWORD if two_factors else "")
    text = counter.profile.settings_file.read_text(encoding="utf-8")
    assert USER_ID not in text
    assert CLIENT_SECRET not in text


def test_what_is_kept_need_not_be_typed_again(
    qtbot: QtBot, section: SignerSection, owned: SoftwareKey
) -> None:
    with serving(application(RemoteKind.VNPT_SMARTCA, SigningService(owned))) as port:
        part = remote_part(section, RemoteKind.VNPT_SMARTCA, f"http://127.0.0.1:{port}")
        with qtbot.waitSignal(section.saved):
            part.save.click()
        fields = part.fields
        qtbot.waitUntil(lambda: fields.secret.line.placeholderText() != "")
        assert (fields.secret.line.text(), fields.user.text()) == ("", "")
        assert fields.user.placeholderText() == "Đã lưu, tận cùng là 217"
        part.test.click()
        qtbot.waitUntil(lambda: part.found.isVisible() or part.banner.isVisible(), timeout=SLOW_MS)
        assert part.found.isVisible(), words(part.banner)


def test_a_secret_of_one_address_never_goes_to_another(
    qtbot: QtBot, section: SignerSection, owned: SoftwareKey
) -> None:
    with serving(application(RemoteKind.VNPT_SMARTCA, SigningService(owned))) as port:
        part = remote_part(section, RemoteKind.VNPT_SMARTCA, f"http://127.0.0.1:{port}")
        with qtbot.waitSignal(section.saved):
            part.save.click()
        qtbot.waitUntil(lambda: part.fields.secret.line.placeholderText() != "")
        part.fields.url.setText(f"http://localhost:{port}")
        assert part.fields.secret.line.placeholderText() == ""
        part.test.click()
        qtbot.waitUntil(part.banner.isVisible, timeout=SLOW_MS)
    assert "mã bí mật (client secret), số căn cước" in words(part.banner)
    assert part.fields.secret.line.property("invalid") is True


@pytest.mark.parametrize(
    ("secret", "url", "said"),
    [
        ("sai", "", "không chấp nhận tài khoản"),
        (CLIENT_SECRET, "http://ky-so.vn", "không an toàn"),
        (CLIENT_SECRET, "http://127.0.0.1:9", "Không kết nối được"),
    ],
)
def test_why_a_service_cannot_be_used_is_said(
    qtbot: QtBot, section: SignerSection, owned: SoftwareKey, secret: str, url: str, said: str
) -> None:
    with serving(application(RemoteKind.VNPT_SMARTCA, SigningService(owned))) as port:
        part = remote_part(section, RemoteKind.VNPT_SMARTCA, url or f"http://127.0.0.1:{port}")
        part.fields.secret.line.setText(secret)
        part.test.click()
        qtbot.waitUntil(part.banner.isVisible, timeout=SLOW_MS)
    assert said.lower() in words(part.banner).lower()
    assert part.test.isEnabled()


def test_an_otp_key_that_is_none_is_refused(
    qtbot: QtBot, section: SignerSection, counter: Counter
) -> None:
    part = remote_part(section, RemoteKind.VNPT_SMARTCA_OTP, "https://gwsca.vnpt.vn")
    fields = part.fields
    fields.factor.setCurrentIndex(fields.factor.findData("totp_key"))
    fields.kept_factor.line.setText("không phải base32")
    part.save.click()
    qtbot.waitUntil(part.banner.isVisible, timeout=SLOW_MS)
    assert "khóa OTP" in words(part.banner)
    assert counter.settings.device == DeviceSettings()
    fields.kept_factor.line.setText(TOTP_KEY)
    with qtbot.waitSignal(section.saved):
        part.save.click()
    assert load_remote_secrets(counter.remote_secrets).totp_key == TOTP_KEY


def test_back_to_the_token(
    qtbot: QtBot, section: SignerSection, services: Services, counter: Counter, owned: SoftwareKey,
    tmp_path: Path,
) -> None:  # fmt: skip
    path = str(write_pfx(tmp_path / "a.p12", owned))
    settings = replace(counter.settings, device=DeviceSettings("file", path))
    counter.token_lane.submit(counter.change_settings, settings).result()
    again = SignerSection(services)
    qtbot.addWidget(again)
    again.show()
    assert again.shown is DeviceKind.FILE
    again.kinds[DeviceKind.TOKEN].click()
    assert "Đang ký bằng thiết bị khác" in words(again)
    with qtbot.waitSignal(again.saved):
        again.use.click()
    assert kept(counter).device.known_kind is DeviceKind.TOKEN
    assert not again.use.isVisible()
    assert "Đang ký bằng thiết bị khác" not in words(again)
