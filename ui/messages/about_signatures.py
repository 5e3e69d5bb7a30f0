"""Words about signatures: places, time stamps, levels (vocabulary of domain §7.7)."""

from app.errors import Code
from ui.messages.wording import Wording, known, when

SIGNATURES = {
    Code.PAGE_ABSENT: Wording(
        "Không có trang này",
        "Giấy tờ không còn trang[ số {page}] được chọn.",
        "Chọn lại trang trong danh sách.",
        variants=(
            (
                lambda facts: not str(facts.get("page", "")).isdigit(),
                Wording(
                    "Không có trang này",
                    "Trang được chọn không còn trong giấy tờ.",
                    "Chọn lại trang trong danh sách.",
                ),
            ),
        ),
    ),
    Code.PLACEMENT_OUTSIDE_PAGE: Wording(
        "Chữ ký nằm ngoài trang",
        "Vị trí đặt chữ ký vượt ra ngoài mép giấy[ ở trang {page}].",
        "Kéo khung chữ ký vào trong trang rồi ký lại.",
        variants=(
            (
                known("page_width"),
                Wording(
                    "Trang quá nhỏ",
                    "Trang nhỏ hơn khung chữ ký nên không đặt được chữ ký.",
                    "Quét lại giấy tờ ở khổ A4 hoặc A5 rồi ký.",
                ),
            ),
        ),
    ),
    Code.SIGNING_FORBIDDEN_BY_FILE: Wording(
        "Tệp không cho ký thêm",
        "Người ký trước đã khóa tệp[ “{subject}”], ký thêm sẽ làm hỏng chữ ký đã có.",
        "Giữ nguyên tệp này. Nếu cần thêm chữ ký, đề nghị người ký trước ký lại từ bản gốc.",
        variants=(
            (
                when("reason", "broken"),
                Wording(
                    "Chữ ký có sẵn không còn đúng",
                    "Tệp[ “{subject}”] đã bị sửa sau khi người trước ký nên không được ký thêm.",
                    "Đề nghị người gửi cung cấp bản gốc đã ký, hoặc quét bản giấy.",
                ),
            ),
            (
                when("reason", "unreadable"),
                Wording(
                    "Không hiểu chữ ký có sẵn",
                    "Tệp[ “{subject}”] có chữ ký thuộc loại mà chương trình không đọc được, ký "
                    "thêm có thể làm hỏng chữ ký đó.",
                    "Giữ nguyên tệp này và kiểm tra chữ ký bằng phần mềm đã tạo ra nó, hoặc quét "
                    "bản giấy.",
                ),
            ),
            (
                when("reason", "would_break"),
                Wording(
                    "Ký thêm làm hỏng chữ ký có sẵn",
                    "Chương trình đã thử ký tệp[ “{subject}”] nhưng chữ ký trước không còn đúng "
                    "nên không giữ kết quả. Tệp gốc vẫn còn nguyên.",
                    "Giữ nguyên tệp này. Nếu cần thêm chữ ký, đề nghị người ký trước ký lại từ "
                    "bản gốc.",
                ),
            ),
        ),
    ),
    Code.SIGNING_STOPPED: Wording(
        "Chưa ký",
        "Tệp[ “{subject}”] chưa được ký vì lượt ký đã dừng trước khi đến tệp này.",
        "Chạy lại đúng lệnh này để ký tiếp; các tệp đã ký được giữ nguyên.",
    ),
    Code.SIGNATURE_NOT_CONFIRMED: Wording(
        "Chữ ký chưa được xác nhận",
        "Tệp đã ký được đọc lại nhưng chữ ký không đạt yêu cầu nên không được giữ.",
        "Bản gốc vẫn còn nguyên. Ký lại, và nếu vẫn lỗi hãy mở Chẩn đoán token.",
        variants=(
            (
                when("painted_over", True),
                Wording(
                    "Dấu ký đè lên nội dung đã ký",
                    "Văn bản này đã có chữ ký. Chữ ký mới nằm đè lên chữ hoặc dấu của văn bản, "
                    "nên không được giữ. Bản gốc vẫn còn nguyên.",
                    "Kéo khung chữ ký tới chỗ trống trên trang[ ({on_command_line}: --page, "
                    "--rect)], rồi ký lại.",
                ),
            ),
        ),
    ),
    Code.TIMESTAMP_UNREACHABLE: Wording(
        "Không lấy được dấu thời gian",
        "Dịch vụ cấp dấu thời gian (TSA)[ {url}] không trả lời.",
        "Kiểm tra kết nối mạng và địa chỉ TSA trong Cấu hình, rồi thử lại.",
        variants=(
            (
                when("error", "ProxyError"),
                Wording(
                    "Không lấy được dấu thời gian",
                    "Máy chủ proxy của cơ quan không cho đi qua tới dịch vụ cấp dấu thời gian "
                    "(TSA).",
                    "Kiểm tra địa chỉ, tên và mật khẩu proxy trong Cấu hình, mục Mạng"
                    "[ ({on_command_line}: quay proxy)].",
                ),
            ),
        ),
    ),
    Code.TIMESTAMP_INVALID: Wording(
        "Dấu thời gian không hợp lệ",
        "Dịch vụ cấp dấu thời gian (TSA) trả về dấu thời gian không dùng được.",
        "Thử lại sau ít phút. Nếu vẫn lỗi, báo quản trị viên kiểm tra địa chỉ TSA.",
    ),
    Code.TIMESTAMP_NOT_SET: Wording(
        "Chưa đặt dịch vụ dấu thời gian",
        "Chưa có địa chỉ dịch vụ cấp dấu thời gian (TSA) nên chữ ký chỉ đạt mức B-B.",
        "Nhập địa chỉ TSA trong Cấu hình, mục Dịch vụ chứng thực, rồi thử lại.",
    ),
    Code.LEVEL_NOT_REACHED: Wording(
        "Chưa đủ dữ liệu xác thực",
        "Chữ ký hợp lệ nhưng dữ liệu xác thực lâu dài chưa đủ[, mới đạt mức {level}].",
        "Giấy tờ trong hồ sơ được tự động thử lại[; {on_command_line} thì chạy lại lệnh ký, hoặc "
        "dùng quay raise]. Nếu vẫn không được, báo quản trị viên kiểm tra dịch vụ chứng thực.",
    ),
    Code.TIMESTAMP_NOT_NEWER: Wording(
        "Dịch vụ dấu thời gian chưa đổi chứng thư số",
        "Dấu thời gian lấy bây giờ không dùng được lâu hơn dấu đang có[, đều đến {until}].",
        "Chương trình thử lại mỗi ngày. Gần đến hạn mà vẫn vậy thì báo quản trị viên hỏi dịch vụ "
        "cấp dấu thời gian (TSA).",
    ),
    Code.NOT_ARCHIVED: Wording(
        "Tệp chưa có dấu thời gian lưu trữ",
        "Tệp[ “{subject}”] chưa ở mức B-LTA[, mới đạt mức {level},] nên chưa có gì để gia hạn.",
        "Nâng mức chữ ký của tệp lên B-LTA trước[ ({on_command_line}: quay raise --level B-LTA)].",
    ),
    Code.ARCHIVE_LAPSED: Wording(
        "Dấu thời gian lưu trữ đã hết hạn",
        "Chứng thư số của dấu thời gian lưu trữ đã hết hạn[ ngày {since}] trước khi được gia hạn, "
        "gia hạn bây giờ không còn giá trị chứng minh.",
        "Giữ nguyên tệp. Nếu cần lưu tiếp, đề nghị văn thư sao y để có chữ ký mới.",
    ),
    Code.REVOCATION_TOO_OLD: Wording(
        "Thông tin thu hồi còn cũ hơn chữ ký",
        "Nơi cấp chứng thư số chưa công bố thông tin thu hồi mới hơn chữ ký[ của {name}], nên chưa "
        "chứng minh được chứng thư số còn hiệu lực lúc ký.",
        "Chữ ký vẫn hợp lệ. Chờ nơi cấp công bố bản mới[, khoảng {again}], rồi nâng mức lại.",
    ),
}
