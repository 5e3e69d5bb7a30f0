"""``quay province``: the reference province, and signing in at a province."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.cli.province_options import (
    DatabaseOption,
    DossiersOption,
    FilesOption,
    FolderOption,
    PasswordEnvOption,
    PlayOption,
    RandomSeedOption,
    UnfinishedOption,
    VirusScanOption,
    WorkersOption,
    check_place,
    database_of,
)
from app.cli.vietnamese_help import VietnameseCommand, VietnameseGroup
from app.errors import AppError, Code
from app.whole_files import make_folder

if TYPE_CHECKING:
    from app.counter import Counter
    from app.domain.officer import Officer
    from sync.contract import TokenAnswer

province_app = typer.Typer(
    cls=VietnameseGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Hệ thống tỉnh tham chiếu.",
)

_SIGN_IN_SECONDS = 300


@province_app.command("serve", cls=VietnameseCommand)
@said_in_vietnamese
def serve(
    folder: FolderOption,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Cổng mạng trên máy này.")] = 8765,
    database: DatabaseOption = "",
    files: FilesOption = "",
    workers: WorkersOption = 1,
    virus_scan: VirusScanOption = "",
    unfinished_mb: UnfinishedOption = 300,
    play: PlayOption = False,
    password_env: PasswordEnvOption = "",
    as_json: JsonFlag = False,
) -> None:
    """Chạy hệ thống tỉnh tham chiếu trên máy này (127.0.0.1) cho đến khi dừng."""
    from sync.reference_province import ProvinceServerSettings
    from sync.reference_province import serve as serve_province
    from sync.reference_province.seed import seed, standard_officers

    make_folder(folder)
    url = f"http://127.0.0.1:{port}"
    settings = ProvinceServerSettings(
        database_url=database_of(folder, database),
        files_folder=folder / "files",
        public_url=url,
        files_url=files,
        virus_scan_url=virus_scan,
        play=play,
        workers=workers,
        unfinished_bytes=unfinished_mb * 1_000_000,
    )
    check_place(settings.database_url, files, workers, virus_scan, settings.files_folder)
    if password_env:
        seed(
            settings,
            officers=standard_officers(password_from(password_env, option="--password-env")),
        )
    output, line = Output(as_json), f"Hệ thống tỉnh tham chiếu: {url} (Ctrl+C để dừng)"
    serve_province(settings, port=port, on_listening=lambda: output.result({"url": url}, line))


@province_app.command("seed", cls=VietnameseCommand)
@said_in_vietnamese
def seed_province(
    folder: FolderOption,
    dossiers: DossiersOption = 10_000,
    random_seed: RandomSeedOption = 1,
    database: DatabaseOption = "",
    password_env: PasswordEnvOption = "",
    as_json: JsonFlag = False,
) -> None:
    """Gieo dữ liệu mẫu: đủ 102 xã, phường, đặc khu, cán bộ, hồ sơ, tiến trình và thanh toán."""
    from sync.reference_province import ProvinceServerSettings
    from sync.reference_province.seed import seed, standard_officers
    from sync.reference_province.seeding import seed_dossiers

    make_folder(folder)
    password = password_from(password_env, option="--password-env")
    settings = ProvinceServerSettings(
        database_url=database_of(folder, database),
        files_folder=folder / "files",
        public_url="http://127.0.0.1",
    )
    seed(settings, officers=standard_officers(password))
    made = seed_dossiers(settings, count=dossiers, random_seed=random_seed, password=password)
    Output(as_json).result(
        {"dossiers": made.dossiers, "units": made.units, "officers": made.officers},
        f"Đã gieo {made.dossiers} hồ sơ, {made.units} đơn vị, {made.officers} tài khoản.",
    )


@said_in_vietnamese
def sign_in(
    account: Annotated[str, typer.Option(help="Tài khoản; bỏ trống: mở trình duyệt.")] = "",
    password_env: Annotated[
        str, typer.Option(help="Biến môi trường chứa mật khẩu, chỉ dùng cùng --account.")
    ] = "",
    province: Annotated[
        str, typer.Option(help="Địa chỉ hệ thống tỉnh; bỏ trống: địa chỉ đã lưu.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Đăng nhập hệ thống tỉnh (OIDC, PKCE)."""
    from app.counter import Counter
    from app.operations.sign_in import note_failed_sign_in
    from app.paths import default_profile
    from sync.password_sign_in import sign_in_with_password

    with Counter(default_profile()) as counter:
        url = province or counter.settings.province.url
        if not url:
            raise AppError(Code.PROVINCE_NOT_SET)
        if account:
            password = password_from(password_env, option="--password-env")
            try:
                answer = sign_in_with_password(url, account=account, password=password)
            except AppError as error:
                if error.code is Code.SIGN_IN_FAILED:
                    note_failed_sign_in(store=counter.store, error=error, account=account)
                raise
        else:
            answer = _through_the_browser(url)
        officer = _keep(counter, url, answer)
    Output(as_json).result(
        {"account": officer.account, "full_name": officer.full_name, "unit": officer.unit_name},
        f"Đã đăng nhập: {officer.full_name} – {officer.unit_name}",
    )


def _keep(counter: "Counter", url: str, answer: "TokenAnswer") -> "Officer":
    """Complete the sign-in; only an address that let the officer in replaces the known one."""
    from dataclasses import replace

    from app.operations.sign_in import complete_sign_in

    before = counter.settings
    counter.change_settings(replace(before, province=replace(before.province, url=url)))
    try:
        return complete_sign_in(
            store=counter.store, tokens=counter.tokens, province=counter.province(), answer=answer
        )
    except BaseException:
        counter.change_settings(before)
        raise


def password_from(variable: str, *, option: str) -> str:
    """A secret from the environment: never an argument that other users of the machine see.

    Errors: WRONG_USAGE when ``option`` named no variable, or one that is not set.
    """
    if not variable:
        raise AppError(Code.WRONG_USAGE, problem="missing", name=option)
    if variable not in os.environ:
        raise AppError(Code.WRONG_USAGE, problem="variable", name=variable)
    return os.environ[variable]


def _through_the_browser(url: str) -> "TokenAnswer":
    import webbrowser

    from sync.sign_in import SignIn

    sign_in = SignIn(
        url,
        done_text="Đã đăng nhập. Mời anh/chị quay lại chương trình.",
        failed_text="Chưa đăng nhập được. Mời anh/chị quay lại chương trình và thử lại.",
    )
    address = sign_in.start()
    typer.echo(f"Mở trình duyệt để đăng nhập: {address}", err=True)
    webbrowser.open(address)
    return sign_in.wait(_SIGN_IN_SECONDS)
