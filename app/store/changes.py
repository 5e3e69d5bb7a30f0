"""What a commit changed, so that screens read again just that."""

from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session


class Topic(StrEnum):
    CATALOGUE = "catalogue"
    DOSSIERS = "dossiers"
    PAPERS = "papers"
    SCANS = "scans"
    STAMP_PLACES = "stamp_places"
    OUTBOX = "outbox"
    QUEUE = "queue"
    REGISTER = "register"


@dataclass(frozen=True)
class Changes:
    """Announced after a commit, never before."""

    topics: frozenset[Topic]
    dossier_ids: frozenset[str]


@dataclass
class Noted:
    """What a transaction has changed so far."""

    topics: set[Topic] = field(default_factory=set)
    dossier_ids: set[str] = field(default_factory=set)


def note(session: Session, topic: Topic, dossier_id: str) -> None:
    """For statements that go past mapped objects, which the store sees by itself."""
    noted: Noted | None = session.info.get("noted")
    if noted is not None:
        noted.topics.add(topic)
        noted.dossier_ids.add(dossier_id)
