"""What is filled in for the officer when a paper of a dossier is saved to the warehouse (KDL)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from app.domain.dossier import Dossier, DossierId
from app.domain.paper import PaperId, PaperState
from app.domain.paper_field import suggested_title
from app.domain.submission import OutboxItem, OutboxState
from app.domain.working_time import VIETNAM
from app.operations.paper_fields import Offer, OfferedField, offers_of
from app.operations.result_acts import number_of
from app.store.store import Work

_GONE = frozenset({OutboxState.WITHDRAWN, OutboxState.REFUSED})


@dataclass(frozen=True)
class DossierFile:
    """A signed file that belongs to the dossier, as far as this counter knows."""

    sha256: str
    title: str
    saved_as: Literal["result", "component"]
    paper_id: PaperId | None
    """None for a file that was picked from the disk."""


def files_of_dossier(work: Work, dossier_id: DossierId) -> tuple[DossierFile, ...]:
    """Results first, the last one before the ones it replaced; each file once."""
    papers = work.papers.of_dossier(dossier_id)
    own = {paper.id for paper in papers}
    found = [*_of_acts(work.outbox.of_dossier(dossier_id), own)]
    found += [
        DossierFile(paper.sha256, paper.title, "component", paper.id)
        for paper in papers
        if paper.state is PaperState.SIGNED
    ]
    return tuple({each.sha256: each for each in reversed(found)}.values())[::-1]


def _of_acts(items: tuple[OutboxItem, ...], own: set[PaperId]) -> Iterator[DossierFile]:
    for item in reversed(items):
        if item.state in _GONE:
            continue
        for field, kind in (("results", "result"), ("papers", "component")):
            told = item.payload.get(field, ()) if item.act_kind != "receive_dossier" else ()
            for each in told:
                paper_id = PaperId(each["paper_id"])
                saved: Literal["result", "component"] = (
                    "result" if kind == "result" else "component"
                )
                yield DossierFile(
                    each["sha256"], each["title"], saved, paper_id if paper_id in own else None
                )


def warehouse_offer(work: Work, dossier: Dossier, file: DossierFile, today: date) -> dict[str, Any]:
    """Fields of ``save_to_warehouse``: what the paper says of itself, the register's number of a
    result, and the applicant as its owner. All of it is for the officer to look at.
    """
    said = _said(work, file)
    entry = number_of(work, file.sha256)
    issued = date.fromisoformat(said[Offer.DAY].value) if Offer.DAY in said else None
    owner = dossier.applicant
    title = ""
    if Offer.KIND in said or Offer.SUBJECT in said:
        kind, subject = (
            said[each].value if each in said else "" for each in (Offer.KIND, Offer.SUBJECT)
        )
        title = suggested_title(kind, subject)
    number = said[Offer.PAPER_NUMBER].value if Offer.PAPER_NUMBER in said else ""
    received = dossier.received_at.astimezone(VIETNAM).date() if dossier.received_at else today
    return {
        "sha256": file.sha256,
        "saved_as": file.saved_as,
        "title": title or file.title,
        "number": entry.written if entry else number,
        "valid_from": entry.day if entry else issued or min(received, today),
        "owner_name": owner.full_name,
        "owner_number": owner.identity_number,
        "owner_born": owner.born,
        "owner_phone": owner.phone,
    }


def _said(work: Work, file: DossierFile) -> dict[Offer, OfferedField]:
    if file.paper_id is None:
        return {}
    return {each.offer: each for each in offers_of(work.fields.of_paper(file.paper_id))}
