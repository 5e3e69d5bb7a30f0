"""What the program's log keeps of an error, a library's record or a warning: where, of which kind
and with which numbers, never a title, a name, a place on the disk or what somebody typed.
"""

import errno
import logging
import re
from collections.abc import Iterator
from pathlib import PurePath
from traceback import walk_tb

_OWN = frozenset({"app", "ui", "signing", "sync"})
_DEEPEST = 10
"""Errors of a chain that are told."""
_ABOUT_CODE = TypeError, AttributeError, NameError, NotImplementedError
"""Their texts name what is in the program, not what was given to it."""
_DATABASES = "sqlcipher3", "sqlite3"
_WARNING = re.compile(r"([^/\\\s]+\.py):(\d+): (\w+)")
_FOREIGN = re.compile(r"[\"'‘“\[/\\]")
"""Where a path or what was quoted begins."""


def record_text(record: logging.LogRecord) -> str:
    """What ``record`` says; of a library's only where it was said, for its words may hold the
    subject of a certificate or the path of a file.
    """
    if record.name.split(".")[0] in _OWN:
        return _own_text(record)
    if record.name == "py.warnings":
        found = _WARNING.search(record.getMessage())
        return "{} {}: {}".format(*found.groups()) if found else ""
    return f"{record.filename}:{record.lineno}"


def without_places(text: str) -> str:
    """``text`` up to its first path or quotation."""
    return _FOREIGN.split(text, maxsplit=1)[0].rstrip()


def error_text(error: BaseException) -> str:
    """One line."""
    kind = type(error).__name__
    if type(error).__module__.split(".")[0] == "app":
        return f"{kind}: {error}"
    if isinstance(error, OSError):
        return f"{kind}: {errno.errorcode.get(error.errno or 0, error.errno)}"
    if isinstance(error, ImportError):
        return f"{kind}: {error.name}"
    if isinstance(error, _ABOUT_CODE):
        return f"{kind}: {error}"
    if type(error).__module__.split(".")[0] in _DATABASES:
        return f"{kind}: {without_places(str(error))}"
    return kind


def trace_text(error: BaseException) -> str:
    """Frames and kind of ``error`` and of what led to it, the first first."""
    return "\n".join(line for each in reversed([*_chain(error)]) for line in _traced(each))


def _own_text(record: logging.LogRecord) -> str:
    args = record.args
    if isinstance(args, tuple):
        args = tuple(_argument(each) for each in args)
    return str(record.msg) % args if args else str(record.msg)


def _argument(said: object) -> object:
    if not isinstance(said, BaseException):
        return said
    # The code of our own errors says their kind.
    return error_text(said).removeprefix("AppError: ")


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    now: BaseException | None = error
    while now is not None and id(now) not in seen and len(seen) < _DEEPEST:
        seen.add(id(now))
        yield now
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)


def _traced(error: BaseException) -> Iterator[str]:
    yield "Traceback:"
    for frame, line in walk_tb(error.__traceback__):
        code = frame.f_code
        place = "/".join(PurePath(code.co_filename).parts[-2:])
        yield f"  {place}:{line} in {code.co_name}"
    yield error_text(error)
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield f"  | {error_text(each)}"
