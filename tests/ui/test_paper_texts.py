"""The level that a paper has, and why it has no higher one, in the officer's words."""

from datetime import UTC, datetime

import pytest

from app.domain.dossier import DossierId
from app.domain.level_goal import LevelGoal, RaisedVersion
from app.domain.paper import Paper, PaperId, PaperState, Rect, SignatureFacts
from app.errors import Code
from ui.paper_texts import level_text, signature_text

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
ENDS = datetime(2027, 3, 11, 18, 0, tzinfo=UTC)
"""In Vietnam it is the next day."""


def paper(goal: LevelGoal | None, level: str = "B-B") -> Paper:
    facts = SignatureFacts("Nguyễn Thị Hồng Đào", "0a", level, NOW, 1, Rect(0, 0, 1, 1), "valid")
    return Paper(
        PaperId("1"), DossierId("2"), "", "Tờ khai", PaperState.SIGNED, 1, 200, "a", 1, "b", 2,
        facts, goal,
    )  # fmt: skip


def goal(
    reason: str, *, again: bool = True, raised: RaisedVersion | None = None,
    until: datetime | None = None,
) -> LevelGoal:  # fmt: skip
    return LevelGoal("1", "B-LTA", reason, {}, 3, NOW if again else None, raised, until)


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (paper(None, "B-T"), "B-T"),
        (
            paper(goal(Code.TIMESTAMP_UNREACHABLE)),
            "B-B, chờ nâng lên B-LTA: không lấy được dấu thời gian, thử lại 09:00 26/11/2026",
        ),
        (
            paper(goal(Code.CERTIFICATE_REVOKED, again=False)),
            "B-B, không nâng được lên B-LTA: chứng thư số đã bị thu hồi",
        ),
        (paper(goal(""), "B-LTA"), "B-LTA"),
        (
            paper(goal("", raised=RaisedVersion("c", 3, "B-LTA"))),
            "đã gửi bản B-B, bản B-LTA lưu tại máy",
        ),
        (
            paper(goal("of a later version", again=False)),
            "B-B, không nâng được lên B-LTA: có lỗi ngoài dự kiến",
        ),
        (paper(goal("", until=ENDS), "B-LTA"), "B-LTA, tự gia hạn trước 12/03/2027"),
        (
            paper(goal("", until=ENDS, raised=RaisedVersion("c", 3, "B-LTA"))),
            "đã gửi bản B-B, bản B-LTA lưu tại máy, tự gia hạn trước 12/03/2027",
        ),
        (
            paper(goal(Code.TIMESTAMP_NOT_NEWER, until=ENDS), "B-LTA"),
            "B-LTA, chờ gia hạn trước 12/03/2027: dịch vụ dấu thời gian chưa đổi chứng thư số, "
            "thử lại 09:00 26/11/2026",
        ),
        (
            paper(goal(Code.ARCHIVE_LAPSED, again=False, until=ENDS), "B-LTA"),
            "B-LTA, không gia hạn được: dấu thời gian lưu trữ đã hết hạn",
        ),
    ],
)
def test_level_and_reason(shown: Paper, text: str) -> None:
    assert level_text(shown) == text


def test_level_stands_in_the_signature_text() -> None:
    assert signature_text(paper(None, "B-T")) == "Nguyễn Thị Hồng Đào ký 09:00 26/11/2026 (B-T)"
