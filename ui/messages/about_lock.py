"""Words about locking and unlocking the window."""

from app.errors import Code
from ui.messages.wording import Wording

LOCK = {
    Code.SIGN_IN_UNSUPPORTED: Wording(
        "Chưa đăng nhập được vào hệ thống này",
        "Chương trình chỉ đăng nhập được khi nối trực tiếp với hệ thống của tỉnh.",
        "Mở Cấu hình, mục Tỉnh, xem cách gửi hồ sơ về tỉnh đang chọn.",
    ),
    Code.SIGN_IN_OTHER_UNIT: Wording(
        "Tài khoản thuộc đơn vị khác",
        "Chỉ cán bộ cùng đơn vị mới mở khóa được quầy này nên cửa sổ vẫn khóa.",
        "Đăng nhập bằng tài khoản của đơn vị[ {unit}].",
    ),
    Code.UNLOCK_PASSWORD_ABSENT: Wording(
        "Chưa có mật khẩu mở khóa",
        "Máy này không giữ mật khẩu mở khóa của tài khoản đang đăng nhập.",
        "Đăng nhập tại hệ thống của tỉnh để mở khóa, rồi đặt mật khẩu mở khóa.",
    ),
    Code.UNLOCK_PASSWORD_SHORT: Wording(
        "Mật khẩu mở khóa quá ngắn",
        "Mật khẩu vừa nhập quá dễ đoán.",
        "Chọn mật khẩu có ít nhất[ {count}] ký tự.",
        variants=(
            (
                lambda facts: not facts.get("count"),
                Wording(
                    "Mật khẩu mở khóa quá ngắn",
                    "Mật khẩu vừa nhập quá dễ đoán.",
                    "Chọn mật khẩu dài hơn.",
                ),
            ),
        ),
    ),
    Code.UNLOCK_PASSWORD_WRONG: Wording(
        "Sai mật khẩu mở khóa",
        "Mật khẩu vừa nhập không đúng.",
        "Kiểm tra phím Caps Lock và bộ gõ tiếng Việt, rồi nhập lại[ sau {wait}].",
    ),
    Code.UNLOCK_TOO_SOON: Wording(
        "Chưa nhập lại được",
        "Mật khẩu đã bị nhập sai nhiều lần.",
        "Chờ[ {wait}] rồi nhập lại, hoặc đăng nhập tại hệ thống của tỉnh.",
        variants=(
            (
                lambda facts: not facts.get("retry_after"),
                Wording(
                    "Chưa nhập lại được",
                    "Mật khẩu đã bị nhập sai nhiều lần.",
                    "Chờ ít phút rồi nhập lại, hoặc đăng nhập tại hệ thống của tỉnh.",
                ),
            ),
        ),
    ),
}
