"""``quay trust``: whom the program trusts to issue certificates."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.cli.vietnamese_help import VietnameseCommand, VietnameseGroup
from app.domain.audit import Act
from app.errors import AppError, Cancelled, Code

if TYPE_CHECKING:
    from signing.trust_folder import Authority, TrustFolder

trust_app = typer.Typer(
    cls=VietnameseGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Neo tin cậy: các CA mà chương trình tin khi kiểm tra chữ ký.",
)

YesFlag = Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")]


class ListName(StrEnum):
    """Which list an authority is put on whose fingerprint does not come with the program."""

    GOVERNMENT = "cong-vu"
    PUBLIC = "cong-cong"


@trust_app.command("list", cls=VietnameseCommand)
@said_in_vietnamese
def list_authorities(as_json: JsonFlag = False) -> None:
    """Liệt kê hai danh sách CA: chuyên dùng công vụ và công cộng."""
    from ui.trust_words import authority_lines

    found = _folder().authorities()
    lines = [line for each in found for line in authority_lines(each)]
    Output(as_json).result([_json(each) for each in found], *lines)


@trust_app.command("add", cls=VietnameseCommand)
@said_in_vietnamese
def add(
    certificates: Annotated[Path, typer.Argument(help="Tệp chứng thư .crt, .cer, .pem, .der.")],
    to: Annotated[
        ListName | None, typer.Option("--list", help="Danh sách, nếu dấu vân tay chưa biết.")
    ] = None,
    yes: YesFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Thêm CA từ một tệp; đối chiếu dấu vân tay trước khi đồng ý."""
    from signing.authorities import Scheme
    from ui.trust_words import authority_lines

    schemes = {ListName.GOVERNMENT: Scheme.GOVERNMENT, ListName.PUBLIC: Scheme.PUBLIC}
    folder = _folder()
    found = folder.read(certificates)
    lines = [line for each in found for line in authority_lines(each)]
    _ask(lines, "Tin cậy các CA này?", yes=yes, as_json=as_json, command="quay trust add")
    folder.add(found, schemes[to] if to else Scheme.UNLISTED)
    _note(Act.ANCHOR_ADDED, *(each.sha256 for each in found))
    added = {each.sha256 for each in found}
    now = [each for each in folder.authorities() if each.sha256 in added]
    Output(as_json).result([_json(each) for each in now], *lines, "Đã thêm.")


@trust_app.command("remove", cls=VietnameseCommand)
@said_in_vietnamese
def remove(
    fingerprint: Annotated[str, typer.Argument(help="Dấu vân tay, hoặc ít nhất 8 chữ số đầu.")],
    yes: YesFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Thôi tin cậy một CA."""
    question = f"Thôi tin cậy CA có dấu vân tay {fingerprint}?"
    _ask([], question, yes=yes, as_json=as_json, command="quay trust remove")
    removed = _folder().remove(fingerprint)
    _note(Act.ANCHOR_REMOVED, removed.sha256)
    Output(as_json).result(_json(removed), f"Đã gỡ {removed.name}.")


def _ask(lines: list[str], question: str, *, yes: bool, as_json: bool, command: str) -> None:
    """Ask once. Raises Cancelled; WRONG_USAGE where nobody can answer."""
    if yes:
        return
    if as_json or not sys.stdin.isatty():
        raise AppError(Code.WRONG_USAGE, problem="missing", name="--yes", command=command)
    for line in lines:
        typer.echo(line, err=True)
    if typer.prompt(f"{question} (c/k)", default="k", err=True).strip().lower() not in ("c", "có"):
        raise Cancelled


def _folder() -> "TrustFolder":
    from app.paths import default_profile
    from signing.trust_folder import TrustFolder

    profile = default_profile()
    profile.make()
    return TrustFolder(profile.trust)


def _note(act: Act, *fingerprints: str) -> None:
    from app.operations.write_audit import audit_log_of
    from app.paths import default_profile

    with audit_log_of(default_profile()) as audit:
        for each in fingerprints:
            audit.note(act, sha256=each)


def _json(authority: "Authority") -> dict[str, Any]:
    return {
        "name": authority.name,
        "list": authority.scheme.value,
        "sha256": authority.sha256,
        "state": authority.presence.value,
        "root": authority.root,
        "valid_from": authority.valid_from.isoformat() if authority.valid_from else None,
        "valid_to": authority.valid_to.isoformat() if authority.valid_to else None,
        "sha1_signed": authority.sha1_signed,
        "pinned": authority.shipped,
    }
