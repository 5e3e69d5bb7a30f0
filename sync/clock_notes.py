"""What is written down of the province's clock and of this machine's, and stays true when that one
is set back.
"""

import logging
from dataclasses import replace
from datetime import timedelta

from app.domain.clock import LastAnswer, set_back_between
from app.errors import AppError
from app.store.store import Store

_log = logging.getLogger(__name__)


def keep_answer(store: Store, answer: LastAnswer) -> None:
    """For what is judged by it while there is no line."""
    try:
        with store.write() as work:
            before = work.facts.last_answer()
            if before is not None and (back := set_back_between(before, answer)):
                _log.info("the clock was set back by %s since the province answered", back)
                work.outbox.restate(back)
            work.facts.note_answer(answer)
    except AppError as error:
        _log.warning("the time of the province is not kept: %s", error)


def keep_set_back(store: Store, back: timedelta) -> None:
    """This machine's clock was set back by ``back`` under the program's eyes."""
    _log.info("the clock was set back by %s", back)
    try:
        with store.write() as work:
            work.outbox.restate(back)
            answer = work.facts.last_answer()
            if answer is not None:
                work.facts.note_answer(replace(answer, here=answer.here - back))
    except AppError as error:
        _log.warning("that the clock was set back is not kept: %s", error)
