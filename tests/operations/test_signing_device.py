"""From settings to the device that signs, and what is remembered of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.demo.office import Office
from app.errors import AppError, Code
from app.operations.remote_account import RemoteEntry, kept_for, kept_hints, whole_secrets
from app.operations.signing_device import (
    keep_certificates,
    load_certificates,
    open_signing_device,
)
from app.operations.signing_settings import RemoteSecrets, save_remote_secrets
from app.paths import Profile
from app.secrets import ProfileKey, SealedFile
from app.settings import DeviceSettings, RemoteSettings, Settings, load_settings, save_settings
from signing.device import SigningDevice, Unlock
from signing.remote.attendance import Attendance
from signing.remote.patience import Patience, Waiting
from tests.signing.software_keys import PASSWORD, SoftwareKey, issue, write_pfx

VNPT = RemoteSettings("vnpt_smartca", "https://gwsca.vnpt.vn", "office")
SECRETS = RemoteSecrets("bí mật", "089188004217", password="Mat-khau-1")


@pytest.fixture(scope="module")
def owned(office: Office) -> SoftwareKey:
    return issue(office)


@pytest.fixture
def sealed(tmp_path: Path) -> SealedFile:
    profile = Profile(tmp_path)
    profile.make()
    return SealedFile(tmp_path / "sealed", ProfileKey(profile))


def opened(settings: Settings, sealed: SealedFile) -> SigningDevice:
    return open_signing_device(
        settings, remote_secrets=sealed, file_certificates=sealed, patience=Patience()
    )


def test_settings_of_the_device_are_kept(tmp_path: Path) -> None:
    settings = Settings(device=DeviceSettings("file", "/a.p12", "0a"), remote=VNPT)
    save_settings(tmp_path / "settings.toml", settings)
    assert load_settings(tmp_path / "settings.toml") == settings


def test_a_kind_that_there_is_not(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[device]\nkind = "sim"\n')
    with pytest.raises(AppError) as refused:
        load_settings(tmp_path / "settings.toml")
    assert refused.value.code is Code.SETTINGS_UNREADABLE


def test_a_file_that_was_not_named(sealed: SealedFile) -> None:
    with pytest.raises(AppError) as refused:
        opened(Settings(device=DeviceSettings("file")), sealed)
    assert refused.value.code is Code.DEVICE_FILE_NOT_SET


def test_a_certificate_is_known_until_the_file_changes(
    sealed: SealedFile, owned: SoftwareKey, office: Office, tmp_path: Path
) -> None:
    path = write_pfx(tmp_path / "key.p12", owned)
    settings = Settings(device=DeviceSettings("file", str(path)))
    device = opened(settings, sealed)
    [token] = device.tokens()
    assert token.unlocked_by is Unlock.FILE_PASSWORD
    keep_certificates(sealed, token, device.unlock(token, PASSWORD))
    assert [each.der for each in opened(settings, sealed).certificates(token)] == [owned.der]
    write_pfx(path, issue(office))
    device = opened(settings, sealed)
    with pytest.raises(AppError) as locked:
        device.certificates(*device.tokens())
    assert locked.value.code is Code.PIN_REQUIRED


@pytest.mark.parametrize("text", ["no JSON", "[]", '{"a": ["%%"]}', '{"a": 5}'])
def test_what_cannot_be_read_of_it_is_forgotten(sealed: SealedFile, text: str) -> None:
    sealed.save(text)
    assert load_certificates(sealed) == {}


def test_only_the_chosen_certificate_is_shown(
    sealed: SealedFile, owned: SoftwareKey, office: Office, tmp_path: Path
) -> None:
    other = issue(office, "P-256")
    path = str(write_pfx(tmp_path / "both.p12", owned, other))
    settings = Settings(device=DeviceSettings("file", path, other.serial))
    device = opened(settings, sealed)
    [token] = device.tokens()
    [certificate] = device.unlock(token, PASSWORD)
    assert certificate.der == other.der
    with device.open(token, certificate, PASSWORD) as session:
        assert session.sign(b"data")
    gone = opened(replace(settings, device=DeviceSettings("file", path, "0badcafe")), sealed)
    with pytest.raises(AppError) as absent:
        gone.unlock(token, PASSWORD)
    assert absent.value.facts["device"] == "chosen"


def test_an_empty_secret_is_the_kept_one_of_the_same_address(sealed: SealedFile) -> None:
    save_remote_secrets(sealed, SECRETS)
    entry = RemoteEntry(VNPT, RemoteSecrets(user_id="079188000001"), "password")
    kept = kept_for(entry, before=VNPT, sealed=sealed)
    assert whole_secrets(entry, kept) == replace(SECRETS, user_id="079188000001")
    moved = RemoteEntry(replace(VNPT, url="https://khac.vn"))
    assert kept_for(moved, before=VNPT, sealed=sealed) == RemoteSecrets()


def test_one_of_two_factors_is_kept() -> None:
    entry = RemoteEntry(VNPT, RemoteSecrets(totp_key="JBSWY3DPEHPK3PXP"), "totp_key")
    assert whole_secrets(entry, SECRETS) == RemoteSecrets(
        "bí mật", "089188004217", "", "JBSWY3DPEHPK3PXP"
    )
    assert whole_secrets(RemoteEntry(VNPT), SECRETS).password == ""


@pytest.mark.parametrize(
    ("typed", "sent"), [("089188004217", "CMT_089188004217"), ("MST_0101234567", "MST_0101234567")]
)
def test_how_viettel_wants_its_users(typed: str, sent: str) -> None:
    remote = RemoteSettings("viettel_mysign", "https://remotesigning.viettel.vn", "office")
    assert whole_secrets(RemoteEntry(remote, RemoteSecrets("x", typed))).user_id == sent


def test_hints_tell_no_secret(sealed: SealedFile) -> None:
    save_remote_secrets(sealed, SECRETS)
    assert kept_hints(sealed) == {"client_secret": "", "password": "", "user_id": "217"}


def test_whoever_waits_hears_for_as_long_as_he_waits() -> None:
    attendance, heard = Attendance(), []
    waiting = Waiting(signatures=1, seconds=0, left=300, trouble=None)
    patience = attendance.patience
    with attendance.of(heard.append, lambda: True):
        patience.on_wait(waiting)
        assert patience.stop()
    patience.on_wait(waiting)
    assert heard == [waiting]
    assert not patience.stop()
    attendance.close()
    assert patience.stop()
