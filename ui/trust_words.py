"""The authorities of the trust lists in Vietnamese; no Qt."""

from datetime import datetime

from app.domain.working_time import VIETNAM
from signing.authorities import Scheme
from signing.trust_folder import Authority, Presence

SCHEMES = {
    Scheme.GOVERNMENT: "Chuyên dùng công vụ",
    Scheme.PUBLIC: "Công cộng",
    Scheme.UNLISTED: "Do đơn vị tự thêm, chưa xếp loại",
}


def fingerprint_text(sha256: str) -> str:
    """In groups of four, as the authorities print it, to be compared by eye."""
    upper = sha256.upper()
    return " ".join(upper[place : place + 4] for place in range(0, len(upper), 4))


def kind_text(authority: Authority) -> str:
    return "CA gốc" if authority.root else "CA trung gian"


def validity_text(authority: Authority) -> str:
    """From when to when; what is awaited has not shown it yet."""
    if authority.presence is Presence.AWAITED:
        return "Dấu vân tay đã ghim sẵn, thêm tệp chứng thư khớp dấu này thì mới tin cậy"
    return f"Hiệu lực {_day(authority.valid_from)} – {_day(authority.valid_to)}"


def authority_lines(authority: Authority) -> list[str]:
    """For a terminal."""
    lines = [f"{authority.name}  ({SCHEMES[authority.scheme]}, {kind_text(authority)})"]
    lines += [f"  {validity_text(authority)}", f"  SHA-256 {fingerprint_text(authority.sha256)}"]
    if authority.sha1_signed:
        lines.append("  Chứng thư ký bằng SHA-1 (thế hệ thứ nhất)")
    return lines


def _day(moment: datetime | None) -> str:
    return "…" if moment is None else f"{moment.astimezone(VIETNAM):%d/%m/%Y}"
