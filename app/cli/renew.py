"""``quay renew``: archive time stamps renewed before their certificates end, without the token."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.level_options import level_kit, require_new
from app.cli.output import JsonFlag, Output, error_json, error_of, said_in_vietnamese
from app.domain.audit import Act
from app.domain.paper import Paper, PaperId
from app.domain.working_time import VIETNAM
from app.errors import AppError, Code
from app.side_folder import place_new, side_folder

if TYPE_CHECKING:
    from datetime import timedelta

    from app.counter import Counter
    from app.operations.raise_files import LevelKit
    from app.operations.write_audit import AuditLog
    from app.settings import Settings

_COMMAND = "quay renew"
_NOTHING_DUE = "Không có giấy tờ nào đến hạn gia hạn. → Gõ quay renew để xem hạn của từng giấy tờ."
_NOTHING_ARCHIVED = "Chưa có giấy tờ nào ở mức B-LTA nên chưa có gì để gia hạn."
_STOPS = frozenset({Code.DISK_FULL, Code.PROFILE_UNWRITABLE})


@said_in_vietnamese
def renew(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Tệp PDF mức B-LTA ngoài hồ sơ, dùng cùng --out.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Thư mục chứa tệp đã gia hạn.")] = None,
    due: Annotated[
        bool, typer.Option("--due", help="Gia hạn mọi giấy tờ trong hồ sơ đã đến hạn.")
    ] = False,
    now: Annotated[bool, typer.Option("--now", help="Gia hạn tệp ngay dù chưa đến hạn.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Gia hạn dấu thời gian lưu trữ, không cần token; bỏ trống: liệt kê hạn từng giấy tờ."""
    from app.paths import default_profile
    from app.settings import load_settings

    output = Output(as_json)
    _require_one_way(files, out=out, due=due, now=now)
    if files and out is not None:
        settings = load_settings(default_profile().settings_file)
        results = _renew_files(settings, files, out, now, output)
    elif due:
        results = _renew_due(output)
    else:
        results = _listed()
    nothing = _NOTHING_DUE if due else _NOTHING_ARCHIVED
    output.result(results, *([_line(each) for each in results] or [nothing]))
    failed = [each for each in results if each["error"]]
    if (files or due) and (failed or len(results) < len(files or ())):
        raise typer.Exit(1)


def _require_one_way(files: list[Path] | None, *, out: Path | None, due: bool, now: bool) -> None:
    """Files outside the store, or papers in it. Errors: WRONG_USAGE."""
    of_files = {"TỆP": bool(files), "--out": out is not None, "--now": now}
    given = [name for name, there in of_files.items() if there]
    if due and given:
        raise AppError(Code.WRONG_USAGE, problem="due", name=given[0], command=_COMMAND)
    if files and out is None:
        raise AppError(Code.WRONG_USAGE, problem="missing", name="--out", command=_COMMAND)
    if given and not files:
        raise AppError(
            Code.WRONG_USAGE, problem="needs", name=given[0], other="TỆP", command=_COMMAND
        )


def _renew_files(
    settings: "Settings", files: list[Path], out: Path, at_once: bool, output: Output
) -> list[dict[str, Any]]:
    from app.operations.write_audit import audit_log_of
    from app.paths import default_profile

    before = settings.trust.renew_before
    with (
        level_kit(settings) as kit,
        audit_log_of(default_profile()) as audit,
        side_folder(out) as aside,
        output.progress("Đang gia hạn", len(files)) as moved,
    ):
        return list(_renew_each(kit, audit, files, out, aside, before, at_once, moved))


def _renew_each(
    kit: "LevelKit",
    audit: "AuditLog",
    files: list[Path],
    out: Path,
    aside: Path,
    renew_before: "timedelta",
    at_once: bool,
    moved: Callable[[], None],
) -> Iterator[dict[str, Any]]:
    from app.operations.renew_files import renew_file
    from app.operations.write_audit import changed_file

    for file in files:
        value: dict[str, Any] = {"file": str(file), "out": None}
        try:
            target = out / file.name
            require_new(target)
            renewed = aside / file.name
            done = renew_file(
                kit=kit, source=file, target=renewed, renew_before=renew_before, at_once=at_once
            )
            if done.renewed_until:
                audit.note(Act.RENEWED, **changed_file(file, renewed))
                place_new(renewed, target)
        except AppError as error:
            yield value | _dates(None, None, due=False) | error_json(error)
            if error.code in _STOPS:
                return
        else:
            value["out"] = str(target) if done.renewed_until else None
            value |= _dates(done.until, done.renewed_until, due=done.due)
            yield value | (error_json(done.shortfall) if done.shortfall else {"error": None})
        moved()


def _renew_due(output: Output) -> list[dict[str, Any]]:
    """Renew the papers of the store that are due, also those that wait to be tried again."""
    from app.counter import Counter, level_services
    from app.operations.raise_files import LevelKit
    from app.operations.raise_levels import Raising, raise_levels
    from app.paths import default_profile

    with Counter(default_profile()) as counter:
        before = counter.settings.trust.renew_before
        kit = LevelKit(counter.verification, level_services(counter))
        raising = Raising(counter.store, counter.vault, kit, before)
        with counter.store.read() as work:
            archived = work.level_goals.archived()
        goals = [each for each in archived if each.is_due(counter.now(), before)]
        with output.progress("Đang gia hạn", None):
            raise_levels(raising, goals=goals, seconds=float("inf"))
        ends = {each.paper_id: each.archived_until for each in goals}
        return [_of_paper(paper, ends) for paper in _papers(counter, list(ends))]


def _papers(counter: "Counter", ids: list[str]) -> list[Paper]:
    with counter.store.read() as work:
        return [work.papers.get(PaperId(each)) for each in ids]


def _listed() -> list[dict[str, Any]]:
    from app.counter import clock
    from app.paths import default_profile
    from app.secrets import ProfileKey
    from app.settings import load_settings
    from app.store.store import Store

    profile = default_profile()
    profile.make()
    before = load_settings(profile.settings_file).trust.renew_before
    # Reading needs no lock: the list may be asked for while the window is open.
    store = Store(profile.database, profile.backups, ProfileKey(profile).load())
    with store.read() as work:
        goals = work.level_goals.archived()
        papers = [work.papers.get(PaperId(goal.paper_id)) for goal in goals]
    store.close()
    due = {goal.paper_id for goal in goals if goal.is_due(clock(), before)}
    return [_of_paper(paper, {}, due=paper.id in due) for paper in papers]


def _of_paper(
    paper: Paper, before: dict[str, datetime | None], *, due: bool = True
) -> dict[str, Any]:
    """``before``: when the time stamps ended before they were renewed just now."""
    goal = paper.goal
    assert goal is not None  # noqa: S101 (the paper was found by it)
    old = before.get(paper.id, goal.archived_until)
    new = goal.archived_until if goal.archived_until != old else None
    again = goal.next_attempt_at
    return {
        "paper": paper.title,
        "dossier": paper.dossier_id,
        **_dates(old, new, due=due),
        "next_attempt_at": again.isoformat() if again else None,
        **error_of(goal.reason, goal.facts),
    }


def _dates(until: datetime | None, renewed: datetime | None, *, due: bool) -> dict[str, Any]:
    return {
        "archived_until": until.isoformat() if until else None,
        "due": due,
        "renewed_until": renewed.isoformat() if renewed else None,
    }


def _line(result: dict[str, Any]) -> str:
    name, error = result.get("paper") or result["out"] or result["file"], result["error"]
    until = _day(result["archived_until"])
    if error:
        ends = f"dấu thời gian lưu trữ đến {until}, chưa gia hạn. " if until else ""
        return f"✗ {name}: {ends}{error['sentence']} → {error['next_step']}"
    if result["renewed_until"]:
        return f"✓ {name}: đã gia hạn từ {until} đến {_day(result['renewed_until'])}"
    return f"{name}: dấu thời gian lưu trữ đến {until}, " + (
        "đã đến hạn gia hạn" if result["due"] else "chưa đến hạn gia hạn"
    )


def _day(moment: str | None) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(VIETNAM):%d/%m/%Y}" if moment else ""
