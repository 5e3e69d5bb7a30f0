"""The number of a result that was issued in Ký số, from the register into the dialog."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.counter import Counter
from app.domain.paper import Paper
from app.domain.register import RegisterEntry
from ui.acts.file_input import FilesInput
from ui.acts.inputs import DayInput, Input, LineInput
from ui.background import run
from ui.intake.date_text import day_text


def fill_number(counter: Counter, inputs: Mapping[str, Input], results: FilesInput) -> None:
    """Fill in number and day of the first result that has them; others the clerk types."""
    number, day = inputs["number"], inputs["issued_on"]

    def show(entry: RegisterEntry | None) -> None:
        if entry is not None and isinstance(number, LineInput) and isinstance(day, DayInput):
            number.editor.setText(entry.written)
            day.editor.setText(day_text(entry.day))
            number.complain("")

    run(
        counter.files_lane, _registered, counter, results.paths, results.papers, owner=results,
        done=show, failed=lambda _: None,
    )  # fmt: skip


def _registered(
    counter: Counter, paths: Sequence[Path], papers: Sequence[Paper]
) -> RegisterEntry | None:
    from app.operations.result_acts import number_of

    hashes = [paper.sha256 for paper in papers]
    for path in paths:
        try:
            hashes.append(hashlib.sha256(path.read_bytes()).hexdigest())
        except OSError:  # whoever queues the act is told
            continue
    with counter.store.read() as work:
        found = (number_of(work, each) for each in hashes)
        return next((each for each in found if each is not None), None)
