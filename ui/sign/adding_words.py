"""What is said once files were put into the list of the screen Ký số. No Qt."""

from collections.abc import Sequence

from app.errors import AppError, Code
from ui.messages import Message, message
from ui.theme import Tone

_NAMED = 3
"""Files that are named; the others are counted."""


def adding_words(
    added: int, refused: Sequence[AppError], unticked: int
) -> tuple[Message, Tone] | None:
    """``added`` files came in, those of ``refused`` did not, and ``unticked`` papers are not to be
    signed any more. None where the list says it all.
    """
    if not refused:
        return (_unticked(added, unticked), Tone.INFO) if unticked else None
    if len(refused) == 1 and not added:
        again = refused[0].code is Code.FILE_LISTED_ALREADY
        return message(refused[0]), Tone.INFO if again else Tone.BAD
    sentence, next_step = _refused(refused)
    if unticked:
        sentence += f" {_unticked(added, unticked).sentence}"
    return Message(_counted(added, len(refused)), sentence, next_step), Tone.WARN


def _unticked(added: int, unticked: int) -> Message:
    these = "tệp này" if added == 1 else "các tệp này"
    return Message(
        f"Đã thêm {added} tệp",
        f"{unticked} giấy tờ của hồ sơ đã được bỏ chọn để không ký nhầm cùng {these}.",
        "Giấy tờ nào cần ký cùng thì chọn lại bằng phím cách.",
    )


def _counted(added: int, refused: int) -> str:
    if not added:
        return f"Không thêm được {refused} tệp"
    return f"Đã thêm {added} tệp, {refused} tệp không thêm được"


def _refused(refused: Sequence[AppError]) -> tuple[str, str]:
    """What happened to each, and what can be done about all."""
    said = [message(each) for each in refused]
    if len(refused) == 1:
        return said[0].sentence, said[0].next_step
    named = [
        f"“{_name(error)}”: {_small(words.heading)}"
        for error, words in zip(refused[:_NAMED], said, strict=False)
    ]
    more = len(refused) - _NAMED
    sentence = "; ".join(named) + (f"; và {more} tệp khác." if more > 0 else ".")
    steps = {each.next_step for each in said}
    return sentence, steps.pop() if len(steps) == 1 else "Thêm riêng từng tệp để xem cách xử lý."


def _name(error: AppError) -> str:
    return str(error.facts.get("path", "")).replace("\\", "/").rsplit("/", 1)[-1]


def _small(heading: str) -> str:
    """``heading`` within a sentence; abbreviations stay as they are."""
    return heading if heading[:2].isupper() else heading[0].lower() + heading[1:]
