"""Doing one of the later acts of a dossier: checked as the province would, then queued."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from app.domain.act_rules import HAND_OVER, ActChoice, choices
from app.domain.dossier import DossierId
from app.domain.expected_state import Standing, standing_of
from app.domain.submission import OutboxItem
from app.errors import AppError, Code
from app.operations.act_files import ActDesk, ActFile, ChosenFile, take_files
from app.operations.act_offers import require_offered
from app.operations.queue_act import enqueue_act
from app.operations.result_acts import (
    checked_results,
    number_of_first,
    numbered,
    require_shown,
)
from app.operations.result_signatures import known_signers
from app.operations.warehouse_offer import files_of_dossier
from app.store.store import Store, Work

_MANY = frozenset({"results", "papers"})
"""Fields of acts that hold several files; the others hold one or none."""


def offered_acts(store: Store, dossier_id: DossierId) -> tuple[Standing, tuple[ActChoice, ...]]:
    """Where the dossier stands, and what the officer may do with it now.

    Nothing while an act waits for her answer, and nothing to nobody. Errors: DOSSIER_UNKNOWN.
    """
    with store.read() as work:
        officer, standing = work.facts.officer(), _standing(work, dossier_id)
    if officer is None or standing.blocked:
        return standing, ()
    return standing, choices(officer.role, standing.expected)


def act_on_dossier(
    desk: ActDesk,
    dossier_id: DossierId,
    kind: str,
    content: Mapping[str, Any],
    files: Mapping[str, Sequence[ChosenFile]] | None = None,
) -> OutboxItem:
    """Queue the act ``kind`` of sync/contract with ``content``, and ``files`` by its field.

    Of ``issue_result`` the number is the register's where the first result was numbered in Ký số;
    else ``number`` is as it is typed, e.g. ``12/QĐ-UBND``, and is written into the register now.
    Errors: SIGN_IN_REQUIRED, DOSSIER_UNKNOWN, ACT_NOT_ALLOWED with ``reason``, ACT_INCOMPLETE with
    ``field`` and ``problem``, RESULT_SIGNATURE_MISSING, NUMBER_TAKEN,
    NUMBER_NOT_SHOWN, those of ``take_files``.
    """
    with desk.store.read() as work:
        _require_allowed(work, dossier_id, kind, content)
    taken = take_files(desk, dossier_id, files or {})
    results = taken.get("results", ())
    with desk.store.read() as work:
        officer, signers = work.facts.officer(), known_signers(work)
        items = work.outbox.of_dossier(dossier_id)
        given = number_of_first(work, results)
    if officer is None:
        raise AppError(Code.SIGN_IN_REQUIRED)
    checked_results(kind, results, items, signers, officer)
    if kind == "issue_result" and given is None:
        require_shown(results[0], content)
    now = desk.now()
    with desk.store.write() as work:
        # Another window or command may have been faster.
        _require_allowed(work, dossier_id, kind, content)
        whole = {**content, **_sent(taken)}
        if kind == "save_to_warehouse":
            _require_own_file(work, dossier_id, str(content.get("sha256", "")))
        if kind == "issue_result":
            whole |= numbered(work, results, whole, now)
        try:
            return enqueue_act(work, dossier_id, kind, whole, now)
        except ValidationError as error:
            raise _incomplete(error) from error


def _require_allowed(
    work: Work, dossier_id: DossierId, kind: str, content: Mapping[str, Any]
) -> None:
    to = str(content.get("to", "")) if kind == HAND_OVER else ""
    dossier = work.dossiers.get(dossier_id)
    require_offered(work.facts.officer(), dossier, _standing(work, dossier_id), kind, to)


def _standing(work: Work, dossier_id: DossierId) -> Standing:
    return standing_of(work.dossiers.get(dossier_id), work.outbox.of_dossier(dossier_id))


def _require_own_file(work: Work, dossier_id: DossierId, sha256: str) -> None:
    """Of a dossier that came from elsewhere this counter may know no file, and cannot tell."""
    known = {each.sha256 for each in files_of_dossier(work, dossier_id)}
    if known and sha256 not in known:
        raise AppError(Code.ACT_INCOMPLETE, field="sha256", problem="bad_value")


def _sent(taken: Mapping[str, Sequence[ActFile]]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for field, files in taken.items():
        sent = [each.sent for each in files]
        if field in _MANY:
            told[field] = sent
        elif sent:
            told[field] = sent[0]
    return told


def _incomplete(error: ValidationError) -> AppError:
    """What the first fault is about. Nothing that was typed gets into it."""
    fault = error.errors(include_input=False, include_url=False)[0]
    places = [str(each) for each in fault["loc"][1:]] or [""]
    absent = fault["type"] in ("missing", "string_too_short", "too_short")
    problem = "missing" if absent else "too_long" if "too_long" in fault["type"] else "bad_value"
    return AppError(Code.ACT_INCOMPLETE, field=places[0], problem=problem)
