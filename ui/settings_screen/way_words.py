"""What came of trying the way to the province, as one sentence; no Qt."""

from urllib.parse import urlsplit

from app.errors import AppError, Code
from app.proxy import ProxyMode
from app.settings import ProxySettings
from ui.messages import Message, message
from ui.theme import Tone

_REACHED = {
    ProxyMode.SYSTEM: "Đã tới được hệ thống của tỉnh theo đường của hệ thống.",
    ProxyMode.NONE: "Đã tới được hệ thống của tỉnh, đi thẳng không qua proxy.",
    ProxyMode.OWN: "Đã tới được hệ thống của tỉnh với địa chỉ proxy này.",
}


def way_words(way: ProxySettings, url: str, error: AppError | None) -> tuple[Message, Tone]:
    """``error`` is what ``app.operations.try_way`` raised on ``way`` to ``url``, None for none."""
    if error is None:
        return Message("Kết nối tốt", _REACHED[ProxyMode(way.mode)], ""), Tone.OK
    sentence = _sentence(way, urlsplit(url).hostname or url, error)
    if not sentence:
        return message(error), Tone.WARN
    return Message("Chưa kết nối được", sentence, ""), Tone.WARN


def _sentence(way: ProxySettings, host: str, error: AppError) -> str:
    """Empty for what is no matter of the way."""
    if error.code is Code.PROXY_REFUSED:
        return _refusal(host, wants_login=error.facts.get("status") == 407, named=bool(way.user))
    place = f"Proxy {way.address}" if way.address else "Proxy của hệ thống"
    silent = f"{host} không trả lời, hãy kiểm tra đường mạng và địa chỉ trong mục Tỉnh."
    return {
        Code.PROXY_UNREACHABLE: f"{place} không trả lời, hãy kiểm tra địa chỉ, cổng và dây mạng.",
        Code.PROVINCE_UNREACHABLE: silent,
        Code.PROVINCE_ANSWER_LOST: silent,
        Code.PROVINCE_INSECURE: (
            f"Không tin được chứng thư máy chủ của {host}, hãy xem lại ngày giờ của máy hoặc báo "
            "quản trị mạng nếu proxy chen vào giữa kết nối."
        ),
        Code.PROVINCE_ANSWER_UNREADABLE: (
            f"Có trang khác trả lời thay cho {host}, hãy đăng nhập mạng của cơ quan bằng trình "
            "duyệt rồi thử lại."
        ),
    }.get(error.code, "")


def _refusal(host: str, *, wants_login: bool, named: bool) -> str:
    if not wants_login:
        return f"Proxy chặn đường tới {host}, hãy nhờ quản trị mạng cho phép địa chỉ này."
    if named:
        return "Proxy không chấp nhận tên người dùng hoặc mật khẩu, hãy nhập lại rồi thử."
    return "Proxy đòi tên người dùng và mật khẩu, hãy nhập cả hai rồi thử lại."
