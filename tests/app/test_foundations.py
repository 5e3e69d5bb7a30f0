"""Lanes, settings, whole files, locks, secrets and logs."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from app.errors import AppError, Code
from app.lanes import Lane
from app.logs import RedactingFormatter, redact
from app.operations.stamp_pictures import StampPictures
from app.paths import Profile, default_profile
from app.profile_lock import ProfileLock
from app.secrets import ProfileKey, SealedFile
from app.settings import (
    ProvinceSettings,
    ScanChoice,
    ScannerSettings,
    Settings,
    TokenSettings,
    load_settings,
    save_settings,
)
from app.whole_files import disk_errors, whole_file, write_whole
from signing.stamp_picture import Ink


def test_a_lane_knows_its_own_thread() -> None:
    lane = Lane("token")
    with pytest.raises(RuntimeError, match="token lane"):
        lane.require_here()
    lane.submit(lane.require_here).result()
    lane.close()


def test_settings_survive_a_round_trip(tmp_path: Path) -> None:
    scanner = ScannerSettings(clean=False, compression="layered")
    scanner = scanner.chosen("escl:http://[fe80::1]:80/eSCL", ScanChoice("manual", 300, "A3", -20))
    chosen = Settings(
        scanner=scanner.chosen("sane:Máy 1", ScanChoice()),
        token=TokenSettings(modules=("/opt/a.so",), label="Cán bộ"),
        province=ProvinceSettings(url="https://dvc.example.vn"),
    )
    save_settings(tmp_path / "settings.toml", chosen)
    assert load_settings(tmp_path / "settings.toml") == chosen
    assert load_settings(tmp_path / "none.toml") == Settings()


def test_the_choices_for_the_scanners_used_last_are_kept() -> None:
    scanner = ScannerSettings()
    for number in range(30):
        scanner = scanner.chosen(f"sane:{number}", ScanChoice(dpi=200 + number))
    scanner = scanner.chosen("sane:10", ScanChoice(dpi=600))
    assert scanner.source == "sane:10"
    assert list(scanner.devices) == [f"sane:{n}" for n in range(11, 30)] + ["sane:10"]
    assert scanner.choice("sane:10").dpi == 600
    assert scanner.choice("sane:1") == ScanChoice()


@pytest.mark.parametrize(
    "text",
    [
        "[scanner",
        "[scanner]\nclean = 'x'",
        "[scanner]\ncompression = 'zip'",
        "[scanner.devices]\na = 1",
        "[scanner.devices.a]\ndpi = 'x'",
        "[scanner.devices.a]\ndpi = 100",
        "[scanner.devices.a]\nfeed = 'x'",
        "scanner = 3",
        "\xff",
    ],
)
def test_unreadable_settings_are_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(AppError) as caught:
        load_settings(path)
    assert caught.value.code is Code.SETTINGS_UNREADABLE


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    write_whole(target, b"old")
    with pytest.raises(RuntimeError), whole_file(target) as part:
        part.write_bytes(b"half of the ne")
        raise RuntimeError
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_has_a_code(tmp_path: Path) -> None:
    with (
        pytest.raises(AppError) as caught,
        disk_errors(tmp_path / "a"),
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        full.write(b"x")
    assert caught.value.code is Code.DISK_FULL


def test_a_place_where_no_file_can_be_has_a_code(tmp_path: Path) -> None:
    (tmp_path / "thư mục").mkdir()
    (tmp_path / "tệp").write_bytes(b"")
    for target in (tmp_path / "thư mục", tmp_path / "tệp" / "a.pdf", tmp_path / ("Đ" * 200)):
        with pytest.raises(AppError) as caught:
            write_whole(target, b"x")
        assert caught.value.code is Code.PLACE_UNUSABLE
    assert sorted(each.name for each in tmp_path.iterdir()) == ["thư mục", "tệp"]


def test_a_profile_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_bytes(b"")
    with pytest.raises(AppError) as caught:
        Profile(tmp_path / "tệp").make()
    assert caught.value.code is Code.PLACE_UNUSABLE
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(AppError) as caught:
        load_settings(tmp_path / "settings.toml")
    assert caught.value.code is Code.SETTINGS_UNREADABLE
    with pytest.raises(AppError) as caught:
        # /proc refuses new files to everybody, root included.
        ProfileLock(Path("/proc/quay.lock")).acquire()
    assert caught.value.code in (Code.PLACE_UNUSABLE, Code.PROFILE_UNWRITABLE)


def test_one_program_a_profile(tmp_path: Path) -> None:
    path = tmp_path / "quay.lock"
    script = (
        "import sys, pathlib; from app.profile_lock import ProfileLock;"
        f"lock = ProfileLock(pathlib.Path({str(path)!r})); lock.acquire();"
        "print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(AppError) as caught:
            ProfileLock(path).acquire()
        assert caught.value.code is Code.PROFILE_IN_USE
        other.kill()
    with ProfileLock(path):
        pass


def test_the_profile_is_where_quay_home_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUAY_HOME", str(tmp_path / "hồ sơ"))
    profile = default_profile()
    profile.make()
    assert profile.root == tmp_path / "hồ sơ"
    assert profile.vault.stat().st_mode & 0o777 == 0o700


def test_a_secret_is_sealed_and_only_its_key_opens_it(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    key = ProfileKey(profile)
    sealed = SealedFile(tmp_path / "session", key)
    assert sealed.load() == ""
    sealed.save("refresh-token-of-the-officer")
    assert b"refresh-token" not in (tmp_path / "session").read_bytes()
    assert SealedFile(tmp_path / "session", ProfileKey(profile)).load() == (
        "refresh-token-of-the-officer"
    )
    profile.keys_file.unlink()
    assert SealedFile(tmp_path / "session", ProfileKey(profile)).load() == ""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("UID=CCCD:089190001234, CN=A", "UID=CCCD:…234, CN=A"),
        ("b'\\x0c089190001234'", "b'\\x0c…234'"),
        ("Nguyễn A-089190001234.pdf", "Nguyễn A-…234.pdf"),
        ("9f3c1a2b-0000-4000-8000-089190001234", "9f3c1a2b-0000-4000-8000-089190001234"),
        ("login pin=123456 slot 0", "login pin=… slot 0"),
        ("sha256 0123456789abcdef012345678901", "sha256 0123456789abcdef012345678901"),
        ("H01.31.02-261123-0001 at 2026-11-23", "H01.31.02-261123-0001 at 2026-11-23"),
    ],
)
def test_logs_name_no_citizen_and_no_pin(text: str, kept: str) -> None:
    assert redact(text) == kept


def test_a_trace_is_redacted_too() -> None:
    try:
        raise ValueError("subject UID=CCCD:089190001234")
    except ValueError:
        record = logging.LogRecord("a", 40, __file__, 1, "failed", (), sys.exc_info())
    text = RedactingFormatter("%(message)s").format(record)
    assert "ValueError" in text
    assert "089190001234" not in text


def test_pictures_of_hand_and_seal_lie_sealed(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    profile.make()
    png = tmp_path / "seal.png"
    drawn = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    ImageDraw.Draw(drawn).ellipse((5, 5, 55, 55), fill=(200, 20, 40, 255))
    drawn.save(png)
    pictures = StampPictures(profile, ProfileKey(profile))
    pictures.keep(Ink.RED, "", png)
    (kept,) = profile.pictures.iterdir()
    assert b"PNG" not in kept.read_bytes()
    assert pictures.png(Ink.RED, "").startswith(b"\x89PNG")
    pictures.forget(Ink.RED, "")
    plain = profile.pictures / "seal.png"
    plain.write_bytes(png.read_bytes())
    os.link(plain, tmp_path / "the same blocks")
    assert pictures.get(Ink.RED, "").width == 60, "of an earlier version"
    assert [each.suffix for each in profile.pictures.iterdir()] == [".sealed"]
    assert not (tmp_path / "the same blocks").read_bytes().strip(b"\0"), "overwritten"
