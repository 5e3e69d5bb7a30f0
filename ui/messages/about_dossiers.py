"""Words about dossiers and papers."""

from app.errors import Code
from ui.messages.wording import Wording, known

DOSSIERS = {
    Code.DOSSIER_UNKNOWN: Wording(
        "Không tìm thấy hồ sơ",
        "Hồ sơ này không có trên máy.",
        "Kiểm tra lại số hồ sơ, hoặc tìm theo tên người nộp.",
    ),
    Code.DOSSIER_ALREADY_SUBMITTED: Wording(
        "Hồ sơ đã tiếp nhận",
        "Hồ sơ[ {dossier}] đã được tiếp nhận nên không sửa được nữa.",
        "Mở hồ sơ từ Bàn làm việc để xem. Nếu cần đổi nội dung, lập yêu cầu bổ sung.",
    ),
    Code.APPLICANT_INCOMPLETE: Wording(
        "Thiếu thông tin người nộp",
        "Chưa nhập đủ thông tin người nộp[: {fields}].",
        "Bổ sung các ô còn trống, hoặc quét mã QR trên thẻ CCCD.",
    ),
    Code.IDENTITY_NUMBER_INVALID: Wording(
        "Số CCCD không đúng",
        "Số căn cước công dân phải gồm đúng 12 chữ số.",
        "Nhập lại theo thẻ, hoặc quét mã QR trên thẻ CCCD.",
    ),
    Code.CARD_UNREADABLE: Wording(
        "Không đọc được thẻ",
        "Mã vừa quét không phải mã QR của thẻ căn cước.",
        "Quét mã QR ở mặt trước thẻ CCCD, hoặc nhập thông tin bằng tay.",
    ),
    Code.COMPONENT_MISSING: Wording(
        "Thiếu thành phần hồ sơ",
        "Hồ sơ chưa có giấy tờ nào.",
        "Quét hoặc chọn tệp cho từng thành phần hồ sơ rồi tiếp nhận.",
        variants=(
            (
                known("component"),
                Wording(
                    "Thiếu thành phần hồ sơ",
                    "Chưa có giấy tờ cho thành phần bắt buộc “{component}”.",
                    "Quét hoặc chọn tệp cho thành phần này rồi tiếp nhận.",
                ),
            ),
        ),
    ),
    Code.COMPONENT_UNKNOWN: Wording(
        "Không có thành phần này",
        "Thủ tục không có thành phần hồ sơ[ “{component}”].",
        "Chọn lại thành phần trong danh sách, hoặc thêm vào Giấy tờ khác.",
    ),
    Code.PAPER_UNKNOWN: Wording(
        "Không tìm thấy giấy tờ",
        "Giấy tờ được chọn không còn trong hồ sơ.",
        "Chọn lại giấy tờ trong danh sách của hồ sơ.",
    ),
    Code.PAPER_NOT_SIGNED: Wording(
        "Giấy tờ chưa ký số",
        "Giấy tờ[ “{paper}”] chưa có chữ ký số nên chưa thể gửi.",
        "Ký số giấy tờ này rồi tiếp nhận hồ sơ.",
    ),
    Code.PAPER_ALREADY_SIGNED: Wording(
        "Giấy tờ đã ký số",
        "Giấy tờ[ “{paper}”] đã được ký số nên không thay đổi được.",
        "Nếu cần thay, xóa giấy tờ khỏi hồ sơ rồi quét và ký lại.",
    ),
    Code.QUEUE_ITEM_UNKNOWN: Wording(
        "Không có việc này trong hàng đợi",
        "Hàng đợi không có việc[ số {item}].",
        "Gõ quay queue list để xem số thứ tự của từng việc.",
    ),
    Code.QUEUE_ITEM_DONE: Wording(
        "Việc này đã xong",
        "Việc[ số {item}] đã được tỉnh nhận hoặc đã thay bằng lần gửi sau nên không gửi lại.",
        "Không cần làm gì. Gõ quay queue list để xem trạng thái của hồ sơ.",
    ),
    Code.QUEUE_ITEM_UNCONFIRMED: Wording(
        "Việc này chờ xác nhận lại",
        "Việc[ số {item}] không hoàn tác được và đã chờ lâu, hoặc không rõ đã chờ bao lâu, nên "
        "không tự gửi.",
        "Gõ quay queue confirm để vẫn gửi, hoặc quay queue withdraw để rút lại.",
    ),
    Code.QUEUE_ITEM_NOT_ASKED: Wording(
        "Việc này không chờ xác nhận",
        "Việc[ số {item}] không nằm trong số các việc chờ xác nhận lại.",
        "Gõ quay queue list để xem trạng thái của từng việc.",
    ),
    Code.PROCEDURE_UNKNOWN: Wording(
        "Không tìm thấy thủ tục",
        "Thủ tục[ {procedure}] không có trong danh mục trên máy này.",
        "Kết nối với tỉnh để cập nhật danh mục thủ tục, rồi chọn lại.",
    ),
}
