"""The kinds of provincial system in an officer's words: what each can do, and what it cannot."""

from app.province_settings import ProvinceKind

NAMES = {
    ProvinceKind.QUAY: "Nối trực tiếp (API của Quầy Một Cửa)",
    ProvinceKind.IGATE: "VNPT iGate 2",
    ProvinceKind.PACKAGE: "Không nối mạng, nộp gói bằng tay",
}
WHAT_IT_DOES = {
    ProvinceKind.QUAY: (
        "Tự gửi hồ sơ và tệp, nhận tin của tỉnh, đăng nhập bằng tài khoản tỉnh. Cần địa chỉ do "
        "quản trị của tỉnh cấp."
    ),
    ProvinceKind.IGATE: (
        "Chưa tự gửi được: VNPT chưa công bố cách nhận hồ sơ. Hồ sơ đã tiếp nhận chờ trên máy và "
        "nộp bằng gói ở Đồng bộ. Chưa đăng nhập được từ chương trình này."
    ),
    ProvinceKind.PACKAGE: (
        "Tiếp nhận, quét, ký như thường; ở Đồng bộ bấm Xuất gói để nộp, rồi Nhập biên nhận. "
        "Không tự gửi, không tự biết tin của tỉnh."
    ),
}
SIGN_IN_ONLY_WITH_QUAY = (
    "Hệ thống đã chọn không đăng nhập được từ chương trình này. Muốn tiếp nhận và xuất gói, cán bộ "
    "phải đã đăng nhập một lần khi máy nối trực tiếp."
)
