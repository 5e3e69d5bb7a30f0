"""``quay export`` and ``quay import-receipt``: dossiers by hand where there is no API."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.cli.province_options import (
    DatabaseOption,
    FilesOption,
    FolderOption,
    VirusScanOption,
    VouchForOption,
)

if TYPE_CHECKING:
    from sync.package.importing import ActTold

_FATES = {
    "delivered": "tỉnh đã nhận, mã SHA-256 khớp",
    "known": "đã ghi nhận từ trước",
    "mismatch": "KHÔNG KHỚP với gói đã xuất, chưa được coi là đã gửi",
    "refused": "tỉnh từ chối",
    "silent": "biên nhận không nhắc tới, vẫn chờ gửi",
}
_FINE = ("delivered", "known")


@said_in_vietnamese
def export(
    out: Annotated[Path, typer.Option(help="Tệp gói (.zip) cần tạo.")],
    dossiers: Annotated[
        list[str] | None,
        typer.Argument(metavar="HỒ-SƠ", help="Mã hồ sơ; bỏ trống: mọi hồ sơ đang chờ gửi."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Xuất gói hồ sơ để nộp bằng tay; hồ sơ vẫn chờ gửi cho đến khi có biên nhận."""
    from app.operations.packages import export_dossiers

    with _counter() as counter:
        made = export_dossiers(
            store=counter.store,
            vault=counter.vault,
            codes=dossiers or [],
            target=out.absolute(),
            now=counter.now(),
        )
    manifest = made.manifest
    Output(as_json).result(
        {
            "package": manifest.package_id,
            "file": str(out.absolute()),
            "dossiers": [each.shown_code for each in manifest.dossiers],
            "files": len(manifest.files),
            "left_out": list(made.left_out),
        },
        f"Đã xuất {len(manifest.dossiers)} hồ sơ, {len(manifest.files)} tệp: {out}",
        "Gói chứa dữ liệu cá nhân, chỉ chuyển cho người có trách nhiệm. Cách nộp: LOI-DAN.txt.",
        *(
            f"Chưa xuất hết hồ sơ {code}: có việc chờ xác nhận lại hoặc bị từ chối, xử lý trước."
            for code in made.left_out
        ),
    )


@said_in_vietnamese
def import_receipt(
    receipt: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp biên nhận (.json) của tỉnh.")],
    as_json: JsonFlag = False,
) -> None:
    """Nhập biên nhận của gói đã nộp bằng tay và so từng tệp với gói đã xuất."""
    from app.operations.packages import take_in_receipt

    with _counter() as counter:
        told = take_in_receipt(store=counter.store, path=receipt.absolute(), now=counter.now())
    Output(as_json).result([_json(each) for each in told], *map(_line, told))
    if any(each.fate not in _FINE for each in told):
        raise typer.Exit(1)


@said_in_vietnamese
def take_package(
    package: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp gói (.zip) do quầy xuất.")],
    receipt: Annotated[Path, typer.Option(help="Tệp biên nhận (.json) cần tạo.")],
    folder: FolderOption,
    database: DatabaseOption = "",
    files: FilesOption = "",
    virus_scan: VirusScanOption = "",
    vouch_for: VouchForOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Nhận gói nộp bằng tay vào hệ thống tỉnh tham chiếu (đang dừng) và cấp biên nhận."""
    from app.cli.province_options import check_place, database_of
    from app.profile_lock import ProfileLock
    from app.whole_files import make_folder, write_whole
    from sync.package.reading import read_package
    from sync.reference_province import ProvinceServerSettings
    from sync.reference_province.package_counter import take_package as take

    settings = ProvinceServerSettings(
        database_url=database_of(folder, database),
        files_folder=folder / "files",
        public_url="http://127.0.0.1",
        files_url=files,
        virus_scan_url=virus_scan,
    )
    check_place(settings.database_url, files, 1, virus_scan, settings.files_folder)
    checked = read_package(package)
    make_folder(settings.files_folder)
    with ProfileLock(settings.files_folder / "lock"):
        given = take(settings, checked, vouched_for=vouch_for or ())
    write_whole(receipt.absolute(), given.model_dump_json(indent=1).encode())
    done = sum(each.receipt is not None for each in given.acts)
    Output(as_json).result(
        {"package": given.package_id, "done": done, "tried": len(given.acts)},
        f"Đã nhận {done}/{len(given.acts)} việc, {len(given.files)} tệp. Biên nhận: {receipt}",
        *(f"Từ chối: {each.reason}" for each in given.acts if each.refusal),
    )


def _json(told: "ActTold") -> dict[str, Any]:
    return {
        "dossier": told.dossier,
        "act": told.act,
        "fate": told.fate.value,
        "reason": told.reason,
        "receipt_number": told.receipt_number,
    }


def _line(told: "ActTold") -> str:
    from ui.sync_screen.act_words import ACT_NAMES

    name = ACT_NAMES.get(told.act, "Việc khác")
    more = told.receipt_number or told.reason
    return f"{told.dossier}  {name}: {_FATES[told.fate]}{f' ({more})' if more else ''}"


def _counter() -> Any:
    from app.counter import Counter
    from app.paths import default_profile

    return Counter(default_profile())
