"""An officer's act about a dossier that the province has, or will have: into the queue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from app.domain.audit import Act
from app.domain.dossier import DossierId
from app.domain.paper import Paper
from app.domain.submission import OutboxItem, OutboxKind
from app.domain.working_time import VIETNAM
from app.errors import AppError, Code
from app.store.store import Store, Work
from sync.contract import LaterAct, papers_of

_LATER: TypeAdapter[LaterAct] = TypeAdapter(Annotated[LaterAct, Field(discriminator="kind")])


def queue_act(
    *, store: Store, dossier_id: DossierId, kind: str, content: Mapping[str, Any], now: datetime
) -> OutboxItem:
    """Queue the act ``kind`` of sync/contract with ``content``, its files before it.

    Who does it, when, and which version of the dossier the officer sees is added here. Errors:
    SIGN_IN_REQUIRED when nobody ever signed in, DOSSIER_UNKNOWN. Raises ValueError for content
    that is no such act.
    """
    with store.write() as work:
        return enqueue_act(work, dossier_id, kind, content, now)


def enqueue_act(
    work: Work, dossier_id: DossierId, kind: str, content: Mapping[str, Any], now: datetime
) -> OutboxItem:
    """As :func:`queue_act`, in the transaction of ``work``."""
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
    papers = papers_of(act)
    for paper in papers:
        if not paper.reused_from:
            payload = paper.model_dump(include={"paper_id", "title", "sha256", "bytes"})
            work.outbox.enqueue(dossier_id, OutboxKind.UPLOAD, payload, now)
    work.audit.note(
        Act.ACT_QUEUED, dossier=dossier_id, act_kind=kind,
        sha256=" ".join(each.sha256 for each in papers),
    )  # fmt: skip
    return work.outbox.enqueue(dossier_id, OutboxKind.ACT, act.model_dump(mode="json"), now)


def with_raised_file(payload: Mapping[str, Any], before: str, paper: Paper) -> dict[str, Any]:
    """The act ``payload`` with the raised file of ``paper`` instead of ``before``, its SHA-256.

    Only for what has never left this machine.
    """

    def raised(value: Any) -> Any:
        if isinstance(value, dict):
            if value.get("sha256") == before and paper.signature is not None:
                changed = {"sha256": paper.sha256, "bytes": paper.size_bytes}
                signature = {**value["signature"], "level": paper.signature.level}
                return {**value, **changed, "signature": signature}
            return value
        return [raised(each) for each in value] if isinstance(value, list) else value

    told = {name: raised(value) for name, value in payload.items()}
    return {**told, "sha256": paper.sha256} if payload.get("sha256") == before else told
