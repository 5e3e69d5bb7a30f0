"""A process of its own for reading PDFs that may be hostile, with limits of time and memory.

The program talks to it in JSON lines over its standard input and output and keeps it for a batch.
When a file takes too long, too much memory, or kills it, that file is CANNOT_VERIFY and the next
one gets a new process. This module imports neither pyHanko nor MuPDF: the window starts it.
"""

import base64
import logging
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from app.child_process import KeptChild, Limits, Loss, Lost, Program
from app.errors import AppError, Code
from app.pdf_content import Pdf, PdfInMemory
from app.proxy import current_proxy
from signing.verification.reasons import Reason
from signing.verification.report import VerificationReport, refused
from signing.verification.versions import PageVersions

if TYPE_CHECKING:
    from signing.trust import TrustStore

__all__ = ["Limits", "VerificationWorker"]

Answer = TypeVar("Answer")
_log = logging.getLogger("signing.verification")
_REASONS = {
    Loss.DIED: Reason.WORKER_DIED,
    Loss.OUT_OF_TIME: Reason.TIME_LIMIT,
    Loss.OUT_OF_MEMORY: Reason.MEMORY_LIMIT,
}


class VerificationWorker:
    """Verifies files in a child process, one at a time. Any thread may call it."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._turn = threading.Lock()
        self._child = KeptChild(_program, limits or Limits())

    def verify(
        self,
        pdf: Pdf,
        *,
        trust: "TrustStore",
        now: datetime | None = None,
        fetch: bool = False,
    ) -> VerificationReport:
        """:func:`~signing.verification.verdict.verify_pdf` under limits; never raises for a file.

        ``fetch`` asks CRL and OCSP services. Beyond the limits: CANNOT_VERIFY with TIME_LIMIT,
        MEMORY_LIMIT or WORKER_DIED.
        """
        request = {
            "trust": _trust_to_json(trust),
            "now": now.isoformat() if now else None,
            "fetch": fetch,
            "proxy": current_proxy().environment() if fetch else {},
        }
        try:
            return self._asked(
                pdf, request, lambda said: VerificationReport.from_json(said["report"])
            )
        except Lost as lost:
            return refused(pdf.name, _REASONS[lost.loss])

    def versions(self, pdf: Pdf, *, signed_bytes: int, page: int, width: int) -> PageVersions:
        """Page ``page`` (1 for the first) as its first ``signed_bytes`` bytes show it, and now.

        Both are ``width`` pixels wide. Errors: PDF_DAMAGED, also beyond the limits.
        """
        request = {"versions": {"signed_bytes": signed_bytes, "page": page, "width": width}}
        try:
            return self._asked(pdf, request, lambda said: PageVersions.from_json(said["versions"]))
        except Lost as lost:
            raise AppError(Code.PDF_DAMAGED, name=pdf.name, page=page) from lost

    def _asked(
        self, pdf: Pdf, request: dict[str, Any], read: Callable[[dict[str, Any]], Answer]
    ) -> Answer:
        """What the child says of ``pdf``, as ``read`` understands it. Raises Lost."""
        content = b""
        if isinstance(pdf, PdfInMemory):
            request, content = {**request, "name": pdf.name}, pdf.content
        else:
            request = {**request, "path": str(pdf.absolute())}

        def logged(said: dict[str, Any]) -> Answer:
            for level, message in said["log"]:
                _log.log(int(level), "%s", message)
            return read(said)

        with self._turn:
            return self._child.ask(request, logged, content)

    def close(self) -> None:
        """End the process. The next file would start another."""
        with self._turn:
            self._child.drop()

    def __enter__(self) -> "VerificationWorker":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _program() -> Program:
    if getattr(sys, "frozen", False):
        return Program([sys.executable, "verify-worker"])
    return Program([sys.executable, "-m", "signing.verification.worker"])


def _trust_to_json(trust: "TrustStore") -> dict[str, Any]:
    return {
        "anchors": [base64.b64encode(each.dump()).decode() for each in trust.anchors],
        "intermediates": [base64.b64encode(each.dump()).decode() for each in trust.intermediates],
        "labels": dict(trust.labels),
    }


def main() -> None:
    """Be the child: ``verify-worker`` of the installed program, this module otherwise."""
    from signing.verification.worker_process import answer_requests

    answer_requests()


if __name__ == "__main__":
    main()
