"""A counter that signs with a certificate file or at a double of a signing service."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.counter import Counter, change_device
from app.demo.office import Office
from app.domain.officer import Officer
from app.domain.paper import Paper, PaperState
from app.operations.build_paper import attach_file
from app.operations.signing_settings import RemoteSecrets, save_remote_secrets
from app.paths import Profile
from app.settings import DeviceKind, DeviceSettings, RemoteSettings, TrustSettings
from app.whole_files import write_whole
from signing.remote.account import RemoteKind
from tests.signing.doubles.serving import serving
from tests.signing.doubles.signing_service import SigningService
from tests.signing.remote_services import account, application
from tests.ui.counter_bench import OFFICER
from tests.ui.queue_past import PROCEDURE
from ui.services import Services
from ui.sign.screen import SignScreen

NUMBER = "089188004217"
"""Of the officer who is signed in and of ``software_keys.issue``."""
SLOW_MS = 30_000
_QUICK = 0.02
"""Seconds between two questions to a double."""


@contextmanager
def signing_counter(folder: Path, office: Office) -> Iterator[Counter]:
    """Trusts the office; its officer is signed in."""
    profile = Profile(folder / "profile")
    profile.make()
    for authority in (office.root_der, office.intermediate_der):
        write_whole(profile.trust / authority.name, authority.read_bytes())
    with Counter(profile) as opened:
        opened.attendance.interval = _QUICK
        opened.change_settings(
            replace(opened.settings, trust=TrustSettings(check_revocation=False))
        )
        with opened.store.write() as work:
            work.catalogue.replace([PROCEDURE])
            work.facts.set_officer(officer())
        yield opened


def officer(**changes: str) -> Officer:
    return replace(OFFICER, identity_number=NUMBER, **changes)


def waiting_paper(counter: Counter, scan: Path) -> Paper:
    with counter.store.write() as work:
        dossier = work.dossiers.open_draft(
            procedure=PROCEDURE, case_code="TT", counter="0A1B", now=counter.now()
        )
    return attach_file(
        store=counter.store, vault=counter.vault, folders=counter.page_folders, path=scan,
        dossier_id=dossier.id, component_id=dossier.components[0].id, title="Tờ khai",
        now=counter.now(),
    )  # fmt: skip


def state(counter: Counter, paper: Paper) -> PaperState:
    with counter.store.read() as work:
        return work.papers.get(paper.id).state


def use_file(counter: Counter, file: Path) -> None:
    device = DeviceSettings(DeviceKind.FILE.value, str(file))
    settings = replace(counter.settings, device=device)
    counter.token_lane.submit(change_device, counter, settings).result()


@contextmanager
def using_service(counter: Counter, kind: RemoteKind, service: SigningService) -> Iterator[str]:
    """The address of a double that the counter signs with."""
    with serving(application(kind, service)) as port:
        known = account(kind, f"http://127.0.0.1:{port}")
        secrets = RemoteSecrets(known.client_secret, known.user_id, totp_key=known.totp_key)
        save_remote_secrets(counter.remote_secrets, secrets)
        settings = replace(
            counter.settings,
            remote=RemoteSettings(kind.value, known.url, known.client_id),
            device=DeviceSettings(DeviceKind.REMOTE.value),
        )
        counter.token_lane.submit(change_device, counter, settings).result()
        yield known.url


@dataclass
class Asked:
    """Answers what the screen asks, and remembers it."""

    answer: str | None
    questions: list[tuple[object, ...]]

    def __call__(self, *question: object) -> str | None:
        self.questions.append(question)
        return self.answer


def opened(qtbot: QtBot, services: Services, typed: str | None = None) -> tuple[SignScreen, Asked]:
    """Ký số, with the device found; the officer will type ``typed``."""
    asked = Asked(typed, [])
    screen = SignScreen(services, ask=asked)
    qtbot.addWidget(screen)
    screen.resize(1098, 720)
    screen.show()
    screen.enter()
    with qtbot.waitSignal(services.token_watch.changed, timeout=SLOW_MS):
        services.token_watch.ask()
    return screen, asked


def sign(qtbot: QtBot, screen: SignScreen) -> None:
    """Press F8 and wait until the batch is over."""
    screen.panel.sign.click()
    over(qtbot, screen)


def over(qtbot: QtBot, screen: SignScreen) -> None:
    qtbot.waitUntil(
        lambda: screen.banner.isVisible() and not screen.busy.isVisible(), timeout=SLOW_MS
    )


def said(screen: SignScreen) -> str:
    return " ".join(each.text() for each in screen.banner.findChildren(QLabel))


def shown(screen: SignScreen) -> str:
    return " ".join(each.text() for each in screen.panel.findChildren(QLabel) if each.isVisible())


MakePdf = Callable[..., Path]
