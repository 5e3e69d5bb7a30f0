"""Words about packages for upload by hand, and about what a provincial system cannot do."""

from app.errors import Code
from ui.messages.wording import Wording, when

_UNREADABLE = "Không dùng được gói này"
_ASK_AGAIN = "Xin lại gói từ quầy đã lập, rồi thử lại. Không sửa hoặc nén lại gói."

PACKAGES = {
    Code.PROVINCE_UNSUPPORTED: Wording(
        "Hệ thống của tỉnh không nhận việc này qua mạng",
        "Hệ thống mà tỉnh đang dùng không công bố cách thực hiện việc này từ xa[ ({call})].",
        "Mở Đồng bộ, chọn Xuất gói rồi nộp bằng tay; hồ sơ vẫn được giữ trên máy này"
        "[ ({on_command_line}: quay export)].",
    ),
    Code.PACKAGE_EMPTY: Wording(
        "Không có gì để xuất",
        "Các hồ sơ đã chọn không có việc nào đang chờ gửi về tỉnh.",
        "Mở Đồng bộ, chọn hồ sơ đang chờ gửi. Việc chờ xác nhận lại hoặc bị tỉnh từ chối phải được "
        "xử lý trước.",
    ),
    Code.PACKAGE_TOO_LARGE: Wording(
        "Gói quá lớn",
        "Số hồ sơ đã chọn[ ({dossiers} hồ sơ)] vượt quá sức chứa của một gói.",
        "Chọn ít hồ sơ hơn và xuất thành nhiều gói.",
    ),
    Code.PACKAGE_UNREADABLE: Wording(
        _UNREADABLE,
        "Tệp[ {subject}] không phải là gói hồ sơ, hoặc đã bị sửa hay hỏng.",
        _ASK_AGAIN,
        variants=(
            (
                when("problem", "hash"),
                Wording(
                    _UNREADABLE,
                    "Nội dung[ {name}] trong gói không còn khớp mã SHA-256 ghi lúc lập gói.",
                    _ASK_AGAIN,
                ),
            ),
            (
                when("problem", "too_large"),
                Wording(
                    _UNREADABLE,
                    "Tệp[ {subject}] lớn hơn mức một gói hồ sơ có thể có nên không được mở.",
                    _ASK_AGAIN,
                ),
            ),
        ),
    ),
    Code.PACKAGE_NEWER: Wording(
        "Gói của phiên bản mới hơn",
        "Tệp[ {subject}] được lập bằng phiên bản chương trình mới hơn.",
        "Cập nhật chương trình trên máy này rồi thử lại.",
    ),
    Code.PACKAGE_RECEIPT_UNREADABLE: Wording(
        "Không đọc được biên nhận",
        "Tệp[ {subject}] không phải là biên nhận của gói hồ sơ, hoặc đã bị hỏng.",
        "Xin lại tệp biên nhận (.json) từ đầu mối của tỉnh. Hồ sơ vẫn đang chờ gửi.",
    ),
    Code.PACKAGE_RECEIPT_FOREIGN: Wording(
        "Biên nhận không phải của máy này",
        "Không việc nào trong biên nhận[ {subject}] được lập trên máy này.",
        "Nhập biên nhận trên đúng máy đã xuất gói.",
    ),
}
