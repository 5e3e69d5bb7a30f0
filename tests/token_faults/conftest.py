"""The office's tokens behind the shim, used on a lane as the program does, and papers to sign."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from app.demo.office import Office
from app.domain.dossier import Dossier
from app.domain.paper import PaperId, PaperState
from app.lanes import Lane
from app.operations.build_paper import attach_file
from app.operations.sign_files import Signer, SigningKit
from app.operations.sign_papers import SigningOutcome, sign_papers
from app.store.store import Store
from app.store.vault import Vault
from signing.device import Certificate, Token
from signing.pkcs11_device import Pkcs11Device
from signing.profiles import DIGITISING
from signing.trust import load_trust
from signing.verification.worker import VerificationWorker
from tests.scanning.page_images import folders_in
from tests.store.conftest import draft, store, vault
from tests.token_faults.shim import Shim, built_shim

__all__ = ["draft", "store", "vault"]

T = TypeVar("T")


@pytest.fixture(scope="session")
def one_shim(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shim]:
    kept = dict(os.environ)
    yield built_shim(tmp_path_factory.mktemp("shim"), office.module)
    os.environ.clear()
    os.environ.update(kept)


@pytest.fixture
def shim(one_shim: Shim) -> Iterator[Shim]:
    """A module that behaves until it is told otherwise. Whatever a test did to it, in the end no
    session is open and every call came from one thread.
    """
    one_shim.reset()
    yield one_shim
    one_shim.release_sign()
    control = one_shim.control
    assert control.open_sessions == 0
    assert control.foreign_thread_calls == control.overlapping_calls == 0


@pytest.fixture(scope="session")
def token_lane() -> Iterator[Lane]:
    lane = Lane("token")
    yield lane
    lane.close()


@pytest.fixture
def device(shim: Shim, token_lane: Lane) -> Pkcs11Device:
    return Pkcs11Device([shim.module], require_here=token_lane.require_here)


@pytest.fixture
def on_lane(token_lane: Lane) -> Callable[[Callable[[], T]], T]:
    """``on_lane(work)``: its result or its exception, from the token lane."""
    return lambda work: token_lane.submit(work).result()


@dataclass(frozen=True)
class Key:
    """Somebody's key and the PIN that the officer types."""

    token: Token
    certificate: Certificate
    pin: str


@pytest.fixture
def key_of(
    device: Pkcs11Device, office: Office, on_lane: Callable[[Callable[[], Key]], Key]
) -> Callable[[str], Key]:
    """``key_of(name)``: as the screen shows it before the PIN is asked for."""

    def found(name: str) -> Key:
        holder = office.person(name)
        token = next(t for t in device.tokens() if t.serial == serial_of[holder.label])
        certificates = device.certificates(token)
        certificate = next(c for c in certificates if c.serial == holder.serial)
        return Key(token, certificate, office.pin)

    serial_of = on_lane(lambda: {each.label: each.serial for each in device.tokens()})
    return lambda name: on_lane(lambda: found(name))


@pytest.fixture
def try_key(
    device: Pkcs11Device, on_lane: Callable[[Callable[[], bytes]], bytes]
) -> Callable[..., bytes]:
    """``try_key(key, times=1)``: log in, sign that often, log out; the last signature."""

    def use(key: Key, times: int) -> bytes:
        with device.open(key.token, key.certificate, key.pin) as session:
            return [session.sign(b"data", "sha256") for _ in range(times)][-1]

    return lambda key, times=1: on_lane(lambda: use(key, times))


@pytest.fixture(scope="session")
def verification() -> Iterator[VerificationWorker]:
    with VerificationWorker() as worker:
        yield worker


@pytest.fixture
def kit(
    device: Pkcs11Device, office: Office, verification: VerificationWorker, tmp_path: Path
) -> SigningKit:
    trusted = tmp_path / "trust"
    trusted.mkdir()
    for authority in (office.root_der, office.intermediate_der):
        (trusted / authority.name).write_bytes(authority.read_bytes())
    return SigningKit(
        device=device, verification=verification, trust=load_trust([trusted]), timestamper=None,
        check_revocation=False, now=lambda: datetime.now(UTC),
    )  # fmt: skip


class Desk:
    """Three papers that wait for one signature each."""

    def __init__(self, *, store: Store, vault: Vault, kit: SigningKit) -> None:
        self._store, self._vault, self._kit = store, vault, kit
        self.papers: list[PaperId] = []

    def sign(
        self, key: Key, after_each: Callable[[], None] = lambda: None
    ) -> tuple[SigningOutcome, ...]:
        """What is not signed yet, as the screen would sign it. On the token lane."""
        waiting = [
            paper
            for paper, state in zip(self.papers, self.states(), strict=True)
            if state is PaperState.SCANNED
        ]
        return sign_papers(
            store=self._store, vault=self._vault, kit=self._kit,
            signer=Signer(key.token, key.certificate, key.pin, ""), papers=waiting,
            profile=DIGITISING, on_outcome=lambda _: after_each(),
        )  # fmt: skip

    def states(self) -> list[PaperState]:
        with self._store.read() as work:
            return [work.papers.get(each).state for each in self.papers]

    def now(self) -> datetime:
        return self._kit.now()


@pytest.fixture
def desk(
    store: Store,
    vault: Vault,
    draft: Dossier,
    kit: SigningKit,
    tmp_path: Path,
    make_pdf: Callable[..., Path],
) -> Desk:
    work = tmp_path / "work"
    work.mkdir()
    desk = Desk(store=store, vault=vault, kit=kit)
    for number in range(3):
        paper = attach_file(
            store=store, vault=vault, folders=folders_in(work), dossier_id=draft.id,
            path=make_pdf(tmp_path / f"{number}.pdf", text=f"Tờ {number}", dpi=40),
            component_id=draft.components[0].id, title=f"Tờ {number}", now=datetime.now(UTC),
        )  # fmt: skip
        desk.papers.append(paper.id)
    return desk
