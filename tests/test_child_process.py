"""A question of any size to a process that may not read it."""

import sys

import pytest

from app.child_process import KeptChild, Limits, Loss, Lost, Program

_STOPS_READING = "import sys, time; sys.stdin.readline(); print('{}', flush=True); time.sleep(600)"
_DIES = "import sys; sys.stdin.readline(); print('{}', flush=True)"
_ANSWERS = """
import json, sys
for line in sys.stdin:
    print(json.dumps({"bytes": len(json.loads(line).get("page", ""))}), flush=True)
"""
PAGE = {"page": "A" * 10_000_000}
"""More than any pipe takes at once."""


def child(program: str) -> KeptChild:
    return KeptChild(lambda: Program([sys.executable, "-c", program]), Limits(seconds=1.0))


def test_a_page_goes_through_the_pipe() -> None:
    reader = KeptChild(lambda: Program([sys.executable, "-c", _ANSWERS]), Limits())
    assert [reader.ask(PAGE, dict)["bytes"] for _ in range(2)] == [10_000_000] * 2
    reader.drop()


@pytest.mark.parametrize(
    ("program", "loss"), [(_STOPS_READING, Loss.OUT_OF_TIME), (_DIES, Loss.DIED)]
)
def test_a_process_that_does_not_read_it_is_lost_in_time(program: str, loss: Loss) -> None:
    with pytest.raises(Lost) as lost:
        child(program).ask(PAGE, dict)
    assert lost.value.loss is loss
