"""What a command prints: one JSON value, or Vietnamese lines; errors by the window's own table."""

import json
import logging
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.errors import AppError, Cancelled, Code

P = ParamSpec("P")
T = TypeVar("T")

JsonFlag = Annotated[
    bool, typer.Option("--json", help="In một giá trị JSON cho chương trình khác.")
]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Output:
    """Where a command says what it did."""

    as_json: bool

    def result(self, value: Any, *lines: str) -> None:
        """``value`` as JSON, or ``lines`` for a person."""
        if self.as_json:
            sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
        else:
            console = Console(highlight=False, soft_wrap=True)
            for line in lines:
                console.print(line, markup=False)

    @contextmanager
    def progress(self, title: str, total: int | None) -> Iterator[Callable[[], None]]:
        """A bar on standard error; yields what moves it on by one."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        console = Console(stderr=True)
        with Progress(
            *columns, TimeElapsedColumn(), console=console, disable=self.as_json, transient=True
        ) as bar:
            task = bar.add_task(title, total=total)
            yield lambda: bar.advance(task)


def error_json(error: AppError) -> dict[str, Any]:
    """``code``, the sentences of the window's table, and ``facts``."""
    from ui.messages import message

    said = message(error)
    return {
        "error": {
            "code": error.code.value,
            "heading": said.heading,
            "sentence": said.sentence,
            "next_step": said.next_step,
            "facts": error.facts,
        }
    }


def said_in_vietnamese(command: Callable[P, T]) -> Callable[P, T]:
    """Let ``command`` end with exit status 1 and a clear sentence instead of a trace."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except AppError as error:
            failed = error
        except Cancelled:
            raise typer.Exit(1) from None
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except Exception as error:  # noqa: BLE001 the last boundary: a trace helps nobody here
            reference = secrets.token_hex(4)
            _log.exception("reference %s", reference)
            failed = AppError(Code.UNEXPECTED, reference=reference, kind=type(error).__name__)
        _say(failed, as_json=bool(kwargs.get("as_json")))
        raise typer.Exit(1)

    return guarded


def _say(error: AppError, *, as_json: bool) -> None:
    said = error_json(error)
    if as_json:
        sys.stdout.write(json.dumps(said, ensure_ascii=False, indent=2) + "\n")
        return
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(said["error"]["heading"], style="bold red", markup=False)
    console.print(said["error"]["sentence"], markup=False)
    console.print("→ " + said["error"]["next_step"], markup=False)
