"""What the commands of ``quay dossier act`` have in common: names, files, dates, the act itself."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import Output
from app.errors import AppError, Code

if TYPE_CHECKING:
    from app.counter import Counter
    from app.domain.dossier import Dossier
    from app.operations.act_files import ChosenFile
    from app.store.store import Work

DossierArgument = Annotated[str, typer.Argument(help="Mã của tỉnh, hoặc mã tạm của quầy.")]
ReasonOption = Annotated[str, typer.Option(help="Lý do, người nộp sẽ đọc.")]
OpinionOption = Annotated[str, typer.Option(help="Ý kiến.")]
ResultOption = Annotated[
    list[str] | None,
    typer.Option(help="Kết quả: tệp PDF đã ký số, hoặc tên giấy tờ của hồ sơ; lặp lại được."),
]
HandledByOption = Annotated[
    str, typer.Option(help="Bộ phận nhận xử lý; bỏ trống: bộ phận làm bước đó ở đơn vị.")
]
FormOption = Annotated[str, typer.Option(help="Phiếu đã ký số (PDF).")]
FileOption = Annotated[str, typer.Option(help="Văn bản kèm theo đã ký số (PDF).")]


class Acting:
    """One act on one dossier: made before its options are read, since some follow from it."""

    def __init__(self, counter: "Counter", code: str, kind: str) -> None:
        """Errors: DOSSIER_UNKNOWN."""
        from app.operations.find_dossier import find_dossier

        self.counter, self.kind = counter, kind
        with counter.store.read() as work:
            self.dossier: Dossier = find_dossier(work, code)

    def files(self, named: Sequence[str] | str | None) -> "list[ChosenFile]":
        """Paths, ``MÃ=TỆP`` not among them, or titles of signed papers of the dossier."""
        names = [named] if isinstance(named, str) else [*(named or ())]
        with self.counter.store.read() as work:
            return [self._file(work, each) for each in names if each]

    def _file(self, work: "Work", named: str) -> "ChosenFile":
        from app.operations.act_files import ChosenFile

        # A title may be longer than any file's name can be.
        if not os.path.exists(named):  # noqa: PTH110 (says False to that, a Path raises)
            for paper in work.papers.of_dossier(self.dossier.id):
                if named in (paper.title, paper.sha256):
                    return ChosenFile(paper_id=paper.id)
        return ChosenFile(path=Path(named))

    def perform(
        self, output: Output, content: Mapping[str, Any], **files: "Sequence[ChosenFile]"
    ) -> None:
        """Queue it and say so. Errors: those of ``act_on_dossier``."""
        from app.operations.act_files import ActDesk
        from app.operations.act_on_dossier import act_on_dossier, offered_acts
        from ui.acts.words import standing_text
        from ui.sync_screen.act_words import ACT_NAMES

        desk = ActDesk.of(self.counter)
        item = act_on_dossier(desk, self.dossier.id, self.kind, content, files)
        standing, _ = offered_acts(self.counter.store, self.dossier.id)
        output.result(
            {
                "item": item.id,
                "act": item.act_kind,
                "dossier": self.dossier.shown_code,
                "state": standing.known.value,
                "expected_state": standing.expected.value,
            },
            f"{ACT_NAMES[item.act_kind]}: đã xếp vào hàng đợi (việc {item.id}), chờ gửi về tỉnh.",
            f"Trạng thái hồ sơ {self.dossier.shown_code}: {standing_text(standing)}.",
        )


def typed_day(text: str, option: str) -> date | None:
    """``26/11/2026`` or ``2026-11-26``; None for nothing. Errors: WRONG_USAGE."""
    if not text.strip():
        return None
    for shape in ("%d/%m/%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            return datetime.strptime(text.strip(), shape).date()
    raise AppError(Code.WRONG_USAGE, problem="bad_value", name=option, command="quay dossier act")


def end_of_day(day: date | None) -> datetime | None:
    """When a day's office hours end in Vietnam: 17:00."""
    from app.domain.working_time import VIETNAM

    return None if day is None else datetime.combine(day, time(17), VIETNAM)
