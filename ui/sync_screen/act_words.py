"""What is sent, in the words that officers know."""

from app.domain.submission import OutboxItem, OutboxKind

ACT_NAMES = {
    "receive_dossier": "Tiếp nhận hồ sơ",
    "request_supplement": "Yêu cầu bổ sung hồ sơ",
    "supplement": "Bổ sung hồ sơ",
    "refuse": "Từ chối hồ sơ",
    "cancel": "Hủy hồ sơ",
    "hand_over": "Chuyển bước xử lý",
    "opinion": "Cho ý kiến",
    "approve": "Ký duyệt",
    "issue": "Ban hành kết quả",
    "return_result": "Trả kết quả",
    "save_result": "Lưu kho dữ liệu",
    "reuse": "Dùng lại giấy tờ trong kho",
    "payment_report": "Báo sự cố thanh toán",
}
"""By ``kind`` of the acts in ``sync/contract.py``."""


def name_of(item: OutboxItem) -> str:
    """E.g. ``Tệp “Tờ khai”`` or ``Trả kết quả``."""
    if item.kind is OutboxKind.UPLOAD:
        return f"Tệp “{item.payload.get('title', '')}”"
    if item.kind is OutboxKind.RECEIVE_DOSSIER:
        return ACT_NAMES["receive_dossier"]
    return ACT_NAMES.get(item.act_kind, "Việc khác")
