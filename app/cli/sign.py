"""``quay sign``: files signed with one PIN, without a dossier."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.key import ModuleOption, PinOption, TokenOption, choose_signer, open_device
from app.cli.output import JsonFlag, Output, error_json, said_in_vietnamese
from app.errors import AppError

sign_app = typer.Typer(no_args_is_help=True, help="Ký số tệp PDF.")


@sign_app.command("digitise")
@said_in_vietnamese
def digitise(
    files: Annotated[list[Path], typer.Argument(help="Tệp PDF cần ký.")],
    out: Annotated[Path, typer.Option(help="Thư mục chứa tệp đã ký.")],
    module: ModuleOption = None,
    token: TokenOption = "",
    pin_env: PinOption = "QUAY_PIN",
    page: Annotated[int, typer.Option(min=1, help="Trang đặt chữ ký, dùng cùng --rect.")] = 1,
    rect: Annotated[
        str, typer.Option(help="x0,y0,x1,y1 theo điểm PDF; bỏ trống: góc trên bên trái trang đầu.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Ký số hóa giấy tờ (TT 01/2023/TT-VPCP): chữ ký cá nhân, tên người sao chụp, thời gian."""
    from app.operations.sign_files import SigningKit, sign_file, signing_session
    from app.operations.sign_papers import STOPS_THE_BATCH
    from app.paths import default_profile
    from app.settings import load_settings
    from signing.profiles import DIGITISING
    from signing.timestamps import Timestamper
    from signing.trust import load_trust
    from signing.verification.worker import VerificationWorker

    output = Output(as_json)
    placement = _placement(page, rect) if rect else None
    profile = default_profile()
    settings = load_settings(profile.settings_file)
    device = open_device(module, settings.token.modules)
    signer = choose_signer(device, label=token or settings.token.label, pin_env=pin_env)
    trust = load_trust((profile.trust,))
    tsa = settings.trust.tsa_url
    results: list[dict[str, Any]] = []
    out.mkdir(parents=True, exist_ok=True)
    with (
        VerificationWorker() as verification,
        output.progress("Đang ký", len(files)) as moved,
    ):
        kit = SigningKit(
            device=device,
            verification=verification,
            trust=trust,
            timestamper=Timestamper(tsa, trust=trust) if tsa else None,
            check_revocation=settings.trust.check_revocation,
            now=_now,
        )
        with signing_session(kit, signer) as session:
            for file in files:
                try:
                    signed = sign_file(
                        kit=kit, session=session, source=file, target=out / file.name,
                        profile=DIGITISING, placement=placement,
                    )  # fmt: skip
                    results.append({"out": str(out / file.name), **signed.report.to_json()})
                except AppError as error:
                    results.append({"file": file.name, "out": None, **error_json(error)})
                    if error.code in STOPS_THE_BATCH:
                        break
                moved()
    output.result(results, *(_line(result) for result in results))
    if len(results) < len(files) or any(result["out"] is None for result in results):
        raise typer.Exit(1)


def _now() -> Any:
    from app.counter import clock

    return clock()


def _placement(page: int, rect: str) -> Any:
    from app.domain.paper import Rect
    from signing.placement import Placement

    try:
        x0, y0, x1, y1 = (float(number) for number in rect.split(","))
    except ValueError:
        raise typer.BadParameter("--rect cần bốn số: x0,y0,x1,y1") from None
    return Placement(page, Rect(x0, y0, x1, y1))


def _line(result: dict[str, Any]) -> str:
    if result["out"] is None:
        return f"✗ {result['file']}: {result['error']['sentence']} → {result['error']['next_step']}"
    last = result["signatures"][-1]
    return f"✓ {result['out']}: {last['signer']}, mức {last['level']}"
