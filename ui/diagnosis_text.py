"""Findings of a diagnosis as lines that an officer can read or send to support; no Qt."""

from app.errors import AppError, Code
from app.operations.diagnose import Check, Finding, Health
from app.sealing.slots import SlotKind
from signing.device import PinState
from signing.pkcs11_modules import ModuleState
from ui.device_words import KINDS
from ui.messages import message

_PIN_STATES = {
    PinState.FINE: "",
    PinState.LOW: ", mã PIN từng bị nhập sai",
    PinState.FINAL_TRY: ", chỉ còn một lần thử mã PIN",
    PinState.LOCKED: ", đã bị khóa",
}
_MODULE_STATES = {
    ModuleState.USABLE: "dùng được",
    ModuleState.WRONG_BITNESS: "không cùng loại 32/64 bit với chương trình này",
    ModuleState.NOT_PKCS11: "không phải trình điều khiển token (PKCS#11)",
    ModuleState.UNREADABLE: "không đọc được tệp",
}

_KINDS = {kind.value: name for kind, name in KINDS.items()}


def diagnosis_line(finding: Finding) -> str:
    """What was found and, where something is missing, what to do."""
    line = _LINES[finding.check](finding)
    code = finding.facts.get("code")
    if isinstance(code, str) and code in set(Code):
        words = message(AppError(Code(code)))
        return f"{line}: {words.sentence} {words.next_step}"
    return line


def _profile(finding: Finding) -> str:
    return f"Thư mục dữ liệu: {finding.subject}"


def _settings(finding: Finding) -> str:
    return f"Cấu hình {finding.subject}" if finding.subject else "Cấu hình"


def _database(finding: Finding) -> str:
    state = ": đọc được" if finding.health is Health.FINE else ""
    return f"Cơ sở dữ liệu{state}"


def _disk(finding: Finding) -> str:
    free = int(finding.facts.get("free_bytes", 0)) // 1_000_000
    advice = "" if finding.health is Health.FINE else ". Nên xóa bớt tệp để còn ít nhất 1.000 MB"
    return f"Ổ đĩa còn trống {free:,} MB".replace(",", ".") + advice


_KEY_WAYS = {
    SlotKind.KEYRING.value: "Dữ liệu được mã hóa, khóa nằm trong kho khóa của hệ điều hành",
    SlotKind.PASSPHRASE.value: "Dữ liệu được mã hóa bằng mật khẩu mở dữ liệu",
}


def _keyring(finding: Finding) -> str:
    way = _KEY_WAYS.get(finding.subject, "Dữ liệu được mã hóa")
    if finding.facts.get("recovery_code"):
        return way
    return f"{way}. Chưa có mã khôi phục: in mã rồi cất, phòng khi đổi máy"


def _device(finding: Finding) -> str:
    said = f"Ký bằng: {_KINDS.get(finding.subject, 'thiết bị không rõ')}"
    name, place = finding.facts.get("name"), finding.facts.get("place")
    return f"{said} “{name}”, {place}" if name else said


def _module(finding: Finding) -> str:
    if not finding.subject:
        return f"{message(AppError(Code.TOKEN_DRIVER_ABSENT)).sentence} Cài bộ cài đi kèm token."
    vendor = str(finding.facts.get("vendor", ""))
    state = finding.facts.get("state", "")
    named = f"{vendor}, {finding.subject}" if vendor else finding.subject
    return f"Trình điều khiển {named}: {_MODULE_STATES.get(state, state)}"


def _token(finding: Finding) -> str:
    if finding.subject:
        pin = _PIN_STATES.get(finding.facts.get("pin", ""), "")
        return f"Token “{finding.subject}”, hãng {finding.facts.get('maker', '')}{pin}"
    if "code" in finding.facts:
        return "Token"
    return f"{message(AppError(Code.TOKEN_ABSENT)).sentence} Cắm token vào máy và chờ đèn sáng."


def _certificate(finding: Finding) -> str:
    days = finding.facts.get("days_left")
    if days is None:
        named = f"Token “{finding.subject}”" if finding.subject else "Token"
        return f"{named} không có chứng thư số ký được"
    if int(days) < 0:
        return f"Chứng thư số của {finding.subject} đã hết hạn sử dụng"
    return f"Chứng thư số của {finding.subject}, còn hiệu lực {days} ngày"


def _scanner(finding: Finding) -> str:
    if finding.subject:
        return f"Máy quét {finding.facts.get('name') or finding.subject}"
    if "code" in finding.facts:
        return "Máy quét"
    return f"{message(AppError(Code.SCANNER_ABSENT)).sentence} Bật máy quét, kiểm tra dây cáp."


def _province(finding: Finding) -> str:
    if not finding.subject:
        words = message(AppError(Code.PROVINCE_NOT_SET))
        return f"{words.sentence} {words.next_step}"
    if finding.health is Health.FINE:
        return f"Hệ thống của tỉnh {finding.subject} trả lời tốt"
    return f"Hệ thống của tỉnh {finding.subject}"


def _timestamp(finding: Finding) -> str:
    if finding.subject:
        return f"Dịch vụ cấp dấu thời gian (TSA): {finding.subject}"
    return "Chưa đặt dịch vụ cấp dấu thời gian (TSA), chữ ký không được gắn dấu thời gian"


def _package(finding: Finding) -> str:
    if finding.health is Health.FINE:
        return f"Thành phần {finding.subject}: đã cài"
    return (
        f"Thành phần {finding.subject}: chưa cài, không dùng được máy quét nối vào máy này. "
        "Nhờ quản trị viên cài gói libsane1 rồi cài lại chương trình"
    )


_LINES = {
    Check.PROFILE: _profile,
    Check.SETTINGS: _settings,
    Check.DATABASE: _database,
    Check.DISK: _disk,
    Check.KEYRING: _keyring,
    Check.DEVICE: _device,
    Check.MODULE: _module,
    Check.TOKEN: _token,
    Check.CERTIFICATE: _certificate,
    Check.SCANNER: _scanner,
    Check.PROVINCE: _province,
    Check.TIMESTAMP: _timestamp,
    Check.PACKAGE: _package,
}
