"""``quay data-key``: the key that keeps the data of this machine unreadable to others."""

from typing import TYPE_CHECKING

import typer

from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.cli.passphrase import (
    CODE_VARIABLE,
    NEW_VARIABLE,
    ask_another_passphrase,
    ask_passphrase,
    ask_recovery_code,
)  # fmt: skip
from app.cli.vietnamese_help import VietnameseCommand, VietnameseGroup
from app.domain.audit import Act
from app.errors import AppError, Code

if TYPE_CHECKING:
    from app.secrets import ProfileKey

data_key_app = typer.Typer(
    cls=VietnameseGroup, no_args_is_help=True, rich_markup_mode=None,
    help="Khóa mã hóa dữ liệu trên máy này.",
)  # fmt: skip
_KEEP = (
    "In hoặc chép mã này rồi cất nơi an toàn, không để cùng máy. Mã cũ, nếu có, không còn hiệu lực."
)


@data_key_app.command("status", cls=VietnameseCommand)
@said_in_vietnamese
def status(as_json: JsonFlag = False) -> None:
    """Cho biết khóa nằm ở đâu và đã có mã khôi phục chưa."""
    from app.sealing.slots import SlotKind

    key = _key()
    key.load()
    way, spare = key.way, key.file.has_recovery_code
    places = {
        SlotKind.KEYRING: "Khóa nằm trong kho khóa của hệ điều hành.",
        SlotKind.PASSPHRASE: "Dữ liệu được mở bằng mật khẩu mở dữ liệu.",
        SlotKind.RECOVERY: "Chỉ còn mã khôi phục mở được dữ liệu.",
    }
    advice = (
        "Đã có mã khôi phục."
        if spare
        else "Chưa có mã khôi phục: gõ quay data-key recovery-code để tạo, rồi cất."
    )
    value = {"way": way.value, "recovery_code": spare}
    Output(as_json).result(value, places[way], advice)


@data_key_app.command("recovery-code", cls=VietnameseCommand)
@said_in_vietnamese
def recovery_code(as_json: JsonFlag = False) -> None:
    """Tạo mã khôi phục mới, dùng khi đổi máy, cài lại máy hoặc quên mật khẩu mở dữ liệu."""
    from app.operations.write_audit import audit_log_of
    from app.paths import default_profile
    from app.sealing.recovery_code import make_recovery_code

    key, code = _key(), make_recovery_code()
    with audit_log_of(default_profile()) as audit:
        key.file.keep_recovery_code(key.load(), code)
        # First of all: the old one opens nothing any more.
        Output(as_json).result({"recovery_code": code}, f"Mã khôi phục: {code}", _KEEP)
        audit.note(Act.RECOVERY_CODE_MADE)


@data_key_app.command("recover", cls=VietnameseCommand)
@said_in_vietnamese
def recover(as_json: JsonFlag = False) -> None:
    """Mở dữ liệu bằng mã khôi phục; từ đó máy này tự mở được."""
    key, code = _key(), ask_recovery_code()
    if not code:
        _require(CODE_VARIABLE, "quay data-key recover")
    try:
        key.file.recover(code)
    except AppError as error:
        passphrase = ask_passphrase(new=True) if error.code is Code.PASSPHRASE_NOT_SET else ""
        if not passphrase:
            raise
        key.file.recover(code, passphrase)
    _note(Act.RECOVERED)
    value = {"way": key.way.value}
    Output(as_json).result(value, "Đã mở được dữ liệu. Lần sau máy này tự mở.")


@data_key_app.command("passphrase", cls=VietnameseCommand)
@said_in_vietnamese
def passphrase(as_json: JsonFlag = False) -> None:
    """Đổi mật khẩu mở dữ liệu, trên máy không có kho khóa."""
    from app.operations.write_audit import audit_log_of
    from app.paths import default_profile
    from app.sealing.slots import SlotKind

    key, old, new = _key(), "", ""
    key.load()
    if key.way is SlotKind.PASSPHRASE:
        old, new = ask_passphrase(new=False), ask_another_passphrase()
        if not new:
            _require(NEW_VARIABLE, "quay data-key passphrase")
    with audit_log_of(default_profile(), old) as audit:
        key.file.change_passphrase(old, new)
        audit.note(Act.PASSPHRASE_CHANGED)
    Output(as_json).result(
        {"changed": True},
        "Đã đổi mật khẩu mở dữ liệu. Bản sao lưu đã có vẫn mở bằng mật khẩu cũ.",
    )


@data_key_app.command("rotate", cls=VietnameseCommand)
@said_in_vietnamese
def rotate(as_json: JsonFlag = False) -> None:
    """Đổi khóa: mã hóa lại toàn bộ dữ liệu bằng khóa mới, tạo mã khôi phục mới."""
    from app.counter import Counter
    from app.operations.rotate_keys import finish_rotation
    from app.operations.write_audit import AuditLog
    from app.paths import default_profile
    from app.sealing.recovery_code import make_recovery_code
    from app.sealing.slots import SlotKind

    profile, code = default_profile(), make_recovery_code()
    with Counter(profile) as counter:
        passphrase = ask_passphrase(new=False) if counter.key.way is SlotKind.PASSPHRASE else ""
        # Whoever is cut off from here on must not be left without a code that opens the data.
        typer.echo(f"Mã khôi phục mới: {code}", err=as_json)
        counter.key.file.begin_rotation(counter.keys, code, passphrase)
        AuditLog(counter.store).note(Act.KEYS_ROTATED)
    # Opened once more, the database goes over to the new key.
    with Counter(profile) as counter:
        # The first round seals, the second finds nothing under the old key any more.
        whole = finish_rotation(profile, counter.keys) or finish_rotation(profile, counter.keys)
    done = (
        "Đã mã hóa lại toàn bộ dữ liệu bằng khóa mới."
        if whole
        else "Còn tệp chưa mã hóa lại được; chương trình làm tiếp ở lần mở sau."
    )
    Output(as_json).result({"finished": whole, "recovery_code": code}, done, _KEEP)


def _key() -> "ProfileKey":
    from app.paths import default_profile
    from app.secrets import ProfileKey

    profile = default_profile()
    profile.make()
    return ProfileKey(profile)


def _note(act: Act) -> None:
    from app.operations.write_audit import audit_log_of
    from app.paths import default_profile

    with audit_log_of(default_profile()) as audit:
        audit.note(act)


def _require(variable: str, command: str) -> None:
    raise AppError(Code.WRONG_USAGE, problem="variable", name=variable, command=command)
