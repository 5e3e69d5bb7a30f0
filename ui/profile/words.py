"""What the officer's page says, without widgets."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.attendance import AttendanceKind
from app.domain.dossier import Gender
from app.domain.officer import Officer
from app.domain.working_time import VIETNAM
from ui.certificate_words import issuer_name
from ui.own_certificate import Match, OwnCertificate, is_bound
from ui.status_text import SOON_DAYS
from ui.theme import Tone

ABSENT = "Chưa có"
KIND_WORDS = {
    AttendanceKind.SIGNED_IN: "Đăng nhập tại hệ thống của tỉnh",
    AttendanceKind.SIGNED_OUT: "Đăng xuất",
    AttendanceKind.UNLOCKED: "Mở khóa bằng mật khẩu",
    AttendanceKind.UNLOCKED_BY_SIGN_IN: "Mở khóa bằng đăng nhập tại tỉnh",
    AttendanceKind.WRONG_PASSWORD: "Nhập sai mật khẩu mở khóa",
    AttendanceKind.PASSWORD_SET: "Đặt mật khẩu mở khóa",
    AttendanceKind.PASSWORD_REMOVED: "Bỏ mật khẩu mở khóa",
}
_GENDERS = {Gender.MALE: "Nam", Gender.FEMALE: "Nữ", Gender.UNKNOWN: ""}


@dataclass(frozen=True)
class Line:
    name: str
    value: str
    """Empty when the province does not know it."""
    needed: bool = False
    """Whether the national portal asks for it."""


def personal_lines(officer: Officer, *, whole_number: bool) -> tuple[Line, ...]:
    """The officer's particulars; the citizen number whole only when asked for."""
    number = officer.identity_number
    born = f"{officer.born:%d/%m/%Y}" if officer.born else ""
    return (
        Line("Họ tên", officer.full_name),
        Line("Giới tính", _GENDERS[officer.gender]),
        Line("Số CMND/CCCD", number if whole_number else masked(number), needed=True),
        Line("Ngày sinh", born, needed=True),
        Line("Điện thoại", officer.phone, needed=True),
        Line("Email", officer.email),
        Line("Địa chỉ", officer.address),
        Line("Đơn vị", officer.unit_name),
        Line("Tổ/bộ phận", officer.department),
        Line("Tài khoản", officer.account),
    )


def masked(number: str) -> str:
    """All but the last three digits as dots: citizens look at this screen too."""
    return "•" * (len(number) - 3) + number[-3:] if len(number) > 3 else number


def certificate_lines(own: OwnCertificate) -> tuple[Line, ...]:
    certificate = own.certificate
    return (
        Line("Chủ chứng thư", certificate.common_name),
        Line("Số sê-ri", certificate.serial.upper()),
        Line("Nơi cấp", issuer_name(certificate.issuer)),
        Line("Hiệu lực", f"{_day(certificate.not_before)} – {_day(certificate.not_after)}"),
        Line("Token", own.inside.token.label),
    )


def validity(own: OwnCertificate, now: datetime) -> tuple[str, Tone]:
    """How long the certificate lasts."""
    left = own.certificate.not_after - now
    if left.total_seconds() <= 0:
        return "Đã hết hạn", Tone.BAD
    if now < own.certificate.not_before:
        return f"Có hiệu lực từ {_day(own.certificate.not_before)}", Tone.WARN
    return f"Còn {left.days} ngày", Tone.WARN if left.days < SOON_DAYS else Tone.OK


def match_words(own: OwnCertificate, officer: Officer) -> tuple[str, Tone]:
    """Whether the certificate is that of the account."""
    if own.match is Match.UNKNOWN:
        return "Tài khoản chưa có số CCCD để đối chiếu", Tone.WARN
    if own.match is Match.OTHER:
        return "Không phải chứng thư của tài khoản này", Tone.BAD
    if officer.certificate_serial and not is_bound(own.certificate, officer):
        return "Khớp số CCCD, nhưng khác chứng thư đã gắn ở tỉnh", Tone.WARN
    return "Khớp với tài khoản", Tone.OK


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y}"
