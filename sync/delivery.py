"""One delivery: take what is due, send it, and write down what is then true."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from io import BytesIO

from app.domain.dossier import DossierState
from app.domain.submission import OutboxItem, OutboxKind, QueueHalt
from app.errors import AppError, Cancelled, Code
from app.store.store import Store, Work
from app.store.vault import Vault
from sync.backoff import LONGEST, Uniform, backoff
from sync.contract import ActReceipt, FileReceipt, ReceiveDossier
from sync.province import FileToUpload, Province, UploadProgress

_log = logging.getLogger(__name__)

NEEDS_SIGN_IN = frozenset({Code.SIGN_IN_REQUIRED, Code.PROVINCE_FORBIDDEN})
_LOCAL_DAMAGE = frozenset({Code.VAULT_FILE_DAMAGED, Code.FILE_MISSING})
_OURS = frozenset({DossierState.QUEUED, DossierState.REFUSED})


class Outcome(StrEnum):
    NOTHING_DUE = "nothing_due"
    HALTED = "halted"  # nothing may be sent at all
    DELIVERED = "delivered"
    PUT_BACK = "put_back"  # goes again, with the same key
    REFUSED = "refused"  # the officer must act


@dataclass(frozen=True)
class Delivery:
    outcome: Outcome
    error: AppError | None = None


@dataclass(frozen=True)
class Deliverer:
    """What a delivery works with."""

    store: Store
    vault: Vault
    province: Province
    now: Callable[[], datetime]
    uniform: Uniform
    stop: Callable[[], bool] = field(default=lambda: False)
    """Asked between the chunks of an upload; the rest goes with the next attempt."""

    def deliver_next(self) -> Delivery:
        """Send the item that is due, if any.

        The attempt is written down before the first byte leaves, and the same key goes with every
        repeat: dying anywhere in here costs nothing. A fault of one item, expected or not, stays
        with this item. Errors: those of the store, DISK_FULL among them (the item stays SENDING
        and goes again); Cancelled when ``stop`` said so.
        """
        with self.store.write() as work:
            if work.outbox.halt() is not QueueHalt.NONE:
                return Delivery(Outcome.HALTED)
            due = work.outbox.next_due(self.now())
            if due is None:
                return Delivery(Outcome.NOTHING_DUE)
            item = work.outbox.begin_attempt(due.id, self.now())
        try:
            receipt = self._send(item)
        except Cancelled:
            raise
        except AppError as error:
            if error.code is Code.DISK_FULL:
                raise
            return self._failed(item, error)
        except Exception as error:  # noqa: BLE001 one poisoned item must not stop the others
            reference = secrets.token_hex(4)
            _log.exception("item %d, reference %s", item.id, reference)
            unexpected = AppError(Code.UNEXPECTED, reference=reference)
            unexpected.__cause__ = error
            return self._failed(item, unexpected)
        self._delivered(item, receipt)
        return Delivery(Outcome.DELIVERED)

    def _send(self, item: OutboxItem) -> FileReceipt | ActReceipt:
        self._require_own_unit(item)
        if item.kind is OutboxKind.UPLOAD:
            return self._upload(item)
        return self._perform(item)

    def _require_own_unit(self, item: OutboxItem) -> None:
        """Raise PROVINCE_FORBIDDEN with ``unit`` when another unit's officer received the dossier.

        The province would refuse the act, but only after it had got the citizen's papers.
        """
        with self.store.read() as work:
            officer = work.facts.officer()
            items = work.outbox.of_dossier(item.dossier_id)
        units = {each.payload.get("unit_code", "") for each in items}
        if officer is not None and not units <= {"", officer.unit_code}:
            raise AppError(Code.PROVINCE_FORBIDDEN, unit=max(units))

    def _upload(self, item: OutboxItem) -> FileReceipt:
        def progress(step: UploadProgress) -> None:
            with self.store.write() as work:
                work.outbox.note_upload(
                    item.id, upload_url=step.upload_url, sent_bytes=step.sent_bytes
                )
            if self.stop():
                raise Cancelled

        sha256 = item.payload["sha256"]
        file = FileToUpload(
            open=lambda: BytesIO(self.vault.read(sha256)),
            sha256=sha256,
            size=item.payload["bytes"],
            title=item.payload["title"],
            upload_url=item.upload_url,
            first_try=item.attempts == 1,
        )
        return self.province.upload(file, progress)

    def _perform(self, item: OutboxItem) -> ActReceipt:
        act = ReceiveDossier.model_validate(item.payload)
        try:
            receipt = self.province.perform(act, item.key)
        except AppError as error:
            if error.facts.get("problem") != "already_received":
                raise
            # It came under another key, e.g. before this counter's database was restored. It is
            # this dossier only if the province has the very same files.
            receipt = self.province.receipt(act.dossier_id)
            if not _confirms(receipt, act):
                raise
        if not _confirms(receipt, act):
            raise AppError(Code.RECEIPT_MISMATCH, dossier=act.dossier_id)
        return receipt

    def _delivered(self, item: OutboxItem, receipt: FileReceipt | ActReceipt) -> None:
        with self.store.write() as work:
            work.outbox.deliver(item.id, receipt=receipt.model_dump(mode="json"), now=self.now())
            # The change feed may have been faster and know more than "received".
            if (
                isinstance(receipt, ActReceipt)
                and work.dossiers.get(item.dossier_id).state in _OURS
            ):
                work.dossiers.accept(item.dossier_id, code=receipt.dossier_code)

    def _failed(self, item: OutboxItem, error: AppError) -> Delivery:
        _log.info("item %d, attempt %d: %s", item.id, item.attempts, error)
        turned_away = error.code is Code.SIGN_IN_REQUIRED or (
            error.code is Code.PROVINCE_FORBIDDEN and self._officer_is_turned_away()
        )
        with self.store.write() as work:
            outcome = self._settle(work, item, error, turned_away=turned_away)
        return Delivery(outcome, error)

    def _officer_is_turned_away(self) -> bool:
        """Whether a 403 is about the officer rather than about one dossier, which may have been
        queued by an officer of another unit.
        """
        try:
            self.province.me()
        except AppError as error:
            return error.code in NEEDS_SIGN_IN
        return False

    def _settle(
        self, work: Work, item: OutboxItem, error: AppError, *, turned_away: bool
    ) -> Outcome:
        now, facts = self.now(), dict(error.facts)
        if turned_away:
            work.outbox.put_back(
                item.id, code=error.code, facts=facts, next_attempt_at=None, now=now
            )
            halt(work, QueueHalt.SIGN_IN)
            return Outcome.HALTED
        missing = str(facts.get("missing_sha256", "")).split()
        reopened = work.outbox.reopen_uploads(item.dossier_id, missing)
        if _is_final(error) and not reopened:
            work.outbox.refuse(item.id, code=error.code, facts=facts, now=now)
            work.dossiers.refuse(item.dossier_id, reason=str(facts.get("reason", "")))
            return Outcome.REFUSED
        work.outbox.put_back(
            item.id,
            code=error.code,
            facts=facts,
            next_attempt_at=now + self._pause(item, error),
            now=now,
        )
        return Outcome.PUT_BACK

    def _pause(self, item: OutboxItem, error: AppError) -> timedelta:
        # A damaged file mends only when somebody restores it: no early repeats.
        failures = LONGEST if error.code in _LOCAL_DAMAGE else item.attempts
        asked = float(error.facts.get("retry_after") or 0)
        return backoff(failures, uniform=self.uniform, retry_after=asked)


def halt(work: Work, reason: QueueHalt) -> None:
    """Stop the queue for ``reason`` unless it is halted already; the officer's pause stays."""
    if work.outbox.halt() is QueueHalt.NONE:
        work.outbox.set_halt(reason)


def _is_final(error: AppError) -> bool:
    """Whether only the officer can go on."""
    if error.code is Code.PROVINCE_CONFLICT:
        return error.facts.get("problem") in ("conflict", "already_received")
    return error.code is Code.PROVINCE_REFUSED


def _confirms(receipt: ActReceipt, act: ReceiveDossier) -> bool:
    """Whether ``receipt`` says that the province has this dossier with all its files."""
    confirmed = {file.sha256 for file in receipt.files}
    return receipt.dossier_id == act.dossier_id and confirmed >= {
        paper.sha256 for paper in act.papers
    }
