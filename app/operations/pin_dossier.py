"""Keeping the files of a dossier on this machine, for days without a line."""

from app.domain.dossier import DossierId
from app.store.store import Store


def pin_dossier(*, store: Store, dossier_id: DossierId, pinned: bool) -> None:
    """Have all its files here from the next round of delivery on, or no longer care.

    What is here already stays. Errors: DOSSIER_UNKNOWN.
    """
    with store.write() as work:
        work.pins.set(dossier_id, pinned=pinned)
