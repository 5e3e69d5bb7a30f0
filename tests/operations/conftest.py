"""The store of a counter, as in tests/store, and a desk where papers are signed and raised."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.demo.office import Office
from app.store.store import Store
from app.store.vault import Vault
from signing.trust import TrustStore, load_trust
from signing.verification.worker import VerificationWorker
from tests.operations.raising_desk import Desk
from tests.operations.stacks import ScanDesk
from tests.store.conftest import store, vault

__all__ = ["store", "vault"]


@pytest.fixture(scope="module")
def trust(office: Office, tmp_path_factory: pytest.TempPathFactory) -> TrustStore:
    folder = tmp_path_factory.mktemp("trust")
    (folder / "root.pem").write_bytes(office.root_pem.read_bytes())
    (folder / "ca.cer").write_bytes(office.intermediate_der.read_bytes())
    return load_trust([folder])


@pytest.fixture(scope="module")
def verification() -> Iterator[VerificationWorker]:
    with VerificationWorker() as worker:
        yield worker


@pytest.fixture
def desk(
    store: Store, vault: Vault, office: Office, trust: TrustStore,
    verification: VerificationWorker, tmp_path: Path,
) -> Desk:  # fmt: skip
    return Desk(store, vault, office, trust, verification, tmp_path)


@pytest.fixture
def scan_desk(store: Store, vault: Vault, tmp_path: Path) -> ScanDesk:
    return ScanDesk(store, vault, tmp_path / "work")


@pytest.fixture
def nobody(free_port: Callable[[], int]) -> str:
    """Where nobody listens."""
    return f"http://127.0.0.1:{free_port()}/"
