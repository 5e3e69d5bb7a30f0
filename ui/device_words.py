"""What an officer reads about the device that signs, whichever it is; no Qt."""

from dataclasses import dataclass

from app.settings import DeviceKind
from signing.device import Token, Unlock
from signing.remote.account import RemoteKind
from signing.remote.patience import Waiting


@dataclass(frozen=True)
class SecretWords:
    """How what unlocks a key is asked for."""

    heading: str
    field: str
    hint: str = ""


SECRETS = {
    Unlock.PIN: SecretWords("Nhập mã PIN", "Mã PIN"),
    Unlock.FILE_PASSWORD: SecretWords("Nhập mật khẩu tệp chứng thư", "Mật khẩu của tệp"),
    Unlock.PHONE: SecretWords("Xác nhận trên điện thoại", ""),
    Unlock.SERVICE_PIN: SecretWords(
        "Nhập mã PIN ký số từ xa", "Mã PIN", "Mã PIN của chứng thư số ở dịch vụ ký số từ xa."
    ),
    Unlock.SERVICE_PASSWORD: SecretWords(
        "Nhập mật khẩu ký số từ xa", "Mật khẩu", "Mật khẩu tài khoản ở dịch vụ ký số từ xa."
    ),
    Unlock.ONE_TIME_CODE: SecretWords(
        "Nhập mã OTP", "Mã OTP", "6 chữ số trong ứng dụng trên điện thoại, đổi sau mỗi 30 giây."
    ),
}
KINDS = {
    DeviceKind.TOKEN: "USB token",
    DeviceKind.FILE: "Tệp chứng thư",
    DeviceKind.REMOTE: "Ký số từ xa",
}
SERVICES = {
    RemoteKind.VNPT_SMARTCA: "VNPT SmartCA, xác nhận trên điện thoại",
    RemoteKind.VNPT_SMARTCA_OTP: "VNPT SmartCA, mật khẩu và mã OTP",
    RemoteKind.VIETTEL_MYSIGN: "Viettel MySign, xác nhận trên điện thoại",
    RemoteKind.CSC: "Chuẩn CSC v2, xác nhận trên điện thoại",
    RemoteKind.CSC_PIN: "Chuẩn CSC v2, nhập mã PIN",
}


def device_name(token: Token) -> str:
    """Which device it is, e.g. ``Tệp chứng thư “hong-dao”``."""
    match token.unlocked_by:
        case Unlock.PIN:
            return f"Token “{token.label}”"
        case Unlock.FILE_PASSWORD:
            return f"Tệp chứng thư “{token.label}”"
        case _:
            return f"Ký số từ xa: {token.label}"


def doing_words(token: Token, papers: int) -> str:
    """What is under way while ``papers`` are signed."""
    if token.unlocked_by is Unlock.PHONE:
        return f"Đang chuẩn bị yêu cầu ký {papers} giấy tờ"
    if token.own_pin_pad:
        return f"Nhập mã PIN trên thiết bị để ký {papers} giấy tờ"
    return f"Đang ký {papers} giấy tờ"


def waiting_words(waiting: Waiting, service: str = "") -> str:
    """What to do on the phone; a line that is broken is said."""
    app = f"ứng dụng {service}" if service else "ứng dụng ký số"
    said = f"Mở {app} và xác nhận yêu cầu ký {waiting.signatures} giấy tờ."
    if waiting.trouble is not None:
        return f"{said} Đường truyền tới dịch vụ đang gián đoạn, chương trình vẫn chờ."
    return said


def time_left(seconds: int) -> str:
    """``4:05``: minutes and seconds that are left."""
    minutes, rest = divmod(max(seconds, 0), 60)
    return f"{minutes}:{rest:02d}"
