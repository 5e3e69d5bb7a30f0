"""``quay sync`` says why something is left, and for whom, without the names of applicants."""

from datetime import UTC, datetime, timedelta

from app.cli.queue import _what_is_left
from app.domain.submission import QueueCounts

NOW = datetime(2026, 11, 23, 2, 21, tzinfo=UTC)
NOTHING = QueueCounts(waiting=0, sending=0, failing=0, refused=0, delivered=0)


def test_what_waits_for_others_and_until_when() -> None:
    others = {("binh.lv", ""): 2, ("", "H01.99"): 1}
    assert list(_what_is_left(NOTHING, others, NOW + timedelta(minutes=14), NOW)) == [
        "2 việc của tài khoản binh.lv: đăng nhập bằng tài khoản đó để gửi.",
        "1 việc của đơn vị H01.99: cán bộ của đơn vị đó đăng nhập để gửi.",
        "Tỉnh đang quá tải và hẹn nhận lại từ 09:35: chạy lại quay sync từ lúc đó.",
    ]


def test_nothing_is_said_of_nothing() -> None:
    assert list(_what_is_left(NOTHING, {}, None, NOW)) == []
