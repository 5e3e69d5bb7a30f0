"""What the officer answers when somebody else acted on the dossier meanwhile."""

from app.store.store import Store


def resend_act(*, store: Store, item_id: int) -> None:
    """Send the act as the dossier stands now, with those queued after it.

    Errors: QUEUE_ITEM_NOT_ASKED when nothing about it is to be answered.
    """
    with store.write() as work:
        work.collisions.resend(item_id)


def withdraw_act(*, store: Store, item_id: int) -> None:
    """Leave it at what the other officer did. Errors: QUEUE_ITEM_NOT_ASKED."""
    with store.write() as work:
        work.collisions.withdraw(item_id)
