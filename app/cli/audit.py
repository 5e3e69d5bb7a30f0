"""``quay audit``: what was done at this counter, and whether the log of it is whole."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.cli.vietnamese_help import VietnameseCommand, VietnameseGroup
from app.domain.audit import AuditEntry
from app.errors import AppError, Code

if TYPE_CHECKING:
    from app.operations.audit_seal import AuditSeal
    from app.store.store import Store, Work

audit_app = typer.Typer(
    cls=VietnameseGroup, no_args_is_help=True, rich_markup_mode=None,
    help="Nhật ký kiểm toán: mọi việc và chữ ký tại quầy.",
)  # fmt: skip
_SHOWN = 200


@audit_app.command("list", cls=VietnameseCommand)
@said_in_vietnamese
def list_entries(
    dossier: Annotated[str, typer.Option(help="Chỉ một hồ sơ, theo mã hồ sơ.")] = "",
    since: Annotated[str, typer.Option(help="Từ ngày nào, ví dụ 26/11/2026.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Liệt kê 200 việc gần nhất, hoặc việc của một hồ sơ."""
    from app.operations.find_dossier import find_dossier

    day = _day(since) if since else None
    with _log() as (store, _), store.read() as work:
        entries = work.audit.entries(
            dossier=find_dossier(work, dossier).id if dossier else "", since=day,
            limit=None if dossier or day else _SHOWN,
        )  # fmt: skip
        codes = {each: _code(work, each) for each in {e.dossier_id for e in entries} if each}
    lines = [_line(entry, codes.get(entry.dossier_id, "")) for entry in entries]
    value = [_json(entry) | {"code": codes.get(entry.dossier_id, "")} for entry in entries]
    Output(as_json).result(value, *(lines or ["Chưa có việc nào được ghi."]))


@audit_app.command("verify", cls=VietnameseCommand)
@said_in_vietnamese
def verify_log(as_json: JsonFlag = False) -> None:
    """Kiểm tra nhật ký có bị sửa hay thiếu không."""
    from ui.audit_words import report_lines

    with _log() as (store, seal):
        report = seal.examine(store)
    found = report.finding
    value = {
        "entries": report.end.entries,
        "hash": report.end.hash,
        "flaw": found.flaw.value if found else None,
        "first": found.number if found else None,
        "notes": [_json(note) for note in report.notes],
    }
    Output(as_json).result(value, *report_lines(report))
    if found is not None:
        raise typer.Exit(1)


@audit_app.command("export", cls=VietnameseCommand)
@said_in_vietnamese
def export(
    file: Annotated[Path, typer.Argument(help="Tệp sẽ ghi, mỗi dòng một việc (JSON).")],
    as_json: JsonFlag = False,
) -> None:
    """Xuất nhật ký cho thanh tra, không kèm số căn cước."""
    from app.cli.level_options import require_new
    from app.whole_files import place_errors, whole_file

    require_new(file)
    with _log() as (store, _), store.read() as work, place_errors(file), whole_file(file) as part:
        count = 0
        with part.open("w", encoding="utf-8", newline="\n") as lines:
            for entry in work.audit.whole():
                lines.write(json.dumps(_json(entry), ensure_ascii=False) + "\n")
                count += 1
    Output(as_json).result(
        {"file": str(file), "entries": count}, f"Đã xuất {count} mục nhật ký ra {file}."
    )


@contextmanager
def _log() -> Iterator[tuple["Store", "AuditSeal"]]:
    """The profile's own, also while the window is open."""
    from app.operations.audit_seal import AuditSeal
    from app.paths import default_profile
    from app.secrets import ProfileKey
    from app.store.store import Store

    profile = default_profile()
    profile.make()
    keys = ProfileKey(profile).load()
    store = Store(profile.database, profile.backups, keys)
    try:
        yield store, AuditSeal(profile, keys)
    finally:
        store.close()


def _day(typed: str) -> datetime:
    """The beginning of a day in Vietnam. Errors: WRONG_USAGE."""
    from app.domain.working_time import VIETNAM

    for shape in ("%d/%m/%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            return datetime.strptime(typed.strip(), shape).replace(tzinfo=VIETNAM)
    raise AppError(Code.WRONG_USAGE, problem="bad_value", name="--since", command="quay audit list")


def _code(work: "Work", dossier_id: str) -> str:
    from app.domain.dossier import DossierId

    try:
        return work.dossiers.get(DossierId(dossier_id)).shown_code
    except AppError:  # of a log that goes on after a restored backup
        return ""


def _json(entry: AuditEntry) -> dict[str, Any]:
    """The fields that are hashed, by their names there, and the hash (docs/decisions/021)."""
    return {
        "number": entry.number,
        "at": entry.at,
        "account": entry.account,
        "act": entry.act,
        "dossier": entry.dossier_id,
        "facts": dict(entry.facts),
        "result": entry.result,
        "hash": entry.hash,
    }


def _line(entry: AuditEntry, code: str) -> str:
    from ui.audit_words import act_text, facts_text, result_text, when_text, who_text

    failed = result_text(entry)
    parts = (
        str(entry.number), when_text(entry), who_text(entry), act_text(entry),
        f"hồ sơ {code}" if code else "", facts_text(entry), f"✗ {failed}" if failed else "",
    )  # fmt: skip
    return "  ".join(filter(None, parts))
