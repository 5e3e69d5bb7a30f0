"""A dossier's whole way on a profile, taken up wherever an earlier run was killed.

Each step asks the store what is already there, as the officer would see it after a restart.
"""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from app.counter import Counter
from app.domain.dossier import Applicant, ComponentLine, Dossier, DossierState, Gender
from app.domain.paper import Paper, PaperId, PaperState
from app.operations.build_paper import build_paper
from app.operations.receive_dossier import open_draft, receive_dossier, write_applicant
from app.operations.recover_pages import recover_pages
from app.operations.scan_pages import begin_batch, discard_batch, scan_pages
from app.operations.sign_files import Signer
from app.operations.sign_papers import sign_papers
from app.paths import Profile
from app.scanning.source import Feed, ScanRequest
from app.scanning.sources import open_source
from app.store.dossiers import DossierFilter
from signing.certificates import choose_certificate
from signing.profiles import DIGITISING
from signing.tokens import choose_token

PAGES = 2
APPLICANT = Applicant(
    full_name="Lê Thị Thu Hà",
    identity_number="089198001234",
    born=date(1998, 4, 12),
    gender=Gender.FEMALE,
    address="Ấp Mỹ Khánh 1, xã Mỹ Hòa Hưng, tỉnh An Giang",
)

Say = Callable[[str], None]


def run(profile: Profile, pin: str, say: Say) -> None:
    """From an empty profile, or whatever a kill left, to a dossier that the province has."""
    with Counter(profile) as counter:
        dossier = _draft(counter)
        if dossier.state is DossierState.DRAFT:
            required = [line for line in dossier.components if line.required]
            papers = [_paper(counter, dossier, line, say) for line in required]
            waiting = [paper.id for paper in papers if paper.state is PaperState.SCANNED]
            if waiting:
                _sign(counter, waiting, pin)
            say("signed")
            receive_dossier(
                store=counter.store, dossier_id=dossier.id, calendar=counter.calendar,
                now=counter.now(),
            )  # fmt: skip
            say(f"received {dossier.id}")
        daemon = counter.make_daemon()
        delivered = daemon.drain(60)
        daemon.stop(1)
        if not delivered:
            raise RuntimeError("not delivered")
        say("delivered")


def _draft(counter: Counter) -> Dossier:
    with counter.store.read() as work:
        known = work.dossiers.find(DossierFilter(text="TAM-"))
    if known:
        (dossier,) = known
    else:
        dossier = open_draft(
            store=counter.store, procedure_code="1.000894", case_code="", now=counter.now()
        )
    if not dossier.applicant.full_name:
        write_applicant(store=counter.store, dossier_id=dossier.id, applicant=APPLICANT)
    return dossier


def _paper(counter: Counter, dossier: Dossier, line: ComponentLine, say: Say) -> Paper:
    with counter.store.read() as work:
        papers = work.papers.of_dossier(dossier.id)
    paper = next((each for each in papers if each.component_id == line.id), None)
    paper = paper or _scanned(counter, dossier, line, say)
    say(f"paper {paper.original_sha256}")
    return paper


def _scanned(counter: Counter, dossier: Dossier, line: ComponentLine, say: Say) -> Paper:
    store, folders = counter.store, counter.page_folders
    offered = recover_pages(store=store, folders=folders, now=counter.now())
    batch = next((each for each in offered if each.component_id == line.id), None)
    if batch is not None:
        say(f"offered {len(batch.pages)}")
    if batch is not None and len(batch.pages) != PAGES:  # the officer scans the stack again
        discard_batch(store=store, batch_id=batch.id)
        batch = None
    if batch is None:
        batch = begin_batch(
            store=store, source="sane:test:0", now=counter.now(), dossier_id=dossier.id,
            component_id=line.id,
        )  # fmt: skip
        batch = scan_pages(
            store=store, folders=folders, batch_id=batch.id, source=open_source("sane:test:0"),
            request=ScanRequest(feed=Feed.FEEDER, max_pages=PAGES),
            on_page=lambda page: say(f"page {page.file.name}"),
        )  # fmt: skip
    return build_paper(
        store=store, vault=counter.vault, folders=folders, batch_id=batch.id,
        dossier_id=dossier.id, component_id=line.id, title=line.name,
        now=counter.now(),
    )  # fmt: skip


def _sign(counter: Counter, papers: list[PaperId], pin: str) -> None:
    def work() -> None:
        token = choose_token(counter.device.tokens(), label=counter.settings.token.label)
        certificate = choose_certificate(
            counter.device.certificates(token), now=counter.now(), identity_number=""
        )
        outcomes = sign_papers(
            store=counter.store, vault=counter.vault,
            kit=counter.signing_kit(), signer=Signer(token, certificate, pin, ""),
            papers=papers, profile=DIGITISING,
        )  # fmt: skip
        for outcome in outcomes:
            if outcome.error is not None:
                raise outcome.error

    counter.token_lane.submit(work).result()


def main() -> None:
    """``python -m tests.kill.job PROFILE PIN LOG``"""
    log = Path(sys.argv[3])

    def say(line: str) -> None:
        with log.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    run(Profile(Path(sys.argv[1])), sys.argv[2], say)


if __name__ == "__main__":
    main()
