"""Who is asked for the passphrase of a machine without a keyring."""

from collections.abc import Callable

Ask = Callable[[bool], str]
"""Gets whether a new one is to be made up; gives it, empty when there is nobody to ask."""

_ask: Ask = lambda _: ""  # noqa: E731


def ask_by(ask: Ask) -> None:
    """Let this process ask ``ask`` from now on. It should remember what it was told."""
    global _ask  # noqa: PLW0603 (one process has one terminal)
    _ask = ask


def asked_passphrase(*, new: bool) -> str:
    return _ask(new)
