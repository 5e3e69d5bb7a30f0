"""``quay submit``: a whole dossier from files into the queue."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.key import KeyOptions, ModuleOption, PinOption, TokenOption, choose_signer
from app.cli.output import JsonFlag, Output, error_json, said_in_vietnamese
from app.cli.waiting import PhoneNotice
from app.errors import AppError, Code

if TYPE_CHECKING:
    from app.counter import Counter
    from app.domain.dossier import Applicant, Dossier
    from app.domain.paper import Paper

ClockOption = Annotated[
    bool, typer.Option("--clock-is-right", help="Đã xem, giờ của máy đúng: vẫn tiếp nhận.")
]


@said_in_vietnamese
def submit(
    procedure: Annotated[str, typer.Option(help="Mã thủ tục, ví dụ 1.000894.")],
    paper: Annotated[
        list[str], typer.Option(help="MÃ_THÀNH_PHẦN=TỆP, có thể lặp lại, ví dụ TP01=don.pdf.")
    ],
    card: Annotated[str, typer.Option(help="Nội dung mã QR của thẻ căn cước.")] = "",
    name: Annotated[str, typer.Option(help="Họ và tên, khi không có mã QR.")] = "",
    number: Annotated[str, typer.Option(help="Số căn cước 12 chữ số, khi không có mã QR.")] = "",
    case: Annotated[str, typer.Option(help="Mã trường hợp.")] = "",
    token: TokenOption = "",
    module: ModuleOption = None,
    pin_env: PinOption = "QUAY_PIN",
    clock_is_right: ClockOption = False,
    as_json: JsonFlag = False,
) -> None:
    """Tiếp nhận một hồ sơ: gắn giấy tờ, ký số, đưa vào hàng đợi gửi về tỉnh."""
    from dataclasses import replace

    from app.counter import Counter
    from app.operations.doubt_clock import require_clock
    from app.paths import default_profile

    output = Output(as_json)
    files = [_named(each) for each in paper]
    moved: list[dict[str, Any]] = []
    with Counter(default_profile()) as counter:
        counter.settings = KeyOptions(module, token).applied(counter.settings)
        if module:
            modules = tuple(str(each) for each in module)
            chosen = replace(counter.settings.token, modules=modules)
            counter.settings = replace(counter.settings, token=chosen)
        if not clock_is_right:
            require_clock(store=counter.store, now=counter.now())
        received = _receive(
            counter, procedure, case, _applicant(card, name, number), files,
            lambda papers: moved.extend(
                _sign_with_progress(counter, papers, token, pin_env, output)
            ),
        )  # fmt: skip
    _say_received(output, received, moved)


def _say_received(output: Output, received: "Dossier", moved: list[dict[str, Any]]) -> None:
    """``moved``: papers whose stamp is at the rule's place although another was remembered."""
    value = {
        "dossier_id": received.id,
        "provisional_code": received.provisional_code,
        "due_at": received.due_at.isoformat() if received.due_at else None,
        "placed_by_rule": moved,
    }
    output.result(
        value,
        f"Đã tiếp nhận {received.provisional_code}, đang chờ gửi về tỉnh.",
        *(
            f"{each['title']}: {each['error']['sentence']} Dấu ký ở vị trí theo quy định."
            for each in moved
        ),
    )


def _receive(
    counter: "Counter",
    procedure: str,
    case: str,
    applicant: "Applicant",
    files: list[tuple[str, Path]],
    sign: "Callable[[list[Paper]], None]",
) -> "Dossier":
    from dataclasses import replace

    from app.operations.receive_dossier import (
        discard_draft,
        open_draft,
        receive_dossier,
        require_filled,
        write_applicant,
    )

    store = counter.store
    if counter.officer() is None:
        raise AppError(Code.SIGN_IN_REQUIRED)
    dossier = open_draft(store=store, procedure_code=procedure, case_code=case, now=counter.now())
    try:
        write_applicant(store=store, dossier_id=dossier.id, applicant=applicant)
        papers = [_attach(counter, dossier, code, file) for code, file in files]
        require_filled(replace(dossier, applicant=applicant), papers)
        sign(papers)
        return receive_dossier(
            store=store, dossier_id=dossier.id, calendar=counter.calendar, now=counter.now()
        )
    except BaseException:
        # The files are still where they came from; the next try must not find a half dossier.
        with suppress(AppError):
            discard_draft(store=store, dossier_id=dossier.id)
        raise


def _named(text: str) -> tuple[str, Path]:
    code, separator, file = text.partition("=")
    if not separator or not code or not file:
        raise AppError(Code.WRONG_USAGE, problem="paper", command="quay submit")
    return code, Path(file)


def _applicant(card: str, name: str, number: str) -> "Applicant":
    from app.domain.dossier import Applicant
    from app.domain.identity import parse_card

    if not card:
        return Applicant(full_name=name, identity_number=number)
    read = parse_card(card)
    return Applicant(
        full_name=read.full_name,
        identity_number=read.number,
        born=read.born,
        gender=read.gender,
        address=read.address,
        card_issued=read.issued,
    )


def _attach(counter: "Counter", dossier: "Dossier", code: str, file: Path) -> "Paper":
    from app.operations.build_paper import attach_file
    from app.scanning.compression.steps import Compression

    wish = counter.settings.scanner
    line = next((each for each in dossier.components if each.code == code), None)
    if line is None:
        raise AppError(Code.COMPONENT_UNKNOWN, component=code)
    return attach_file(
        store=counter.store, vault=counter.vault, folders=counter.page_folders, path=file,
        dossier_id=dossier.id, component_id=line.id, title=line.name, now=counter.now(),
        clean=wish.clean, compression=Compression(wish.compression),
    )  # fmt: skip


def _sign_with_progress(
    counter: "Counter", papers: "list[Paper]", token: str, pin_env: str, output: Output
) -> "list[dict[str, Any]]":
    with output.progress("Đang ký", len(papers)) as moved:
        return counter.token_lane.submit(_sign, counter, papers, token, pin_env, moved).result()


def _sign(
    counter: "Counter", papers: "list[Paper]", label: str, pin_env: str, moved: Callable[[], None]
) -> list[dict[str, Any]]:
    """Papers whose stamp is not at the place that is remembered for the procedure, and why."""
    from app.operations.sign_papers import sign_papers
    from signing.profiles import DIGITISING

    signer = choose_signer(
        counter.device,
        label=label or counter.settings.token_label,
        pin_env=pin_env,
        officer=counter.officer(),
    )
    with counter.attendance.of(PhoneNotice(), lambda: False):
        outcomes = sign_papers(
            store=counter.store, vault=counter.vault, kit=counter.signing_kit(), signer=signer,
            papers=[each.id for each in papers],
            profile=DIGITISING, on_signed=lambda _: moved(),
        )  # fmt: skip
    for outcome in outcomes:
        if outcome.error is not None:
            raise outcome.error
    return [
        {"title": outcome.paper.title, **error_json(outcome.unfit)}
        for outcome in outcomes
        if outcome.paper and outcome.unfit
    ]
