"""What the framework says about a wrong command line, as an error of the program's own table."""

import re
from typing import Any

from app.errors import AppError, Code

_ARGUMENTS = {
    "files": "TỆP",
    "file": "TỆP",
    "certificates": "TỆP",
    "item": "SỐ",
    "number": "SỐ",
    "dossier": "SỐ",
    "fingerprint": "SHA256",
}
_QUOTED = re.compile(r"'([^']*)'|\((?!s\))([^()]*)\)")


def wrong_usage(error: Any) -> AppError:
    """WRONG_USAGE with ``problem``, the ``name`` it is about and the ``command``.

    ``error`` is one of the framework's usage errors: it has ``ctx`` (which may be None),
    ``message``, and by its kind ``param`` or ``option_name``.
    """
    context = getattr(error, "ctx", None)
    return AppError(
        Code.WRONG_USAGE,
        problem=_problem(error),
        name=_name(error),
        command=context.command_path if context is not None else "quay",
    )


def _problem(error: Any) -> str:
    """``missing``, ``unknown_option``, ``unknown_command``, ``extra``, or ``bad_value``."""
    kind, message = type(error).__name__, str(getattr(error, "message", ""))
    if kind == "MissingParameter" or message.startswith("Missing command"):
        return "missing"
    if kind == "NoSuchOption":
        return "unknown_option"
    if message.startswith("No such command"):
        return "unknown_command"
    return "extra" if "unexpected extra" in message else "bad_value"


def _name(error: Any) -> str:
    param = getattr(error, "param", None)
    if param is not None:
        options = list(param.opts)
        return _ARGUMENTS.get(options[0], options[0]) if options else ""
    if getattr(error, "option_name", ""):
        return str(error.option_name)
    found = _QUOTED.search(str(getattr(error, "message", "")))
    return (found.group(1) or found.group(2) or "") if found else ""
