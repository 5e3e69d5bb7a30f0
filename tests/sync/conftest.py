"""Counters, and one province behind a proxy that can do harm to every request."""

import hashlib
import random
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import requests

from app.domain.dossier import DossierId
from app.domain.procedure import Component, Procedure, ProcedureCase
from app.domain.submission import OutboxKind, OutboxState
from app.store.store import Store
from app.store.vault import Vault
from sync.carrying import Carrier
from sync.contract import (
    ApplicantSent,
    DossierDetail,
    DossierPage,
    PaperSent,
    ReceiveDossier,
    SignatureSent,
    TokenAnswer,
)
from sync.delivery import Deliverer
from sync.http_province import HttpProvince
from sync.oidc import refresh
from sync.password_sign_in import sign_in_with_password
from sync.reference_province import (
    OfficerSecrets,
    ProvinceServerSettings,
    running_province,
    seed,
)
from sync.tokens import TokenKeeper
from tests.keys import KEYS
from tests.sync.fault_proxy import Fault, FaultProxy
from tests.sync.one_by_one import OneByOne

ACCOUNT = "dao.nt"
SPECIALIST = "hieu.pm"
ADMINISTRATOR = "quantri"
PASSWORD = "một cửa quê tôi 2026"
READ_SECONDS = 5.0

PROCEDURE = Procedure(
    code="1.000894",
    name="Thủ tục đăng ký kết hôn",
    field="Hộ tịch",
    cases=(ProcedureCase("TT", "Thông thường", 1),),
    components=(Component("TP01", "Tờ khai đăng ký kết hôn"),),
)


@dataclass
class Drawer:
    kept: str = ""

    def load(self) -> str:
        return self.kept

    def save(self, text: str) -> None:
        self.kept = text


@dataclass(frozen=True)
class Site:
    """The province as tests see it: through the proxy as counters do, and past it."""

    url: str
    direct_url: str
    proxy: FaultProxy
    files_folder: Path
    token: str
    """Of an officer of the unit, for as long as a test run may take."""

    def received(self, words: str = "") -> list[DossierDetail]:
        """The unit's dossiers with ``words``, e.g. a counter's identifier of one."""
        found: list[DossierDetail] = []
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {self.token}"
            while True:
                query = {"q": words, "page": str(len(found) // 200 + 1), "size": "200"}
                said = session.get(f"{self.direct_url}/v1/dossiers", params=query, timeout=10)
                page = DossierPage.model_validate_json(said.content)
                for news in page.dossiers:
                    one = session.get(
                        f"{self.direct_url}/v1/dossiers/{news.dossier_code}", timeout=10
                    )
                    found.append(DossierDetail.model_validate_json(one.content))
                if len(found) >= page.total:
                    return found

    def file(self, sha256: str) -> bytes:
        with requests.get(
            f"{self.direct_url}/v1/files/{sha256}",
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=10,
        ) as said:
            said.raise_for_status()
            return said.content


@pytest.fixture(scope="module")
def _running_site(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("province")
    port = _free_port()
    proxy = FaultProxy(upstream_port=port)
    settings = ProvinceServerSettings(
        database_url=f"sqlite:///{folder / 'province.sqlite3'}",
        files_folder=folder / "files",
        public_url=proxy.url,
        access_token_seconds=7200,
        idle_upload_seconds=0.5,
    )
    secrets = OfficerSecrets(password=PASSWORD, identity_number="", certificate_serial="")
    officers = dict.fromkeys((ACCOUNT, SPECIALIST, ADMINISTRATOR), secrets)
    seed(settings, officers=officers, now=datetime.now(UTC))
    with closing(proxy), running_province(settings, port) as direct_url:
        token = sign_in_with_password(proxy.url, account=ACCOUNT, password=PASSWORD).access_token
        yield Site(proxy.url, direct_url, proxy, settings.files_folder, token)


@pytest.fixture
def site(_running_site: Site) -> Site:
    """A province for this file's tests, its line whole at the start of each."""
    _running_site.proxy.plan = lambda _: Fault.NONE
    _running_site.proxy.seen = lambda _: None
    _running_site.proxy.asked.clear()
    return _running_site


@dataclass
class Desk:
    """One counter, signed in, without a thread of its own."""

    folder: Path
    site: Site

    def __post_init__(self) -> None:
        self.rng = random.Random(self.folder.name)  # files of its own, the same in every run
        self.open(self.folder)
        self.drawer = Drawer()
        self.first = DossierId("")
        self.ahead = self.waited = timedelta()
        self.sign_in()
        self.province = self.new_province()

    def open(self, folder: Path) -> None:
        """Work with the store and the vault in ``folder`` from now on."""
        self.folder = folder
        self.store = Store(folder / "quay.sqlite3", folder, KEYS)
        self.vault = Vault(folder / "vault", KEYS)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def sign_in(self) -> None:
        self.tokens = TokenKeeper(secrets=self.drawer, renew=partial(refresh, self.site.url))
        self.tokens.accept(self.sign_in_answer())

    def sign_in_answer(self) -> TokenAnswer:
        return sign_in_with_password(self.site.url, account=ACCOUNT, password=PASSWORD)

    def new_province(self) -> HttpProvince:
        return HttpProvince(self.site.url, self.tokens, read_seconds=READ_SECONDS)

    def lines(self, count: int = 3) -> list[HttpProvince]:
        """For as many items at the same time."""
        return [self.new_province() for _ in range(count)]

    def deliverer(self, stop: Callable[[], bool] = lambda: False) -> OneByOne:
        """Whose pauses are as long as they can be."""
        deliverer = Deliverer(self.store, self.now, lambda _, high: high)
        return OneByOne(deliverer, Carrier(self.store, self.vault, stop), self.province)

    def wait_out(self) -> None:
        """Let every pause of the queue pass."""
        self.ahead += timedelta(hours=2)
        self.waited += timedelta(hours=2)

    def receive(self, *sizes: int, unit_code: str = "") -> DossierId:
        """Queue a dossier with one signed paper of each size, in bytes."""
        now = self.now()
        files = [self._keep(size) for size in sizes or (2_000,)]
        with self.store.write() as work:
            draft = work.dossiers.open_draft(
                procedure=PROCEDURE, case_code="TT", counter="00AF", now=now
            )
            due = now + timedelta(days=1)
            work.dossiers.submit(draft.id, received_at=now, due_at=due)
            for paper in files:
                payload = paper.model_dump(include={"paper_id", "title", "sha256", "bytes"})
                work.outbox.enqueue(draft.id, OutboxKind.UPLOAD, payload, now)
            act = _act(draft.id, draft.provisional_code, files, now, due)
            act = act.model_copy(update={"unit_code": unit_code})
            work.outbox.enqueue(
                draft.id, OutboxKind.RECEIVE_DOSSIER, act.model_dump(mode="json"), now
            )
        return draft.id

    def states(self, dossier_id: DossierId) -> list[OutboxState]:
        with self.store.read() as work:
            return [item.state for item in work.outbox.of_dossier(dossier_id)]

    def close(self) -> None:
        self.province.close()
        self.store.close()

    def _keep(self, size: int) -> PaperSent:
        source = self.folder / "source.pdf"
        source.write_bytes(b"%PDF-1.7\n" + self.rng.randbytes(size - 15) + b"%%EOF\n")
        kept = self.vault.add(source.read_bytes())
        return PaperSent(
            paper_id=f"{self.rng.getrandbits(128):032x}",
            component_code="TP01",
            title="Tờ khai đăng ký kết hôn",
            sha256=kept.sha256,
            bytes=kept.size,
            pages=1,
            signature=SignatureSent(
                signer="Nguyễn Thị Hồng Đào", serial="0a", level="B-T", signed_at=self.now()
            ),
        )


@pytest.fixture
def desk(tmp_path: Path, site: Site) -> Iterator[Desk]:
    opened = Desk(tmp_path, site)
    site.proxy.asked.clear()
    yield opened
    opened.close()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Poll ``true`` until it holds; fail after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _act(
    dossier_id: str, provisional_code: str, papers: list[PaperSent], now: datetime, due: datetime
) -> ReceiveDossier:
    return ReceiveDossier(
        dossier_id=dossier_id,
        provisional_code=provisional_code,
        procedure_code=PROCEDURE.code,
        case_code="TT",
        applicant=ApplicantSent(
            full_name="Trần Văn Bình",
            identity_number="089091000779",
            born=None,
            gender="male",
            address="Ấp Bình Hòa",
            phone="",
            email="",
            organization="",
        ),
        papers=tuple(papers),
        fees=(),
        return_way="counter",
        received_at=now,
        due_at=due,
    )
