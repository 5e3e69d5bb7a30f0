"""A batch of a procedure's papers is signed at the remembered place, without a click."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from app.demo.office import Office
from app.domain.paper import Paper, PaperId, Rect
from app.domain.procedure import Procedure
from app.errors import AppError, Code
from app.operations.forget_place import forget_place, restore_place
from app.operations.receive_dossier import open_draft
from app.operations.remember_place import remember_place
from app.operations.sign_files import Signer, SigningKit
from app.operations.sign_papers import SigningOutcome, sign_papers
from app.store.store import Store
from app.store.vault import Vault
from signing.certificates import choose_certificate
from signing.pkcs11_device import Pkcs11Device
from signing.placement import Placement
from signing.profiles import DIGITISING
from signing.tokens import choose_token
from signing.trust import load_trust
from signing.verification.worker import VerificationWorker
from tests.store.conftest import MARRIAGE, PENSION

NOW = datetime.now(UTC)
WIDTH, HEIGHT = DIGITISING.width, DIGITISING.height
SETTLED = Placement(1, Rect(350, 700, 350 + WIDTH, 700 + HEIGHT))
"""On A4: 55.276 points from the right edge, 107.89 from the top."""


class Desk:
    def __init__(self, store: Store, vault: Vault, office: Office, folder: Path) -> None:
        self.store, self.vault, self.office, self.folder = store, vault, office, folder
        trusted = folder / "trust"
        trusted.mkdir()
        (trusted / "root.pem").write_bytes(office.root_pem.read_bytes())
        (trusted / "ca.cer").write_bytes(office.intermediate_der.read_bytes())
        self.work = folder / "work"
        self.work.mkdir()

    def add(self, file: Path, procedure: Procedure = MARRIAGE, component: int = 0) -> Paper:
        dossier = open_draft(store=self.store, procedure_code=procedure.code, case_code="", now=NOW)
        kept = self.vault.add(file.read_bytes())
        with self.store.write() as work:
            return work.papers.add(
                dossier_id=dossier.id, component_id=dossier.components[component].id,
                batch_id=None, title=file.stem, pages=1, dpi=200, sha256=kept.sha256,
                size=kept.size, now=NOW,
            )  # fmt: skip

    def remember(self, paper: Paper, placement: Placement = SETTLED) -> None:
        remember_place(
            store=self.store, vault=self.vault, paper_id=paper.id, profile=DIGITISING,
            placement=placement,
        )  # fmt: skip

    def sign(
        self, *papers: Paper, placements: dict[PaperId, Placement] | None = None
    ) -> list[SigningOutcome]:
        device = Pkcs11Device([self.office.module])
        token = choose_token(device.tokens(), label=self.office.person("officer").label)
        certificate = choose_certificate(device.certificates(token), now=NOW, identity_number="")
        with VerificationWorker() as verification:
            kit = SigningKit(
                device=device, verification=verification,
                trust=load_trust([self.folder / "trust"]), timestamper=None,
                check_revocation=False, now=lambda: datetime.now(UTC),
            )  # fmt: skip
            outcomes = sign_papers(
                store=self.store, vault=self.vault, kit=kit,
                signer=Signer(token, certificate, self.office.pin, ""),
                papers=[each.id for each in papers], profile=DIGITISING, placements=placements,
            )  # fmt: skip
        assert [each.error for each in outcomes] == [None] * len(papers)
        return list(outcomes)


@pytest.fixture
def desk(store: Store, vault: Vault, office: Office, tmp_path: Path) -> Desk:
    return Desk(store, vault, office, tmp_path)


def place(outcome: SigningOutcome) -> tuple[int, tuple[float, ...]]:
    """What was read back of the signed file."""
    assert outcome.paper is not None
    assert outcome.paper.signature is not None
    facts = outcome.paper.signature
    return facts.page, (facts.rect.x0, facts.rect.y0, facts.rect.x1, facts.rect.y1)


def near(x0: float, y0: float) -> object:
    return pytest.approx((x0, y0, x0 + WIDTH, y0 + HEIGHT), abs=0.01)


def cut(source: Path, target: Path, box: list[float]) -> Path:
    with pikepdf.open(source) as pdf:
        pdf.pages[0].CropBox = box
        pdf.save(target, min_version="1.7")
    return target


def test_a_batch_of_every_size_needs_no_click(
    desk: Desk, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    first = desk.add(make_pdf(tmp_path / "first.pdf"))
    desk.remember(first)
    scans = [
        make_pdf(tmp_path / "a3.pdf", size=(842, 1191), pages=2),
        make_pdf(tmp_path / "turned.pdf", size=(842, 595), rotation=90),
        cut(make_pdf(tmp_path / "whole.pdf"), tmp_path / "cut.pdf", [60, 40, 520, 700]),
    ]
    papers = [first, *(desk.add(each, component=number % 2) for number, each in enumerate(scans))]
    outcomes = desk.sign(*papers)
    assert [each.unfit for each in outcomes] == [None] * 4
    sizes = [(595.276, 841.89), (842, 1191), (595, 842), (460, 660)]
    right, top = 595.276 - SETTLED.rect.x1, 841.89 - SETTLED.rect.y1
    for outcome, (width, height) in zip(outcomes, sizes, strict=True):
        wanted = near(width - right - WIDTH, height - top - HEIGHT)
        assert place(outcome) == (1, wanted)


def test_a_paper_that_it_does_not_fit_is_signed_by_the_rule_and_says_so(
    desk: Desk, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    long = desk.add(make_pdf(tmp_path / "long.pdf", pages=3))
    desk.remember(long, Placement(2, SETTLED.rect))
    short = desk.add(make_pdf(tmp_path / "short.pdf", text="short", size=(400, 300)))
    outcomes = desk.sign(long, short)
    assert outcomes[0].unfit is None
    assert place(outcomes[0])[0] == 2
    unfit = outcomes[1].unfit
    assert unfit is not None
    assert (unfit.code, unfit.facts) == (Code.TEMPLATE_UNFIT, {"reason": "page_absent"})
    margin = DIGITISING.margin
    assert place(outcomes[1]) == (1, near(margin, 300 - margin - HEIGHT))


def test_other_procedures_and_own_places_are_left_alone(
    desk: Desk, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    first = desk.add(make_pdf(tmp_path / "first.pdf"))
    desk.remember(first)
    other = desk.add(make_pdf(tmp_path / "other.pdf", text="other"), PENSION)
    own = desk.add(make_pdf(tmp_path / "own.pdf", text="own"))
    here = Placement(1, Rect(10, 10, 10 + WIDTH, 10 + HEIGHT))
    outcomes = desk.sign(other, own, placements={own.id: here})
    margin = DIGITISING.margin
    assert place(outcomes[0]) == (1, near(margin, 841.89 - margin - HEIGHT))
    assert place(outcomes[1]) == (1, near(10, 10))


def test_what_was_forgotten_can_be_had_back(
    desk: Desk, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    paper = desk.add(make_pdf(tmp_path / "first.pdf"))
    assert forget_place(store=desk.store, paper_id=paper.id, profile=DIGITISING) is None
    desk.remember(paper)
    held = forget_place(store=desk.store, paper_id=paper.id, profile=DIGITISING)
    assert held is not None
    with desk.store.read() as work:
        assert work.stamp_places.of_paper(paper, DIGITISING.id) is None
    restore_place(store=desk.store, paper_id=paper.id, profile=DIGITISING, held=held)
    with desk.store.read() as work:
        assert work.stamp_places.of_paper(paper, DIGITISING.id) == held


@pytest.mark.parametrize(
    ("placement", "code"),
    [
        (Placement(2, SETTLED.rect), Code.PAGE_ABSENT),
        (Placement(1, Rect(500, 700, 690, 734)), Code.PLACEMENT_OUTSIDE_PAGE),
    ],
)
def test_a_place_off_its_own_paper_is_not_remembered(
    desk: Desk, make_pdf: Callable[..., Path], tmp_path: Path, placement: Placement, code: Code
) -> None:
    paper = desk.add(make_pdf(tmp_path / "first.pdf"))
    with pytest.raises(AppError) as refused:
        desk.remember(paper, placement)
    assert refused.value.code is code
    with desk.store.read() as work:
        assert work.stamp_places.of_paper(paper, DIGITISING.id) is None
