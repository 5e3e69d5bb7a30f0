"""The child's side of :mod:`signing.verification.worker`: reads requests until its input ends."""

import asyncio
import base64
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.child_loop import answer_lines, forbid_files
from app.logs import RedactingFormatter
from app.pdf_content import Pdf, PdfInMemory

if TYPE_CHECKING:
    from signing.trust import TrustStore


def answer_requests() -> None:
    """Answer requests, one JSON line each, until standard input ends; nothing that it reads comes
    into a file.
    """
    forbid_files()
    answer_lines(lambda: _Worker().answer)


class _Worker:
    def __init__(self) -> None:
        # Imported after the limit is set, so that they count.
        from signing.verification.online_answers import OnlineAnswers
        from signing.verification.verdict import verify_pdf

        self._verify, self._online, self._runner = verify_pdf, OnlineAnswers(), asyncio.Runner()
        self._environment = dict(os.environ)
        self._trust_said: Any = None

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        pdf = _pdf(request)
        if "versions" in request:
            return {"versions": _versions(pdf, request["versions"]), "log": []}
        now = request["now"]
        os.environ.clear()  # the way of the last request may not be that of this one
        os.environ.update(self._environment | request["proxy"])
        with _collected_log() as lines:
            report = self._verify(
                pdf,
                trust=self._trusted(request["trust"]),
                now=datetime.fromisoformat(now) if now else None,
                online=self._online if request["fetch"] else None,
                runner=self._runner,
            )
        return {"report": report.to_json(), "log": lines}

    def _trusted(self, said: Any) -> "TrustStore":
        """The same throughout a batch: what was parsed and compared of it is kept."""
        if said != self._trust_said:
            self._trust_said, self._trust = said, _trust_from_json(said)
        return self._trust


def _pdf(request: dict[str, Any]) -> Pdf:
    if "path" in request:
        return Path(request["path"])
    return PdfInMemory(request["name"], request["content"])


def _versions(pdf: Pdf, wanted: dict[str, int]) -> dict[str, Any] | None:
    """Both versions of a page; None when they cannot be drawn, which the parent takes for lost."""
    from signing.verification.version_drawing import draw_versions

    try:
        return draw_versions(pdf, **wanted).to_json()
    except Exception:  # noqa: BLE001 the fail-closed boundary: hostile files raise anything
        return None


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.setFormatter(RedactingFormatter())
        self.lines: list[tuple[int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((record.levelno, self.format(record)))


@contextmanager
def _collected_log() -> Iterator[list[tuple[int, str]]]:
    """What verification logs meanwhile, for the parent's own log."""
    collector = _Collector()
    logger = logging.getLogger("signing.verification")
    logger.addHandler(collector)
    try:
        yield collector.lines
    finally:
        logger.removeHandler(collector)


def _trust_from_json(content: dict[str, Any]) -> "TrustStore":
    from asn1crypto import x509

    from signing.trust import TrustStore

    def certificates(name: str) -> tuple[x509.Certificate, ...]:
        return tuple(x509.Certificate.load(base64.b64decode(each)) for each in content[name])

    return TrustStore(
        anchors=certificates("anchors"),
        intermediates=certificates("intermediates"),
        labels=dict(content["labels"]),
    )
