"""Archived papers get a new archive time stamp before the last one's certificate ends."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.demo.office import Office
from app.domain.paper import Paper
from app.errors import Code
from app.operations.raise_levels import raise_levels
from app.pdf_content import PdfInMemory
from signing.trust import TrustStore
from signing.verification.reasons import Verdict
from signing.verification.report import Kind, Level
from tests.operations.raising_desk import Desk
from tests.signing.short_lived_stamps import ShortLived, short_lived_stamps

MakePdf = Callable[..., Path]
AHEAD = timedelta(days=90)


@pytest.fixture
def short(free_port: Callable[[], int], trust: TrustStore) -> Iterator[ShortLived]:
    """A time-stamp service whose certificate ends within the 90 days."""
    with short_lived_stamps(free_port(), trust, lasts=timedelta(days=60)) as service:
        yield service


@pytest.fixture
def archived(
    desk: Desk, services: Office, short: ShortLived, make_pdf: MakePdf, tmp_path: Path
) -> Paper:
    desk.trust = short.trust
    return desk.sign(make_pdf(tmp_path / "a.pdf"), Level.B_LTA, short.url)


def test_the_store_knows_when_the_last_stamp_ends(
    desk: Desk, archived: Paper, short: ShortLived
) -> None:
    assert (archived.signature.level, archived.goal.reason) == ("B-LTA", "")
    assert archived.goal.archived_until == short.ends
    with desk.store.read() as work:
        assert work.level_goals.next_wake(renew_before=AHEAD) == short.ends - AHEAD
        assert work.level_goals.due(desk.now(), renew_before=timedelta(days=59)) == ()
        (due,) = work.level_goals.due(desk.now(), renew_before=AHEAD)
    assert due.paper_id == archived.id


def test_renewed_by_a_service_that_lasts_longer_and_then_left_alone(
    desk: Desk, services: Office, archived: Paper, short: ShortLived
) -> None:
    assert raise_levels(desk.raising(services.tsa_url)) == 1
    paper = desk.paper(archived)
    assert (paper.signature.level, paper.goal.reason) == ("B-LTA", "")
    assert paper.goal.archived_until.year == 2048
    assert desk.vault.read(paper.sha256).startswith(desk.vault.read(archived.sha256))
    pdf = PdfInMemory(paper.title, desk.vault.read(paper.sha256))
    report = desk.verification.verify(pdf, trust=desk.trust)
    assert report.verdict is Verdict.VALID
    stamps = [each for each in report.signatures if each.kind is Kind.TIMESTAMP]
    assert [each.valid_to == short.ends for each in stamps] == [True, False]
    assert raise_levels(desk.raising(services.tsa_url)) == 0
    assert desk.paper(archived) == paper


def test_what_was_delivered_is_renewed_beside_it(
    desk: Desk, services: Office, archived: Paper
) -> None:
    desk.receive(archived)
    with desk.store.write() as work:
        upload, _ = work.outbox.of_dossier(archived.dossier_id)
        work.outbox.begin_attempt(upload.id, desk.now())
    assert raise_levels(desk.raising(services.tsa_url)) == 1
    paper = desk.paper(archived)
    assert (paper.sha256, paper.goal.raised.level) == (archived.sha256, "B-LTA")
    assert paper.goal.archived_until.year == 2048
    assert desk.vault.read(paper.goal.raised.sha256).startswith(desk.vault.read(paper.sha256))


def test_what_lies_beside_may_outgrow_what_the_province_takes(
    desk: Desk, services: Office, archived: Paper, free_port: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    desk.receive(archived)
    with desk.store.write() as work:
        upload, _ = work.outbox.of_dossier(archived.dossier_id)
        work.outbox.begin_attempt(upload.id, desk.now())
    with short_lived_stamps(free_port(), desk.trust, lasts=timedelta(days=80)) as next_one:
        desk.trust = next_one.trust
        assert raise_levels(desk.raising(next_one.url)) == 1
        beside = desk.paper(archived).goal.raised
        monkeypatch.setattr("app.operations.raise_files.MAX_FILE_BYTES", beside.size)
        assert raise_levels(desk.raising(services.tsa_url)) == 1
    goal = desk.paper(archived).goal
    assert goal.raised.size > beside.size
    assert goal.archived_until.year == 2048


def test_stamp_that_lasts_no_longer_is_not_added(
    desk: Desk, archived: Paper, short: ShortLived
) -> None:
    """The service still has its old certificate; each renewal would only make the file longer."""
    assert raise_levels(desk.raising(short.url)) == 0
    paper = desk.paper(archived)
    assert (paper.sha256, paper.goal.reason) == (archived.sha256, Code.TIMESTAMP_NOT_NEWER)
    assert paper.goal.archived_until == short.ends
    assert paper.goal.next_attempt_at > desk.now() + timedelta(hours=23)
    assert raise_levels(desk.raising(short.url)) == 0
    assert desk.paper(archived) == paper


def test_too_late_is_said_and_not_tried_again(
    desk: Desk, services: Office, archived: Paper
) -> None:
    desk.ahead = timedelta(days=61)
    assert raise_levels(desk.raising(services.tsa_url)) == 0
    goal = desk.paper(archived).goal
    assert (goal.reason, goal.next_attempt_at) == (Code.ARCHIVE_LAPSED, None)
    assert desk.paper(archived).sha256 == archived.sha256


def test_service_that_is_down_is_tried_again(
    desk: Desk, services: Office, archived: Paper, nobody: str
) -> None:
    assert raise_levels(desk.raising(nobody)) == 0
    goal = desk.paper(archived).goal
    assert goal.reason == Code.TIMESTAMP_UNREACHABLE
    assert desk.now() < goal.next_attempt_at < desk.now() + timedelta(minutes=11)
    desk.ahead = timedelta(minutes=11)
    assert raise_levels(desk.raising(services.tsa_url)) == 1
    assert desk.paper(archived).goal.archived_until.year == 2048


def test_raised_from_the_queue_it_is_known_too(
    desk: Desk, services: Office, short: ShortLived, nobody: str, make_pdf: MakePdf, tmp_path: Path
) -> None:
    desk.trust = short.trust
    paper = desk.sign(make_pdf(tmp_path / "a.pdf"), Level.B_LTA, nobody)
    assert (paper.signature.level, paper.goal.archived_until) == ("B-B", None)
    desk.ahead = timedelta(minutes=1)
    assert raise_levels(desk.raising(short.url)) == 1
    assert desk.paper(paper).goal.archived_until == short.ends


def test_archived_before_the_end_was_kept(
    desk: Desk, services: Office, archived: Paper, short: ShortLived
) -> None:
    """As the migration leaves it: looked at once, changed only when it is due."""
    with desk.store.write() as work:
        work.level_goals.reach(archived.id, archived_until=None)
        work.level_goals.put_back(
            archived.id, reason="", facts={}, next_attempt_at=datetime.now(UTC)
        )
    assert raise_levels(desk.raising(short.url)) == 0
    goal = desk.paper(archived).goal
    assert (goal.archived_until, goal.next_attempt_at) == (short.ends, None)
