"""Who may do which act in which state of a dossier: the province's own table, as a courtesy.

An officer is offered what the province will take; the province stays the judge of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.dossier import DossierState
from app.domain.officer import Role

HAND_OVER = "hand_over"

_S = DossierState
_WORKED_ON = (_S.RECEIVED, _S.CHECKING, _S.SUBMITTED_FOR_SIGNATURE, _S.APPROVING, _S.PAUSED)
_COUNTER = frozenset({Role.COUNTER, Role.SPECIALIST})
_HANDING_OUT = frozenset({Role.COUNTER, Role.SPECIALIST, Role.CLERK})


@dataclass(frozen=True)
class ActRule:
    roles: frozenset[Role]
    moves: Mapping[DossierState, DossierState]
    """State before → state after."""


@dataclass(frozen=True)
class ActChoice:
    """One thing that an officer may do now."""

    kind: str
    """Of an act in ``sync/contract``."""
    to: DossierState
    """Where it leads; of ``hand_over`` the step that is chosen."""


def _stays(*states: DossierState) -> dict[DossierState, DossierState]:
    return {state: state for state in states}


def _all_to(after: DossierState, *states: DossierState) -> dict[DossierState, DossierState]:
    return dict.fromkeys(states, after)


RULES: Mapping[str, ActRule] = {
    "accept_online": ActRule(_COUNTER, {_S.ONLINE_WAITING: _S.RECEIVED}),
    "approve": ActRule(
        frozenset({Role.LEADER}), _all_to(_S.APPROVING, _S.SUBMITTED_FOR_SIGNATURE, _S.APPROVING)
    ),
    "issue_result": ActRule(frozenset({Role.CLERK}), {_S.APPROVING: _S.READY}),
    "return_result": ActRule(_HANDING_OUT, {_S.READY: _S.RETURNED}),
    "request_supplement": ActRule(
        _COUNTER,
        _stays(_S.ONLINE_WAITING) | _all_to(_S.PAUSED, _S.RECEIVED, _S.CHECKING),
    ),
    "receive_supplement": ActRule(_COUNTER, _stays(_S.ONLINE_WAITING) | {_S.PAUSED: _S.CHECKING}),
    "give_opinion": ActRule(
        frozenset({Role.COUNTER, Role.SPECIALIST, Role.LEADER, Role.CLERK}),
        _stays(_S.ONLINE_WAITING, *_WORKED_ON, _S.READY),
    ),
    "return_with_opinion": ActRule(
        frozenset({Role.LEADER}), _all_to(_S.CHECKING, _S.SUBMITTED_FOR_SIGNATURE, _S.APPROVING)
    ),
    "save_to_warehouse": ActRule(_HANDING_OUT, _stays(*_WORKED_ON, _S.READY, _S.RETURNED)),
    "report_payment_trouble": ActRule(
        _COUNTER,
        _stays(
            *_WORKED_ON, _S.ONLINE_WAITING, _S.READY, _S.RETURNED, _S.CANCELLED, _S.ONLINE_CANCELLED
        ),
    ),
    "refuse": ActRule(
        _COUNTER,
        {_S.ONLINE_WAITING: _S.ONLINE_CANCELLED}
        | _all_to(_S.CANCELLED, _S.RECEIVED, _S.CHECKING, _S.PAUSED),
    ),
    "cancel": ActRule(
        frozenset({Role.COUNTER}),
        {_S.ONLINE_WAITING: _S.ONLINE_CANCELLED} | _all_to(_S.CANCELLED, *_WORKED_ON),
    ),
}
"""In the order in which they are offered: what moves the dossier on first, what ends it last."""

STEPS: Mapping[tuple[DossierState, DossierState], frozenset[Role]] = {
    (_S.RECEIVED, _S.CHECKING): _COUNTER,
    (_S.CHECKING, _S.SUBMITTED_FOR_SIGNATURE): frozenset({Role.SPECIALIST}),
    (_S.SUBMITTED_FOR_SIGNATURE, _S.APPROVING): frozenset({Role.SPECIALIST, Role.LEADER}),
    # A result on paper, which nobody issues electronically.
    (_S.APPROVING, _S.READY): frozenset({Role.SPECIALIST, Role.LEADER, Role.CLERK}),
}
"""``hand_over``: (from, to) → who."""


def choices(role: Role, state: DossierState) -> tuple[ActChoice, ...]:
    """What ``role`` may do with a dossier in ``state``, in the order of :data:`RULES`; steps come
    behind the acts about a result.
    """
    acts = [
        ActChoice(kind, rule.moves[state])
        for kind, rule in RULES.items()
        if role in rule.roles and state in rule.moves
    ]
    steps = [
        ActChoice(HAND_OVER, after)
        for (before, after), roles in STEPS.items()
        if before is state and role in roles
    ]
    first = [each for each in acts if each.kind in _FIRST]
    return (*first, *steps, *(each for each in acts if each.kind not in _FIRST))


_FIRST = ("accept_online", "approve", "issue_result", "return_result")


def state_after(kind: str, state: DossierState, to: str = "") -> DossierState | None:
    """Where an act leads a dossier in ``state``, whoever does it; ``to`` is the step of
    ``hand_over``. None for what the province would not take.
    """
    if kind == HAND_OVER:
        return next((after for before, after in STEPS if (before, after) == (state, to)), None)
    rule = RULES.get(kind)
    return None if rule is None else rule.moves.get(state)
