"""``quay raise``: signed files outside the store brought to a higher level, without the token."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.level_options import level_from, level_kit, require_new
from app.cli.output import JsonFlag, Output, error_json, said_in_vietnamese
from app.domain.audit import Act
from app.errors import AppError, Code
from app.side_folder import place_new, side_folder

if TYPE_CHECKING:
    from app.operations.raise_files import LevelKit, RaisedFile
    from app.operations.write_audit import AuditLog
    from signing.verification.report import Level

_STOPS = frozenset({Code.DISK_FULL, Code.PROFILE_UNWRITABLE})


@said_in_vietnamese
def raise_files(
    files: Annotated[list[Path], typer.Argument(help="Tệp PDF đã ký.")],
    out: Annotated[Path, typer.Option(help="Thư mục chứa tệp đã nâng mức.")],
    level: Annotated[
        str, typer.Option(help="Mức cần đạt: B-T, B-LT, B-LTA; bỏ trống: theo Cấu hình.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Nâng mức chữ ký của tệp đã ký, không cần token; tệp nguồn giữ nguyên."""
    from app.operations.write_audit import audit_log_of
    from app.paths import default_profile
    from app.settings import load_settings

    settings, output = load_settings(default_profile().settings_file), Output(as_json)
    wanted = level_from(level or settings.trust.level, command="quay raise")
    with (
        level_kit(settings) as kit,
        audit_log_of(default_profile()) as audit,
        side_folder(out) as aside,
        output.progress("Đang nâng mức", len(files)) as moved,
    ):
        results = list(_raise_each(kit, audit, files, out, aside, wanted, moved))
    output.result(results, *(_line(result) for result in results))
    if len(results) < len(files) or any(result["error"] for result in results):
        raise typer.Exit(1)


def _raise_each(
    kit: "LevelKit",
    audit: "AuditLog",
    files: list[Path],
    out: Path, aside: Path, level: "Level", moved: Callable[[], None],
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """One result a file, until something happens that would befall the next one too."""
    from app.operations.in_flight import in_order
    from app.operations.raise_files import raise_file
    from app.operations.write_audit import changed_file

    stopped, taken = Event(), set[Path]()

    def act(file: Path, target: Path, same_name: bool) -> dict[str, Any]:
        try:
            if same_name:
                raise AppError(Code.FILE_EXISTS, file=file.name)
            require_new(target)
            raised = aside / file.name
            done = raise_file(kit=kit, source=file, target=raised, level=level)
            if done.report:
                audit.note(Act.RAISED, level=done.level.value, **changed_file(file, raised))
                place_new(raised, target)
        except AppError as error:
            if error.code in _STOPS:
                stopped.set()
            failed = {"file": str(file), "out": None, "before": "", "after": ""}
            return {**failed, "archived_until": None, **error_json(error)}
        return _told(file, target, done)

    def jobs() -> Iterator[Callable[[], dict[str, Any]]]:
        for file in files:
            target = out / file.name
            yield partial(act, file, target, target in taken)
            taken.add(target)

    for result in in_order(lambda job: job(), jobs(), go_on=lambda: not stopped.is_set()):
        yield result
        moved()


def _told(file: Path, target: Path, done: "RaisedFile") -> dict[str, Any]:
    until = done.archived_until
    return {
        "file": str(file),
        "out": None if done.report is None else str(target),
        "before": done.before.value,
        "after": done.level.value,
        "archived_until": None if until is None else until.isoformat(),
        **({"error": None} if done.shortfall is None else error_json(done.shortfall)),
    }


def _line(result: dict[str, Any]) -> str:
    error = result["error"]
    why = "" if error is None else f"{error['sentence']} → {error['next_step']}"
    if not result["after"]:
        return f"✗ {result['file']}: {why}"
    if result["out"] is None:
        kept = f"{result['file']}: mức {result['after']}, giữ nguyên"
        return f"✗ {kept}. {why}" if error else f"✓ {kept}"
    said = f"{result['out']}: {result['before']} → {result['after']}"
    return f"✗ {said}, chưa cao hơn. {why}" if error else f"✓ {said}"
