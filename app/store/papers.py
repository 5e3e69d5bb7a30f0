"""Papers in the store."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import literal_column, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.domain.dossier import OPEN_HERE, DossierId
from app.domain.paper import Paper, PaperId, PaperState, Rect, SignatureFacts
from app.domain.search_words import search_words
from app.errors import AppError, Code
from app.store.level_goals import level_goal
from app.store.schema import DossierRow, PaperRow
from app.store.words import Words

_ADDED: ColumnElement[int] = literal_column("papers.rowid")
"""SQLite's own count, for papers added within one tick of the clock."""


class Papers:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, paper_id: PaperId) -> Paper:
        """Errors: PAPER_UNKNOWN."""
        return _paper(self._row(paper_id))

    def of_dossier(self, dossier_id: DossierId) -> tuple[Paper, ...]:
        """In the order in which they were added."""
        rows = self._session.scalars(
            select(PaperRow)
            .where(PaperRow.dossier_id == dossier_id)
            .order_by(PaperRow.created_at, _ADDED)
        )
        return tuple(_paper(row) for row in rows)

    def unsigned(self) -> tuple[Paper, ...]:
        """Papers that wait for a signature, oldest first."""
        rows = self._session.scalars(
            select(PaperRow)
            .where(PaperRow.state == PaperState.SCANNED)
            .order_by(PaperRow.created_at, _ADDED)
        )
        return tuple(_paper(row) for row in rows)

    def of_batch(self, batch_id: str) -> Paper | None:
        """The paper built from a scan, if it was built."""
        row = self._session.scalar(select(PaperRow).where(PaperRow.batch_id == batch_id))
        return None if row is None else _paper(row)

    def add(
        self,
        *,
        dossier_id: DossierId,
        component_id: str,
        batch_id: str | None,
        title: str,
        pages: int,
        dpi: int,
        sha256: str,
        size: int,
        now: datetime,
        text: str = "",
    ) -> Paper:
        """``text`` is what stands on its pages, as far as it was read."""
        row = PaperRow(
            id=uuid4().hex,
            dossier_id=dossier_id,
            component_id=component_id,
            batch_id=batch_id,
            title=title,
            state=PaperState.SCANNED,
            pages=pages,
            dpi=dpi,
            original_sha256=sha256,
            original_bytes=size,
            created_at=now,
            words=search_words(title, text),
        )
        self._session.add(row)
        Words(self._session).write_papers(dossier_id)
        return _paper(row)

    def open_to_signatures(self) -> tuple[Paper, ...]:
        """Papers, signed or not, of dossiers that may still be changed, and what is not signed of
        the others, oldest first.
        """
        rows = self._session.scalars(
            select(PaperRow)
            .join(DossierRow, DossierRow.id == PaperRow.dossier_id)
            .where(
                or_(DossierRow.state.in_(sorted(OPEN_HERE)), PaperRow.state == PaperState.SCANNED)
            )
            .order_by(PaperRow.created_at, _ADDED)
        )
        return tuple(_paper(row) for row in rows)

    def mark_signed(
        self, paper_id: PaperId, *, sha256: str, size: int, facts: SignatureFacts, over: str = ""
    ) -> Paper:
        """``over`` is the SHA-256 of the signed file that a further signature was added to.

        Errors: PAPER_ALREADY_SIGNED, also when another file counts now than ``over``.
        """
        row = self._row(paper_id)
        if row.state == PaperState.SIGNED and row.signed_sha256 != over:
            raise AppError(Code.PAPER_ALREADY_SIGNED, paper=row.title)
        row.state = PaperState.SIGNED
        return self.replace_signed(paper_id, sha256=sha256, size=size, facts=facts)

    def replace_signed(
        self, paper_id: PaperId, *, sha256: str, size: int, facts: SignatureFacts
    ) -> Paper:
        """Let another signed file count from now on, the same with more revisions."""
        row = self._row(paper_id)
        row.signed_sha256, row.signed_bytes = sha256, size
        row.signature = asdict(facts) | {"signed_at": facts.signed_at.isoformat()}
        return _paper(row)

    def remove(self, paper_id: PaperId) -> None:
        """Take a paper off its draft; its files stay in the vault."""
        row = self._row(paper_id)
        self._session.delete(row)
        Words(self._session).write_papers(row.dossier_id)

    def _row(self, paper_id: PaperId) -> PaperRow:
        row = self._session.get(PaperRow, paper_id)
        if row is None:
            raise AppError(Code.PAPER_UNKNOWN, paper=paper_id)
        return row


def _paper(row: PaperRow) -> Paper:
    return Paper(
        id=PaperId(row.id),
        dossier_id=DossierId(row.dossier_id),
        component_id=row.component_id,
        title=row.title,
        state=PaperState(row.state),
        pages=row.pages,
        dpi=row.dpi,
        original_sha256=row.original_sha256,
        original_bytes=row.original_bytes,
        signed_sha256=row.signed_sha256,
        signed_bytes=row.signed_bytes,
        signature=None if row.signature is None else _facts(row.signature),
        goal=None if row.goal is None else level_goal(row.goal),
    )


def _facts(kept: dict[str, Any]) -> SignatureFacts:
    moment = datetime.fromisoformat(kept["signed_at"])
    return SignatureFacts(**(kept | {"rect": Rect(**kept["rect"]), "signed_at": moment}))
