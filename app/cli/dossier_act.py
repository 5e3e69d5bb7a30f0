"""What the commands of ``quay dossier act`` have in common: names, files, dates, the act itself."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import Output, error_json, told
from app.errors import AppError, Code

if TYPE_CHECKING:
    from app.counter import Counter
    from app.domain.dossier import Dossier
    from app.operations.act_files import ChosenFile
    from app.store.store import Work

DossierArgument = Annotated[str, typer.Argument(help="Mã của tỉnh, hoặc mã tạm của quầy.")]
DossiersArgument = Annotated[
    list[str],
    typer.Argument(
        help="Mã của tỉnh, hoặc mã tạm của quầy; nhiều mã: làm cùng việc này cho từng hồ sơ.",
    ),
]
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
    """One act on a dossier, or on each of several: made before its options are read, since some
    follow from it.
    """

    def __init__(self, counter: "Counter", codes: str | Sequence[str], kind: str) -> None:
        """Errors: DOSSIER_UNKNOWN."""
        from app.operations.find_dossier import find_dossier

        self.counter, self.kind = counter, kind
        with counter.store.read() as work:
            named = [codes] if isinstance(codes, str) else codes
            found = [find_dossier(work, each) for each in named]
        self.dossiers: tuple[Dossier, ...] = tuple({each.id: each for each in found}.values())
        self.dossier = self.dossiers[0]
        self.several = len(self.dossiers) > 1

    def files(self, named: Sequence[str] | str | None) -> "list[ChosenFile]":
        """Paths, or titles of signed papers of the dossier; of several dossiers ``MÃ=TỆP``, and
        ``component_code`` is then the dossier's. Errors: WRONG_USAGE.
        """
        names = [each for each in ([named] if isinstance(named, str) else named or ()) if each]
        with self.counter.store.read() as work:
            if self.several:
                return [self._file_of(work, each) for each in names]
            return [self._file(work, self.dossier, each) for each in names]

    def _file_of(self, work: "Work", named: str) -> "ChosenFile":
        code, _, name = named.partition("=")
        wanted = code.strip().casefold()
        for each in self.dossiers if self.kind == "approve" and name else ():
            if wanted in (each.code.casefold(), each.provisional_code.casefold()):
                return replace(self._file(work, each, name), component_code=each.id)
        option = {"approve": "--result", "refuse": "--form"}.get(self.kind, "--file")
        raise AppError(
            Code.WRONG_USAGE, problem="bad_value", name=option, command="quay dossier act"
        )

    def _file(self, work: "Work", dossier: "Dossier", named: str) -> "ChosenFile":
        from app.operations.act_files import ChosenFile

        # A title may be longer than any file's name can be.
        if not os.path.exists(named):  # noqa: PTH110 (says False to that, a Path raises)
            for paper in work.papers.of_dossier(dossier.id):
                if named in (paper.title, paper.sha256):
                    return ChosenFile(paper_id=paper.id)
        return ChosenFile(path=Path(named))

    def perform(
        self, output: Output, content: Mapping[str, Any], **files: "Sequence[ChosenFile]"
    ) -> None:
        """Queue it and say so. Errors: those of ``act_on_dossier``; of several dossiers those that
        cannot take it are told, and end the command with status 1.
        """
        if self.several:
            self._perform_each(output, content, files.get("results", ()))
            return
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

    def _own_results(self, besides: set[str]) -> "list[ChosenFile]":
        """What she signed already, of the dossiers whose results are not named."""
        from app.operations.act_files import ChosenFile
        from app.operations.several_dossiers import own_results

        with self.counter.store.read() as work:
            return [
                ChosenFile(paper_id=paper.id, component_code=each.id)
                for each in self.dossiers
                if each.id not in besides
                for paper in own_results(work, each.id)
            ]

    def _perform_each(
        self, output: Output, content: Mapping[str, Any], results: "Sequence[ChosenFile]"
    ) -> None:
        from app.operations.act_files import ActDesk
        from app.operations.act_on_several import act_on_several, of_each
        from ui.sync_screen.act_words import ACT_NAMES

        ids = [each.id for each in self.dossiers]
        if self.kind == "approve":
            results = [*results, *self._own_results({each.component_code for each in results})]
        codes = {each.id: each.shown_code for each in self.dossiers}
        done = act_on_several(ActDesk.of(self.counter), ids, self.kind, content, of_each(results))
        left_out = [
            {"dossier": each.dossier.shown_code, **error_json(each.why)} for each in done.left_out
        ]
        output.result(
            {
                "act": self.kind,
                "queued": [
                    {"item": item.id, "dossier": codes[item.dossier_id]} for item in done.queued
                ],
                "left_out": left_out,
            },
            f"{ACT_NAMES[self.kind]}: {len(done.queued)} hồ sơ đã xếp vào hàng đợi.",
            *(f"{codes[item.dossier_id]}: việc {item.id}, chờ gửi." for item in done.queued),
            *(f"{each['dossier']}: không làm được. {' '.join(told(each))}" for each in left_out),
        )
        if left_out:
            raise typer.Exit(1)


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
