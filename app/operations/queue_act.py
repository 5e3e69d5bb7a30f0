"""An officer's act about a dossier that the province has, or will have: into the queue."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from app.domain.dossier import DossierId
from app.domain.submission import OutboxItem, OutboxKind
from app.domain.working_time import VIETNAM
from app.errors import AppError, Code
from app.store.store import Store
from sync.contract import LaterAct, papers_of

_LATER: TypeAdapter[LaterAct] = TypeAdapter(LaterAct)


def queue_act(
    *, store: Store, dossier_id: DossierId, kind: str, content: dict[str, Any], now: datetime
) -> OutboxItem:
    """Queue the act ``kind`` of sync/contract with ``content``, its files before it.

    Who does it, when, and which version of the dossier the officer sees is added here. Errors:
    SIGN_IN_REQUIRED when nobody ever signed in, DOSSIER_UNKNOWN. Raises ValueError for content
    that is no such act.
    """
    with store.write() as work:
        officer = work.facts.officer()
        if officer is None:
            raise AppError(Code.SIGN_IN_REQUIRED)
        dossier = work.dossiers.get(dossier_id)
        # The province does not know what this counter calls a dossier filed elsewhere.
        names = {"dossier_code": dossier.code} if dossier.code else {"dossier_id": dossier_id}
        act = _LATER.validate_python(
            {
                **content,
                **names,
                "kind": kind,
                "unit_code": officer.unit_code,
                "account": officer.account,
                "acted_at": now.astimezone(VIETNAM),
                "expected_version": work.collisions.expected_version(dossier_id),
            }
        )
        for paper in papers_of(act):
            if not paper.reused_from:
                payload = paper.model_dump(include={"paper_id", "title", "sha256", "bytes"})
                work.outbox.enqueue(dossier_id, OutboxKind.UPLOAD, payload, now)
        return work.outbox.enqueue(dossier_id, OutboxKind.ACT, act.model_dump(mode="json"), now)
