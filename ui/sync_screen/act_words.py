"""What is sent, in the words that officers know."""

from app.domain.submission import OutboxItem, OutboxKind

ACT_NAMES = {
    "receive_dossier": "Tiếp nhận hồ sơ",
    "accept_online": "Tiếp nhận hồ sơ trực tuyến",
    "request_supplement": "Yêu cầu bổ sung hồ sơ",
    "receive_supplement": "Nhận bổ sung hồ sơ",
    "refuse": "Từ chối hồ sơ",
    "cancel": "Hủy hồ sơ",
    "hand_over": "Chuyển bước xử lý",
    "give_opinion": "Thêm ý kiến",
    "approve": "Ký duyệt kết quả",
    "return_with_opinion": "Trả lại kèm ý kiến",
    "issue_result": "Phát hành kết quả",
    "return_result": "Trả kết quả",
    "save_to_warehouse": "Lưu vào kho dữ liệu",
    "report_payment_trouble": "Phản ánh thanh toán",
}
"""By ``kind`` of the acts in ``sync/contract.py``."""


def name_of(item: OutboxItem) -> str:
    """E.g. ``Tệp “Tờ khai”`` or ``Trả kết quả``."""
    if item.kind is OutboxKind.UPLOAD:
        return f"Tệp “{item.payload.get('title', '')}”"
    if item.kind is OutboxKind.RECEIVE_DOSSIER:
        return ACT_NAMES["receive_dossier"]
    return ACT_NAMES.get(item.act_kind, "Việc khác")
