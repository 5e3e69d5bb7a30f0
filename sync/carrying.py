"""Carrying one item to the province: the network's part of a delivery, on any thread."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from app.domain.submission import OutboxItem, OutboxKind, QueueHalt
from app.errors import AppError, Cancelled, Code
from app.store.store import Store
from app.store.vault import Vault
from sync.contract import Act, ActReceipt, FileReceipt, LaterAct, ReceiveDossier, papers_of
from sync.province import FileToUpload, Province, UploadProgress

_log = logging.getLogger(__name__)
_ACT: TypeAdapter[ReceiveDossier | LaterAct] = TypeAdapter(Act)

Receipt = FileReceipt | ActReceipt


@dataclass(frozen=True)
class Ending:
    """How an attempt at ``item`` went. With neither receipt nor error it was broken off between two
    chunks: how far the province is stands in the store.
    """

    item: OutboxItem
    receipt: Receipt | None = None
    error: AppError | None = None


@dataclass(frozen=True)
class Carrier:
    store: Store
    vault: Vault
    stop: Callable[[], bool] = field(default=lambda: False)
    """Asked between the chunks of an upload, as is the officer's pause; the rest goes with the
    next attempt."""

    def carry(self, item: OutboxItem, province: Province) -> Ending:
        """Send ``item``, whose attempt is written down, over the line ``province``.

        A fault of one item, expected or not, becomes its ending: nothing is raised.
        """
        try:
            return Ending(item, receipt=self._send(item, province))
        except Cancelled:
            return Ending(item)
        except AppError as error:
            return Ending(item, error=error)
        except Exception as error:  # noqa: BLE001 one poisoned item must not stop the others
            reference = secrets.token_hex(4)
            _log.exception("item %d, reference %s", item.id, reference)
            unexpected = AppError(Code.UNEXPECTED, reference=reference)
            unexpected.__cause__ = error
            return Ending(item, error=unexpected)

    def _send(self, item: OutboxItem, province: Province) -> Receipt:
        if item.kind is OutboxKind.UPLOAD:
            return self._upload(item, province)
        return _perform(item, province)

    def _upload(self, item: OutboxItem, province: Province) -> FileReceipt:
        def progress(step: UploadProgress) -> None:
            with self.store.write() as work:
                work.outbox.note_upload(
                    item.id, upload_url=step.upload_url, sent_bytes=step.sent_bytes
                )
                paused = work.outbox.halt() is QueueHalt.PAUSED
            if paused or self.stop():
                raise Cancelled

        sha256 = item.payload["sha256"]
        file = FileToUpload(
            open=lambda: self.vault.open(sha256),
            sha256=sha256,
            size=item.payload["bytes"],
            title=item.payload["title"],
            upload_url=item.upload_url,
            first_try=item.attempts == 1,
        )
        return province.upload(file, progress)


def _perform(item: OutboxItem, province: Province) -> ActReceipt:
    act = _ACT.validate_python(item.payload)
    try:
        receipt = province.perform(act, item.key)
    except AppError as error:
        received = error.facts.get("problem") == "already_received"
        if not received or not isinstance(act, ReceiveDossier):
            raise
        # It came under another key, e.g. before this counter's database was restored. It is
        # this dossier only if the province has the very same files.
        receipt = province.receipt(act.dossier_id)
        if not _confirms(receipt, act):
            raise
    if not _confirms(receipt, act):
        raise AppError(Code.RECEIPT_MISMATCH, dossier=act.dossier_id)
    return receipt


def _confirms(receipt: ActReceipt, act: ReceiveDossier | LaterAct) -> bool:
    """Whether ``receipt`` is about this dossier and says that the province has all its files."""
    confirmed = {file.sha256 for file in receipt.files}
    same = not act.dossier_id or receipt.dossier_id == act.dossier_id
    if isinstance(act, LaterAct) and act.dossier_code:
        same &= receipt.dossier_code == act.dossier_code
    return same and confirmed >= {paper.sha256 for paper in papers_of(act)}
