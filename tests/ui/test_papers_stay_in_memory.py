"""Nothing readable left on the disk: a paper of the vault never lies in a file of its own."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.office import Office
from app.demo.trust_services import trust_services
from app.domain.paper import Paper
from app.operations.remember_place import remember_place
from app.settings import TrustSettings
from signing.placement import place_in_corner
from signing.profiles import DIGITISING
from signing.source import check_source
from signing.verification.reasons import Verdict
from tests.ui.test_sign_profiles import (
    _SLOW_MS,
    Window,
    attach,
    counter,
    decision,
    dossier,
    pictures,
    window,
)
from tests.written_files import WrittenFiles, written_files
from ui.pages.paper_window import show_paper
from ui.scan.scanning import fallen_short
from ui.verification.subject import paper_subject, verify

__all__ = ["attach", "counter", "decision", "dossier", "pictures", "window"]


@pytest.fixture
def watch(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WrittenFiles]:
    """What this process writes, wherever it is."""
    aside = tmp_path / "temp"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    monkeypatch.setenv("TMPDIR", str(aside))
    with written_files(counter.profile.root, aside) as watched:
        yield watched


def now(counter: Counter, paper: Paper) -> Paper:
    with counter.store.read() as work:
        return work.papers.get(paper.id)


def test_signed_issued_raised_verified_and_shown_without_a_file(
    qtbot: QtBot, window: Window, office: Office, pictures: None, watch: WrittenFiles,
    attach: Callable[[Path], Paper], decision: Callable[[str], Path],
) -> None:  # fmt: skip
    counter = window.services.counter
    paper = attach(decision("mot"))
    trust = TrustSettings(tsa_url=office.tsa_url, level="B-LT", check_revocation=False)
    counter.change_settings(replace(counter.settings, trust=trust))
    window.use("leader")
    with trust_services(office):
        window.screen.enter()
        window.choose("approve")
        assert "Đã ký 1 giấy tờ" in window.sign()
        window.choose("issue")
        window.fields.symbol.setText("QĐ-UBND")
        window.fields.number.setText("57")
        window.tick("mot")
        window.screen.table.selectRow(0)
        qtbot.waitUntil(lambda: "57" in window.shown_words(), timeout=_SLOW_MS)
        window.sign()
    assert window.rows()["mot"] == "Đã ký, số 57/QĐ-UBND, mức B-LT"
    subject = paper_subject(counter, now(counter, paper))
    report = verify(counter, subject)
    assert (report.file, report.verdict, len(report.signatures)) == ("mot", Verdict.VALID, 3)
    assert counter.verification.versions(
        subject.read(), signed_bytes=report.signatures[0].signed_bytes, page=1, width=300
    ).current
    shown = show_paper(window.services, now(counter, paper), window.screen)
    with qtbot.waitSignal(shown.viewer.opened, timeout=_SLOW_MS):
        pass
    shown.close()
    assert watch.pdfs == set()


def test_built_checked_and_remembered_without_a_file(
    counter: Counter, watch: WrittenFiles, attach: Callable[[Path], Paper], tmp_path: Path
) -> None:
    image = tmp_path / "to-khai.jpg"
    Image.new("RGB", (1654, 2339), "white").save(image, dpi=(200, 200))
    paper = attach(image)
    assert fallen_short(counter, paper) == ()
    subject = paper_subject(counter, paper)
    remember_place(
        store=counter.store, vault=counter.vault, paper_id=paper.id, profile=DIGITISING,
        placement=place_in_corner(DIGITISING, check_source(subject.read()).pages),
    )  # fmt: skip
    assert watch.pdfs == set()
