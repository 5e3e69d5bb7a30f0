"""All commands of ``quay``: the window's operations for a terminal and for other programs."""

from importlib.util import find_spec

import typer

from app import __version__
from app.cli.audit import audit_app
from app.cli.backup import backup, restore
from app.cli.check import check
from app.cli.clean import clean
from app.cli.data_key import data_key_app
from app.cli.demo import demo
from app.cli.doctor import doctor
from app.cli.dossier import dossier_app
from app.cli.package import export, import_receipt, take_package
from app.cli.province import province_app, sign_in
from app.cli.province_audit import verify_audit
from app.cli.proxy import proxy
from app.cli.pull import pull
from app.cli.queue import queue_app, sync
from app.cli.raise_files import raise_files
from app.cli.read import read
from app.cli.register import register_app
from app.cli.renew import renew
from app.cli.scan import scan
from app.cli.sign import sign_app
from app.cli.submit import submit
from app.cli.trust import trust_app
from app.cli.verify import verify
from app.cli.vietnamese_help import VietnameseCommand, VietnameseGroup

app = typer.Typer(
    name="quay",
    help="Quầy Một Cửa: quét, ký số, xếp hàng và gửi hồ sơ về tỉnh.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    cls=VietnameseGroup,
)
for command in (
    scan, clean, read, check, verify, renew, submit, sync, pull, sign_in, proxy, doctor, backup,
    restore, export, import_receipt,
):  # fmt: skip
    app.command(cls=VietnameseCommand)(command)
app.command("raise", cls=VietnameseCommand)(raise_files)
app.add_typer(dossier_app, name="dossier")
app.add_typer(sign_app, name="sign")
app.add_typer(queue_app, name="queue")
app.add_typer(trust_app, name="trust")
app.add_typer(register_app, name="register")
app.add_typer(data_key_app, name="data-key")
app.add_typer(audit_app, name="audit")
# What the installed program does not hold (packaging/quay.spec) it must not offer.
if find_spec("app.demo") is not None:
    app.command(cls=VietnameseCommand)(demo)
if find_spec("sync.reference_province") is not None:
    province_app.command("take-package", cls=VietnameseCommand)(take_package)
    province_app.command("verify-audit", cls=VietnameseCommand)(verify_audit)
    app.add_typer(province_app, name="province")


@app.callback(invoke_without_command=True)
def window(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="In phiên bản rồi thoát."),
) -> None:
    """Gõ quay không kèm gì để mở cửa sổ chương trình."""
    if version:
        typer.echo(__version__)
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
