"""The shortcuts of the screen Quét, for the sheet that F1 opens."""

from ui.shortcuts import KeyLine

KEYS = (
    KeyLine("F6", "Quét, quét tiếp"),
    KeyLine("F7", "Lấy trang từ tệp"),
    KeyLine("Alt+T", "Khổ giấy, độ sáng, tìm lại máy quét"),
    KeyLine("Shift+F6", "Quét lại trang đang xem"),
    KeyLine("R · Shift+R", "Xoay phải, xoay trái"),
    KeyLine("C", "Làm sạch trang đang xem, hoặc giữ ảnh gốc"),
    KeyLine("Delete", "Xóa trang đang xem"),
    KeyLine("Ctrl+Z", "Hoàn tác"),
    KeyLine("Ctrl+↑ · Ctrl+↓", "Chuyển trang lên, xuống"),
    KeyLine("Ctrl+T", "Tách chồng giấy theo mã QR"),
    KeyLine("T · Shift+T", "Tách từ trang đang xem · gộp vào lượt trước"),
    KeyLine("Alt+← · Alt+→", "Lượt quét trước · sau"),
    KeyLine("Ctrl+Shift+P", "In tờ phân cách của hồ sơ đang chọn"),
    KeyLine("F4", "Điền thẻ căn cước có trên trang vào hồ sơ"),
    KeyLine("F9", "Xem và sửa thông tin đọc được trên giấy"),
    KeyLine("F10", "Gắn vào hồ sơ"),
)
