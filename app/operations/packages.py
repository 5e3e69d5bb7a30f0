"""Dossiers that leave by hand, and what the province says of them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.domain.dossier import DossierId
from app.errors import AppError, Code
from app.operations.find_dossier import find_dossier
from app.store.store import Store, Work
from app.store.vault import Vault
from sync.package.exporting import Exported, export_package
from sync.package.importing import ActTold, import_receipt
from sync.package.receipt import read_receipt


def export_dossiers(
    *, store: Store, vault: Vault, codes: Sequence[str], target: Path, now: datetime
) -> Exported:
    """Write what waits of the dossiers called ``codes``, all for none, to a new file ``target``.

    Errors: DOSSIER_UNKNOWN, FILE_EXISTS, those of ``export_package``.
    """
    if target.exists():
        raise AppError(Code.FILE_EXISTS, path=str(target))
    with store.read() as work:
        found = tuple(_called(work, code) for code in codes)
    return export_package(
        store=store, vault=vault, dossier_ids=tuple(dict.fromkeys(found)), target=target, now=now
    )


def take_in_receipt(*, store: Store, path: Path, now: datetime) -> tuple[ActTold, ...]:
    """Compare the receipt at ``path`` with what was exported, and write down what it proves.

    Errors: FILE_MISSING, PACKAGE_RECEIPT_UNREADABLE, PACKAGE_RECEIPT_FOREIGN.
    """
    return import_receipt(store=store, receipt=read_receipt(path), now=now)


def _called(work: Work, code: str) -> DossierId:
    """By the province's number, the provisional one, or the identifier."""
    try:
        return find_dossier(work, code).id
    except AppError:
        return work.dossiers.get(DossierId(code)).id
