"""What a command prints: one JSON value, or Vietnamese lines; errors by the window's own table."""

import json
import logging
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, wraps
from typing import Annotated, Any, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.errors import AppError, Cancelled, Code
from app.logs import start_logging
from app.paths import default_profile
from app.proxy import Proxy, use_proxy

P = ParamSpec("P")
T = TypeVar("T")

JsonFlag = Annotated[
    bool, typer.Option("--json", help="In một giá trị JSON cho chương trình khác.")
]
_log = logging.getLogger(__name__)


class Unheard(Exception):
    """What was printed did not arrive: nobody reads (``quay … | head``), or the disk is full."""


@dataclass(frozen=True)
class Output:
    """Where a command says what it did."""

    as_json: bool

    def result(self, value: Any, *lines: str) -> None:
        """``value`` as JSON, or ``lines`` for a person. Raises Unheard."""
        try:
            if self.as_json:
                sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
            else:
                console = Console(highlight=False, soft_wrap=True)
                for line in lines:
                    console.print(line, markup=False)
            sys.stdout.flush()
        except OSError as error:
            raise Unheard from error

    def line(self, line: str) -> None:
        """A line for a person while the command goes on; JSON comes at its end. Raises Unheard."""
        if not self.as_json:
            self.result(None, line)

    @contextmanager
    def progress(self, title: str, total: int | None) -> Iterator[Callable[[], None]]:
        """A bar on the terminal, if there is one; yields what moves it on by one."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        console = Console(stderr=True)
        with Progress(
            *columns,
            TimeElapsedColumn(),
            console=console,
            disable=self.as_json or not console.is_terminal,
            transient=True,
            # Else lines that are meant for a file or a pipe would go to the bar's terminal.
            redirect_stdout=sys.stdout.isatty(),
        ) as bar:
            task = bar.add_task(title, total=total)
            yield lambda: bar.advance(task)


def error_json(error: AppError) -> dict[str, Any]:
    """``code``, the sentences of the window's table, and ``facts``."""
    from ui.messages import message

    said = message(error, options=True)
    return {
        "error": {
            "code": error.code.value,
            "heading": said.heading,
            "sentence": said.sentence,
            "next_step": said.next_step,
            "facts": error.facts,
        }
    }


def error_of(code: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """As :func:`error_json` for an error that was written down; ``error`` is None for no code."""
    if not code:
        return {"error": None}
    known = Code(code) if code in set(Code) else Code.UNEXPECTED
    return error_json(AppError(known, **facts))


def told(value: Mapping[str, Any]) -> list[str]:
    """The lines for a person about ``value["error"]``; none when there is no error."""
    error = value["error"]
    return [error["sentence"], "→ " + error["next_step"]] if error else []


def said_in_vietnamese(command: Callable[P, T]) -> Callable[P, T]:
    """Let ``command`` end with exit status 1 (2 for wrong usage) and a clear sentence instead of
    a trace.
    """

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        start_log()
        use_proxy(cache(_own_proxy))
        try:
            return command(*args, **kwargs)
        except AppError as error:
            failed = error
        except Cancelled:
            raise typer.Exit(1) from None
        except (typer.Exit, typer.Abort, Unheard):
            raise
        except Exception as error:
            if isinstance(error.__cause__, KeyboardInterrupt):  # in a class that is being imported
                raise typer.Abort from error
            reference = secrets.token_hex(4)
            _log.exception("reference %s", reference)
            failed = AppError(Code.UNEXPECTED, reference=reference, kind=type(error).__name__)
        say_error(failed, as_json=bool(kwargs.get("as_json")))
        raise typer.Exit(2 if failed.code is Code.WRONG_USAGE else 1)

    return guarded


def _own_proxy() -> Proxy:
    from app.operations.proxy_settings import proxy_of_profile

    return proxy_of_profile(default_profile())


def start_log() -> None:
    """Log to the profile and never to the terminal: traces hold what nobody there may read."""
    profile = default_profile()
    try:
        profile.make()
    except AppError:
        logging.getLogger().addHandler(logging.NullHandler())
    else:
        start_logging(profile.logs)


def say_error(error: AppError, *, as_json: bool) -> None:
    """The error's own words: JSON on standard output, or lines on standard error."""
    said = error_json(error)
    if as_json:
        sys.stdout.write(json.dumps(said, ensure_ascii=False, indent=2) + "\n")
        return
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(said["error"]["heading"], style="bold red", markup=False)
    console.print(said["error"]["sentence"], markup=False)
    console.print("→ " + said["error"]["next_step"], markup=False)
    kept = error.facts.get("kept_pages")
    if kept:
        console.print(
            f"→ {kept} trang đã quét được giữ lại: mở chương trình, mục Quét.", markup=False
        )
