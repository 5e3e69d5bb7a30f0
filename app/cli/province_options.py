"""Options of the reference province's commands."""

from pathlib import Path
from typing import Annotated

import typer

from app.errors import AppError, Code

FolderOption = Annotated[Path, typer.Option(help="Thư mục chứa cơ sở dữ liệu và tệp.")]
DatabaseOption = Annotated[
    str, typer.Option(help="Địa chỉ SQLAlchemy; bỏ trống: SQLite trong thư mục trên.")
]
FilesOption = Annotated[
    str,
    typer.Option(
        help="Kho tệp s3://thùng/tiền-tố?endpoint=https://…; bỏ trống: thư mục trên. "
        "Khóa lấy từ AWS_ACCESS_KEY_ID và AWS_SECRET_ACCESS_KEY."
    ),
]
WorkersOption = Annotated[
    int, typer.Option(min=1, max=64, help="Số tiến trình; từ 2 trở lên cần PostgreSQL.")
]
UnfinishedOption = Annotated[
    int,
    typer.Option(
        min=6,
        max=1_000_000,
        envvar="QUAY_PROVINCE_UNFINISHED_MB",
        show_envvar=False,
        help="Số MB tệp gửi dở tối đa của một tài khoản "
        "(hoặc đặt biến môi trường QUAY_PROVINCE_UNFINISHED_MB).",
    ),
]
VirusScanOption = Annotated[
    str, typer.Option(help="clamd://máy:3310 hoặc clamd:///đường/dẫn; bỏ trống: không quét mã độc.")
]
VouchForOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Tài khoản lãnh đạo, văn thư đã trực tiếp xác nhận các việc của mình trong gói."
    ),
]
PlayOption = Annotated[
    bool, typer.Option("--play", help="Đóng vai công dân và phía quốc gia (/v1/play).")
]
PasswordEnvOption = Annotated[
    str, typer.Option(help="Biến môi trường chứa mật khẩu của các tài khoản mẫu khi gieo.")
]
DossiersOption = Annotated[int, typer.Option(min=1, max=2_000_000, help="Số hồ sơ cần gieo.")]
RandomSeedOption = Annotated[
    int, typer.Option(help="Cùng số này và cùng ngày thì cùng một bộ dữ liệu.")
]


def database_of(folder: Path, database: str) -> str:
    """Its SQLAlchemy address."""
    return database or f"sqlite:///{folder / 'province.sqlite3'}"


def check_place(database: str, files: str, workers: int, virus_scan: str, folder: Path) -> None:
    """Errors: WRONG_USAGE for what cannot be served."""
    from sync.reference_province.engine import is_sqlite
    from sync.reference_province.storage import open_storage
    from sync.reference_province.virus_scan import open_virus_scan

    if workers > 1 and is_sqlite(database):
        raise AppError(Code.WRONG_USAGE, problem="bad_value", name="--workers")
    for name, check in (
        ("--files", lambda: open_storage(files, folder)),
        ("--virus-scan", lambda: open_virus_scan(virus_scan)),
    ):
        try:
            check()
        except ValueError as error:
            raise AppError(Code.WRONG_USAGE, problem="bad_value", name=name) from error
