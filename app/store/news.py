"""What the province decided, applied to this counter's copy.

The province wins on the fields of docs/conflicts.md that are its own, and no other is touched.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.dossier import DossierId, DossierState
from app.store.facts import Facts
from app.store.schema import DossierRow
from app.store.words import Words

_OF_COUNTER = frozenset({DossierState.DRAFT, DossierState.QUEUED, DossierState.REFUSED})
"""States that only this counter gives, before the province has the dossier."""


@dataclass(frozen=True)
class DossierNews:
    """The fields of a dossier that the province owns."""

    dossier_id: str
    """This counter's identifier, empty for a dossier filed elsewhere."""
    code: str
    state: DossierState | None
    """None: one that this version has no name for; the dossier stays where it stood."""
    procedure_code: str
    procedure_name: str
    applicant_name: str
    handled_by: str
    received_at: datetime | None
    due_at: datetime | None
    version: int = 0
    """The province's count of acts on it; 0 from one that does not count."""


class News:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._facts = Facts(session)

    def cursor(self) -> int:
        """Up to where the change feed of the officer's unit was applied, 0 at first.

        Each unit has a feed of its own, and its officers may take turns at one counter.
        """
        kept = self._facts.get("news")
        # Written without its unit by earlier versions: that of who is signed in, most likely.
        cursors = kept.get("cursors", {self._unit(): kept.get("cursor", 0)})
        return int(cursors.get(self._unit(), 0))

    def apply(self, news: tuple[DossierNews, ...], cursor: int, now: datetime) -> None:
        """Apply ``news`` in order and move to ``cursor``, in this one transaction."""
        for each in news:
            self._apply(each, now)
        if cursor != self.cursor():
            cursors = self._facts.get("news").get("cursors", {})
            self._facts.set("news", {"cursors": {**cursors, self._unit(): cursor}})

    def dossier_of(self, news: DossierNews) -> DossierId | None:
        """Which of this counter's dossiers ``news`` is about; None for one it does not know."""
        # Without its row, which with its components costs several times as much.
        ids = select(DossierRow.id)
        found = None
        if news.dossier_id:
            found = self._session.scalar(ids.where(DossierRow.id == news.dossier_id))
        if found is None:
            found = self._session.scalar(ids.where(DossierRow.code == news.code))
        return None if found is None else DossierId(found)

    def note_version(self, dossier_id: str, version: int) -> None:
        """The province has acted ``version`` times on it; an older word changes nothing."""
        row = self._session.get(DossierRow, dossier_id)
        if row is not None and version > row.version:
            row.version = version

    def _apply(self, news: DossierNews, now: datetime) -> None:
        if not news.code:
            return  # without a number it is no dossier of the province, whatever else is said
        row = self._row(news)
        if row is not None and 0 < news.version < row.version:
            return  # told again after a restored backup, or slower than a receipt
        if row is None:
            row = DossierRow(
                id=news.dossier_id or uuid4().hex,
                provisional_code=self._own_name(news.code),
                case_code="",
                full_name=news.applicant_name,
                identity_number="",
                phone="",
                created_at=news.received_at or now,
            )
            self._session.add(row)
        if row.provisional_code == row.code:
            row.full_name = news.applicant_name  # filed elsewhere: this counter wrote none of it
        row.code, row.version = news.code, news.version or row.version or 0
        if row.state in _OF_COUNTER:
            row.state, row.refusal = DossierState.RECEIVED, ""
        row.state = news.state or row.state or DossierState.RECEIVED
        row.procedure_code, row.procedure_name = news.procedure_code, news.procedure_name
        row.handled_by = news.handled_by
        row.received_at, row.due_at = news.received_at, news.due_at
        self._session.flush()
        Words(self._session).write_head(row)

    def _own_name(self, code: str) -> str:
        """``code``, or another one where a dossier came under that number and has another now."""
        taken = select(DossierRow.id).where(DossierRow.provisional_code == code)
        return code if self._session.scalar(taken) is None else uuid4().hex

    def _unit(self) -> str:
        officer = self._facts.officer()
        return "" if officer is None else officer.unit_code

    def _row(self, news: DossierNews) -> DossierRow | None:
        """By this counter's own identifier before the province's number, which drafts lack."""
        row = self._session.get(DossierRow, news.dossier_id) if news.dossier_id else None
        if row is None:
            row = self._session.scalar(select(DossierRow).where(DossierRow.code == news.code))
        return row
