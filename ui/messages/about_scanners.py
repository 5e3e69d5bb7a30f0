"""Words about scanners."""

from app.errors import Code
from ui.messages.wording import Wording, when

SCANNERS = {
    Code.SCANNER_ABSENT: Wording(
        "Không tìm thấy máy quét",
        "Máy tính không thấy máy quét[ “{subject}”].",
        "Bật máy quét, kiểm tra dây cáp hoặc mạng, rồi bấm Tìm lại máy quét"
        "[ ({on_command_line}: quay doctor)].",
    ),
    Code.SCANNER_BUSY: Wording(
        "Máy quét đang bận",
        "Máy quét đang được chương trình hoặc máy khác sử dụng.",
        "Chờ lượt quét kia xong, đóng phần mềm quét khác nếu đang mở, rồi quét lại.",
    ),
    Code.SCANNER_JAMMED: Wording(
        "Máy quét bị kẹt giấy",
        "Giấy bị kẹt trong khay nạp. Các trang đã quét trước đó vẫn được giữ.",
        "Mở nắp, gỡ giấy kẹt, đặt lại những tờ chưa quét rồi quét tiếp.",
    ),
    Code.SCANNER_COVER_OPEN: Wording(
        "Nắp máy quét đang mở",
        "Máy quét không chạy khi nắp chưa đóng kín.",
        "Đóng nắp máy quét rồi quét lại.",
    ),
    Code.SCANNER_NO_PAPER: Wording(
        "Khay nạp chưa có giấy",
        "Máy quét không thấy giấy trong khay nạp tự động.",
        "Đặt giấy vào khay, đẩy sát vào trong rồi quét lại, hoặc chọn quét trên mặt kính"
        "[ ({on_command_line}: bỏ --adf, --duplex, --flip)].",
    ),
    Code.SCANNER_GONE: Wording(
        "Mất kết nối với máy quét",
        "Máy quét ngừng trả lời trong lúc quét. Các trang đã quét vẫn được giữ.",
        "Kiểm tra nguồn và dây cáp của máy quét rồi quét tiếp.",
    ),
    Code.SCANNER_UNSUPPORTED: Wording(
        "Máy quét không hỗ trợ thiết lập này",
        "Máy quét không quét được theo độ phân giải, khổ giấy hoặc cách nạp giấy đã chọn.",
        "Chọn 200 dpi, khổ A4, quét màu, rồi thử lại.",
        variants=(
            (
                when("said", "glass"),
                Wording(
                    "Máy quét không có mặt kính",
                    "Máy quét này chỉ lấy giấy từ khay nạp tự động.",
                    "Đặt giấy vào khay, chọn Khay nạp tự động[ ({on_command_line}: --adf)] rồi "
                    "quét lại.",
                ),
            ),
            (
                when("said", "feeder"),
                Wording(
                    "Máy quét không có khay nạp tự động",
                    "Máy quét này chỉ quét được trên mặt kính.",
                    "Chọn Mặt kính[ ({on_command_line}: bỏ --adf, --duplex, --flip)], đặt từng tờ "
                    "lên kính rồi quét lại.",
                ),
            ),
            (
                when("said", "SANE", "WIA"),
                Wording(
                    "Chưa dùng được máy quét cắm dây",
                    "Máy tính này chưa cài phần hỗ trợ máy quét của hệ điều hành.",
                    "Nhờ cán bộ tin học cài thêm, hoặc dùng máy quét mạng, hoặc bấm Chọn tệp"
                    "[ ({on_command_line}: --source file:TỆP)].",
                ),
            ),
            (
                when("said", "TWAIN"),
                Wording(
                    "Chưa có chương trình chạy TWAIN",
                    "Máy quét này chỉ có trình điều khiển TWAIN, cần chương trình NAPS2 để quét.",
                    "Cài NAPS2 (naps2.com) rồi quét lại, hoặc chọn máy quét này qua mạng hay WIA.",
                ),
            ),
            (
                when("said", "brightness"),
                Wording(
                    "Máy quét không chỉnh được độ sáng",
                    "Máy quét này luôn quét với độ sáng của nó.",
                    "Để độ sáng ở mức bình thường[ ({on_command_line}: --brightness 0)] rồi quét "
                    "lại.",
                ),
            ),
        ),
    ),
    Code.SCANNER_NO_DUPLEX: Wording(
        "Máy quét không tự quét hai mặt",
        "Máy quét này chỉ quét được một mặt giấy mỗi lượt.",
        "Chọn Hai mặt, lật tay[ ({on_command_line}: --flip)]: quét mặt trước, lật cả chồng rồi "
        "quét mặt sau.",
    ),
    Code.SIDES_UNEQUAL: Wording(
        "Số mặt trước và mặt sau không bằng nhau",
        "Có[ {fronts} mặt trước,][ {backs} mặt sau;] có thể máy đã kéo hai tờ một lúc. Mọi trang "
        "vẫn được giữ, chưa xếp xen kẽ.",
        "Xem trang nào thiếu: quét thêm rồi xếp lại (trong Quét: Ctrl+↑, Ctrl+↓), hoặc bỏ lượt "
        "quét này và quét lại cả chồng.",
    ),
    Code.SCANNER_ANSWER_UNREADABLE: Wording(
        "Máy quét trả lời không đúng",
        "Máy quét gửi về dữ liệu không đọc được. Các trang đã quét trước đó vẫn được giữ.",
        "Đặt lại tờ vừa quét rồi quét tiếp; nếu vẫn lỗi, tắt máy quét, bật lại rồi thử lại.",
    ),
    Code.WATCHED_FOLDER_ABSENT: Wording(
        "Không tìm thấy thư mục nhận ảnh quét",
        "Thư mục[ “{subject}”] không còn hoặc không mở được.",
        "Kiểm tra ổ đĩa mạng, hoặc chọn thư mục khác trong Cấu hình, mục Máy quét"
        "[ ({on_command_line}: --source folder:THƯ_MỤC)].",
    ),
    Code.NOTHING_SCANNED: Wording(
        "Chưa có trang nào",
        "Lượt quét này không có trang nào để tạo giấy tờ.",
        "Quét ít nhất một trang rồi thử lại.",
    ),
    Code.SCAN_CHANGED: Wording(
        "Lượt quét vừa thay đổi",
        "Các trang của lượt quét này không còn như lúc bắt đầu. Không trang nào bị mất.",
        "Xem lại lượt quét trên màn hình rồi làm lại.",
    ),
    Code.TEXT_MODELS_ABSENT: Wording(
        "Chưa nhận dạng được chữ",
        "Máy này thiếu dữ liệu nhận dạng chữ tiếng Việt. Ảnh quét không bị ảnh hưởng.",
        "Cài lại chương trình, hoặc nhờ cán bộ tin học cài gói tesseract-ocr-vie.",
    ),
    Code.TEXT_UNREADABLE: Wording(
        "Không nhận dạng được chữ trên trang",
        "Trang[ “{file}”] đọc quá lâu hoặc quá nặng. Ảnh quét vẫn nguyên vẹn.",
        "Tiếp tục như thường: tệp chỉ thiếu lớp chữ để tìm kiếm; muốn có thì quét lại ở 200 dpi.",
    ),
}
