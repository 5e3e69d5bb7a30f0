"""Words about scanned pages: what is wrong with one, and what the officer does about it."""

from app.domain.scan import PageFinding

PAGES = {
    PageFinding.BLANK: (
        "Trang này không có nội dung; hãy lật mặt giấy để quét lại hoặc bỏ trang này đi."
    ),
    PageFinding.TOO_DARK: (
        "Trang quá tối, khó đọc; hãy đậy kín nắp máy quét hoặc tăng độ sáng rồi quét lại."
    ),
    PageFinding.TOO_LIGHT: (
        "Chữ quá nhạt, khó đọc; hãy giảm độ sáng rồi quét lại, hoặc đề nghị nộp bản rõ hơn."
    ),
    PageFinding.BLURRED: ("Chữ bị nhòe; hãy lau mặt kính, đặt giấy áp sát mặt kính rồi quét lại."),
    PageFinding.CUT_AT_EDGE: (
        "Nội dung bị cắt ở mép trang; hãy đặt giấy khớp góc mặt kính hoặc chọn khổ giấy lớn hơn "
        "rồi quét lại."
    ),
    PageFinding.TOO_SLANTED: (
        "Trang lệch quá nhiều, không tự xoay thẳng được; hãy đặt giấy thẳng theo mép kính hoặc "
        "chỉnh thanh dẫn giấy rồi quét lại."
    ),
    PageFinding.DOUBLE_FEED: (
        "Có thể hai tờ giấy đã bị kéo vào cùng lúc; hãy tách ra rồi quét lại từng tờ."
    ),
    PageFinding.DUPLICATE: (
        "Trang này có vẻ trùng với một trang đã quét; hãy so hai trang và bỏ bớt một trang nếu "
        "thừa."
    ),
}
"""One sentence for each finding, the next step in it."""
