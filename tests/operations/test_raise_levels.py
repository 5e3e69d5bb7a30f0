"""Papers signed offline and raised later from the queue: in place, or beside what was delivered."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.demo.office import Office
from app.domain.paper import Paper, PaperState
from app.domain.submission import OutboxKind, OutboxState
from app.errors import Code
from app.operations.act_files import ActDesk, ChosenFile
from app.operations.act_on_dossier import act_on_dossier
from app.operations.raise_levels import raise_levels
from app.operations.receive_dossier import discard_draft
from app.pdf_content import PdfInMemory
from signing.certificates import choose_certificate
from signing.pkcs11_device import Pkcs11Device
from signing.timestamps import Timestamper
from signing.tokens import choose_token
from signing.trust import TrustStore
from signing.verification.reasons import Verdict
from signing.verification.report import Level
from tests.operations.raising_desk import Desk

MakePdf = Callable[..., Path]
SOON = timedelta(minutes=1)


@pytest.fixture
def offline(desk: Desk, make_pdf: MakePdf, tmp_path: Path, nobody: str) -> Paper:
    return desk.sign(make_pdf(tmp_path / "a.pdf"), Level.B_LTA, nobody)


@pytest.mark.parametrize(
    ("ahead", "fact"), [(timedelta(hours=-3), "slow_by"), (timedelta(hours=3), "fast_by")]
)
def test_a_time_other_than_the_time_stamps_is_not_signed(
    desk: Desk, services: Office, make_pdf: MakePdf, tmp_path: Path, ahead: timedelta, fact: str
) -> None:
    desk.ahead = ahead
    (outcome,) = desk.outcomes([make_pdf(tmp_path / "a.pdf")], Level.B_T, services.tsa_url)
    assert outcome.error is not None
    assert outcome.error.code is Code.CLOCK_WRONG
    assert abs(int(outcome.error.facts[fact] or 0) - 3 * 3600) < 120
    with desk.store.read() as work:
        assert work.papers.get(outcome.paper_id).state is not PaperState.SIGNED


def test_offline_the_paper_is_signed_and_says_what_it_lacks(desk: Desk, offline: Paper) -> None:
    assert offline.state is PaperState.SIGNED
    assert (offline.signature.level, offline.goal.wanted) == ("B-B", "B-LTA")
    assert offline.goal.reason == Code.TIMESTAMP_UNREACHABLE


def test_online_the_paper_is_at_its_level_at_once(
    desk: Desk, services: Office, make_pdf: MakePdf, tmp_path: Path
) -> None:
    paper = desk.sign(make_pdf(tmp_path / "a.pdf"), Level.B_LTA, services.tsa_url)
    assert (paper.signature.level, paper.goal.reason) == ("B-LTA", "")


def test_nothing_is_tried_before_its_time(desk: Desk, services: Office, offline: Paper) -> None:
    assert raise_levels(desk.raising()) == 0
    assert desk.paper(offline) == offline


def test_raised_in_place_while_it_is_a_draft(
    desk: Desk, services: Office, offline: Paper, trust: TrustStore
) -> None:
    desk.ahead = SOON
    assert raise_levels(desk.raising()) == 1
    paper = desk.paper(offline)
    assert (paper.signature.level, paper.goal.reason) == ("B-LTA", "")
    assert paper.signature.signed_at == offline.signature.signed_at
    old = desk.vault.read(offline.sha256)
    assert desk.vault.read(paper.sha256).startswith(old)
    pdf = PdfInMemory(paper.title, desk.vault.read(paper.sha256))
    assert desk.verification.verify(pdf, trust=trust).verdict is Verdict.VALID
    with desk.store.read() as work:
        assert work.level_goals.next_wake(renew_before=SOON) > desk.now() + timedelta(days=365)
    assert raise_levels(desk.raising()) == 0


def test_what_has_not_left_yet_goes_out_raised(
    desk: Desk, services: Office, offline: Paper
) -> None:
    desk.receive(offline)
    desk.ahead = SOON
    assert raise_levels(desk.raising()) == 1
    paper = desk.paper(offline)
    with desk.store.read() as work:
        upload, act = work.outbox.of_dossier(paper.dossier_id)
    assert upload.payload["sha256"] == paper.sha256 != offline.sha256
    assert upload.payload["bytes"] == paper.size_bytes
    (sent,) = act.payload["papers"]
    assert (sent["sha256"], sent["signature"]["level"]) == (paper.sha256, "B-LTA")


def test_later_acts_that_speak_of_a_paper_go_out_with_its_raised_file(
    desk: Desk, services: Office, offline: Paper
) -> None:
    desk.receive(offline)
    opinion = {"opinion": "Đủ điều kiện"}
    with_file = {"file": [ChosenFile(paper_id=offline.id)]}
    acts = ActDesk(desk.store, desk.vault, desk.verification, desk.trust, desk.now)
    act_on_dossier(acts, offline.dossier_id, "give_opinion", opinion, with_file)
    saved = {
        "sha256": offline.sha256, "saved_as": "component", "title": "Tờ khai",
        "valid_from": desk.now().date(), "owner_name": "Lê Thị Thu Hà",
        "owner_number": "089198001234",
    }  # fmt: skip
    act_on_dossier(acts, offline.dossier_id, "save_to_warehouse", saved)
    desk.ahead = SOON
    assert raise_levels(desk.raising()) == 1
    paper = desk.paper(offline)
    with desk.store.read() as work:
        items = work.outbox.of_dossier(paper.dossier_id)
    uploads = [item for item in items if item.kind is OutboxKind.UPLOAD]
    assert {item.payload["sha256"] for item in uploads} == {paper.sha256}
    given, stored = (item.payload for item in items if item.kind is OutboxKind.ACT)
    sent = given["file"]
    assert (sent["sha256"], sent["bytes"]) == (paper.sha256, paper.size_bytes)
    assert sent["signature"]["level"] == "B-LTA"
    assert stored["sha256"] == paper.sha256 != offline.sha256


def test_what_may_have_left_stays_and_its_raised_version_lies_beside(
    desk: Desk, services: Office, offline: Paper
) -> None:
    desk.receive(offline)
    with desk.store.write() as work:
        upload, act = work.outbox.of_dossier(offline.dossier_id)
        assert upload.kind is OutboxKind.UPLOAD
        work.outbox.begin_attempt(upload.id, desk.now())
    desk.ahead = SOON
    assert raise_levels(desk.raising()) == 1
    paper = desk.paper(offline)
    assert (paper.sha256, paper.signature) == (offline.sha256, offline.signature)
    assert paper.goal.raised.level == "B-LTA"
    assert desk.vault.read(paper.goal.raised.sha256).startswith(desk.vault.read(paper.sha256))
    with desk.store.read() as work:
        upload, act = work.outbox.of_dossier(offline.dossier_id)
    assert (upload.payload["sha256"], upload.state) == (offline.sha256, OutboxState.SENDING)
    assert act.payload["papers"][0]["sha256"] == offline.sha256


def test_failures_wait_longer_and_stop_the_round(
    desk: Desk, offline: Paper, nobody: str, make_pdf: MakePdf, tmp_path: Path
) -> None:
    other = desk.sign(make_pdf(tmp_path / "b.pdf"), Level.B_T, nobody)
    desk.ahead = SOON
    raising = desk.raising(nobody)
    assert raise_levels(raising) == 0
    for paper in (offline, other):
        goal = desk.paper(paper).goal
        assert (goal.attempts, goal.reason) == (1, Code.TIMESTAMP_UNREACHABLE)
        assert goal.next_attempt_at > desk.now() + timedelta(seconds=20)


class Broken(Timestamper):
    """A client with a fault of its own."""

    async def async_room(self) -> int:
        raise RuntimeError("a fault nobody thought of")


def test_poisoned_paper_is_put_back_and_the_signature_stays(
    desk: Desk, offline: Paper, make_pdf: MakePdf, tmp_path: Path, nobody: str
) -> None:
    raising = desk.raising()
    services = replace(raising.kit.services, timestamper=Broken(nobody, trust=desk.trust))
    desk.ahead = SOON
    kit = replace(raising.kit, services=services)
    assert raise_levels(replace(raising, kit=kit)) == 0
    paper = desk.paper(offline)
    assert (paper.sha256, paper.goal.reason) == (offline.sha256, Code.UNEXPECTED)
    assert paper.goal.next_attempt_at > desk.now()


def test_certificate_that_has_ended_is_never_tried_again(
    desk: Desk, services: Office, offline: Paper
) -> None:
    """The officer's certificate ends before the services answer."""
    desk.ahead = expiry(desk) - datetime.now(UTC) + timedelta(days=1)
    raise_levels(desk.raising())
    goal = desk.paper(offline).goal
    assert (goal.reason, goal.next_attempt_at) == (Code.CERTIFICATE_EXPIRED, None)
    assert desk.paper(offline).sha256 == offline.sha256


def expiry(desk: Desk) -> datetime:
    device = Pkcs11Device([desk.office.module])
    token = choose_token(device.tokens(), label=desk.office.person("officer").label)
    return choose_certificate(
        device.certificates(token), now=datetime.now(UTC), identity_number=""
    ).not_after


def test_paper_taken_off_meanwhile(desk: Desk, services: Office, offline: Paper) -> None:
    with desk.store.write() as work:
        work.papers.remove(offline.id)
    desk.ahead = SOON
    assert raise_levels(desk.raising()) == 0
    with desk.store.read() as work:
        assert work.level_goals.open() == ()


def test_draft_that_was_thrown_away_wants_nothing(desk: Desk, offline: Paper) -> None:
    discard_draft(store=desk.store, dossier_id=offline.dossier_id)
    with desk.store.read() as work:
        assert (work.level_goals.open(), work.level_goals.next_wake(renew_before=SOON)) == (
            (),
            None,
        )


JOB = """
import os, sys, threading
from pathlib import Path
from datetime import UTC, datetime, timedelta
import app.operations.raise_levels as raising
from app.operations.raise_files import LevelKit
from app.store.store import Store
from app.store.vault import Vault
from signing.level_services import LevelServices
from signing.timestamps import Timestamper
from signing.trust import load_trust
from signing.validation_evidence import ValidationEvidence
from signing.verification.worker import VerificationWorker
from tests.keys import KEYS

folder, trust_folder, url, die_at = sys.argv[1:]
folder = Path(folder)
steps = iter(range(1000))
def trace(frame, event, arg):
    if event == "call" and frame.f_code.co_filename.endswith(
        ("raise_levels.py", "raise_files.py", "levels.py", "level_steps.py", "whole_files.py",
         "vault.py", "level_goals.py", "level_evidence.py")
    ) and next(steps) == int(die_at):
        os.kill(os.getpid(), 9)
store, vault = Store(folder / "quay.sqlite3", folder, KEYS), Vault(folder / "vault", KEYS)
trust = load_trust([Path(trust_folder)])
with VerificationWorker() as verification:
    services = LevelServices(
        trust, Timestamper(url, trust=trust), ValidationEvidence(),
        lambda: datetime.now(UTC) + timedelta(minutes=1),
    )
    kit = LevelKit(verification, services)
    threading.setprofile(trace)
    sys.setprofile(trace)
    raising.raise_levels(raising.Raising(store, vault, kit))
    sys.setprofile(None)
    threading.setprofile(None)
    print(next(steps))
"""


def test_killed_anywhere_it_is_done_again_and_once(
    desk: Desk, services: Office, offline: Paper, tmp_path: Path, office: Office
) -> None:
    folder = tmp_path / "trust"
    folder.mkdir()
    (folder / "root.pem").write_bytes(office.root_pem.read_bytes())
    (folder / "ca.cer").write_bytes(office.intermediate_der.read_bytes())

    def run(die_at: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", JOB, str(tmp_path), str(folder), services.tsa_url]
        return subprocess.run(
            [*command, str(die_at)], capture_output=True, text=True, check=False, env=os.environ
        )

    for die_at in (3, 20, 40, 60):
        ended = run(die_at)
        assert ended.returncode == -signal.SIGKILL, (die_at, ended.stdout, ended.stderr)
        paper = desk.paper(offline)
        assert desk.vault.read(paper.sha256)
        assert paper.signature.level in ("B-B", "B-LTA")
        if paper.signature.level == "B-B":
            assert paper == offline
    ended = run(-1)
    assert ended.returncode == 0, ended.stderr
    paper = desk.paper(offline)
    assert (paper.signature.level, paper.goal.reason) == ("B-LTA", "")
    pdf = PdfInMemory(paper.title, desk.vault.read(paper.sha256))
    report = desk.verification.verify(pdf, trust=desk.trust)
    assert len(report.signatures) == 3


def test_answers_older_than_the_grace_period_are_waited_for(
    desk: Desk, services: Office, offline: Paper
) -> None:
    desk.ahead = SOON
    raising = desk.raising()
    patient = replace(raising.kit.services, grace=timedelta(hours=3))
    assert raise_levels(replace(raising, kit=replace(raising.kit, services=patient))) == 1
    paper = desk.paper(offline)
    assert (paper.signature.level, paper.goal.wanted) == ("B-T", "B-LTA")
    assert paper.goal.reason == Code.REVOCATION_TOO_OLD
    wait = paper.goal.next_attempt_at - datetime.now(UTC)
    assert timedelta(hours=2, minutes=55) < wait <= timedelta(hours=3)
    assert raise_levels(desk.raising()) == 0  # not before


def test_a_slow_clock_is_said_and_the_paper_tried_again(
    desk: Desk, services: Office, offline: Paper
) -> None:
    """A time stamp of an hour that this machine has not reached yet proves nothing here."""
    desk.ahead = SOON - timedelta(hours=3)
    with desk.store.read() as work:
        goals = work.level_goals.open()
    assert raise_levels(desk.raising(), goals=goals) == 0
    goal = desk.paper(offline).goal
    assert goal.reason == Code.CLOCK_WRONG
    assert abs(int(goal.facts["slow_by"]) - 3 * 3600) < 120
    assert goal.next_attempt_at is not None
    assert desk.paper(offline).sha256 == offline.sha256
    desk.ahead = SOON
    assert raise_levels(desk.raising(), goals=goals) == 1
    assert desk.paper(offline).signature.level == "B-LTA"
