"""Dossiers and papers for tests of the screens that receive and show them."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.dossier import Dossier, DossierId
from app.domain.officer import Officer, Role
from app.domain.paper import Paper, Rect, SignatureFacts
from app.store.store import Work
from tests.store.conftest import MARRIAGE, PENSION
from tests.ui.queue_past import NOW

OFFICER = Officer(
    "dao.nt", "Nguyễn Thị Hồng Đào", "", "H01.31.02", "UBND xã Mỹ Hòa Hưng",
    "Trung tâm Phục vụ hành chính công", Role.COUNTER, "",
)  # fmt: skip
SIGNED = SignatureFacts(
    "Nguyễn Thị Hồng Đào", "0a", "B-T", NOW, 1, Rect(20, 700, 180, 740), "valid"
)


def sign_in(counter: Counter) -> None:
    """An officer at work, with procedures to receive."""
    with counter.store.write() as work:
        work.catalogue.replace([MARRIAGE, PENSION])
        work.facts.set_officer(OFFICER)


def open_screen(qtbot: QtBot, screen: QWidget) -> None:
    """Show ``screen`` in an active window of the smallest size it must fit."""
    qtbot.addWidget(screen)
    screen.resize(1138, 680)
    with qtbot.waitActive(screen):
        screen.show()
        screen.activateWindow()


def add_paper(counter: Counter, dossier: Dossier, place: int, *, signed: bool = False) -> Paper:
    """A paper for the component at ``place``, as if scanned elsewhere."""
    line = dossier.components[place]
    with counter.store.write() as work:
        paper = work.papers.add(
            dossier_id=dossier.id, component_id=line.id, batch_id=None, title=line.name, pages=2,
            dpi=200, sha256="a" * 64, size=1_234_567, now=NOW,
        )  # fmt: skip
        return _sign(work, paper) if signed else paper


def sign_all(counter: Counter, dossier_id: DossierId) -> None:
    with counter.store.write() as work:
        for paper in work.papers.of_dossier(dossier_id):
            if paper.signature is None:
                _sign(work, paper)


def _sign(work: Work, paper: Paper) -> Paper:
    return work.papers.mark_signed(paper.id, sha256="b" * 64, size=1_250_000, facts=SIGNED)
