"""The same act on several dossiers: each is queued by itself, whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.dossier import Dossier, DossierId
from app.domain.submission import OutboxItem
from app.errors import AppError, Code
from app.operations.act_files import ActDesk, ChosenFile
from app.operations.act_offers import promised_date
from app.operations.act_on_dossier import act_on_dossier
from app.operations.several_dossiers import LeftOut, Several
from app.store.store import Work


def of_each(files: Sequence[ChosenFile]) -> dict[DossierId, dict[str, list[ChosenFile]]]:
    """The results of several, whose ``component_code`` is the dossier's identifier, as
    :func:`act_on_several` takes them.
    """
    made: dict[DossierId, dict[str, list[ChosenFile]]] = {}
    for each in files:
        of_dossier = made.setdefault(DossierId(each.component_code), {"results": []})
        of_dossier["results"].append(replace(each, component_code=""))
    return made


def act_on_several(
    desk: ActDesk,
    dossiers: Sequence[DossierId],
    kind: str,
    content: Mapping[str, Any],
    files: Mapping[DossierId, Mapping[str, Sequence[ChosenFile]]] | None = None,
) -> Several:
    """Do the act of ``TOGETHER`` on each of ``dossiers``; ``files`` are each one's own.

    Without ``due_at`` each is promised by its own procedure. Errors: DOSSIER_UNKNOWN, and
    ACT_INCOMPLETE of what is said for all, before anything is queued. What is wrong with one
    dossier leaves it out.
    """
    queued, left_out = list[OutboxItem](), list[LeftOut]()
    for dossier_id in dict.fromkeys(dossiers):
        with desk.store.read() as work:
            dossier = work.dossiers.get(dossier_id)
            whole = {**content, **_own(work, dossier, kind, content, desk)}
        try:
            queued.append(
                act_on_dossier(desk, dossier_id, kind, whole, (files or {}).get(dossier_id))
            )
        except AppError as error:
            of_all = error.code is Code.ACT_INCOMPLETE and error.facts.get("field") in content
            if of_all and not queued:
                raise
            left_out.append(LeftOut(dossier, error))
    return Several(tuple(queued), tuple(left_out))


def _own(
    work: Work, dossier: Dossier, kind: str, content: Mapping[str, Any], desk: ActDesk
) -> dict[str, Any]:
    if kind == "accept_online" and not content.get("due_at"):
        return {"due_at": promised_date(work, dossier, desk.now())}
    return {}
