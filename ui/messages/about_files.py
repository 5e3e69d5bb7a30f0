"""Words about files."""

from app.errors import Code
from ui.messages.wording import Wording, known, when

FILES = {
    Code.FILE_MISSING: Wording(
        "Không tìm thấy tệp",
        "Tệp[ “{subject}”] không còn ở chỗ cũ.",
        "Kiểm tra xem tệp đã bị chuyển đi, đổi tên hay ổ đĩa đã được rút ra, rồi chọn lại tệp.",
    ),
    Code.FILE_EMPTY: Wording(
        "Tệp rỗng",
        "Tệp[ “{subject}”] không có nội dung (0 byte).",
        "Quét lại giấy tờ hoặc chọn tệp khác.",
    ),
    Code.FILE_TOO_LARGE: Wording(
        "Tệp quá lớn",
        "Tệp[ “{subject}”] vượt quá dung lượng mà hệ thống của tỉnh nhận (6 MB mỗi tệp).",
        "Tách giấy tờ thành nhiều tệp, hoặc quét lại ở 200 dpi.",
        variants=(
            (
                known("bytes"),
                Wording(
                    "Tệp quá lớn",
                    "Tệp[ “{subject}”] nặng {size}, trong khi hệ thống của tỉnh chỉ nhận tối đa "
                    "6 MB mỗi tệp.",
                    "Tách giấy tờ thành nhiều tệp, hoặc quét lại ở 200 dpi.",
                ),
            ),
            (
                when("fitting_pages", 0),
                Wording(
                    "Tệp quá lớn",
                    "Riêng trang đầu đã vượt 6 MB, dù chương trình đã giảm chất lượng ảnh.",
                    "Quét lại trang này ở khổ A4, 200 dpi.",
                ),
            ),
            (
                known("fitting_pages"),
                Wording(
                    "Tệp quá lớn",
                    "{pages} trang không vừa một tệp 6 MB dù đã giảm chất lượng ảnh, chỉ vừa "
                    "{fitting_pages} trang đầu.",
                    "Tách thành nhiều tệp, mỗi tệp không quá {fitting_pages} trang.",
                ),
            ),
            (
                known("page"),
                Wording(
                    "Trang quá lớn",
                    "Trang {page}[ của tệp “{subject}”] có khổ quá lớn nên không xử lý được.",
                    "Quét lại trang này ở khổ A4 hoặc A3, độ phân giải từ 200 đến 600 dpi.",
                ),
            ),
        ),
    ),
    Code.FILE_UNREADABLE: Wording(
        "Không đọc được tệp",
        "Máy không đọc được tệp[ “{subject}”].",
        "Kiểm tra quyền truy cập và ổ đĩa chứa tệp, hoặc chép tệp về máy rồi chọn lại.",
        variants=(
            (
                known("folder"),
                Wording(
                    "Đây là thư mục",
                    "Mục “{subject}” là thư mục, không phải là tệp.",
                    "Chọn tệp nằm trong thư mục này rồi làm lại[; {on_command_line}, quay scan lấy "
                    "cả thư mục bằng --source folder:THƯ_MỤC].",
                ),
            ),
        ),
    ),
    Code.FILE_KIND_UNKNOWN: Wording(
        "Loại tệp chưa được hỗ trợ",
        "Tệp[ “{subject}”] không phải là PDF hay ảnh mà chương trình đọc được.",
        "Chọn tệp PDF, JPEG, PNG, TIFF hoặc HEIC, hoặc in tệp ra PDF rồi chọn lại.",
    ),
    Code.NOT_A_PDF: Wording(
        "Không phải tệp PDF",
        "Nội dung của tệp[ “{subject}”] không phải là PDF, dù tên tệp là gì.",
        "Mở tệp bằng chương trình đã tạo ra nó, lưu lại thành PDF rồi chọn lại.",
    ),
    Code.PDF_ONLY: Wording(
        "Chỉ ký được tệp PDF",
        "Tệp[ “{subject}”] không phải là tệp PDF.",
        "Mở tệp bằng chương trình đã tạo ra nó, lưu thành PDF rồi thêm lại.",
        variants=(
            (
                known("folder"),
                Wording(
                    "Không thêm được cả thư mục",
                    "Mục “{subject}” là thư mục, không phải là tệp PDF.",
                    "Mở thư mục, chọn các tệp PDF cần ký rồi thả vào đây.",
                ),
            ),
        ),
    ),
    Code.FILE_LISTED_ALREADY: Wording(
        "Tệp đã có trong danh sách",
        "Tệp[ “{subject}”] đã được thêm trước đó nên không thêm lần nữa.",
        "Chọn dòng của tệp để xem và ký. Nếu tệp vừa được sửa, nhấn Delete rồi thêm lại.",
    ),
    Code.FILE_CHANGED: Wording(
        "Tệp đã thay đổi",
        "Tệp[ “{subject}”] vừa được lưu lại, không còn là bản anh/chị đã xem.",
        "Chọn dòng của tệp, nhấn Delete rồi thêm lại để xem và ký bản mới.",
    ),
    Code.PDF_ENCRYPTED: Wording(
        "PDF có mật khẩu",
        "Tệp[ “{subject}”] được bảo vệ bằng mật khẩu nên không xem và ký được.",
        "Đề nghị người gửi đưa bản không đặt mật khẩu, hoặc quét bản giấy.",
    ),
    Code.PDF_DAMAGED: Wording(
        "PDF bị hỏng",
        "Tệp[ “{subject}”] bị hỏng[ ở trang {page}], không hiển thị đầy đủ được.",
        "Lấy lại tệp từ nguồn, hoặc quét lại bản giấy.",
    ),
    Code.PDF_SIGNED: Wording(
        "Tệp đã có chữ ký số",
        "Tệp[ “{file}”] đã ký số; sửa dù chỉ một điểm ảnh cũng làm mất hiệu lực chữ ký.",
        "Giữ nguyên và dùng thẳng tệp này; muốn bản gọn hơn thì làm sạch tệp gốc trước khi ký.",
    ),
    Code.IMAGE_UNREADABLE: Wording(
        "Không đọc được ảnh",
        "Ảnh[ “{subject}”] bị hỏng hoặc chưa được lưu trọn vẹn.",
        "Quét lại trang này hoặc chọn ảnh khác.",
        variants=(
            (
                known("width_px"),
                Wording(
                    "Ảnh quá nhỏ",
                    "Ảnh[ “{subject}”] chỉ có {width_px} × {height_px} điểm ảnh, không thể là một "
                    "trang giấy.",
                    "Chọn đúng tệp ảnh của giấy tờ, hoặc quét lại trang này.",
                ),
            ),
        ),
    ),
}
