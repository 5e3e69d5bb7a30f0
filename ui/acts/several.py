"""One act on several dossiers: what of its dialog is about all of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.dossier import Dossier
from app.domain.folding import fold
from app.domain.paper import Paper
from app.errors import AppError
from app.operations.several_dossiers import LeftOut, Several
from ui.acts.file_input import FilesInput
from ui.acts.inputs import BadInput
from ui.acts.subject import ActSubject
from ui.acts.words import standing_text
from ui.messages import Message, message
from ui.state_names import STATE_NAMES
from ui.widgets.text import Paragraph, Role

if TYPE_CHECKING:
    from app.operations.act_files import ChosenFile

_TOLD = 3
"""Reasons that a notice has room for."""


class ResultsOfSeveral(FilesInput):
    """The results of several dossiers: ``papers`` at once, and files of the disk, of each of which
    it is said which dossier it belongs to.
    """

    _no_component = "Chọn hồ sơ của tệp…"
    _component_width = 330

    def __init__(self, dossiers: Sequence[Dossier], papers: Sequence[Paper], hint: str) -> None:
        self._dossiers = dossiers
        super().__init__(
            "results", (), needed=True, hint=hint,
            components={each.id: name_of_dossier(each) for each in dossiers},
        )  # fmt: skip
        names = {each.id: name_of_dossier(each) for each in dossiers}
        for paper in papers:
            self.add_paper(paper, f"{paper.title} · {names[paper.dossier_id]}")

    def value(self) -> "list[ChosenFile]":
        """``component_code`` is the dossier's identifier."""
        owners = {paper.id: str(paper.dossier_id) for paper in self.papers}
        chosen = [
            replace(each, component_code=owners[each.paper_id]) if each.paper_id else each
            for each in super().value()
        ]
        lost = [each.path.name for each in chosen if each.path and not each.component_code]
        if lost:
            raise BadInput(self.tr("Chọn hồ sơ của tệp “{}”.").format(lost[0]))
        return chosen

    def _meant(self, name: str) -> str:
        """The dossier whose number, or else whose applicant alone, the file's name has in it."""
        said = fold(name)
        for known in ((lambda each: each.shown_code), (lambda each: each.applicant.full_name)):
            found = [each.id for each in self._dossiers if fold(known(each)) in said]
            if len(found) == 1:
                return str(found[0])
        return ""


def name_of_dossier(dossier: Dossier) -> str:
    return f"{dossier.shown_code} · {dossier.applicant.full_name}"


def where_text(subject: ActSubject) -> str:
    """Which dossier the dialog is about, or how many."""
    if not subject.several:
        return f"{name_of_dossier(subject.dossier)} · {standing_text(subject.standing)}"
    text = f"{len(subject.together)} hồ sơ ở bước “{STATE_NAMES[subject.standing.expected]}”"
    left = len(subject.left_out)
    return f"{text} · {left} hồ sơ không làm được, lý do ở cuối" if left else text


def lists(subject: ActSubject) -> list[Paragraph]:
    """Who is in it and who is not, and why."""
    made: list[Paragraph] = []
    if subject.left_out:
        made += [
            Paragraph(f"Không làm được ({len(subject.left_out)} hồ sơ)", Role.LABEL),
            Paragraph("\n".join(map(_why, subject.left_out)), Role.ERROR),
        ]
    if subject.together:
        names = map(name_of_dossier, subject.together)
        made += [
            Paragraph(f"Sẽ làm cho {len(subject.together)} hồ sơ", Role.LABEL),
            Paragraph("\n".join(names), Role.HINT),
        ]
    return made


def outcome(name: str, done: Several) -> Message:
    """``name`` is that of the act."""
    count = len(done.queued)
    heading = (
        f"{name}: {count} hồ sơ chờ gửi về tỉnh" if count else f"{name}: chưa làm được hồ sơ nào"
    )
    if not done.left_out:
        return Message(heading, "Các việc này chưa được tỉnh nhận.", "")
    told = " ".join(map(_why, done.left_out[:_TOLD]))
    more = len(done.left_out) - _TOLD
    rest = f" Và {more} hồ sơ khác." if more > 0 else ""
    sentence = f"Không làm được {len(done.left_out)} hồ sơ: {told}{rest}"
    return Message(heading, sentence, message(done.left_out[0].why).next_step)


def _why(each: LeftOut) -> str:
    facts = {name: value for name, value in each.why.facts.items() if name != "dossier"}
    why = message(AppError(each.why.code, **facts))
    return f"{name_of_dossier(each.dossier)}: {why.sentence}"
