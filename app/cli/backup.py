"""``quay backup`` and ``quay restore``: copies of the counter's data, and back to one of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.cli.passphrase import ask_passphrase, ask_recovery_code
from app.errors import AppError, Code

if TYPE_CHECKING:
    from app.paths import Profile
    from app.sealing.keys import Keys
    from app.store.backups import Backup

_FolderOption = Annotated[
    Path | None, typer.Option(help="Thư mục sao lưu; bỏ trống: thư mục đã chọn trong Cấu hình.")
]

_BY_CODE = frozenset(
    {Code.KEY_LOST, Code.KEYS_DAMAGED, Code.PASSPHRASE_REQUIRED, Code.PASSPHRASE_WRONG}
)
"""What the recovery code of a backup helps against."""


@said_in_vietnamese
def backup(
    folder: _FolderOption = None,
    list_only: Annotated[bool, typer.Option("--list", help="Chỉ liệt kê các bản đã có.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Sao lưu ngay dữ liệu trên máy này; bản sao cũng được mã hóa."""
    from datetime import UTC, datetime

    from app.operations.back_up import back_up_as_act
    from app.paths import default_profile
    from app.secrets import ProfileKey
    from app.store.backups import Backups

    profile = default_profile()
    profile.make()
    place = _folder(profile, folder)
    if list_only:
        found = Backups(place).all()
        Output(as_json).result(
            [_json(each) for each in found],
            *(map(_line, found) if found else ["Chưa có bản sao lưu nào."]),
        )
        return
    taken = back_up_as_act(profile, ProfileKey(profile).load(), place, now=datetime.now(UTC))
    Output(as_json).result(_json(taken), f"Đã sao lưu: {_line(taken)}")


@said_in_vietnamese
def restore(
    folder: _FolderOption = None,
    made_at: Annotated[
        str,
        typer.Option("--backup", help="Tên bản sao lưu hoặc một phần; bỏ trống: mới nhất."),
    ] = "",
    by_code: Annotated[
        bool, typer.Option("--recovery-code", help="Mở bản sao lưu bằng mã khôi phục lúc đó.")
    ] = False,
    give_up: Annotated[
        bool, typer.Option("--give-up", help="Bỏ việc khôi phục dở dang, giữ dữ liệu có từ trước.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Khôi phục dữ liệu từ bản sao lưu; dữ liệu đang có được giữ lại trong thư mục sao lưu."""
    from datetime import UTC, datetime

    from app.operations.give_up_restoring import give_up_restoring
    from app.operations.restore_backup import choose_backup, restore_backup
    from app.paths import default_profile
    from app.profile_lock import ProfileLock
    from app.whole_files import make_folder

    profile, output = default_profile(), Output(as_json)
    make_folder(profile.root)
    if give_up:
        _give_up(profile, output)
        return
    with ProfileLock(profile.lock_file):
        profile.make()
        chosen = choose_backup(_folder(profile, folder), made_at)
        give_up_restoring(profile)
        keys = _keys(profile, chosen, by_code=by_code)
        aside = restore_backup(profile, chosen, keys, now=datetime.now(UTC))
    output.result(
        {**_json(chosen), "replaced": str(aside)},
        f"Đã khôi phục: {_line(chosen)}",
        f"Dữ liệu trước khi khôi phục được giữ tại {aside}.",
        "Việc làm sau lúc sao lưu mà tỉnh đã nhận sẽ về lại khi đồng bộ. "
        "Trước khi cấp số văn bản, so số cuối cùng với sổ giấy.",
    )


def _give_up(profile: "Profile", output: Output) -> None:
    from app.operations.way_in import give_up_as_act

    given_up = give_up_as_act(profile)
    done = (
        "Đã bỏ việc khôi phục; dữ liệu có trước khi khôi phục vẫn nguyên vẹn."
        if given_up
        else "Không có việc khôi phục nào dở dang."
    )
    output.result({"given_up": given_up}, done)


def _folder(profile: "Profile", folder: Path | None) -> Path:
    from app.operations.back_up import backup_folder
    from app.settings import load_settings

    if folder is not None:
        return folder.absolute()
    return backup_folder(profile, load_settings(profile.settings_file).backup)


def _keys(profile: "Profile", chosen: "Backup", *, by_code: bool) -> "Keys":
    """Errors: those of ``ProfileKey.load``, RECOVERY_CODE_*, WRONG_USAGE."""
    from app.operations.restore_backup import keys_of_backup

    lost = AppError(Code.KEY_LOST, during="restore")
    if not by_code:
        try:
            return _own_keys(profile, chosen)
        except AppError as error:
            if error.code not in _BY_CODE:
                raise
            lost = lost if error.code is Code.KEY_LOST else error
    code = ask_recovery_code()
    if not code:
        raise lost
    try:
        return keys_of_backup(profile, chosen, code)
    except AppError as error:
        passphrase = ask_passphrase(new=True) if error.code is Code.PASSPHRASE_NOT_SET else ""
        if not passphrase:
            raise
        return keys_of_backup(profile, chosen, code, passphrase)


def _own_keys(profile: "Profile", chosen: "Backup") -> "Keys":
    """The profile's; where their file is damaged or gone, by that of the backup."""
    from app.operations.restore_backup import keys_by_themselves
    from app.secrets import ProfileKey

    key = ProfileKey(profile)
    try:
        if key.file.made:
            return key.load()
    except AppError as error:
        if error.code is not Code.KEYS_DAMAGED:
            raise
    try:
        return keys_by_themselves(profile, chosen)
    except AppError as error:
        passphrase = ask_passphrase(new=False) if error.code is Code.PASSPHRASE_REQUIRED else ""
        if not passphrase:
            raise
        return keys_by_themselves(profile, chosen, passphrase)


def _json(backup: "Backup") -> dict[str, Any]:
    return {
        "backup": backup.folder.name,
        "made_at": backup.made_at.isoformat(),
        "folder": str(backup.folder),
        "files": len(backup.files),
        "bytes": backup.database.stat().st_size + sum(f.bytes for f in backup.files.values()),
    }


def _line(backup: "Backup") -> str:
    size = f"{_json(backup)['bytes'] // 1_000_000:,} MB".replace(",", ".")
    moment = f"{backup.made_at.astimezone():%d/%m/%Y %H:%M:%S}"
    return f"{backup.folder.name}, lúc {moment}, {len(backup.files)} tệp, {size}"
