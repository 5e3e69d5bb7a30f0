"""Keeping the words of a dossier, and finding dossiers by them."""

from sqlalchemy import Select, column, select, table, text
from sqlalchemy.orm import Session

from app.domain.search_words import match_query, search_words
from app.store.schema import DossierRow, PaperRow
from app.store.word_rows import DossierWordsRow

MOST_FOUND = 1000
"""Newest dossiers that a search looks at: whoever sees that many types another letter."""
_INDEX = table("dossier_search", column("rowid"))


class Words:
    def __init__(self, session: Session) -> None:
        self._session = session

    def write_head(self, row: DossierRow) -> None:
        """Codes, people and procedure of ``row``, as they are now."""
        self._of(row.id).head = search_words(
            row.code, row.provisional_code, row.full_name, row.identity_number, row.phone,
            row.organization, row.procedure_code, row.procedure_name,
        )  # fmt: skip

    def write_papers(self, dossier_id: str) -> None:
        """The words of all papers that ``dossier_id`` has now."""
        self._session.flush()
        kept = self._session.scalars(
            select(PaperRow.words).where(PaperRow.dossier_id == dossier_id)
        )
        self._of(dossier_id).papers = search_words(*kept)

    def _of(self, dossier_id: str) -> DossierWordsRow:
        found = self._session.scalar(
            select(DossierWordsRow).where(DossierWordsRow.dossier_id == dossier_id)
        )
        if found is None:
            found = DossierWordsRow(dossier_id=dossier_id, head="", papers="")
            self._session.add(found)
        return found


def found_by(typed: str) -> Select[str] | None:
    """Identifiers of the newest MOST_FOUND dossiers with all words of ``typed``, each at least
    begun; None when nothing was typed that is a word.
    """
    query = match_query(typed)
    if not query:
        return None
    # The index gives rows from its end: it stops after the newest ones, however many there are.
    newest = (
        select(_INDEX.c.rowid)
        .where(text("dossier_search MATCH :words").bindparams(words=query))
        .order_by(_INDEX.c.rowid.desc())
        .limit(MOST_FOUND)
    )
    return select(DossierWordsRow.dossier_id).where(DossierWordsRow.id.in_(newest))
