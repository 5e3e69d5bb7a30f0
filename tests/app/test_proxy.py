"""Every session goes through the proxy of the settings: time stamps, answers, lists, province."""

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyhanko_certvalidator.errors import CRLFetchError

from app.counter import Counter
from app.demo.office import Office
from app.errors import AppError, Code
from app.http_session import new_session
from app.paths import Profile
from app.proxy import Proxy, ProxyMode, proxy_address, use_proxy
from app.settings import ProxySettings, load_settings
from signing.timestamps import Timestamper
from signing.trust import TrustStore, load_trust
from signing.validation_evidence import ValidationEvidence
from sync.http_line import HttpLine
from tests.app.far_province import self_signed, tls_server
from tests.app.office_proxy import OfficeProxy, office_proxy
from tests.signing.level_files import listening

LOGIN = "một cửa:mật@khẩu/1"
DIGEST = hashlib.sha256(b"").digest()


@pytest.fixture(autouse=True)
def _way_back() -> Iterator[None]:
    yield
    use_proxy(Proxy)


@pytest.fixture
def trust(office: Office, tmp_path: Path) -> TrustStore:
    (tmp_path / "root.pem").write_bytes(office.root_pem.read_bytes())
    (tmp_path / "ca.cer").write_bytes(office.intermediate_der.read_bytes())
    return load_trust([tmp_path])


@pytest.fixture
def outside(services: Office) -> dict[str, int]:
    """Names that only the proxy can resolve."""
    return {"tsa.thu-nghiem.invalid": services.services_port}


def through(proxy: OfficeProxy, **how: object) -> None:
    user, _, password = proxy.login.partition(":")
    way = Proxy(ProxyMode.OWN, proxy.address, user, password)
    use_proxy(lambda: replace(way, **how))


def far_tsa(services: Office) -> str:
    return f"http://tsa.thu-nghiem.invalid/{services.tsa_url.split('/', 3)[3]}"


@pytest.mark.parametrize("login", ["", LOGIN])
def test_time_stamps_and_lists(
    services: Office, trust: TrustStore, outside: dict[str, int], login: str
) -> None:
    with office_proxy(outside, login) as proxy:
        through(proxy)
        assert Timestamper(far_tsa(services), trust=trust).stamp(DIGEST, "sha256")
        crl = "http://tsa.thu-nghiem.invalid/pki/crls/ca/latest.crl"
        assert ValidationEvidence().revocation_list(crl).issuer.native["common_name"]
    assert [each.split("/")[3] for each in proxy.let_through] == ["pki", "pki"]


def test_wrong_password_is_said(
    services: Office, trust: TrustStore, outside: dict[str, int]
) -> None:
    with office_proxy(outside, LOGIN) as proxy:
        through(proxy, password="other")
        with pytest.raises(AppError) as refused:
            Timestamper(far_tsa(services), trust=trust).stamp(DIGEST, "sha256")
        with pytest.raises(CRLFetchError):
            ValidationEvidence().revocation_list("http://tsa.thu-nghiem.invalid/pki/x.crl")
    assert refused.value.code is Code.TIMESTAMP_UNREACHABLE
    assert refused.value.facts["error"] == "ProxyError"
    assert (proxy.let_through, len(proxy.asked)) == ([], 2)


def test_what_runs_here_and_what_is_let_off_goes_straight(
    services: Office, trust: TrustStore
) -> None:
    with office_proxy({}) as proxy, listening(0, lambda *_: (200, "", b"near")) as near:
        through(proxy)
        assert Timestamper(services.tsa_url, trust=trust).stamp(DIGEST, "sha256")
        with new_session() as session:
            named = near.replace("127.0.0.1", "localhost")
            assert session.get(named, timeout=5).content == b"near"
    assert proxy.asked == []
    way = Proxy(ProxyMode.OWN, "http://10.0.0.1:1", bypass=(".tinh.gov.vn", "10.0.0.0/8"))
    use_proxy(lambda: way)
    session = new_session()
    ways = {
        url: session.merge_environment_settings(url, {}, None, None, None)["proxies"]
        for url in ("https://dvc.tinh.gov.vn/", "http://10.1.2.3/", "https://tsa.ca.gov.vn/")
    }
    assert [bool(each) for each in ways.values()] == [False, False, True]


def test_the_settings_win_over_the_environment(
    services: Office, trust: TrustStore, outside: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with office_proxy(outside) as theirs, office_proxy(outside) as ours:
        monkeypatch.setenv("http_proxy", theirs.address)
        Timestamper(far_tsa(services), trust=trust).stamp(DIGEST, "sha256")
        assert (len(theirs.asked), len(ours.asked)) == (1, 0)
        through(ours)
        Timestamper(far_tsa(services), trust=trust).stamp(DIGEST, "sha256")
        assert (len(theirs.asked), len(ours.asked)) == (1, 1)
        use_proxy(lambda: Proxy(ProxyMode.NONE))
        with pytest.raises(AppError) as refused:
            Timestamper(far_tsa(services), trust=trust).stamp(DIGEST, "sha256")
        assert refused.value.facts["error"] == "ConnectionError"
        assert (len(theirs.asked), len(ours.asked)) == (1, 1)


class TestProvince:
    """Encrypted all the way: the proxy sees a name and bytes."""

    @pytest.fixture
    def province(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
        certificate = self_signed(tmp_path / "server.pem", "dvc.thu-nghiem.invalid")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        with tls_server(certificate) as port:
            yield port

    def test_through_a_tunnel(self, province: int) -> None:
        with office_proxy({"dvc.thu-nghiem.invalid": province}, LOGIN) as proxy:
            through(proxy)
            line = HttpLine("https://dvc.thu-nghiem.invalid/")
            assert line.send("GET", "health").body == b"{}"
            line.close()
        assert proxy.let_through == ["dvc.thu-nghiem.invalid:443"]

    def test_proxy_wants_another_password(self, province: int) -> None:
        with office_proxy({"dvc.thu-nghiem.invalid": province}, LOGIN) as proxy:
            through(proxy, password="other")
            assert self._failure() is Code.PROXY_REFUSED

    def test_proxy_is_down(self, free_port: Callable[[], int]) -> None:
        use_proxy(lambda: Proxy(ProxyMode.OWN, f"http://127.0.0.1:{free_port()}"))
        assert self._failure() is Code.PROXY_UNREACHABLE

    @pytest.mark.parametrize(
        ("status", "code"),
        [
            (403, Code.PROXY_REFUSED),
            (502, Code.PROVINCE_UNREACHABLE),
            (504, Code.PROVINCE_UNREACHABLE),
        ],
    )
    def test_proxy_that_turns_down_is_not_one_that_is_down(self, status: int, code: Code) -> None:
        with office_proxy({}, turned_down=status) as proxy:
            through(proxy)
            assert self._failure() is code

    def _failure(self) -> Code:
        line = HttpLine("https://dvc.thu-nghiem.invalid/")
        with pytest.raises(AppError) as failed:
            line.send("GET", "health")
        line.close()
        return failed.value.code


def test_the_password_is_sealed_and_the_counter_goes_the_way_at_once(
    tmp_path: Path, services: Office, trust: TrustStore, outside: dict[str, int]
) -> None:
    profile = Profile(tmp_path / "profile")
    user, _, password = LOGIN.partition(":")
    with office_proxy(outside, LOGIN) as proxy, Counter(profile) as counter:
        counter.proxy_password.save(password)
        own = ProxySettings("own", proxy.address, user, (".tinh.gov.vn",))
        counter.change_settings(replace(counter.settings, proxy=own))
        assert Timestamper(far_tsa(services), trust=trust).stamp(DIGEST, "sha256")
    assert load_settings(profile.settings_file).proxy == own
    assert len(proxy.let_through) == 1
    for path in profile.root.rglob("*"):
        if path.is_file():
            assert password.encode() not in path.read_bytes(), path
    assert "password" not in json.dumps(tomllib.loads(profile.settings_file.read_text())["proxy"])
    assert "khẩu" not in repr(Proxy(ProxyMode.OWN, own.address, user, password))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("10.0.0.1:3128", "http://10.0.0.1:3128"),
        (" http://proxy.tinh.gov.vn:8080/ ", "http://proxy.tinh.gov.vn:8080"),
        ("https://[::1]:3128", "https://[::1]:3128"),
        ("proxy.tinh.gov.vn", None),
        ("socks5://10.0.0.1:1080", None),
        ("http://ten:mat-khau@10.0.0.1:3128", None),
        ("http://10.0.0.1:3128/duong-dan", None),
        ("http://10.0.0.1:99999", None),
        ("http://10.0.0.1:0", None),
        ("http://may chu:3128", None),
        ('http://may"chu:3128', None),
        ("", None),
    ],
)
def test_addresses(typed: str, kept: str | None) -> None:
    assert proxy_address(typed) == kept


def test_another_process_goes_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://theirs:1")
    own = Proxy(ProxyMode.OWN, "http://10.0.0.1:3128", "a", "b@c").environment()
    assert own["https_proxy"] == "http://a:b%40c@10.0.0.1:3128"
    assert "127.0.0.0/8" in own["no_proxy"]
    assert Proxy(ProxyMode.NONE).environment()["no_proxy"] == "*"
    assert Proxy().environment() == {}
