"""Cuts the stack of a profile and attaches its parts, dying at a moment that is asked for.

``python -m tests.operations.split_job FOLDER MOMENT`` kills itself at the MOMENT-th of: a
transaction is about to be kept, it was kept, a file came into the vault.
"""

import os
import signal
import sys
from pathlib import Path

from sqlalchemy import event

from app.domain.scan import ScanBatch
from app.operations.recover_pages import recover_pages
from app.operations.split_batch import attach_known_parts, split_batch
from app.operations.split_plan import can_split, plan_split
from app.store.store import Store
from app.store.vault import Vault, VaultFile
from tests.keys import KEYS
from tests.operations.stacks import ScanDesk
from tests.store.conftest import NOW


class Death:
    def __init__(self, moment: int) -> None:
        self._left = moment

    def __call__(self, *_: object) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class DeadlyVault(Vault):
    def __init__(self, folder: Path, death: Death) -> None:
        super().__init__(folder, KEYS)
        self._death = death

    def add(self, content: bytes) -> VaultFile:
        kept = super().add(content)
        self._death()
        return kept


def open_desk(folder: Path, death: Death) -> ScanDesk:
    store = Store(folder / "quay.sqlite3", folder, KEYS)
    event.listen(store._engine, "commit", death)
    store.subscribe(death)
    return ScanDesk(store, DeadlyVault(folder / "vault", death), folder / "work")


def run(desk: ScanDesk) -> tuple[ScanBatch, ...]:
    """What the officer does after a start, wherever she was before; the batches left open."""
    for batch in recover_pages(store=desk.store, folders=desk.folders, now=NOW):
        if can_split(batch):
            split_batch(
                store=desk.store, plan=plan_split(store=desk.store, batch=batch, duplex=True)
            )
    with desk.store.read() as work:
        stacks = {batch.stack for batch in work.scans.open_batches()}
    for stack in stacks:
        attach_known_parts(
            store=desk.store,
            vault=desk.vault,
            folders=desk.folders,
            stack=stack,
            now=NOW,
        )
    with desk.store.read() as work:
        return work.scans.open_batches()


if __name__ == "__main__":
    run(open_desk(Path(sys.argv[1]), Death(int(sys.argv[2]))))
