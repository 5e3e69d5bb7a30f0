"""A throw-away PKI, scans, and a verification that takes bytes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from signing.trust import TrustStore
from signing.verification.report import VerificationReport
from signing.verification.verdict import verify_pdf
from tests.verification.throwaway_pki import NOW, ThrowawayPki

Verify = Callable[..., VerificationReport]


@pytest.fixture(scope="session")
def pki() -> ThrowawayPki:
    return ThrowawayPki()


@pytest.fixture(scope="session")
def trust(pki: ThrowawayPki) -> TrustStore:
    return pki.trust()


@pytest.fixture(scope="session")
def scan(make_pdf: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two scanned pages with a text."""
    path = tmp_path_factory.mktemp("scan") / "giay-khai-sinh.pdf"
    return make_pdf(path, pages=2, text="Số tiền: 1.250.000 đồng")


@pytest.fixture
def verify(tmp_path: Path, trust: TrustStore) -> Verify:
    """``verify(data)``: the report on a file with that content."""

    def _verify(data: bytes, **options: object) -> VerificationReport:
        path = tmp_path / "kiem-tra.pdf"
        path.write_bytes(data)
        return verify_pdf(path, **({"trust": trust, "now": NOW} | options))

    return _verify
