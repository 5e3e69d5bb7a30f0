"""What the officer can do about the queue."""

from datetime import datetime

from app.domain.audit import Act
from app.domain.submission import QueueHalt
from app.store.store import Store, Work


def pause_queue(*, store: Store) -> None:
    with store.write() as work:
        work.outbox.set_halt(QueueHalt.PAUSED)
        work.audit.note(Act.QUEUE_PAUSED)


def resume_queue(*, store: Store, now: datetime) -> None:
    """Lift any halt and let what waits for a time go now. What the province asked to get later
    (Retry-After) waits for that, unless it is asked for by itself (:func:`retry_item`).
    """
    with store.write() as work:
        work.outbox.set_halt(QueueHalt.NONE)
        work.outbox.retry_all(now)
        work.audit.note(Act.QUEUE_RESUMED)


def retry_item(*, store: Store, item_id: int) -> None:
    """Send one item now, with the same key as before."""
    with store.write() as work:
        if work.outbox.retry(item_id):
            _note(work, Act.ITEM_RETRIED, item_id)


def confirm_act(*, store: Store, item_id: int, now: datetime) -> None:
    """Send an act that waited long: it is still meant (``app.domain.dangerous_acts``)."""
    with store.write() as work:
        if work.outbox.confirm(item_id, now):
            _note(work, Act.ACT_CONFIRMED, item_id)


def take_back_act(*, store: Store, item_id: int) -> None:
    """Do not send an act that waited long."""
    with store.write() as work:
        if work.outbox.take_back(item_id):
            _note(work, Act.ACT_WITHDRAWN, item_id)


def resend_act(*, store: Store, item_id: int) -> None:
    """Send an act that met another officer's as the dossier stands now; later ones follow.

    Errors: QUEUE_ITEM_NOT_ASKED when nothing about it is to be answered.
    """
    with store.write() as work:
        work.collisions.resend(item_id)
        _note(work, Act.ACT_CONFIRMED, item_id)


def withdraw_act(*, store: Store, item_id: int) -> None:
    """Do not send an act that the province refused, or a file of it, or that met another officer's.

    ``item_id`` is the act or one of its files. Errors: QUEUE_ITEM_NOT_ASKED for anything else.
    """
    with store.write() as work:
        _note(work, Act.ACT_WITHDRAWN, work.collisions.withdraw(item_id))


def _note(work: Work, act: Act, item_id: int) -> None:
    item = work.outbox.get(item_id)
    work.audit.note(act, dossier=item.dossier_id, item=item_id, kind=item.kind.value)
