"""Papers of a dossier signed by a signing service: one confirmation on the phone for all."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.demo.office import Office
from app.domain.paper import PaperId, PaperState
from app.errors import Code
from app.operations.receive_dossier import open_draft
from app.operations.sign_files import Signer, SigningKit
from app.operations.sign_papers import SigningOutcome, sign_papers
from app.store.store import Store
from app.store.vault import Vault
from signing.profiles import DIGITISING
from signing.remote.account import RemoteKind
from signing.trust import load_trust
from signing.verification.worker import VerificationWorker
from tests.signing.doubles.signing_service import Decision, SigningService
from tests.signing.remote_services import PINS, Remote, remote
from tests.signing.software_keys import issue

NOW = datetime.now(UTC)


@pytest.fixture
def papers(
    store: Store, vault: Vault, make_pdf: Callable[..., Path], tmp_path: Path
) -> list[PaperId]:
    """Three scans; the second one is damaged."""
    dossier = open_draft(store=store, procedure_code="1.000894", case_code="", now=NOW)
    made = []
    for number in range(3):
        file = make_pdf(tmp_path / f"{number}.pdf", text=str(number))
        if number == 1:
            file.write_bytes(file.read_bytes()[:200])
        kept = vault.add(file.read_bytes())
        with store.write() as work:
            paper = work.papers.add(
                dossier_id=dossier.id, component_id=dossier.components[0].id, batch_id=None,
                title=str(number), pages=1, dpi=200, sha256=kept.sha256, size=kept.size, now=NOW,
            )  # fmt: skip
        made.append(paper.id)
    return made


@pytest.fixture
def sign(
    store: Store, vault: Vault, papers: list[PaperId], office: Office, tmp_path: Path
) -> Callable[[Remote], tuple[SigningOutcome, ...]]:
    trusted = tmp_path / "trust"
    trusted.mkdir()
    (trusted / "root.pem").write_bytes(office.root_pem.read_bytes())
    (trusted / "ca.cer").write_bytes(office.intermediate_der.read_bytes())

    def run(made: Remote) -> tuple[SigningOutcome, ...]:
        [token] = made.device.tokens()
        signer = Signer(token, made.certificate, PINS.get(made.kind, ""), "089188004217")
        with VerificationWorker() as verification:
            kit = SigningKit(
                device=made.device, verification=verification, trust=load_trust([trusted]),
                timestamper=None, check_revocation=False, now=lambda: datetime.now(UTC),
            )  # fmt: skip
            return sign_papers(
                store=store, vault=vault, kit=kit, signer=signer, papers=papers,
                profile=DIGITISING,
            )  # fmt: skip

    return run


@pytest.mark.parametrize("kind", list(RemoteKind))
def test_one_confirmation_signs_every_sound_paper(
    kind: RemoteKind, office: Office, sign: Callable[[Remote], tuple[SigningOutcome, ...]]
) -> None:
    with remote(kind, SigningService(issue(office))) as made:
        outcomes = sign(made)
        assert [len(each.hashes) for each in made.service.transactions.values()] == [2]
    assert [each.error.code if each.error else None for each in outcomes] == [
        None,
        Code.PDF_DAMAGED,
        None,
    ]
    assert {each.paper.state for each in outcomes if each.paper} == {PaperState.SIGNED}


def test_refusal_on_the_phone_leaves_every_paper_as_it_was(
    office: Office,
    store: Store,
    papers: list[PaperId],
    sign: Callable[[Remote], tuple[SigningOutcome, ...]],
) -> None:
    service = SigningService(issue(office), Decision.REFUSE)
    with remote(RemoteKind.VIETTEL_MYSIGN, service) as made:
        outcomes = sign(made)
    codes = [each.error.code for each in outcomes if each.error]
    refused = Code.REMOTE_CONFIRMATION_REFUSED
    assert codes == [refused, Code.PDF_DAMAGED, refused]
    with store.read() as work:
        assert {work.papers.get(each).state for each in papers} == {PaperState.SCANNED}


def test_officer_who_stops_waiting(
    office: Office,
    store: Store,
    papers: list[PaperId],
    sign: Callable[[Remote], tuple[SigningOutcome, ...]],
) -> None:
    with remote(RemoteKind.VNPT_SMARTCA, SigningService(issue(office), looks=1000)) as made:
        made.stop = lambda: len(made.waited) > 0
        assert [each.paper for each in sign(made)] == [None]  # a damaged file, its own fault
    with store.read() as work:
        assert {work.papers.get(each).state for each in papers} == {PaperState.SCANNED}
