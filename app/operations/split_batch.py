"""Cutting a stack of scanned pages into batches, attaching those that are known, and undoing it.

The images stay where they are; a page only changes its batch. Each step is one transaction, so a
crash leaves a stack that is whole or cut, and every part of it a paper or an open batch.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.domain.dossier import DossierId
from app.domain.paper import Paper
from app.domain.scan import BatchId, BatchState, ScanBatch
from app.errors import AppError, Code
from app.operations.build_paper import build_paper
from app.operations.page_folders import PageFolders
from app.operations.split_plan import SplitPlan
from app.scanning.compression.steps import Compression
from app.store.store import Store
from app.store.vault import Vault


@dataclass(frozen=True)
class AttachedParts:
    """What became of the parts whose component is known."""

    papers: tuple[Paper, ...]
    failed: tuple[tuple[ScanBatch, AppError], ...]
    """They stay open."""


def split_batch(*, store: Store, plan: SplitPlan) -> tuple[ScanBatch, ...]:
    """Make each part of ``plan`` an open batch that is aimed at its dossier and component.

    The batch itself keeps its sheets and their backs, and is done. Errors: SCAN_CHANGED when its
    pages are not those of the plan any more; nothing has happened then.
    """
    planned = [page.id for part in plan.parts for page in part.pages]
    planned += [page.id for page in (*plan.sheets, *plan.backs)]
    with store.write() as work:
        now = work.scans.get(plan.batch_id)
        if sorted(page.id for page in now.pages) != sorted(planned):
            raise AppError(Code.SCAN_CHANGED)
        made = tuple(
            work.stacks.part(
                plan.batch_id,
                [page.id for page in part.pages],
                dossier_id=part.dossier.id if part.dossier else "",
                component_id=part.component.id if part.component else "",
            )
            for part in plan.parts
        )
        work.scans.close(plan.batch_id, BatchState.MOVED)
    return made


def split_from_page(*, store: Store, batch_id: BatchId, page_id: str) -> ScanBatch:
    """Make the page and those after it a batch of their own, for a paper of the same dossier.

    Errors: PAGE_ABSENT; SCAN_CHANGED for the first page, before which nothing would be left.
    """
    with store.write() as work:
        batch = work.scans.get(batch_id)
        ids = [page.id for page in batch.pages]
        if page_id not in ids:
            raise AppError(Code.PAGE_ABSENT, page=page_id)
        if page_id == ids[0]:
            raise AppError(Code.SCAN_CHANGED)
        return work.stacks.part(
            batch_id, ids[ids.index(page_id) :], dossier_id=batch.dossier_id, component_id=""
        )


def put_together(*, store: Store, stack: BatchId) -> BatchId:
    """Undo the splitting of ``stack`` for all parts that are no paper yet; where they are now.

    Separators come back in their places. Errors: SCAN_CHANGED when nothing is left to be joined.
    """
    with store.write() as work:
        parts = [part.id for part in work.stacks.parts(stack)]
        if work.scans.state(stack) in (BatchState.OPEN, BatchState.MOVED):
            into = stack
        elif parts:  # the rest became a paper
            into = parts.pop(0)
        if not parts:
            raise AppError(Code.SCAN_CHANGED)
        work.stacks.join(into, parts)
        return into


def append_batch(*, store: Store, batch_id: BatchId, to: BatchId) -> None:
    """Put the pages of a batch behind those of another one. Errors: SCAN_CHANGED."""
    with store.write() as work:
        work.stacks.join(to, [batch_id])


def known_parts(store: Store, stack: BatchId) -> tuple[ScanBatch, ...]:
    """Open parts of ``stack`` that are aimed at a component."""
    with store.read() as work:
        return tuple(part for part in work.stacks.parts(stack) if part.component_id)


def attach_known_parts(
    *,
    store: Store,
    vault: Vault,
    folders: PageFolders,
    stack: BatchId,
    now: datetime,
    compression: Compression = Compression.JPEG,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[tuple[int, int]], None] = lambda _: None,
) -> AttachedParts:
    """Build a paper of each part of ``stack`` that is aimed at a component.

    To be repeated after a crash: what is a paper already is no open part any more. A part that
    cannot be built stays open and costs the others nothing. ``progress`` gets how many of how many
    are done. Errors: ``Cancelled`` once ``stop()`` is true; papers made before stay.
    """
    papers, failed = [], []
    parts = known_parts(store, stack)
    for done, part in enumerate(parts):
        progress((done, len(parts)))
        try:
            paper = build_paper(
                store=store, vault=vault, folders=folders, batch_id=part.id,
                dossier_id=DossierId(part.dossier_id), component_id=part.component_id,
                title=_title(store, part), now=now, compression=compression, stop=stop,
            )  # fmt: skip
        except AppError as error:
            failed.append((part, error))
        else:
            papers.append(paper)
    return AttachedParts(tuple(papers), tuple(failed))


def _title(store: Store, part: ScanBatch) -> str:
    """The name of its component. Errors: DOSSIER_UNKNOWN, SCAN_CHANGED when it has gone."""
    with store.read() as work:
        dossier = work.dossiers.get(DossierId(part.dossier_id))
    name = next((line.name for line in dossier.components if line.id == part.component_id), "")
    if not name:
        raise AppError(Code.SCAN_CHANGED)
    return name
