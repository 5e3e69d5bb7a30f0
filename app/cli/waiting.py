"""Waiting for the officer's phone, said on standard error, where results are not read."""

from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from signing.remote.patience import Patience, Waiting


def phone_patience() -> "Patience":
    """What a command waits with; the keyboard (Ctrl+C) ends it."""
    from signing.remote.patience import Patience

    return Patience(on_wait=PhoneNotice())


class PhoneNotice:
    """One line for each request that is sent to the phone."""

    def __init__(self) -> None:
        self._left = -1

    def __call__(self, waiting: "Waiting") -> None:
        from ui.device_words import time_left, waiting_words

        if waiting.left > self._left:
            said = f"Hãy xác nhận trên điện thoại, còn {time_left(waiting.left)}. "
            Console(stderr=True, highlight=False, soft_wrap=True).print(
                said + waiting_words(waiting), markup=False
            )
        self._left = waiting.left
