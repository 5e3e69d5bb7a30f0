"""What ``quay sign`` says of the files of a batch: as they end, and of all of them."""

import signal
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any

from app.cli.output import error_json
from app.errors import AppError, Code

if TYPE_CHECKING:
    from app.operations.loose_files import FileOutcome


def outcome_json(outcome: "FileOutcome") -> dict[str, Any]:
    """``out`` is None for a file that is not signed, and ``error`` then says why."""
    if outcome.report is None:
        assert outcome.error is not None  # noqa: S101 (it says why there is no report)
        return {"file": outcome.source.name, "out": None, **error_json(outcome.error)}
    below = outcome.shortfall
    return {
        "out": str(outcome.target),
        **outcome.report.to_json(),
        "signed_before": outcome.signed_before,
        **({"number": outcome.number} if outcome.number else {}),
        "level_error": error_json(below)["error"] if below else None,
        "place_error": error_json(outcome.unfit)["error"] if outcome.unfit else None,
    }


def outcome_line(outcome: "FileOutcome") -> str:
    """``outcome`` for a person."""
    said = outcome_json(outcome)
    if said["out"] is None:
        if said["error"]["code"] == Code.SIGNING_STOPPED.value:
            return f"– {said['file']}: chưa ký"
        return f"✗ {said['file']}: {said['error']['sentence']} → {said['error']['next_step']}"
    last = [each for each in said["signatures"] if each["kind"] == "signature"][-1]
    before = "đã ký từ trước, " if outcome.signed_before else ""
    number = f"số {outcome.number}, " if outcome.number else ""
    line = f"✓ {said['out']}: {before}{number}{last['signer']}, mức {last['level']}"
    if why := said["level_error"]:
        line += f" (chưa cao hơn: {why['sentence']})"
    if why := said["place_error"]:
        line += f" (cần xem lại dấu ký: {why['sentence']})"
    return line


def summary_lines(outcomes: Sequence["FileOutcome"]) -> list[str]:
    """How many are signed, and how to go on; of a single file, whether to look at its stamp."""
    covering = sum(each.unfit is not None for each in outcomes)
    look = [
        f"→ {covering} tệp cần mở ra xem lại dấu ký. Văn bản kín chữ như vậy thì ký với --page và "
        "--rect."
    ]
    counts = _count_lines(outcomes) if len(outcomes) > 1 else []
    return counts + (look if covering else [])


def _count_lines(outcomes: Sequence["FileOutcome"]) -> list[str]:
    from app.operations.sign_files import waits_to_be_raised

    signed = [each for each in outcomes if each.report is not None]
    before = sum(each.signed_before for each in signed)
    counted = f"Đã ký {len(signed)}/{len(outcomes)} tệp"
    lines = [f"{counted}, trong đó {before} tệp đã ký từ trước." if before else f"{counted}."]
    stopped = any(each.error and each.error.code is Code.SIGNING_STOPPED for each in outcomes)
    if stopped:
        said = error_json(AppError(Code.SIGNING_STOPPED))["error"]
        lines.append(f"→ {said['next_step']}")
    low = sum(waits_to_be_raised(each.shortfall) for each in outcomes)
    if low:
        lines.append(
            f"→ {low} tệp đã ký, chưa nâng mức: chạy lại đúng lệnh này, không phải ký lại."
        )
    return lines


def exit_status(outcomes: Sequence["FileOutcome"], *, stopped: bool) -> int:
    """0 when all are signed, else 1; 130 when ``stopped`` before all were signed and raised."""
    from app.operations.sign_files import waits_to_be_raised

    unsigned = any(outcome.report is None for outcome in outcomes)
    if stopped and (unsigned or any(waits_to_be_raised(each.shortfall) for each in outcomes)):
        return 130
    return int(unsigned)


class KeyboardStop:
    """Whether Ctrl+C was pressed in its block; pressed again, it does what it always does."""

    def __init__(self) -> None:
        self._pressed = False
        self._before: Any = None

    def __call__(self) -> bool:
        return self._pressed

    def __enter__(self) -> "KeyboardStop":
        self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self._pressed = True
        signal.signal(signal.SIGINT, self._before)
