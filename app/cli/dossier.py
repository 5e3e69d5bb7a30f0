"""``quay dossier``: one dossier as it stands, and what may be done with it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.dossier_results import RESULT_COMMANDS
from app.cli.dossier_steps import STEP_COMMANDS
from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.cli.vietnamese_help import VietnameseCommand, VietnameseGroup

if TYPE_CHECKING:
    from app.domain.act_rules import ActChoice
    from app.domain.dossier import Dossier
    from app.domain.expected_state import Standing
    from app.domain.paper import Paper
    from app.domain.submission import OutboxItem
    from app.store.store import Store
    from app.store.vault import Vault

dossier_app = typer.Typer(
    cls=VietnameseGroup, no_args_is_help=True, rich_markup_mode=None,
    help="Xem và xử lý một hồ sơ, cả khi mất mạng.",
)  # fmt: skip
act_app = typer.Typer(
    cls=VietnameseGroup, no_args_is_help=True, rich_markup_mode=None,
    help="Xử lý hồ sơ: việc được xếp vào hàng đợi, có mạng mới gửi về tỉnh.",
)  # fmt: skip
for _name, _act in (*STEP_COMMANDS, *RESULT_COMMANDS):
    act_app.command(_name, cls=VietnameseCommand)(_act)
dossier_app.add_typer(act_app, name="act")


@contextmanager
def _opened() -> "Iterator[tuple[Store, Vault]]":
    """Reading needs no lock: dossiers may be looked at while the window is open."""
    from app.paths import default_profile
    from app.secrets import ProfileKey
    from app.store.store import Store
    from app.store.vault import Vault

    profile = default_profile()
    profile.make()
    keys = ProfileKey(profile).load()
    with closing(Store(profile.database, profile.backups, keys)) as store:
        yield store, Vault(profile.vault, keys)


@dossier_app.command(cls=VietnameseCommand)
@said_in_vietnamese
def show(
    dossier: Annotated[str, typer.Argument(help="Mã của tỉnh, hoặc mã tạm của quầy.")],
    as_json: JsonFlag = False,
) -> None:
    """Xem một hồ sơ: đang ở bước nào, việc nào còn chờ gửi, được làm gì tiếp."""
    from app.operations.act_on_dossier import offered_acts
    from app.operations.find_dossier import find_dossier

    with _opened() as (store, _):
        with store.read() as work:
            found = find_dossier(work, dossier)
            papers = work.papers.of_dossier(found.id)
        standing, choices = offered_acts(store, found.id)
    Output(as_json).result(
        _json(found, standing, choices, papers), *_lines(found, standing, choices, papers)
    )


@dossier_app.command(cls=VietnameseCommand)
@said_in_vietnamese
def pins(as_json: JsonFlag = False) -> None:
    """Liệt kê hồ sơ đã ghim để làm khi mất mạng: đủ tệp chưa, chiếm bao nhiêu trên máy."""
    from app.operations.pinned_dossiers import pinned_dossiers
    from ui.pin_words import pinned_text, total_text

    with _opened() as (store, vault):
        found = pinned_dossiers(store, vault)
    value = [
        {
            "dossier": each.dossier.shown_code,
            "state": each.state.value,
            "complete": each.complete,
            "files": each.files,
            "here": each.here,
            "bytes": each.bytes,
            "error": each.error,
        }
        for each in found.dossiers
    ]
    Output(as_json).result(
        {"dossiers": value, "bytes": found.bytes},
        *(f"{each.dossier.shown_code}  {pinned_text(each)}" for each in found.dossiers),
        total_text(found) if found.dossiers else "Chưa ghim hồ sơ nào.",
    )


def _json(
    dossier: "Dossier",
    standing: "Standing",
    choices: "tuple[ActChoice, ...]",
    papers: "tuple[Paper, ...]",
) -> dict[str, Any]:
    return {
        "code": dossier.code,
        "provisional_code": dossier.provisional_code,
        "procedure": dossier.procedure_name,
        "applicant": dossier.applicant.full_name,
        "state": standing.known.value,
        "expected_state": standing.expected.value,
        "handled_by": dossier.handled_by,
        "received_at": dossier.received_at.isoformat() if dossier.received_at else None,
        "due_at": dossier.due_at.isoformat() if dossier.due_at else None,
        "waiting": [
            {"item": item.id, "act": item.act_kind, "state": item.state.value}
            for item in standing.waiting
        ],
        "blocked": standing.blocked,
        "may": [_choice_json(each) for each in choices],
        "papers": [
            {"title": each.title, "state": each.state.value, "sha256": each.sha256}
            for each in papers
        ],
    }


def _choice_json(choice: "ActChoice") -> dict[str, str]:
    return {"act": choice.kind, "to": choice.to.value}


def _lines(
    dossier: "Dossier",
    standing: "Standing",
    choices: "tuple[ActChoice, ...]",
    papers: "tuple[Paper, ...]",
) -> list[str]:
    from ui.acts.words import choice_name, standing_text
    from ui.desk.rows import moment_text

    lines = [
        f"{dossier.shown_code}  {dossier.procedure_name}",
        f"Người nộp: {dossier.applicant.full_name}",
        f"Trạng thái: {standing_text(standing)}",
        f"Đang xử lý: {dossier.handled_by}" if dossier.handled_by else "",
        f"Hẹn trả: {moment_text(dossier.due_at)}" if dossier.due_at else "",
        *(f"Giấy tờ: {each.title}" for each in papers),
        *(f"Chờ gửi: {_waiting_line(item)}" for item in standing.waiting),
        "Tỉnh đã từ chối một việc, gõ quay queue list để xem lý do." if standing.blocked else "",
    ]
    may = [
        f"Được làm tiếp: {choice_name(each)}  ({_command(each, dossier.shown_code)})"
        for each in choices
    ]
    return [*filter(None, lines), *may]


def _waiting_line(item: "OutboxItem") -> str:
    from ui.sync_screen.act_words import name_of

    return f"{name_of(item)} (việc {item.id})"


def _command(choice: "ActChoice", code: str) -> str:
    to = f" --to {choice.to.value}" if choice.kind == "hand_over" else ""
    return f"quay dossier act {choice.kind.replace('_', '-')} {code}{to}"
