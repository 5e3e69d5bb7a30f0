"""What ``quay sign`` says of the files of a batch: as they end, and of all of them."""

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

from app.cli.output import Output, error_json
from app.errors import AppError, Code

if TYPE_CHECKING:
    from app.operations.sign_loose_files import FileOutcome


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
        "level_error": error_json(below)["error"] if below else None,
    }


def tell(outcome: "FileOutcome", output: Output, moved: Callable[[], None]) -> None:
    """Print a line for a person about a file that has ended."""
    output.line(outcome_line(outcome))
    moved()


def outcome_line(outcome: "FileOutcome") -> str:
    """``outcome`` for a person."""
    said = outcome_json(outcome)
    if said["out"] is None:
        if said["error"]["code"] == Code.SIGNING_STOPPED.value:
            return f"– {said['file']}: chưa ký"
        return f"✗ {said['file']}: {said['error']['sentence']} → {said['error']['next_step']}"
    last = [each for each in said["signatures"] if each["kind"] == "signature"][-1]
    before = "đã ký từ trước, " if outcome.signed_before else ""
    line = f"✓ {said['out']}: {before}{last['signer']}, mức {last['level']}"
    why = said["level_error"]
    return f"{line} (chưa cao hơn: {why['sentence']})" if why else line


def summary_lines(outcomes: Sequence["FileOutcome"]) -> list[str]:
    """How many are signed, and how to go on; nothing about a single file."""
    if len(outcomes) < 2:
        return []
    signed = [each for each in outcomes if each.report is not None]
    before = sum(each.signed_before for each in signed)
    counted = f"Đã ký {len(signed)}/{len(outcomes)} tệp"
    lines = [f"{counted}, trong đó {before} tệp đã ký từ trước." if before else f"{counted}."]
    stopped = any(each.error and each.error.code is Code.SIGNING_STOPPED for each in outcomes)
    if stopped:
        said = error_json(AppError(Code.SIGNING_STOPPED))["error"]
        lines.append(f"→ {said['next_step']}")
    return lines


@contextmanager
def stopped_by_keyboard() -> Iterator[Callable[[], bool]]:
    """Yield what tells whether Ctrl+C was pressed; pressed again, it does what it always does."""
    pressed: list[int] = []
    before = signal.getsignal(signal.SIGINT)

    def note(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 (signal's signature)
        pressed.append(number)
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)
