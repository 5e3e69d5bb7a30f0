"""Ký số: a decision of no dossier is approved by the leader, then numbered and sealed."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

from app.counter import Counter
from app.domain.register import Book, NumberState
from signing.profiles import MM
from signing.rules import visible_signatures
from tests.ui.test_sign_profiles import (
    OFFICE,
    Window,
    counter,
    decision,
    pictures,
    window,
)

__all__ = ["counter", "decision", "pictures", "window"]
_SLOW_MS = 30_000


def add(window: Window, *files: Path) -> None:
    before = len(window.screen.model.rows)
    window.screen.loose.add(files)
    window.qtbot.waitUntil(
        lambda: len(window.screen.model.rows) == before + len(files), timeout=_SLOW_MS
    )


def test_decisions_are_approved_then_issued_with_numbers_of_the_register(
    window: Window, counter: Counter, pictures: None, decision: Callable[[str], Path]
) -> None:
    drafts = [decision(name) for name in ("mot", "hai")]
    originals = [each.read_bytes() for each in drafts]
    window.use("leader")
    window.screen.enter()
    window.choose("approve")
    add(window, *drafts)
    assert "Đã ký 2 giấy tờ" in window.sign()
    approved = [each.parent / "Đã ký" / each.name for each in drafts]
    for file in approved:
        ((place, _),) = visible_signatures(file)
        assert 360 < (place.rect.x0 + place.rect.x1) / 2 < 460, "between title and name"

    window.choose("issue")
    assert not window.screen.panel.sign.isEnabled(), "what is signed stays as it is"
    window.fields.symbol.setText("QĐ-UBND")
    window.fields.seal_mm.setValue(34)
    add(window, *approved)
    window.qtbot.waitUntil(lambda: "01" in window.shown_words(), timeout=_SLOW_MS)
    assert "Đã ký 2 giấy tờ" in window.sign()
    states = [row.state for row in window.screen.model.rows]
    assert states == [
        "Đã ký, mức B-B", "Đã ký, mức B-B",
        "Đã ký, số 01/QĐ-UBND, mức B-B", "Đã ký, số 02/QĐ-UBND, mức B-B",
    ]  # fmt: skip

    issued = [each.parent / "Đã ký" / each.name for each in approved]
    with counter.store.read() as work:
        entries = work.register.entries(Book.OUTGOING)
        assert work.papers.unsigned() == ()
    hashes = [hashlib.sha256(each.read_bytes()).hexdigest() for each in issued]
    assert [(each.written, each.subject, each.signer, each.sha256) for each in entries] == [
        ("01/QĐ-UBND", "mot.pdf", OFFICE, hashes[0]),
        ("02/QĐ-UBND", "hai.pdf", OFFICE, hashes[1]),
    ]
    assert {each.state for each in entries} == {NumberState.ISSUED}
    with pymupdf.open(issued[1]) as document:
        assert "02" in document[0].get_text().split()
    seal = visible_signatures(issued[1])[-1][0].rect
    assert seal.width == pytest.approx(34 * MM, abs=0.1)
    assert [each.read_bytes() for each in drafts] == originals
    assert window.asked == ["Ký phê duyệt 2 giấy tờ", "Ký phát hành 2 giấy tờ"]
