"""Which token is meant when several are plugged in."""

import pytest

from app.errors import AppError, Code
from signing.device import PinState, Token
from signing.tokens import choose_token


def token(label: str, serial: str) -> Token:
    return Token("/m.so", 0, label, serial, "maker", PinState.FINE, own_pin_pad=False)


def test_choice_of_a_token() -> None:
    first, second, twin = token("A", "1"), token("B", "2"), token("B", "3")
    assert choose_token([first], label="") is first
    assert choose_token([first, second], label="B") is second
    for tokens, label, code in (
        ([], "", Code.TOKEN_ABSENT),
        ([first], "B", Code.TOKEN_ABSENT),
        ([first, second], "", Code.TOKEN_AMBIGUOUS),
        ([first, second, twin], "B", Code.TOKEN_AMBIGUOUS),
    ):
        with pytest.raises(AppError) as refused:
            choose_token(tokens, label=label)
        assert refused.value.code is code
