"""Which of the tokens plugged in is meant."""

from collections.abc import Sequence

from app.errors import AppError, Code
from signing.device import Token


def choose_token(tokens: Sequence[Token], *, label: str = "") -> Token:
    """The token labelled ``label``, or the only one present when ``label`` is empty.

    Errors: TOKEN_ABSENT; TOKEN_AMBIGUOUS with ``count`` and ``label`` when several fit.
    """
    fitting = [each for each in tokens if not label or each.label == label]
    if not fitting:
        raise AppError(Code.TOKEN_ABSENT, label=label)
    if len(fitting) > 1:
        raise AppError(Code.TOKEN_AMBIGUOUS, label=label, count=len(fitting))
    return fitting[0]
