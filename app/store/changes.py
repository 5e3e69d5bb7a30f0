"""What a commit changed, so that screens read again just that."""

from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    CATALOGUE = "catalogue"
    DOSSIERS = "dossiers"
    PAPERS = "papers"
    SCANS = "scans"
    STAMP_PLACES = "stamp_places"
    OUTBOX = "outbox"
    QUEUE = "queue"


@dataclass(frozen=True)
class Changes:
    """Announced after a commit, never before."""

    topics: frozenset[Topic]
    dossier_ids: frozenset[str]
