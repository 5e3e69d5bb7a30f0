"""``quay sign`` with a certificate file and at signing services; ``quay doctor`` names them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.cli.run import run as run_here
from app.demo.start import Demonstration
from app.operations.signing_settings import RemoteSecrets, save_remote_secrets
from app.paths import Profile
from app.secrets import ProfileKey, SealedFile
from app.settings import DeviceSettings, RemoteSettings, load_settings, save_settings
from app.store.store import Store
from signing.remote.account import RemoteKind
from tests.cli.conftest import Ran
from tests.signing.doubles.serving import serving
from tests.signing.doubles.signing_service import (
    CLIENT_ID,
    CLIENT_SECRET,
    TOTP_KEY,
    USER_ID,
    Decision,
    SigningService,
)
from tests.signing.remote_services import PINS, account, application
from tests.signing.software_keys import PASSWORD, SoftwareKey, issue, write_pfx

Run = Callable[..., Ran]
Issue = Callable[..., SoftwareKey]


@pytest.fixture
def profile(profile: Path) -> Path:
    """To whose account the province has bound no certificate, so that any of the officer's fits."""
    where = Profile(profile)
    store = Store(where.database, where.backups, ProfileKey(where).load())
    with store.write() as work:
        officer = work.facts.officer()
        assert officer is not None
        work.facts.set_officer(replace(officer, certificate_serial=""))
    store.close()
    return profile


@pytest.fixture
def run(run: Run, profile: Path) -> Run:
    def there(*arguments: str, **variables: str) -> Ran:
        return run(*arguments, QUAY_HOME=str(profile), **variables)

    return there


@pytest.fixture
def owned(demonstration: Demonstration) -> Issue:
    """A key of the demonstration's authority, by default for its officer, who is signed in."""
    office = demonstration.office
    number = office.person("officer").identity_number

    def made(**changes: Any) -> SoftwareKey:
        return issue(office, **{"uid": f"CCCD:{number}", **changes})

    return made


@pytest.fixture
def scan(make_pdf: Callable[..., Path], tmp_path: Path) -> Path:
    return make_pdf(tmp_path / "scan.pdf")


def arguments(scan: Path, out: Path, *options: str) -> tuple[str, ...]:
    return ("sign", "digitise", str(scan), "--out", str(out), "--level", "B-B", "--json", *options)


@contextmanager
def service(
    kind: RemoteKind, double: SigningService
) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    """Options and environment for a double."""
    with serving(application(kind, double)) as port:
        url = account(kind, f"http://127.0.0.1:{port}").url
        yield (
            ("--remote", kind.value, "--remote-url", url, "--client-id", CLIENT_ID),
            {
                "QUAY_CLIENT_SECRET": CLIENT_SECRET,
                "QUAY_REMOTE_USER": USER_ID,
                "QUAY_TOTP_KEY": TOTP_KEY,
                "QUAY_PIN": PINS.get(kind, ""),
            },
        )


def test_a_file_signs(run: Run, owned: Issue, scan: Path, tmp_path: Path) -> None:
    file, out = write_pfx(tmp_path / "key.p12", owned()), tmp_path / "out"
    done = run(
        *arguments(scan, out, "--pkcs12", str(file), "--password-env", "MAT_KHAU"),
        MAT_KHAU=PASSWORD,
    )
    assert (done.status, done.said[0]["verdict"]) == (0, "valid")
    assert (out / "scan.pdf").exists()


@pytest.mark.parametrize(
    ("changes", "password", "code"),
    [
        ({}, "sai", "pin_incorrect"),
        ({"valid": (-400, -10)}, PASSWORD, "certificate_expired"),
        ({"uid": "CCCD:001099000001"}, PASSWORD, "certificate_of_another_officer"),
    ],
)
def test_a_file_that_may_not_sign(
    run: Run, owned: Issue, scan: Path, tmp_path: Path, changes: dict[str, Any], password: str,
    code: str,
) -> None:  # fmt: skip
    file, out = write_pfx(tmp_path / "key.p12", owned(**changes)), tmp_path / "out"
    done = run(*arguments(scan, out, "--pkcs12", str(file)), QUAY_PASSWORD=password)
    assert (done.status, done.code) == (1, code)
    assert password not in done.out.decode() + done.err
    assert not out.exists()


def test_a_file_that_is_damaged_is_not_called_a_wrong_password(
    run: Run, owned: Issue, scan: Path, tmp_path: Path
) -> None:
    file = write_pfx(tmp_path / "key.p12", owned())
    file.write_bytes(file.read_bytes()[:-20])
    done = run(*arguments(scan, tmp_path / "out", "--pkcs12", str(file)), QUAY_PASSWORD=PASSWORD)
    assert (done.status, done.code) == (1, "certificate_file_unusable")


def test_a_certificate_that_is_not_the_bound_one(
    run: Run, profile: Path, demonstration: Demonstration, owned: Issue, scan: Path, tmp_path: Path
) -> None:
    shutil.copy(demonstration.profile.database, profile)
    file = write_pfx(tmp_path / "key.p12", owned())
    done = run(*arguments(scan, tmp_path / "out", "--pkcs12", str(file)), QUAY_PASSWORD=PASSWORD)
    assert (done.status, done.code) == (1, "certificate_not_bound")


@pytest.mark.parametrize("kind", list(RemoteKind))
def test_each_service_signs(
    run: Run, owned: Issue, scan: Path, tmp_path: Path, kind: RemoteKind
) -> None:
    double = SigningService(owned())
    with service(kind, double) as (options, variables):
        done = run(*arguments(scan, tmp_path / "out", *options), **variables)
    assert (done.status, done.said[0]["verdict"]) == (0, "valid"), done.err
    waits = kind not in PINS
    assert ("Hãy xác nhận trên điện thoại, còn 5:0" in done.err) is waits
    assert USER_ID not in done.out.decode() + done.err


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (Decision.REFUSE, "remote_confirmation_refused"),
        (Decision.EXPIRE, "remote_confirmation_expired"),
    ],
)
def test_what_was_decided_on_the_phone(
    run: Run, owned: Issue, scan: Path, tmp_path: Path, decision: Decision, code: str
) -> None:
    double = SigningService(owned(), decision, looks=0)
    with service(RemoteKind.VNPT_SMARTCA, double) as (options, variables):
        done = run(*arguments(scan, tmp_path / "out", *options), **variables)
    assert (done.status, done.said[0]["error"]["code"]) == (1, code)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_wrong_password_and_another_person_at_a_service(
    run: Run, owned: Issue, scan: Path, tmp_path: Path
) -> None:
    with service(RemoteKind.CSC_PIN, SigningService(owned())) as (options, variables):
        done = run(*arguments(scan, tmp_path / "a", *options), **{**variables, "QUAY_PIN": "sai"})
    assert (done.status, done.said[0]["error"]["code"]) == (1, "remote_password_wrong")
    other = SigningService(owned(uid="CCCD:001099000001"))
    with service(RemoteKind.VIETTEL_MYSIGN, other) as (options, variables):
        done = run(*arguments(scan, tmp_path / "b", *options), **variables)
    assert (done.status, done.code) == (1, "certificate_of_another_officer")
    assert other.transactions == {}


def test_one_confirmation_covers_the_files_of_a_command(
    run: Run, owned: Issue, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    scans = [make_pdf(tmp_path / f"{name}.pdf", text=name) for name in ("a", "b", "c")]
    double, out = SigningService(owned()), tmp_path / "out"
    with service(RemoteKind.VNPT_SMARTCA, double) as (options, variables):
        done = run(*arguments(scans[0], out, *options, *map(str, scans[1:])), **variables)
    assert [each["verdict"] for each in done.said] == ["valid"] * 3
    assert len(double.transactions) == 1
    assert done.err.count("Hãy xác nhận trên điện thoại") == 1


def test_the_keyboard_ends_the_waiting(
    profile: Path, owned: Issue, scan: Path, tmp_path: Path
) -> None:
    double = SigningService(owned(), looks=1_000_000)
    with service(RemoteKind.VNPT_SMARTCA, double) as (options, variables):
        command = [sys.executable, "-m", "app", *arguments(scan, tmp_path / "out", *options)]
        with subprocess.Popen(
            command, env=os.environ | variables | {"QUAY_HOME": str(profile)},
            stderr=subprocess.PIPE, stdout=subprocess.PIPE,
        ) as running:  # fmt: skip
            while not double.transactions:
                assert running.poll() is None
                time.sleep(0.05)
            running.send_signal(signal.SIGINT)
            _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"Traceback" not in err
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--pkcs12", "a.p12", "--token", "T"), "Không dùng --pkcs12 cùng --token"),
        (("--pkcs12", "a.p12", "--module", "m.so"), "Không dùng --pkcs12 cùng --module"),
        (("--pkcs12", "a.p12", "--remote", "csc"), "Không dùng --pkcs12 cùng --remote"),
        (("--pkcs12", "a.p12", "--pin-env", "P"), "Không dùng --pkcs12 cùng --pin-env"),
        (("--remote", "csc", "--token", "T"), "Không dùng --remote cùng --token"),
        (("--remote", "csc", "--password-env", "P"), "Không dùng --password-env cùng --remote"),
        (("--remote-url", "https://a.vn"), "Tùy chọn --remote-url phải đi cùng --remote"),
        (("--remote", "csc", "--client-id", "c"), "Tùy chọn --client-id phải đi cùng --remote-url"),
        (("--remote", "sim"), "Giá trị của --remote không dùng được"),
    ],
)
def test_options_that_do_not_go_together(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    command = ["sign", "digitise", "a.pdf", "--out", str(tmp_path / "out"), *options]
    assert run_here(command) == 2
    assert said in capsys.readouterr().err
    assert run_here([*command, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "wrong_usage"


def choose(root: Path, device: DeviceSettings, remote: RemoteSettings | None = None) -> None:
    file = Profile(root).settings_file
    settings = replace(load_settings(file), device=device)
    save_settings(file, replace(settings, remote=remote) if remote else settings)


def test_the_device_of_the_settings_signs_and_the_doctor_names_it(
    run: Run, owned: Issue, scan: Path, profile: Path, tmp_path: Path
) -> None:
    file = write_pfx(tmp_path / "key.p12", owned())
    choose(profile, DeviceSettings("file", str(file)))
    done = run(*arguments(scan, tmp_path / "out"), QUAY_PASSWORD=PASSWORD)
    assert (done.status, done.said[0]["verdict"]) == (0, "valid")
    told = run("doctor").out.decode()
    assert f"✓ Ký bằng: Tệp chứng thư “key”, {file}" in told
    assert "Không tìm thấy USB token" not in told


def test_the_account_of_the_settings_signs_and_the_doctor_asks_it(
    run: Run, owned: Issue, scan: Path, profile: Path, tmp_path: Path
) -> None:
    key = ProfileKey(Profile(profile))
    save_remote_secrets(
        SealedFile(Profile(profile).remote_secrets, key), RemoteSecrets(CLIENT_SECRET, USER_ID)
    )
    with serving(application(RemoteKind.VNPT_SMARTCA, SigningService(owned()))) as port:
        url = f"http://127.0.0.1:{port}"
        choose(profile, DeviceSettings("remote"), RemoteSettings("vnpt_smartca", url, CLIENT_ID))
        done = run(*arguments(scan, tmp_path / "out", "--remote", "vnpt_smartca"))
        assert (done.status, done.said[0]["verdict"]) == (0, "valid")
        other = run(*arguments(scan, tmp_path / "other", "--remote", "viettel_mysign"))
        assert (other.status, other.code) == (1, "remote_not_set")
        told = run("doctor").out.decode()
        assert f"✓ Ký bằng: Ký số từ xa “VNPT SmartCA”, {url}" in told
        assert "Chứng thư số của Nguyễn Thị Hồng Đào, còn hiệu lực 29 ngày" in told
        assert USER_ID not in told
    told = run("doctor").out.decode()
    assert "✗ Ký bằng: Ký số từ xa: " in told
