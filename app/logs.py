"""The program's own log: one rotating file that names nobody (``app.log_text``), with PINs and
citizen numbers struck out.
"""

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from app.log_text import record_text, trace_text

# Twelve digits are a citizen number (domain §6.2), nine an old one; pyHanko and PKCS#11 drivers
# put certificate subjects with them into warnings. Hashes and UUIDs, which go first, are no such
# numbers though digits may stand together in them.
_CITIZEN_NUMBER = re.compile(
    r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[0-9A-Fa-f]{20,}"
    r"|(?<!\d)(\d{12}|\d{9})(?!\d)"
)
_PIN = re.compile(r"(?i)(pin|password|mật khẩu)(\s*[=:]\s*)\S+")


def redact(text: str) -> str:
    """``text`` with citizen numbers cut to their last three digits and PINs removed."""
    text = _CITIZEN_NUMBER.sub(
        lambda found: "…" + found.group()[-3:] if found.group(1) else found.group(), text
    )
    return _PIN.sub(r"\1\2…", text)


class RedactingFormatter(logging.Formatter):
    """Formats a record, trace included, without what must not be written."""

    def format(self, record: logging.LogRecord) -> str:
        said = logging.makeLogRecord({**record.__dict__, "msg": record_text(record), "args": ()})
        # Kept there by a handler that writes more.
        said.exc_text = None
        return redact(super().format(said))

    def formatException(  # noqa: N802 the base's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        return trace_text(ei[1]) if ei[1] is not None else ""


class _QuietHandler(RotatingFileHandler):
    """Loses a record rather than print a trace: the log may lie on the very disk that is full."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 the base's name
        """Nothing can be said about it, and nowhere."""


def start_logging(folder: Path) -> None:
    """Send all log records of this process to ``folder/quay.log`` (3 × 2 MB)."""
    handler = _QuietHandler(
        folder / "quay.log", maxBytes=2_000_000, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    for old in root.handlers[:]:
        if isinstance(old, RotatingFileHandler):
            root.removeHandler(old)
            old.close()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)
