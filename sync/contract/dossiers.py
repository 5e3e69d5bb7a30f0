"""Dossiers as the province has them, and the news of them."""

from typing import Literal

from pydantic import AwareDatetime

from sync.contract.base import Answer, ReturnWay, Sha256
from sync.contract.papers import FeeSent, PaperKept
from sync.contract.people import ApplicantSent


class DossierNews(Answer):
    """The fields of a dossier that the province owns."""

    dossier_id: str
    """The counter's identifier, empty for dossiers filed elsewhere."""
    dossier_code: str
    state: str
    """A value of ``app.domain.dossier.DossierState``; unknown values are shown as they come."""
    procedure_code: str
    procedure_name: str
    applicant_name: str
    handled_by: str
    received_at: AwareDatetime | None
    due_at: AwareDatetime | None
    version: int = 0
    """Rises by one with each act; 0 from a province that does not count."""
    filed: Literal["counter", "post", "online"] = "counter"
    """How it came in."""


class TimelineStep(Answer):
    """One act in the life of a dossier (Xem quy trình)."""

    version: int
    """Of the dossier after it."""
    act: str
    """A ``kind``; ``file_online`` for the citizen's own."""
    state: str
    """Of the dossier after it."""
    account: str
    """Empty for the citizen."""
    full_name: str
    role: str
    handled_by: str
    text: str
    """Reason, opinion or note."""
    acted_at: AwareDatetime
    recorded_at: AwareDatetime
    working_minutes: int
    """Of working time since the step before."""
    files: tuple[Sha256, ...] = ()


class Timeline(Answer):
    """``GET /v1/dossiers/{code}/timeline``: oldest first."""

    dossier: DossierNews
    steps: tuple[TimelineStep, ...]


class DossierPage(Answer):
    """``GET /v1/dossiers``: newest first."""

    dossiers: tuple[DossierNews, ...]
    total: int
    """Of all pages."""
    page: int
    """1 for the first."""


class DossierDetail(Answer):
    """``GET /v1/dossiers/{code}``."""

    dossier: DossierNews
    provisional_code: str
    case_code: str
    applicant: ApplicantSent
    papers: tuple[PaperKept, ...]
    fees: tuple[FeeSent, ...]
    return_way: ReturnWay
    results: tuple[PaperKept, ...] = ()
    """As they stand: approved by the leader, later issued by the clerk."""
    result_number: str = ""
    """E.g. ``12/GCN-UBND``, once issued."""
    other_files: tuple[PaperKept, ...] = ()
    """Forms, opinions and receipts."""


class Change(Answer):
    cursor: int
    at: AwareDatetime
    dossier: DossierNews
    act: str = ""
    """What happened, as in ``TimelineStep.act``."""


class ChangePage(Answer):
    """``GET /v1/changes?after=N``: oldest first; ask again from ``next`` while ``more``."""

    changes: tuple[Change, ...]
    next: int
    more: bool
