"""The shortcuts of the screen Ký số, as the sheet of F1 shows them."""

from ui.shortcuts import KeyLine

KEYS = (
    KeyLine("Alt+1…9", "Chọn loại chữ ký"),
    KeyLine("Alt+H · Alt+S", "Chọn hình chữ ký, con dấu · mở sổ đăng ký"),
    KeyLine("Dấu cách", "Chọn, bỏ chọn giấy tờ để ký"),
    KeyLine("Ctrl+O · Delete", "Thêm tệp PDF · bỏ tệp khỏi danh sách"),
    KeyLine("Alt+T · Alt+M", "Đổi thư mục lưu · mở thư mục"),
    KeyLine("F8", "Ký các giấy tờ đã chọn"),
    KeyLine("F9", "Xác thực chữ ký của giấy tờ đang xem"),
    KeyLine("F10", "Xác thực chữ ký của tệp PDF bất kỳ"),
    KeyLine("Ctrl+M", "Nhớ vị trí dấu ký cho thủ tục này"),
    KeyLine("Ctrl+Shift+M", "Chỉ nhớ cho loại giấy tờ này"),
    KeyLine("F5", "Đưa dấu ký về vị trí theo mẫu, theo quy định"),
)
