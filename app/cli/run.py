"""Running one command: its exit status, and clear words for a wrong command line."""

import os
import sys
from collections.abc import Sequence
from typing import Any

import typer

from app.cli.commands import app
from app.cli.output import Unheard, say_error
from app.cli.passphrase import ask_passphrase
from app.cli.wrong_usage import wrong_usage
from app.errors import AppError, Code
from app.sealing.asking import ask_by


def run(arguments: Sequence[str]) -> int:
    """Run ``quay ARGUMENTS``: 0 done, 1 not done, 2 wrong usage, 130 stopped by the keyboard."""
    as_json = "--json" in arguments
    ask_by(ask_passphrase)
    try:
        if not arguments:
            say_error(AppError(Code.DISPLAY_ABSENT), as_json=as_json)
            return 1
        status: Any = app(args=list(arguments), prog_name="quay", standalone_mode=False)
        sys.stdout.flush()
    except typer.Abort:
        return 130
    except (Unheard, OSError) as error:
        return _unheard(error)
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        return _misunderstood(error, as_json=as_json)
    return status if isinstance(status, int) else 0


def _unheard(error: Exception) -> int:
    # Python flushes standard output once more at the end, and would complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error.__cause__ or error, BrokenPipeError):
        say_error(AppError(Code.DISK_FULL), as_json=False)
    return 1


def _misunderstood(error: Any, *, as_json: bool) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stdout.write(error.format_message() + "\n")
        return 2
    say_error(wrong_usage(error), as_json=as_json)
    return 2
