"""``quay sign``: files signed with one PIN, without a dossier."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
from app.cli.level_options import level_from
from app.cli.output import JsonFlag, Output, error_json, said_in_vietnamese
from app.cli.sign_options import (
    KeyOptions,
    LevelOption,
    NumberOption,
    OpinionOption,
    OrganisationOption,
    PictureOption,
    RectOption,
    ShowOption,
    details_from,
    placement_from,
)
from app.cli.vietnamese_help import VietnameseCommand, VietnameseGroup
from app.errors import AppError, Code
from app.whole_files import make_folder, place_errors
from signing.profiles import ISSUING, PROFILES, Holder, SignatureProfile

if TYPE_CHECKING:
    from app.cli.register import RegisterForFiles
    from app.operations.sign_files import SignedFile, Signer, SigningKit
    from app.settings import Settings
    from signing.device import SigningDevice, SigningSession
    from signing.placement import Placement
    from signing.stamp_drawing import StampDetails
    from signing.verification.report import Level
    from signing.verification.worker import VerificationWorker

sign_app = typer.Typer(
    cls=VietnameseGroup, no_args_is_help=True, rich_markup_mode=None, help="Ký số tệp PDF."
)


_HELP = {
    "digitise": "Số hóa giấy tờ (TT 01/2023/TT-VPCP): chữ ký cá nhân, góc trên bên trái trang đầu.",
    "approve": "Phê duyệt: hình chữ ký của lãnh đạo giữa chức vụ và họ tên.",
    "comment": "Thêm ý kiến vào văn bản.",
    "issue": "Phát hành: điền số, ngày nếu văn bản còn chỗ trống, rồi đóng dấu cơ quan.",
    "appendix": "Ký phụ lục ở tệp riêng: số và ký hiệu, thời gian, góc trên bên phải.",
    "sao-y": "Sao y từ bản giấy đã quét.",
    "sao-luc": "Sao lục.",
    "trich-sao": "Trích sao.",
    "incoming": "Văn bản đến.",
}


def _command(profile: SignatureProfile) -> Callable[..., None]:
    def sign(
        files: Annotated[list[Path], typer.Argument(help="Tệp PDF cần ký.")],
        out: Annotated[Path, typer.Option(help="Thư mục chứa tệp đã ký.")],
        module: ModuleOption = None,
        token: TokenOption = "",
        pin_env: PinOption = "QUAY_PIN",
        page: Annotated[int, typer.Option(min=1, help="Trang đặt chữ ký, dùng cùng --rect.")] = 1,
        rect: RectOption = "",
        level: LevelOption = "",
        organisation: OrganisationOption = "",
        number: NumberOption = "",
        opinion: OpinionOption = "",
        picture: PictureOption = None,
        show: ShowOption = None,
        as_json: JsonFlag = False,
    ) -> None:
        sign_with(
            profile,
            files,
            out=out,
            key=KeyOptions(module, token, pin_env),
            placement=placement_from(page, rect) if rect else None,
            level=level,
            details=details_from(organisation, number, opinion, picture, show),
            output=Output(as_json),
        )

    return sign


for _profile in PROFILES.values():
    sign_app.command(_profile.id, cls=VietnameseCommand, help=_HELP[_profile.id])(
        said_in_vietnamese(_command(_profile))
    )


def sign_with(
    profile: SignatureProfile,
    files: list[Path],
    *,
    out: Path,
    key: KeyOptions,
    placement: "Placement | None",
    level: str,
    details: "StampDetails",
    output: Output,
) -> None:
    """Sign ``files`` into ``out`` and say what became of each; exit status 1 unless all are."""
    from app.cli.register import numbered
    from app.operations.sign_files import signing_session
    from app.paths import default_profile
    from app.settings import load_settings
    from signing.verification.worker import VerificationWorker

    settings = load_settings(default_profile().settings_file)
    wanted = level_from(level or settings.trust.wanted_level, command="quay sign")
    device = open_device(key.modules, settings)
    signer = _signer(device, key, settings, profile)
    make_folder(out)
    with (
        VerificationWorker() as verification,
        output.progress("Đang ký", len(files)) as moved,
    ):
        kit = _kit(device, verification, settings, wanted)
        with (
            numbered(profile, details, files) as register,
            signing_session(kit, signer) as session,
        ):
            job = _Job(kit, session, profile, placement, details, register)
            results = list(_sign_each(job, files, out, moved))
    output.result(results, *(_line(result) for result in results))
    if len(results) < len(files) or any(result["out"] is None for result in results):
        raise typer.Exit(1)


def _signer(
    device: "SigningDevice", key: KeyOptions, settings: "Settings", profile: SignatureProfile
) -> "Signer":
    from app.paths import default_profile

    person = profile.holder is Holder.PERSON
    return choose_signer(
        device,
        label=key.label or settings.token.label,
        pin_env=key.pin_env,
        identity_number=signed_in_number(default_profile()) if person else "",
    )


@dataclass(frozen=True)
class _Job:
    kit: "SigningKit"
    session: "SigningSession"
    profile: SignatureProfile
    placement: "Placement | None"
    details: "StampDetails"
    register: "RegisterForFiles"

    def sign(self, source: Path, target: Path) -> "SignedFile":
        details = self.register.details(source, self.details)
        signed = self._sign(source, target, details)
        self.register.issue(source, target, signed.facts.signer)
        return signed

    def _sign(self, source: Path, target: Path, details: "StampDetails") -> "SignedFile":
        from app.operations.issue_file import issue_file
        from app.operations.sign_files import sign_file

        if self.profile.id == ISSUING.id:
            return issue_file(
                kit=self.kit, session=self.session, source=source, target=target,
                details=details, placement=self.placement,
            )  # fmt: skip
        return sign_file(
            kit=self.kit, session=self.session, source=source, target=target,
            profile=self.profile, placement=self.placement, details=details,
        )  # fmt: skip


def _kit(
    device: "SigningDevice",
    verification: "VerificationWorker",
    chosen: "Settings",
    level: "Level",
) -> "SigningKit":
    from app.counter import clock
    from app.operations.sign_files import SigningKit
    from app.operations.trust_services import level_services
    from app.paths import default_profile
    from signing.trust import load_trust

    trust = load_trust((default_profile().trust,))
    services = level_services(chosen, trust=trust, now=clock)
    return SigningKit(
        device=device,
        verification=verification,
        trust=trust,
        timestamper=services.timestamper,
        check_revocation=chosen.trust.check_revocation,
        now=clock,
        evidence=services.evidence,
        level=level,
        grace=services.grace,
    )


def _sign_each(
    job: _Job, files: list[Path], out: Path, moved: Callable[[], None]
) -> Iterator[dict[str, Any]]:
    """One result a file, until something happens that would befall the next one too."""
    from app.operations.sign_papers import STOPS_THE_BATCH

    for file in files:
        target = out / file.name
        try:
            with place_errors(target):
                if target.exists():
                    # The original itself, one of the same name signed before, or somebody's.
                    raise AppError(Code.FILE_EXISTS, file=file.name)
            signed = job.sign(file, target)
        except AppError as error:
            yield {"file": file.name, "out": None, **error_json(error)}
            if error.code in STOPS_THE_BATCH:
                return
        else:
            yield {
                "out": str(target),
                **job.register.to_json(file),
                **signed.report.to_json(),
                **_shortfall(signed.shortfall),
            }
        moved()


def _shortfall(error: AppError | None) -> dict[str, Any]:
    """Why the wanted level was not reached, as ``level_error``; None when it was."""
    return {"level_error": error_json(error)["error"] if error else None}


def _line(result: dict[str, Any]) -> str:
    if result["out"] is None:
        return f"✗ {result['file']}: {result['error']['sentence']} → {result['error']['next_step']}"
    last = [each for each in result["signatures"] if each["kind"] == "signature"][-1]
    number = f", số {result['number']}" if "number" in result else ""
    said = f"✓ {result['out']}{number}: {last['signer']}, mức {last['level']}"
    why = result["level_error"]
    return f"{said} (chưa cao hơn: {why['sentence']})" if why else said
