"""The whole job without an officer: scan, build, sign, queue, deliver, with pictures on the way."""

import json
import os
import shutil
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QApplication

from app.counter import Counter
from app.demo.sample_papers import SamplePaper, draw_sample_paper
from app.demo.start import Demonstration, running_demonstration
from app.domain.dossier import Applicant, Dossier, DossierId, Gender
from app.domain.paper import Paper
from app.domain.scan import ScanBatch
from app.domain.submission import OutboxKind, OutboxState
from app.errors import AppError, Code
from app.main import open_counter
from app.operations.build_paper import build_paper
from app.operations.receive_dossier import open_draft, receive_dossier, write_applicant
from app.operations.scan_pages import begin_batch, scan_pages
from app.operations.sign_files import Signer
from app.operations.sign_papers import sign_papers
from app.scanning.source import Feed, ScanRequest, Watch
from app.scanning.sources import open_source
from app.whole_files import make_folder, write_whole
from signing.certificates import choose_certificate
from signing.profiles import DIGITISING
from signing.tokens import choose_token
from ui.application import make_application
from ui.opening import make_window
from ui.shell import Shell

PROCEDURE = "1.000894"
PAGES_EACH = 2
APPLICANT = Applicant(
    full_name="Lê Thị Thu Hà",
    identity_number="089198001234",
    born=date(1998, 4, 12),
    gender=Gender.FEMALE,
    address="Ấp Mỹ Khánh 1, xã Mỹ Hòa Hưng, tỉnh An Giang",
    phone="0912 345 678",
)
_DELIVERY_SECONDS = 60
_PICTURE_MS = 1_500
"""What a screen gets to read its rows and draw its pages before its picture is taken."""


def run_headless(folder: Path | None, out: Path) -> Path:
    """Do the job and leave PDFs, pictures and ``summary.json`` in ``out``; returns the summary.

    Errors: whatever kept a step from happening.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    make_folder(out)
    application = make_application(["quay"])
    with running_demonstration(folder) as demonstration:  # noqa: SIM117 two lives, told apart
        with open_counter(demonstration.profile) as counter:
            shell = Shell(counter, make_window(counter.profile))
            shell.window.resize(1366, 768)
            shell.start()
            show = _Pictures(application, shell, out)
            summary = _work(counter, demonstration, out, show)
            shell.close()
    target = out / "summary.json"
    write_whole(target, json.dumps(summary, ensure_ascii=False, indent=2).encode())
    return target


class _Pictures:
    """Opens a screen, lets it settle, and keeps a picture of the window."""

    def __init__(self, application: QApplication, shell: Shell, out: Path) -> None:
        self._application, self._shell, self._out = application, shell, out
        self.taken: list[str] = []

    def take(self, screen: str, subject: object = None) -> None:
        """Keep ``NN-screen.png``. Raises RuntimeError when the picture cannot be written."""
        self._shell.window.open_screen(screen, subject)
        timer = QElapsedTimer()
        timer.start()
        while timer.elapsed() < _PICTURE_MS:
            self._application.processEvents()
        name = f"{len(self.taken) + 1:02d}-{screen}.png"
        if not self._shell.window.grab().save(str(self._out / name)):
            raise RuntimeError(name)
        self.taken.append(name)


def _work(
    counter: Counter, demonstration: Demonstration, out: Path, show: _Pictures
) -> dict[str, Any]:
    show.take("desk")
    dossier = open_draft(
        store=counter.store, procedure_code=PROCEDURE, case_code="", now=counter.now()
    )
    write_applicant(store=counter.store, dossier_id=dossier.id, applicant=APPLICANT)
    for line in dossier.components:
        if line.required:
            source = _paper_tray(out) if not _built(counter, dossier) else ""
            batch = counter.scanner_lane.submit(_scan, counter, dossier, line.id, source).result()
            show.take("scan", (dossier.id, line.id))
            _build(counter, batch, line.name)
    shutil.rmtree(out / "paper-tray")
    show.take("intake", dossier.id)
    show.take("sign", dossier.id)
    papers = counter.token_lane.submit(_sign, counter, dossier, demonstration).result()
    receive_dossier(
        store=counter.store, dossier_id=dossier.id, calendar=counter.calendar, now=counter.now()
    )
    show.take("sync")
    daemon = counter.make_daemon()
    delivered = daemon.drain(_DELIVERY_SECONDS)
    daemon.stop(1)
    if not delivered:
        raise AppError(Code.PROVINCE_UNREACHABLE, url=demonstration.province_url)
    show.take("sync")
    show.take("settings")
    for paper in papers:
        write_whole(out / f"{paper.sha256[:12]}.pdf", counter.vault.read(paper.sha256))
    return _summary(counter, dossier, papers, show.taken)


def _built(counter: Counter, dossier: Dossier) -> bool:
    with counter.store.read() as work:
        return bool(work.papers.of_dossier(dossier.id))


def _paper_tray(out: Path) -> str:
    """A watched folder with the pages of the applicant's declaration, as a copier leaves them."""
    tray = out / "paper-tray"
    shutil.rmtree(tray, ignore_errors=True)
    tray.mkdir()
    for number, kind in enumerate(
        (SamplePaper.MARRIAGE_DECLARATION, SamplePaper.MARITAL_STATUS), 1
    ):
        draw_sample_paper(
            kind, tray / f"{number}.jpg",
            applicant_name=APPLICANT.full_name, identity_number=APPLICANT.identity_number,
            born=APPLICANT.born or date(1998, 4, 12), gender=APPLICANT.gender,
            address=APPLICANT.address, day=date.today(),
        )  # fmt: skip
    return f"folder:{tray}"


def _scan(counter: Counter, dossier: Dossier, component_id: str, source: str) -> ScanBatch:
    """From ``source``, or from the scanner of the settings when it is empty."""
    address = source or counter.settings.scanner.source
    batch = begin_batch(
        store=counter.store, source=address, now=counter.now(), dossier_id=dossier.id,
        component_id=component_id,
    )  # fmt: skip
    return scan_pages(
        store=counter.store, folders=counter.page_folders, batch_id=batch.id,
        source=open_source(address, watch=Watch.UNTIL_EMPTY),
        request=ScanRequest(feed=Feed.FEEDER, max_pages=PAGES_EACH),
    )  # fmt: skip


def _build(counter: Counter, batch: ScanBatch, title: str) -> None:
    build_paper(
        store=counter.store, vault=counter.vault, folders=counter.page_folders,
        batch_id=batch.id, dossier_id=DossierId(batch.dossier_id),
        component_id=batch.component_id, title=title, now=counter.now(),
    )  # fmt: skip


def _sign(counter: Counter, dossier: Dossier, demonstration: Demonstration) -> list[Paper]:
    officer = counter.officer()
    number = officer.identity_number if officer else ""
    serial = officer.certificate_serial if officer else ""
    token = choose_token(counter.device.tokens(), label=counter.settings.token_label)
    certificate = choose_certificate(
        counter.device.certificates(token), now=counter.now(), identity_number=number,
        bound_serial=serial,
    )  # fmt: skip
    with counter.store.read() as work:
        papers = work.papers.of_dossier(dossier.id)
    outcomes = sign_papers(
        store=counter.store, vault=counter.vault, kit=counter.signing_kit(),
        signer=Signer(token, certificate, demonstration.office.pin, number, serial),
        papers=[paper.id for paper in papers], profile=DIGITISING,
    )  # fmt: skip
    for outcome in outcomes:
        if outcome.error is not None:
            raise outcome.error
    return [outcome.paper for outcome in outcomes if outcome.paper is not None]


def _summary(
    counter: Counter, dossier: Dossier, papers: list[Paper], pictures: list[str]
) -> dict[str, Any]:
    with counter.store.read() as work:
        now = work.dossiers.get(dossier.id)
        items = work.outbox.of_dossier(dossier.id)
    acts = [item for item in items if item.kind is OutboxKind.RECEIVE_DOSSIER]
    if not now.code or any(item.state is not OutboxState.DELIVERED for item in items):
        raise AppError(Code.PROVINCE_ANSWER_LOST)
    return {
        "dossier_code": now.code,
        "provisional_code": now.provisional_code,
        "applicant_name": now.applicant.full_name,
        "identity_number": now.applicant.identity_number,
        "papers": [_paper_summary(paper) for paper in papers],
        "receipt": acts[-1].receipt,
        "attempts": {item.id: item.attempts for item in items},
        "screens": pictures,
    }


def _paper_summary(paper: Paper) -> dict[str, Any]:
    facts = paper.signature
    if facts is None:
        raise AppError(Code.PAPER_NOT_SIGNED, paper=paper.title)
    return {
        "title": paper.title,
        "pages": paper.pages,
        "dpi": paper.dpi,
        "bytes": paper.size_bytes,
        "sha256": paper.sha256,
        **asdict(facts),
        "signed_at": facts.signed_at.isoformat(),
    }
