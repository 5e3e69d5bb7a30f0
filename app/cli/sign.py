"""``quay sign``: files signed with one PIN, without a dossier."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.key import (
    ModuleOption,
    PinOption,
    TokenOption,
    choose_signer,
    open_device,
    signed_in_number,
)
from app.cli.output import JsonFlag, Output, error_json, said_in_vietnamese
from app.cli.vietnamese_help import VietnameseCommand, VietnameseGroup
from app.errors import AppError, Code
from app.whole_files import make_folder, place_errors

if TYPE_CHECKING:
    from app.operations.sign_files import SigningKit
    from app.settings import TrustSettings
    from signing.device import SigningDevice, SigningSession
    from signing.placement import Placement
    from signing.verification.report import Level
    from signing.verification.worker import VerificationWorker

sign_app = typer.Typer(
    cls=VietnameseGroup, no_args_is_help=True, rich_markup_mode=None, help="Ký số tệp PDF."
)


LevelOption = Annotated[
    str, typer.Option(help="Mức chữ ký: B-B, B-T, B-LT, B-LTA; bỏ trống: theo Cấu hình.")
]


@sign_app.command("digitise", cls=VietnameseCommand)
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
    level: LevelOption = "",
    as_json: JsonFlag = False,
) -> None:
    """Ký số hóa giấy tờ (TT 01/2023/TT-VPCP): chữ ký cá nhân, tên người sao chụp, thời gian."""
    from app.operations.sign_files import signing_session
    from app.paths import default_profile
    from app.settings import load_settings
    from signing.verification.worker import VerificationWorker

    output = Output(as_json)
    placement = _placement(page, rect) if rect else None
    settings = load_settings(default_profile().settings_file)
    wanted = _level(level or settings.trust.wanted_level)
    device = open_device(module, settings)
    signer = choose_signer(
        device,
        label=token or settings.token.label,
        pin_env=pin_env,
        identity_number=signed_in_number(default_profile()),
    )
    make_folder(out)
    with (
        VerificationWorker() as verification,
        output.progress("Đang ký", len(files)) as moved,
    ):
        kit = _kit(device, verification, settings.trust, wanted)
        with signing_session(kit, signer) as session:
            results = list(_sign_each(kit, session, files, out, placement, moved))
    output.result(results, *(_line(result) for result in results))
    if len(results) < len(files) or any(result["out"] is None for result in results):
        raise typer.Exit(1)


def _kit(
    device: "SigningDevice",
    verification: "VerificationWorker",
    chosen: "TrustSettings",
    level: "Level",
) -> "SigningKit":
    from app.counter import clock
    from app.operations.sign_files import SigningKit
    from app.paths import default_profile
    from signing.timestamps import Timestamper
    from signing.trust import load_trust
    from signing.validation_evidence import ValidationEvidence

    trust = load_trust((default_profile().trust,))
    return SigningKit(
        device=device,
        verification=verification,
        trust=trust,
        timestamper=Timestamper(chosen.tsa_url, trust=trust) if chosen.tsa_url else None,
        check_revocation=chosen.check_revocation,
        now=clock,
        evidence=ValidationEvidence(),
        level=level,
    )


def _sign_each(
    kit: "SigningKit",
    session: "SigningSession",
    files: list[Path],
    out: Path,
    placement: "Placement | None",
    moved: Callable[[], None],
) -> Iterator[dict[str, Any]]:
    """One result a file, until something happens that would befall the next one too."""
    from app.operations.sign_files import sign_file
    from app.operations.sign_papers import STOPS_THE_BATCH
    from signing.profiles import DIGITISING

    for file in files:
        target = out / file.name
        try:
            with place_errors(target):
                if target.exists():
                    # The original itself, one of the same name signed before, or somebody's.
                    raise AppError(Code.FILE_EXISTS, file=file.name)
            signed = sign_file(
                kit=kit, session=session, source=file, target=target, profile=DIGITISING,
                placement=placement,
            )  # fmt: skip
        except AppError as error:
            yield {"file": file.name, "out": None, **error_json(error)}
            if error.code in STOPS_THE_BATCH:
                return
        else:
            yield {"out": str(target), **signed.report.to_json(), **_shortfall(signed.shortfall)}
        moved()


def _level(text: str) -> "Level":
    from app.domain.level_goal import LEVELS
    from signing.verification.report import Level

    if text not in LEVELS:
        raise AppError(Code.WRONG_USAGE, problem="level", command="quay sign digitise")
    return Level(text)


def _shortfall(error: AppError | None) -> dict[str, Any]:
    """Why the wanted level was not reached, as ``level_error``; None when it was."""
    return {"level_error": error_json(error)["error"] if error else None}


def _placement(page: int, rect: str) -> "Placement":
    from app.domain.paper import Rect
    from signing.placement import Placement

    try:
        x0, y0, x1, y1 = (float(number) for number in rect.split(","))
    except ValueError:
        raise AppError(Code.WRONG_USAGE, problem="rect", command="quay sign digitise") from None
    return Placement(page, Rect(x0, y0, x1, y1))


def _line(result: dict[str, Any]) -> str:
    if result["out"] is None:
        return f"✗ {result['file']}: {result['error']['sentence']} → {result['error']['next_step']}"
    last = [each for each in result["signatures"] if each["kind"] == "signature"][-1]
    said = f"✓ {result['out']}: {last['signer']}, mức {last['level']}"
    why = result["level_error"]
    return f"{said} (chưa cao hơn: {why['sentence']})" if why else said
