"""The counter's table of acts against the province's own, cell by cell."""

from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from app.domain.act_rules import HAND_OVER, RULES, STEPS, choices, state_after
from app.domain.dossier import Applicant, Dossier, DossierId, DossierState
from app.domain.expected_state import standing_of
from app.domain.officer import Role
from app.domain.submission import OutboxItem, OutboxKind, OutboxState
from sync.contract import LaterAct
from sync.contract import Role as ContractRole
from sync.contract.base import ProvinceState
from sync.reference_province.acts import rules

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PROVINCE_STATES = [DossierState(each) for each in get_args(ProvinceState)]
KINDS = {get_args(each.model_fields["kind"].annotation)[0] for each in get_args(LaterAct)}


def test_roles_are_those_of_the_contract() -> None:
    assert {each.value for each in Role} == set(get_args(ContractRole))


def test_every_act_has_its_rule() -> None:
    assert {*RULES, HAND_OVER} == KINDS


@pytest.mark.parametrize("kind", sorted(RULES))
def test_a_rule_is_the_provinces(kind: str) -> None:
    ours, theirs = RULES[kind], rules.RULES[kind]
    assert {each.value for each in ours.roles} == theirs.roles
    assert {a.value: b.value for a, b in ours.moves.items()} == dict(theirs.moves)


def test_steps_are_the_provinces() -> None:
    ours = {(a.value, b.value): {each.value for each in who} for (a, b), who in STEPS.items()}
    assert ours == {step: set(who) for step, who in rules.STEPS.items()}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", list(DossierState))
def test_what_is_offered_is_what_the_province_takes(role: Role, state: DossierState) -> None:
    offered = {(each.kind, each.to) for each in choices(role, state)}
    taken = {
        (kind, DossierState(rule.moves[state.value]))
        for kind, rule in rules.RULES.items()
        if role.value in rule.roles and state.value in rule.moves
    } | {
        (HAND_OVER, DossierState(after))
        for (before, after), who in rules.STEPS.items()
        if before == state.value and role.value in who
    }
    assert offered == taken
    assert len(choices(role, state)) == len(taken)


def test_a_state_that_is_ours_offers_nothing() -> None:
    for state in set(DossierState) - set(PROVINCE_STATES):
        assert not any(choices(role, state) for role in Role)


# What is queued counts as done


def dossier(state: DossierState, version: int = 1) -> Dossier:
    return Dossier(
        id=DossierId("a" * 32), provisional_code="TAM-1", code="", state=state, procedure_code="",
        procedure_name="", case_code="", applicant=Applicant(), components=(), created_at=NOW,
        received_at=NOW, due_at=None, version=version,
    )  # fmt: skip


def item(
    number: int,
    kind: str,
    state: OutboxState = OutboxState.WAITING,
    receipt: dict[str, Any] | None = None,
    **said: str,
) -> OutboxItem:
    what = {"receive_dossier": OutboxKind.RECEIVE_DOSSIER, "upload": OutboxKind.UPLOAD}
    return OutboxItem(
        id=number, key=str(number), dossier_id=DossierId("a" * 32),
        kind=what.get(kind, OutboxKind.ACT), payload={"kind": kind, **said}, state=state,
        attempts=0, created_at=NOW, next_attempt_at=None, last_error="", last_error_facts={},
        upload_url="", sent_bytes=0, receipt=receipt or {}, delivered_at=None,
    )  # fmt: skip


def test_received_without_a_line_it_goes_all_the_way() -> None:
    queued = [
        item(1, "upload"),
        item(2, "receive_dossier"),
        item(3, "hand_over", to="checking"),
        item(4, "hand_over", to="submitted_for_signature"),
        item(5, "approve", OutboxState.UNCONFIRMED),
        item(6, "issue_result", OutboxState.SENDING),
    ]
    states = [
        standing_of(dossier(DossierState.QUEUED, 0), queued[:end]).expected for end in range(7)
    ]
    assert [each.value for each in states] == [
        "queued", "queued", "received", "checking", "submitted_for_signature", "approving", "ready",
    ]  # fmt: skip
    standing = standing_of(dossier(DossierState.QUEUED, 0), queued)
    assert standing.known is DossierState.QUEUED
    assert [each.id for each in standing.waiting] == [2, 3, 4, 5, 6]
    assert not standing.blocked


def test_what_was_taken_back_or_refused_does_not_count() -> None:
    acts = [
        item(1, "hand_over", OutboxState.WITHDRAWN, to="checking"),
        item(2, "cancel", OutboxState.REFUSED),
        item(3, "give_opinion"),
    ]
    standing = standing_of(dossier(DossierState.RECEIVED), acts)
    assert standing.expected is DossierState.RECEIVED
    assert standing.blocked


def test_a_receipt_counts_until_news_that_are_newer() -> None:
    done = item(
        1, "hand_over", OutboxState.DELIVERED, {"state": "checking", "version": 2}, to="checking"
    )
    assert standing_of(dossier(DossierState.RECEIVED, 2), [done]).known is DossierState.CHECKING
    assert standing_of(dossier(DossierState.PAUSED, 3), [done]).known is DossierState.PAUSED


def test_an_act_that_leads_nowhere_changes_nothing() -> None:
    assert state_after("approve", DossierState.RETURNED) is None
    assert state_after(HAND_OVER, DossierState.RECEIVED, "ready") is None
    assert state_after("of a newer version", DossierState.RECEIVED) is None
