"""Answers about a signer's certificate count only when they are newer than the signature."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

from app.demo.office import Office
from app.errors import Code
from signing.level_services import LevelServices
from signing.trust import TrustStore
from signing.verification.report import Level
from signing.verification.verdict import verify_pdf
from tests.signing.level_files import listening, raise_into, services_at
from tests.verification.throwaway_pki import ThrowawayPki

MakePdf = Callable[..., Path]
HOUR = timedelta(hours=1)
YEAR = timedelta(days=365)


@dataclass
class Lists:
    """An authority that gives out one list a day, of which the last was made at ``at``."""

    pki: ThrowawayPki
    at: datetime
    asked: int = 0

    def answer(self, path: str, _: bytes | None) -> tuple[int, str, bytes]:
        root = path == "/root.crl"
        self.asked += not root
        made = self.pki.revocation_list(issuer=self.pki.root if root else self.pki.ca, at=self.at)
        return 200, "application/pkix-crl", made.dump()


@pytest.fixture
def lists(free_port: Callable[[], int]) -> Iterator[Lists]:
    port = free_port()
    at = datetime.now(UTC).replace(microsecond=0) - HOUR
    service = Lists(ThrowawayPki(port=port), at)
    with listening(port, service.answer):
        yield service


@pytest.fixture
def signed(lists: Lists, make_pdf: MakePdf, tmp_path: Path) -> Path:
    """Just now, at B-B, by somebody whose certificate names the list."""
    source, target = make_pdf(tmp_path / "scan.pdf"), tmp_path / "signed.pdf"
    now = datetime.now(UTC)
    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name="S", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
        ),
        signer=lists.pki.signer(start=now - YEAR, end=now + YEAR),
    )
    with source.open("rb") as stream, target.open("wb+") as output:
        signer.sign_pdf(IncrementalPdfFileWriter(stream), output=output)
    return target


@pytest.fixture
def both(lists: Lists, trust: TrustStore) -> TrustStore:
    other = lists.pki.trust()
    return TrustStore(
        (*trust.anchors, *other.anchors), (*trust.intermediates, *other.intermediates)
    )


@pytest.fixture
def online(services: Office, both: TrustStore) -> LevelServices:
    return services_at(services.tsa_url, both)


def test_older_list_leaves_the_file_at_b_t_and_says_when_the_next_one_comes(
    signed: Path, lists: Lists, online: LevelServices, services: Office, both: TrustStore
) -> None:
    stamped = signed.with_name("stamped.pdf")
    done = raise_into(stamped, signed, Level.B_LTA, online)
    assert (done.before, done.reached) == (Level.B_B, Level.B_T)
    assert done.shortfall.code is Code.REVOCATION_TOO_OLD
    assert done.shortfall.facts["name"] == "Nguyễn Thị Hồng Đào"
    assert datetime.fromisoformat(done.shortfall.facts["again"]) == lists.at + timedelta(days=1)
    assert verify_pdf(stamped, trust=both).signatures[0].level is Level.B_T

    lists.at = datetime.now(UTC).replace(microsecond=0)
    later = services_at(services.tsa_url, both)
    archived = signed.with_name("archived.pdf")
    done = raise_into(archived, stamped, Level.B_LTA, later)
    assert (done.reached, done.shortfall) == (Level.B_LTA, None)


def test_a_service_without_a_newer_list_is_not_asked_for_each_file(
    signed: Path, lists: Lists, online: LevelServices
) -> None:
    for number in range(5):
        target = signed.with_name(f"{number}.pdf")
        done = raise_into(target, signed, Level.B_LT, online)
        assert done.shortfall.code is Code.REVOCATION_TOO_OLD
    assert lists.asked == 2  # before the first time stamp, and after it in vain


def test_list_that_came_while_the_batch_ran_is_fetched(
    signed: Path, lists: Lists, online: LevelServices
) -> None:
    """The answer that was asked for before the PIN is older than the signature."""
    lists.at = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
    url = f"http://127.0.0.1:{lists.pki.port}/ca.crl"
    online.evidence.revocation_list(url)
    lists.at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    online = replace(online, now=lambda: datetime.now(UTC) + timedelta(seconds=5))
    done = raise_into(signed.with_name("t.pdf"), signed, Level.B_LT, online)
    assert (done.reached, done.shortfall, lists.asked) == (Level.B_LT, None, 2)


def test_grace_period_is_waited_for(
    signed: Path, lists: Lists, online: LevelServices, both: TrustStore
) -> None:
    lists.at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    patient = replace(online, grace=HOUR, now=lambda: datetime.now(UTC) + timedelta(seconds=5))
    target = signed.with_name("t.pdf")
    done = raise_into(target, signed, Level.B_LT, patient)
    assert (done.reached, done.shortfall.code) == (Level.B_T, Code.REVOCATION_TOO_OLD)
    proven = verify_pdf(target, trust=both).signatures[0].timestamped_at
    assert datetime.fromisoformat(done.shortfall.facts["again"]) == proven + HOUR
