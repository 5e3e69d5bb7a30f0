"""``quay sign``: files signed with one PIN, without a dossier."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.key import (
    DEFAULT_PIN,
    ClientOption,
    KeyOptions,
    ModuleOption,
    PasswordOption,
    PinOption,
    Pkcs12Option,
    RemoteOption,
    RemoteUrlOption,
    TokenOption,
    choose_signer,
    open_device,
    signed_in_officer,
)
from app.cli.level_options import level_from
from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.cli.register import numbered
from app.cli.sign_options import (
    DateOption,
    FileSymbolOption,
    ForwardOption,
    LevelOption,
    NumberOption,
    OpinionOption,
    OrganisationOption,
    PictureOption,
    RectOption,
    ShowOption,
    StampOptions,
    placement_from,
)
from app.cli.sign_report import (
    KeyboardStop,
    exit_status,
    outcome_json,
    outcome_line,
    summary_lines,
)
from app.cli.vietnamese_help import VietnameseCommand, VietnameseGroup
from app.cli.waiting import PhoneNotice
from app.domain.audit import Act
from app.errors import AppError
from app.paths import default_profile
from app.whole_files import make_folder
from signing.profiles import PROFILES, Holder, SignatureProfile

if TYPE_CHECKING:
    from app.operations.sign_files import Signer, SigningKit
    from app.operations.write_audit import AuditLog
    from app.settings import Settings
    from signing.device import SigningDevice
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
        pin_env: PinOption = DEFAULT_PIN,
        pkcs12: Pkcs12Option = None,
        password_env: PasswordOption = "",
        remote: RemoteOption = None,
        remote_url: RemoteUrlOption = "",
        client_id: ClientOption = "",
        page: Annotated[int, typer.Option(min=1, help="Trang đặt chữ ký, dùng cùng --rect.")] = 1,
        rect: RectOption = "",
        level: LevelOption = "",
        organisation: OrganisationOption = "",
        number: NumberOption = "",
        day: DateOption = "",
        forward_to: ForwardOption = "",
        file_symbol: FileSymbolOption = "",
        opinion: OpinionOption = "",
        picture: PictureOption = None,
        show: ShowOption = None,
        as_json: JsonFlag = False,
    ) -> None:
        stamp = StampOptions(
            organisation, number, day, opinion, forward_to, file_symbol, picture, show
        )
        sign_with(
            profile, files, out=out, level=level, output=Output(as_json),
            key=KeyOptions(
                module, token, pin_env, pkcs12, password_env, remote, remote_url, client_id
            ),
            placement=placement_from(page, rect) if rect else None,
            details=stamp.details(profile),
        )  # fmt: skip

    return sign


for _profile in PROFILES.values():
    sign_app.command(_profile.id, cls=VietnameseCommand, help=_HELP[_profile.id])(
        said_in_vietnamese(_command(_profile))
    )


def sign_with(
    profile: SignatureProfile, files: list[Path], *, out: Path, key: KeyOptions,
    placement: "Placement | None", level: str, details: "StampDetails", output: Output,
) -> None:  # fmt: skip
    """Sign ``files`` into ``out`` and say what became of each as it ends.

    After Ctrl+C files under way are signed whole or not at all, and raised or at B-T; the same
    command goes on with the rest.
    """
    from app.operations.loose_files import Wanted
    from app.operations.sign_loose_files import sign_loose_files
    from app.operations.write_audit import audit_log_of
    from app.settings import load_settings
    from signing.remote.attendance import Attendance
    from signing.verification.worker import VerificationWorker

    key.require_one_device("quay sign")
    settings = key.applied(load_settings(default_profile().settings_file))
    goal = level_from(level or settings.trust.wanted_level, command="quay sign")
    attendance = Attendance()
    device = open_device(key, settings, attendance.patience)
    signer = _signer(device, key, settings, profile)
    make_folder(out)
    with (
        audit_log_of(default_profile()) as audit,
        VerificationWorker() as verification,
        KeyboardStop() as stop,
        attendance.of(PhoneNotice(), stop),
        numbered(profile, details, files, out) as numbers,
        output.progress("Đang ký", len(files)) as moved,
    ):
        outcomes = sign_loose_files(
            kit=_kit(device, verification, settings, goal, audit), signer=signer, files=files,
            out=out, wanted=Wanted(profile, placement, details), numbers=numbers,
            on_signed=lambda _: moved(), stop=stop,
            on_outcome=lambda outcome: output.line(outcome_line(outcome)),
        )  # fmt: skip
        stopped = stop()
    output.result([outcome_json(each) for each in outcomes], *summary_lines(outcomes))
    raise typer.Exit(exit_status(outcomes, stopped=stopped))


def _signer(
    device: "SigningDevice", key: KeyOptions, settings: "Settings", profile: SignatureProfile
) -> "Signer":
    """The device's certificate; an organisation's is held by whoever has its token."""
    from app.operations.write_audit import audit_log_of

    person = profile.holder is Holder.PERSON
    try:
        return choose_signer(
            device,
            label=key.label or settings.token_label,
            pin_env=key.pin_env,
            password_env=key.password_env,
            officer=signed_in_officer(default_profile()) if person else None,
        )
    except AppError as error:
        with audit_log_of(default_profile()) as audit:
            audit.note_failure(Act.SIGNED, error, profile=profile.id)
        raise


def _kit(
    device: "SigningDevice",
    verification: "VerificationWorker",
    chosen: "Settings",
    level: "Level",
    audit: "AuditLog",
) -> "SigningKit":
    from app.counter import clock
    from app.operations.sign_files import SigningKit
    from app.operations.trust_services import level_services
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
        audit=audit,
    )
