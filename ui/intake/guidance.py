"""From a draft to the paper that says what is lacking, or why it is not taken."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from app.counter import Counter
from app.domain.dossier import Dossier
from ui.background import run
from ui.forms.guidance_slip import GuidanceSlip, SlipKind
from ui.forms.printing import print_slip, save_slip
from ui.intake.guidance_dialog import GuidanceDialog
from ui.widgets.banner import Banner


def guidance_dialog(
    counter: Counter, dossier: Dossier, kind: SlipKind, parent: QWidget, banner: Banner
) -> GuidanceDialog:
    """The dialog for a draft; required components without a paper are ticked."""
    with counter.store.read() as work:
        present = {paper.component_id for paper in work.papers.of_dossier(dossier.id)}
        officer = work.facts.officer()
    asked = kind is SlipKind.SUPPLEMENT
    lacking = [line for line in dossier.components if line.required and line.id not in present]
    slip = GuidanceSlip(
        kind=kind,
        dossier=dossier,
        officer=officer,
        lines=tuple(lacking) if asked else (),
        reason="Hồ sơ chưa đủ thành phần theo quy định." if asked and lacking else "",
        written_at=counter.now(),
    )
    dialog = GuidanceDialog(slip, dossier.components if asked else (), parent)
    dialog.print_wanted.connect(lambda slip: print_slip(slip, dialog) and dialog.accept())

    def save(slip: GuidanceSlip, path: Path) -> None:
        dialog.accept()
        run(
            counter.files_lane, partial(save_slip, slip, path), owner=parent,
            done=lambda _: None, failed=banner.show_error,
        )  # fmt: skip

    dialog.save_wanted.connect(save)
    return dialog


def write_guidance(
    counter: Counter, dossier: Dossier, kind: SlipKind, parent: QWidget, banner: Banner
) -> None:
    """Let the officer write the paper, print or keep it."""
    dialog: QDialog = guidance_dialog(counter, dossier, kind, parent, banner)
    dialog.exec()
    dialog.deleteLater()
