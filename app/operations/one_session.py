"""Many documents signed in one session of the key: one PIN, one confirmation."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from app.errors import AppError, Code
from app.operations.sign_files import Signer, SigningKit, signing_session
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


T = TypeVar("T", bound=Ended)


def in_one_session(
    kit: SigningKit,
    signer: Signer,
    acts: Sequence[Act[T | None]],
    *,
    on_outcome: Callable[[T], None],
    stop: Callable[[], bool],
) -> dict[int, T]:
    """What became of ``acts``, by their index; of those that were not begun nothing.

    The key is used here, on the token lane; documents are prepared, read back and kept beside it, a
    few at a time. Where one confirmation covers many (a signing service), that many go together.
    After what would befall the next one too, and after ``stop()``, no other is begun. Errors: those
    of ``signing_session``.
    """
    outcomes: dict[int, T] = {}

    def stopped() -> bool:
        errors = (outcome.error for outcome in outcomes.values())
        return stop() or any(error and error.code in STOPS_THE_BATCH for error in errors)

    with signing_session(kit, signer) as session:
        for place, outcome in signed_in_batches(session, acts, stop=stopped):
            if outcome is not None:
                on_outcome(outcomes.setdefault(place, outcome))
    return outcomes
