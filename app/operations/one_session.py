"""Many documents signed in one session of the key, and raised together when it is done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from app.errors import AppError, Code
from app.operations.sign_files import Signer, SigningKit, signing_session, waits_to_be_raised
from signing.pipeline import signed_in_batches
from signing.waiting_act import Act

STOPS_THE_BATCH = frozenset(
    {Code.DISK_FULL, Code.PROFILE_UNWRITABLE, Code.CLOCK_WRONG}
    | {code for code in Code if code.value.startswith(("pin_", "token_", "remote_"))}
)
"""What would befall the next document as well; above all a second wrong PIN must not happen."""


class Ended(Protocol):
    """What became of one document."""

    @property
    def error(self) -> AppError | None: ...

    @property
    def shortfall(self) -> AppError | None: ...


T = TypeVar("T", bound=Ended)
T_co = TypeVar("T_co", bound=Ended, covariant=True)
Told = Callable[[int, Any], None]


@dataclass(frozen=True)
class Part(Generic[T_co]):
    """The documents of one kind in a session."""

    acts: Sequence[Act[T_co | None]]
    """One a document; None comes of one that the batch stopped before its turn."""
    raise_all: Callable[[Mapping[int, Any], Told, Callable[[], bool]], None]
    """Raises those of what came of ``acts`` that wait for it and tells what became of each, by the
    number that it has here; at worst it stays as it is. After ``stop()`` none is begun.
    """


def in_one_session(
    kit: SigningKit,
    signer: Signer,
    parts: Sequence[Part[T]],
    *,
    on_signed: Callable[[T], None],
    on_outcome: Callable[[T], None],
    stop: Callable[[], bool],
) -> dict[int, T]:
    """What became of the documents of ``parts``, numbered through; nothing of those not begun.

    The key is used here, on the token lane; documents are prepared, read back and kept beside it, a
    few at a time. Where one confirmation covers many (a signing service), that many go together.
    ``on_signed`` hears of each when the key has done with it, ``on_outcome`` at its end: above B-T
    documents are raised when the token is done, all with the same answers of the authorities, newer
    than every time stamp. After what would befall the next one too, and after ``stop()``, no other
    is begun; those that wait to be raised then stay at their level with LEVEL_NOT_REACHED. Errors:
    those of ``signing_session``.
    """
    outcomes: dict[int, T] = {}

    def stopped() -> bool:
        errors = (outcome.error for outcome in outcomes.values())
        return stop() or any(error and error.code in STOPS_THE_BATCH for error in errors)

    def ended(place: int, outcome: T) -> None:
        outcomes[place] = outcome
        on_outcome(outcome)

    acts = [act for part in parts for act in part.acts]
    with signing_session(kit, signer) as session:
        for place, outcome in signed_in_batches(session, acts, stop=stopped):
            if outcome is not None:
                outcomes[place] = outcome
                on_signed(outcome)
                if not waits_to_be_raised(outcome.shortfall):
                    on_outcome(outcome)
    first = 0
    for part in parts:
        of_part = range(first, first + len(part.acts))
        first = of_part.stop
        signed = {place: outcomes[place] for place in of_part if place in outcomes}
        low = {place: each for place, each in signed.items() if waits_to_be_raised(each.shortfall)}
        part.raise_all(low, ended, stop)
    return outcomes
