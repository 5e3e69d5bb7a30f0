"""What the screen Quét says once a paper is made. No Qt."""

from ui.messages import Message
from ui.messages.fact_texts import megabytes
from ui.scan.page_findings import legal_reasons_text
from ui.scan.scanning import Built
from ui.theme import Tone


def attached(built: Built) -> tuple[Message, Tone]:
    """The true size of the file, or where it falls short of the law and what can be done."""
    paper = built.paper
    heading = f"Đã gắn “{paper.title}”"
    size = f"{paper.pages} trang, {paper.dpi} dpi, {megabytes(paper.size_bytes)}."
    if not built.reasons:
        return Message(heading, size, "Quét tiếp giấy tờ khác, hoặc ký số ngay."), Tone.OK
    short = f"{size} Chưa đạt chuẩn số hóa: {legal_reasons_text(built.reasons)}."
    return Message(heading, short, "Gỡ giấy tờ này rồi quét lại nếu còn bản giấy."), Tone.WARN
