"""Settings of signing: secrets sealed, wishes heeded, nonsense refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import AppError, Code
from app.operations.signing_settings import (
    RemoteSecrets,
    algorithm_wish,
    load_remote_secrets,
    remote_device,
    save_remote_secrets,
)
from app.paths import Profile
from app.secrets import ProfileKey, SealedFile
from app.settings import (
    RemoteSettings,
    Settings,
    SignatureSettings,
    load_settings,
    save_settings,
)
from signing.algorithms import AlgorithmWish, RsaPadding
from signing.remote.patience import Patience

REMOTE = RemoteSettings("viettel_mysign", "https://remotesigning.viettel.vn", "office")
SECRETS = RemoteSecrets(client_secret="bí mật", user_id="CMT_089188004217")


@pytest.fixture
def sealed(tmp_path: Path) -> SealedFile:
    profile = Profile(tmp_path)
    profile.make()
    return SealedFile(tmp_path / "remote", ProfileKey(profile))


def test_secrets_are_kept_sealed_and_shown_nowhere(sealed: SealedFile, tmp_path: Path) -> None:
    assert load_remote_secrets(sealed) == RemoteSecrets()
    save_remote_secrets(sealed, SECRETS)
    assert load_remote_secrets(sealed) == SECRETS
    kept = (tmp_path / "remote").read_bytes()
    assert b"089188004217" not in kept
    assert "089188004217" not in repr(SECRETS)
    save_remote_secrets(sealed, RemoteSecrets())
    assert not (tmp_path / "remote").exists()


def test_tables_of_the_settings_file(tmp_path: Path) -> None:
    settings = Settings(remote=REMOTE, signature=SignatureSettings("pss", "sha384"))
    save_settings(tmp_path / "settings.toml", settings)
    assert load_settings(tmp_path / "settings.toml") == settings


def test_device_of_the_service(sealed: SealedFile) -> None:
    save_remote_secrets(sealed, SECRETS)
    device = remote_device(
        remote=REMOTE, signature=SignatureSettings(), sealed=sealed, patience=Patience()
    )
    [token] = device.tokens()
    assert (token.label, token.own_pin_pad) == ("Viettel MySign", True)


@pytest.mark.parametrize(
    ("remote", "code"),
    [
        (RemoteSettings(), Code.REMOTE_NOT_SET),
        (replace(REMOTE, service="telegram"), Code.REMOTE_NOT_SET),
        (replace(REMOTE, client_id=""), Code.REMOTE_NOT_SET),
        (replace(REMOTE, url="http://remotesigning.viettel.vn"), Code.REMOTE_INSECURE),
    ],
)
def test_service_that_is_not_set_up(remote: RemoteSettings, code: Code, sealed: SealedFile) -> None:
    save_remote_secrets(sealed, SECRETS)
    with pytest.raises(AppError) as refused:
        remote_device(
            remote=remote, signature=SignatureSettings(), sealed=sealed, patience=Patience()
        )
    assert refused.value.code is code


def test_wishes_about_algorithms() -> None:
    assert algorithm_wish(SignatureSettings()) == AlgorithmWish()
    wish = algorithm_wish(SignatureSettings("pss", "sha512"))
    assert wish == AlgorithmWish(RsaPadding.PSS, "sha512")
    for nonsense in (SignatureSettings("oaep"), SignatureSettings(digest="sha1")):
        with pytest.raises(AppError) as refused:
            algorithm_wish(nonsense)
        assert refused.value.code is Code.SETTINGS_UNREADABLE
