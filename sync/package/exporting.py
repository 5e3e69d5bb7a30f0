"""What of the outbox goes into a package, and that it is out."""

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from app.domain.audit import Act as Noted
from app.domain.dossier import DossierId
from app.domain.officer import Officer
from app.domain.submission import OutboxItem, OutboxKind, OutboxState
from app.errors import AppError, Code
from app.store.store import Store, Work
from app.store.vault import Vault
from sync.contract import Act, PaperSent, papers_of
from sync.package.manifest import (
    FORMAT,
    MAX_DOSSIERS,
    MAX_FILES,
    MAX_FILES_BYTES,
    VERSION,
    KeyedAct,
    Manifest,
    PackedDossier,
    PackedFile,
    PackedUnit,
    id_of,
)
from sync.package.outstanding import Outstanding, note_outstanding
from sync.package.writing import write_package

_log = logging.getLogger(__name__)
_ACT: TypeAdapter[Act] = TypeAdapter(Act)
_OPEN = (OutboxState.WAITING, OutboxState.SENDING)
_DONE = (OutboxState.DELIVERED, OutboxState.WITHDRAWN)


@dataclass(frozen=True)
class Exported:
    manifest: Manifest
    left_out: tuple[str, ...]
    """Shown codes of dossiers of which something must be decided by the officer first."""


def export_package(
    *, store: Store, vault: Vault, dossier_ids: Sequence[DossierId], target: Path, now: datetime
) -> Exported:
    """Write what waits of ``dossier_ids`` (all that wait for none) to ``target``.

    The items stay waiting and may still go over the line: their keys are the same. An item counts
    as tried from before the first byte, so that its content never changes under its key.
    Errors: PACKAGE_EMPTY, PACKAGE_TOO_LARGE, SIGN_IN_REQUIRED when nobody ever signed in, those of
    ``write_package``.
    """
    with store.write() as work:
        officer = work.facts.officer()
        if officer is None:
            raise AppError(Code.SIGN_IN_REQUIRED)
        wanted = dossier_ids or tuple(_waiting(work))
        taken = {each: _open_acts(work, each, officer) for each in wanted}
        dossiers = tuple(
            PackedDossier(
                dossier_id=each,
                shown_code=work.dossiers.get(each).shown_code,
                acts=tuple(acts.values()),
            )
            for each, (acts, _) in taken.items()
            if acts
        )
        manifest = _manifest(dossiers, officer, work.facts.counter_number(), now)
        for acts, _ in taken.values():
            _count_as_tried(work, acts, now)
        left_out = tuple(
            work.dossiers.get(each).shown_code for each, (_, whole) in taken.items() if not whole
        )
    write_package(target, manifest, vault.open)
    with store.write() as work:
        note_outstanding(
            work,
            Outstanding(
                package_id=manifest.package_id,
                made_at=now,
                keys=tuple(each.key for dossier in dossiers for each in dossier.acts),
            ),
        )
        for dossier in dossiers:
            work.audit.note(
                Noted.PACKAGE_EXPORTED, dossier=dossier.dossier_id, package=manifest.package_id
            )
    return Exported(manifest, left_out)


def _waiting(work: Work) -> Iterable[DossierId]:
    """Dossiers with anything open, oldest first."""
    items = sorted(work.outbox.for_officer(MAX_DOSSIERS), key=lambda item: item.id)
    return dict.fromkeys(item.dossier_id for item in items if item.state in _OPEN)


def _open_acts(
    work: Work, dossier_id: DossierId, officer: Officer
) -> tuple[dict[int, KeyedAct], bool]:
    """The dossier's acts by item that can go now, and whether nothing is left behind.

    Those after one that waits for the officer stay: within a dossier the order is kept.
    """
    taken: dict[int, KeyedAct] = {}
    for item in work.outbox.of_dossier(dossier_id):
        if item.kind is OutboxKind.UPLOAD or item.state in _DONE:
            continue
        act = _act_of(item)
        if (
            item.state not in _OPEN
            or act is None
            or act.act.unit_code not in ("", officer.unit_code)
        ):
            return taken, False
        taken[item.id] = act
    return taken, True


def _act_of(item: OutboxItem) -> KeyedAct | None:
    try:
        return KeyedAct(key=item.key, act=_ACT.validate_python(item.payload))
    except ValidationError:
        _log.warning("item %d is no act of this version", item.id)
        return None


def _count_as_tried(work: Work, acts: Iterable[int], now: datetime) -> None:
    """Of a dossier whose acts leave, the uploads are fixed as well."""
    items = [work.outbox.get(each) for each in acts]
    dossiers = {item.dossier_id for item in items}
    uploads = [
        item
        for dossier in dossiers
        for item in work.outbox.of_dossier(dossier)
        if item.kind is OutboxKind.UPLOAD
    ]
    for item in (*uploads, *items):
        if item.state is OutboxState.WAITING and not item.attempts:
            work.outbox.begin_attempt(item.id, now)
            work.outbox.put_back(item.id, code="", facts={}, next_attempt_at=None, now=now)


def _manifest(
    dossiers: tuple[PackedDossier, ...], officer: Officer, counter: str, now: datetime
) -> Manifest:
    if not dossiers:
        raise AppError(Code.PACKAGE_EMPTY)
    papers = {
        paper.sha256: paper
        for dossier in dossiers
        for each in dossier.acts
        for paper in papers_of(each.act)
        if not paper.reused_from
    }
    size = sum(paper.bytes for paper in papers.values())
    if len(papers) > MAX_FILES or len(dossiers) > MAX_DOSSIERS or size > MAX_FILES_BYTES:
        raise AppError(Code.PACKAGE_TOO_LARGE, dossiers=len(dossiers))
    return Manifest(
        format=FORMAT,
        version=VERSION,
        package_id=id_of(dossiers),
        made_at=now,
        unit=PackedUnit(code=officer.unit_code, name=officer.unit_name),
        officer_account=officer.account,
        counter_number=counter,
        dossiers=dossiers,
        files=tuple(_file(number, paper) for number, paper in enumerate(papers.values(), 1)),
    )


def _file(number: int, paper: PaperSent) -> PackedFile:
    component = re.sub(r"[^A-Za-z0-9.-]", "", paper.component_code).strip(".-")[:40]
    # A code with many digits may be no code at all.
    if not component or re.search(r"\d{9}", component):
        component = "khac"
    return PackedFile(
        name=f"tep/{number:04d}-{component}-{paper.sha256[:12]}.pdf",
        sha256=paper.sha256,
        bytes=paper.bytes,
        title=paper.title,
        component_code=paper.component_code,
        pages=paper.pages,
        signature=paper.signature,
    )
