"""``quay dossier act``: from step to step, supplements, refusals, opinions."""

from typing import Annotated, Any

import typer

from app.cli.dossier_act import (
    Acting,
    DossierArgument,
    DossiersArgument,
    FileOption,
    FormOption,
    HandledByOption,
    OpinionOption,
    ReasonOption,
    end_of_day,
    typed_day,
)
from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.domain.dossier import DossierState
from app.errors import AppError, Code


def _counter() -> Any:
    from app.counter import Counter
    from app.paths import default_profile

    return Counter(default_profile())


@said_in_vietnamese
def accept_online(
    dossier: DossiersArgument,
    due: Annotated[
        str, typer.Option(help="Ngày hẹn trả, ví dụ 26/11/2026; bỏ trống: theo thủ tục.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Tiếp nhận hồ sơ trực tuyến của người dân."""
    from app.operations.act_offers import promised_date

    day = typed_day(due, "--due")
    with _counter() as counter:
        acting = Acting(counter, dossier, "accept_online")
        with counter.store.read() as work:
            promised = promised_date(work, acting.dossier, counter.now())
            due_at = end_of_day(day) or (None if acting.several else promised)
        acting.perform(Output(as_json), {"due_at": due_at})


@said_in_vietnamese
def request_supplement(
    dossier: DossierArgument,
    reason: ReasonOption,
    wanted: Annotated[
        list[str] | None, typer.Option(help="Tên giấy tờ cần bổ sung; lặp lại được.")
    ] = None,
    respond_by: Annotated[str, typer.Option(help="Hạn bổ sung, ví dụ 26/11/2026.")] = "",
    form: FormOption = "",
    as_json: JsonFlag = False,
) -> None:
    """Yêu cầu người nộp bổ sung hồ sơ (Mẫu 02)."""
    content = {
        "reason": reason,
        "wanted": wanted or [],
        "respond_by": end_of_day(typed_day(respond_by, "--respond-by")),
    }
    with _counter() as counter:
        acting = Acting(counter, dossier, "request_supplement")
        acting.perform(Output(as_json), content, form=acting.files(form))


@said_in_vietnamese
def receive_supplement(
    dossier: DossierArgument,
    paper: Annotated[
        list[str],
        typer.Option(help="TỆP, hoặc MÃ_THÀNH_PHẦN=TỆP, đã ký số; có thể lặp lại."),
    ],
    due: Annotated[str, typer.Option(help="Ngày hẹn trả mới; bỏ trống: giữ ngày cũ.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Nhận giấy tờ bổ sung của người nộp."""
    from dataclasses import replace

    day = typed_day(due, "--due")
    with _counter() as counter:
        acting = Acting(counter, dossier, "receive_supplement")
        codes = {line.code for line in acting.dossier.components}
        papers = []
        for each in paper:
            code, separator, named = each.partition("=")
            known = bool(separator) and code in codes
            papers += [
                replace(file, component_code=code if known else "")
                for file in acting.files(named if known else each)
            ]
        acting.perform(Output(as_json), {"due_at": end_of_day(day)}, papers=papers)


@said_in_vietnamese
def refuse(
    dossier: DossiersArgument,
    reason: ReasonOption,
    form: FormOption = "",
    as_json: JsonFlag = False,
) -> None:
    """Từ chối tiếp nhận, giải quyết hồ sơ (Mẫu 03)."""
    with _counter() as counter:
        acting = Acting(counter, dossier, "refuse")
        acting.perform(Output(as_json), {"reason": reason}, form=acting.files(form))


@said_in_vietnamese
def cancel(dossier: DossiersArgument, reason: ReasonOption, as_json: JsonFlag = False) -> None:
    """Hủy hồ sơ theo yêu cầu của người nộp."""
    with _counter() as counter:
        Acting(counter, dossier, "cancel").perform(Output(as_json), {"reason": reason})


@said_in_vietnamese
def hand_over(
    dossier: DossiersArgument,
    to: Annotated[
        str,
        typer.Option(
            help="Bước tiếp theo: checking (kiểm tra), submitted_for_signature (trình ký), "
            "approving (ký duyệt), ready (trả kết quả)."
        ),
    ],
    handled_by: HandledByOption = "",
    note: Annotated[str, typer.Option(help="Ghi chú.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Chuyển hồ sơ sang bước tiếp theo."""
    from app.operations.act_offers import departments

    if to not in set(DossierState):
        raise AppError(
            Code.WRONG_USAGE, problem="bad_value", name="--to", command="quay dossier act hand-over"
        )
    with _counter() as counter:
        acting = Acting(counter, dossier, "hand_over")
        with counter.store.read() as work:
            offered = departments(work, DossierState(to))
        department = handled_by or next(iter(offered), "")
        content = {"to": to, "handled_by": department, "note": note}
        acting.perform(Output(as_json), content)


@said_in_vietnamese
def give_opinion(
    dossier: DossiersArgument,
    opinion: OpinionOption,
    file: FileOption = "",
    as_json: JsonFlag = False,
) -> None:
    """Thêm ý kiến vào hồ sơ, bằng chữ hoặc kèm văn bản."""
    with _counter() as counter:
        acting = Acting(counter, dossier, "give_opinion")
        acting.perform(Output(as_json), {"opinion": opinion}, file=acting.files(file))


STEP_COMMANDS = (
    ("accept-online", accept_online),
    ("request-supplement", request_supplement),
    ("receive-supplement", receive_supplement),
    ("hand-over", hand_over),
    ("give-opinion", give_opinion),
    ("refuse", refuse),
    ("cancel", cancel),
)
"""Name on the command line and function."""
