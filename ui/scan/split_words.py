"""What is said about stacks that are cut at their sheets. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.scan import ScanBatch
from app.errors import AppError
from app.operations.split_plan import ByHand, SplitPlan, StackPart, can_split, cuts
from ui.messages import Message, message
from ui.scan.page_findings import quality_findings
from ui.scan.scanning import Built
from ui.theme import Tone

_NO_DOSSIER = {
    ByHand.NO_SHEET: "Không có tờ bìa ở trước",
    ByHand.UNKNOWN: "Không có hồ sơ này trên máy",
    ByHand.OTHER_DOSSIER: "Tờ phân cách của hồ sơ khác",
    ByHand.SUBMITTED: "Hồ sơ đã tiếp nhận xong",
}
_NO_PAPER = {
    ByHand.NO_SHEET: "Không có tờ phân cách ở trước",
    ByHand.NO_COMPONENT: "Chưa có tờ phân cách ghi tên giấy tờ",
    ByHand.UNKNOWN: "Không có giấy tờ này trong hồ sơ",
}


@dataclass(frozen=True)
class Offer:
    """What can be done with the batch in view because of the stack it is or was part of."""

    text: str
    split: bool = False
    """It can be cut at its sheets."""
    known: int = 0
    """Open parts of its stack that can be attached at once."""
    together: bool = False
    """Its stack can be put together again."""


@dataclass(frozen=True)
class SplitDone:
    """What became of a stack."""

    built: tuple[Built, ...]
    errors: tuple[AppError, ...]
    left: int
    """Parts that are open still."""


def offer(batch: ScanBatch | None, batches: Sequence[ScanBatch]) -> Offer | None:
    """For ``batch``, which is one of the open ``batches``; None when there is nothing to say."""
    if batch is None:
        return None
    if can_split(batch):
        sheets = sum(cuts(page) for page in batch.pages)
        return Offer(f"Chồng giấy này có {sheets} tờ phân cách.", split=True)
    parts = [each for each in batches if each.stack == batch.stack]
    if len(parts) < 2 and batch.split_from is None:
        return None
    place = f"Phần {parts.index(batch) + 1}/{len(parts)} của một chồng giấy đã tách."
    known = sum(1 for part in parts if part.split_from and part.component_id)
    if known:
        return Offer(f"{place} {known} phần đã biết gắn vào đâu.", known=known, together=True)
    return Offer(f"{place} Chọn hồ sơ ở bên phải rồi gắn từng phần.", together=True)


def pages_of(part: StackPart) -> str:
    """``3–5``"""
    return f"{part.first}–{part.last}" if part.last > part.first else f"{part.first}"


def dossier_of(part: StackPart) -> tuple[str, str]:
    """The dossier's code and whose it is; or that it is not known, and why."""
    if part.dossier is not None:
        return part.dossier.shown_code, part.dossier.applicant.full_name
    return "Chưa biết", _NO_DOSSIER.get(part.by_hand, "") if part.by_hand else ""


def paper_of(part: StackPart) -> tuple[str, str]:
    """The component's name; or that the officer will choose it, and why."""
    if part.component is not None:
        return part.component.name, ""
    told = part.dossier is not None and part.by_hand is not None
    return "Chọn khi gắn", _NO_PAPER.get(part.by_hand, "") if told and part.by_hand else ""


def findings_of(part: StackPart) -> tuple[str, str]:
    """What is wrong with its pages, by their numbers in the stack; and what to do about it."""
    found = quality_findings(part.pages, first=part.first)
    said = [each.text if each is found[0] else _lower(each.text) for each in found]
    return "; ".join(said), "\n".join(each.advice for each in found)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def summary(plan: SplitPlan) -> str:
    """``3 hồ sơ, 7 giấy tờ, 2 phần chưa biết gắn vào đâu``"""
    said = []
    if plan.known:
        dossiers = {part.dossier.id for part in plan.known if part.dossier}
        said += [f"{len(dossiers)} hồ sơ", f"{len(plan.known)} giấy tờ"]
    if plan.unknown:
        said.append(f"{len(plan.unknown)} phần chưa biết gắn vào đâu")
    return ", ".join(said)


def left_out(plan: SplitPlan) -> str:
    """What goes into no paper, and what becomes of parts that nobody knows."""
    backs = f" và {len(plan.backs)} mặt sau trắng" if plan.backs else ""
    said = f"{len(plan.sheets)} tờ phân cách{backs} không vào giấy tờ nào; ảnh quét vẫn được giữ."
    if plan.unknown:
        said += " Phần chưa biết gắn vào đâu thành lượt quét riêng, chờ chọn hồ sơ."
    return said


def done(result: SplitDone) -> tuple[Message, Tone]:
    """How many papers there are now, and what is left to do."""
    dossiers = len({built.paper.dossier_id for built in result.built})
    heading = f"Đã gắn {len(result.built)} giấy tờ vào {dossiers} hồ sơ"
    if not result.built:
        heading = f"Đã tách thành {result.left} phần"
    said, tone = [], Tone.OK
    short = [f"“{built.paper.title}”" for built in result.built if built.reasons]
    if short:
        said.append(f"Chưa đạt chuẩn số hóa: {', '.join(short)}.")
        tone = Tone.WARN
    if result.errors:
        words = message(result.errors[0])
        said.append(f"{len(result.errors)} phần chưa gắn được: {words.sentence} {words.next_step}")
        tone = Tone.WARN
    by_hand = result.left - len(result.errors)
    step = f"Còn {by_hand} phần chờ chọn hồ sơ rồi gắn." if by_hand > 0 else ""
    return Message(heading, " ".join(said), step), tone
