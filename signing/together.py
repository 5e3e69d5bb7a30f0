"""Many documents under one confirmation: each is prepared, then all are signed."""

import threading
from collections.abc import Iterable, Sequence
from queue import SimpleQueue
from typing import TypeVar

from signing.device import SigningSession
from signing.waiting_act import Act, Line, WaitingAct

T = TypeVar("T")

_MOST_AT_ONCE = 50
"""Prepared documents are open files and threads."""


def batch_size(session: SigningSession) -> int:
    """How many documents go together with ``session``."""
    return max(1, min(session.together, _MOST_AT_ONCE))


def signed_together(session: SigningSession, acts: Sequence[Act[T]]) -> list[T]:
    """What ``acts`` return, their signatures made by as few ``sign_all`` as can be.

    Only one of them runs at any time, each on a thread of its own; the session is used on the
    calling thread. When signing fails, every act meets that error at its own ``sign``. Errors:
    what an act raises, once all have ended.
    """
    if len(acts) == 1:
        return [acts[0](session)]
    line: Line[T] = SimpleQueue()
    begun = [WaitingAct(number, act, session, line) for number, act in enumerate(acts)]
    waiting = _that_ask(line, ((each, None) for each in begun))
    while waiting:
        waiting = _that_ask(line, zip(waiting, _answers(session, waiting), strict=True))
    return [each.result() for each in begun]


def _answers(
    session: SigningSession, waiting: Sequence[WaitingAct[T]]
) -> Sequence[bytes | BaseException]:
    asked = [each.asked for each in waiting if each.asked]
    try:
        # All ask for the same digest, the session's own.
        return session.sign_all([data for data, _ in asked], asked[0][1])
    except BaseException as error:  # noqa: BLE001 (handed to every act, and raised by it)
        return [error] * len(waiting)


def _that_ask(
    line: "Line[T]", acts: Iterable[tuple[WaitingAct[T], bytes | BaseException | None]]
) -> list[WaitingAct[T]]:
    """Let each act run, one after the other, with its answer; those that ask (once more)."""
    asking = []
    for act, answer in acts:
        if answer is None:
            threading.Thread(target=act.run, name=f"signing-{act.number}").start()
        else:
            act.answer(answer)
        _, ended = line.get()
        if not ended:
            asking.append(act)
    return asking
