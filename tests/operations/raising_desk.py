"""A counter whose papers are signed and raised, with a clock of its own."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.demo.office import Office
from app.domain.dossier import Applicant
from app.domain.paper import Paper, PaperId
from app.domain.working_time import WorkingCalendar
from app.operations.raise_files import LevelKit
from app.operations.raise_levels import Raising
from app.operations.receive_dossier import receive_dossier, write_applicant
from app.operations.sign_files import Signer, SigningKit
from app.operations.sign_papers import SigningOutcome, sign_papers
from app.store.store import Store
from app.store.vault import Vault
from signing.certificates import choose_certificate
from signing.level_services import LevelServices
from signing.pkcs11_device import Pkcs11Device
from signing.profiles import DIGITISING
from signing.timestamps import Timestamper
from signing.tokens import choose_token
from signing.trust import TrustStore
from signing.validation_evidence import ValidationEvidence
from signing.verification.report import Level
from signing.verification.worker import VerificationWorker
from tests.store.conftest import MARRIAGE


class Desk:
    """A counter with one draft of one paper, signed while the services did not answer."""

    def __init__(
        self, store: Store, vault: Vault, office: Office, trust: TrustStore,
        verification: VerificationWorker, folder: Path,
    ) -> None:  # fmt: skip
        self.store, self.vault, self.office = store, vault, office
        self.trust, self.verification, self.folder = trust, verification, folder
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def services(self, url: str) -> LevelServices:
        stamper = Timestamper(url, trust=self.trust)
        # The desk's clock decides what is due; time stamps and answers keep the real one.
        return LevelServices(self.trust, stamper, ValidationEvidence(), self.now)

    def raising(self, url: str | None = None) -> Raising:
        kit = LevelKit(self.verification, self.services(url or self.office.tsa_url))
        return Raising(self.store, self.vault, kit)

    def sign(self, pdf: Path, level: Level, url: str) -> Paper:
        """``pdf`` as the only paper of a new draft."""
        (paper,) = self.sign_many([pdf], level, url)
        return paper

    def sign_many(self, pdfs: Sequence[Path], level: Level, url: str) -> list[Paper]:
        """``pdfs`` as papers of one new draft, all with one PIN."""
        outcomes = self.outcomes(pdfs, level, url)
        assert [each.error for each in outcomes] == [None] * len(pdfs)
        return [each.paper for each in outcomes]

    def outcomes(
        self, pdfs: Sequence[Path], level: Level, url: str, **told: Callable[..., object]
    ) -> tuple[SigningOutcome, ...]:
        """What became of ``pdfs`` as papers of one new draft."""
        return sign_papers(
            store=self.store, vault=self.vault,
            kit=self.kit(level, url), signer=self.signer(), papers=self.add(pdfs),
            profile=DIGITISING, **told,
        )  # fmt: skip

    def kit(self, level: Level, url: str) -> SigningKit:
        services = self.services(url)
        return SigningKit(
            device=Pkcs11Device([self.office.module]), verification=self.verification,
            trust=self.trust, timestamper=services.timestamper, check_revocation=False,
            now=self.now, evidence=services.evidence, level=level,
        )  # fmt: skip

    def signer(self) -> Signer:
        """The officer."""
        device = Pkcs11Device([self.office.module])
        token = choose_token(device.tokens(), label=self.office.person("officer").label)
        certificate = choose_certificate(
            device.certificates(token), now=self.now(), identity_number=""
        )
        return Signer(token, certificate, self.office.pin, "")

    def add(self, pdfs: Sequence[Path]) -> list[PaperId]:
        """``pdfs`` as papers of one new draft."""
        with self.store.write() as work:
            draft = work.dossiers.open_draft(
                procedure=MARRIAGE, case_code="TT", counter="00AF", now=self.now()
            )
            return [
                work.papers.add(
                    dossier_id=draft.id, component_id=draft.components[0].id, batch_id=None,
                    title=pdf.name, pages=1, dpi=200, sha256=kept.sha256, size=kept.size,
                    now=self.now(),
                ).id
                for pdf in pdfs
                for kept in [self.vault.add(pdf.read_bytes())]
            ]  # fmt: skip

    def receive(self, paper: Paper) -> None:
        person = Applicant(full_name="Lê Thị Thu Hà", identity_number="089198001234")
        write_applicant(store=self.store, dossier_id=paper.dossier_id, applicant=person)
        receive_dossier(
            store=self.store, dossier_id=paper.dossier_id, calendar=WorkingCalendar(),
            now=self.now(),
        )  # fmt: skip

    def paper(self, paper: Paper) -> Paper:
        with self.store.read() as work:
            return work.papers.get(paper.id)
