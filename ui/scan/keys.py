"""The keys of Quét."""

from ui.shortcuts import KeyLine

SCAN_KEYS = (
    KeyLine("F6", "Quét, quét tiếp"),
    KeyLine("F7", "Lấy trang từ tệp"),
    KeyLine("Alt+T", "Khổ giấy, độ sáng, tìm lại máy quét"),
    KeyLine("Shift+F6", "Quét lại trang đang xem"),
    KeyLine("R · Shift+R", "Xoay phải, xoay trái"),
    KeyLine("C", "Làm sạch trang đang xem, hoặc giữ ảnh gốc"),
    KeyLine("Delete", "Xóa trang đang xem"),
    KeyLine("Ctrl+Z", "Hoàn tác"),
    KeyLine("Ctrl+↑ · Ctrl+↓", "Chuyển trang lên, xuống"),
    KeyLine("F10", "Gắn vào hồ sơ"),
)
