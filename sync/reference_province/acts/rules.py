"""Which act is allowed to whom, in which state, and where it leads: one table.

``docs/province-api.md`` holds it as :func:`as_markdown` writes it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sync.contract import HandOver, LaterAct, Officer
from sync.reference_province.problems import ProblemCode, Refused

STATE_NAMES = {
    "online_waiting": "Chờ tiếp nhận online",
    "received": "Vừa tiếp nhận",
    "checking": "Kiểm tra HS",
    "submitted_for_signature": "Trình ký",
    "approving": "Ký duyệt",
    "ready": "Trả kết quả",
    "returned": "Đã trả kết quả",
    "paused": "Đang tạm dừng",
    "online_cancelled": "Hồ sơ online hủy",
    "cancelled": "Đã hủy",
}
ENDS = ("returned", "cancelled", "online_cancelled")
_WORKED_ON = ("received", "checking", "submitted_for_signature", "approving", "paused")
_COUNTER = frozenset({"counter", "specialist"})


@dataclass(frozen=True)
class Rule:
    roles: frozenset[str]
    moves: Mapping[str, str]
    """State before → state after."""


def _stays(*states: str) -> dict[str, str]:
    return {state: state for state in states}


def _all_to(after: str, *states: str) -> dict[str, str]:
    return dict.fromkeys(states, after)


RECEIVING_ROLES = frozenset({"counter", "specialist", "clerk"})
"""Who receives dossiers: in small offices whoever sits at the counter, never the leader."""

RULES: dict[str, Rule] = {
    "accept_online": Rule(_COUNTER, {"online_waiting": "received"}),
    "request_supplement": Rule(
        _COUNTER,
        {"online_waiting": "online_waiting", "received": "paused", "checking": "paused"},
    ),
    "receive_supplement": Rule(
        _COUNTER, {"online_waiting": "online_waiting", "paused": "checking"}
    ),
    "refuse": Rule(
        _COUNTER,
        {"online_waiting": "online_cancelled"}
        | _all_to("cancelled", "received", "checking", "paused"),
    ),
    "cancel": Rule(
        frozenset({"counter"}),
        {"online_waiting": "online_cancelled"} | _all_to("cancelled", *_WORKED_ON),
    ),
    "give_opinion": Rule(
        frozenset({"counter", "specialist", "leader", "clerk"}),
        _stays("online_waiting", *_WORKED_ON, "ready"),
    ),
    "approve": Rule(
        frozenset({"leader"}), _all_to("approving", "submitted_for_signature", "approving")
    ),
    "return_with_opinion": Rule(
        frozenset({"leader"}), _all_to("checking", "submitted_for_signature", "approving")
    ),
    "issue_result": Rule(frozenset({"clerk"}), {"approving": "ready"}),
    "return_result": Rule(frozenset({"counter", "specialist", "clerk"}), {"ready": "returned"}),
    "save_to_warehouse": Rule(
        frozenset({"counter", "specialist", "clerk"}), _stays(*_WORKED_ON, "ready", "returned")
    ),
    "report_payment_trouble": Rule(_COUNTER, _stays(*STATE_NAMES)),
}
STEPS: dict[tuple[str, str], frozenset[str]] = {
    ("received", "checking"): _COUNTER,
    ("checking", "submitted_for_signature"): frozenset({"specialist"}),
    ("submitted_for_signature", "approving"): frozenset({"specialist", "leader"}),
    # A result on paper, which nobody issues electronically.
    ("approving", "ready"): frozenset({"specialist", "leader", "clerk"}),
}
"""``hand_over``: (from, to) → who."""


def state_after(officer: Officer, act: LaterAct, state: str) -> str:
    """Where ``act`` leads. Raises ``role_not_allowed`` and ``wrong_state``."""
    if isinstance(act, HandOver):
        return _handed_over(officer, act, state)
    rule = RULES[act.kind]
    if officer.role not in rule.roles:
        raise Refused(ProblemCode.ROLE_NOT_ALLOWED)
    if state not in rule.moves:
        raise wrong_state(state)
    return rule.moves[state]


def require_receiving_role(officer: Officer) -> None:
    if officer.role not in RECEIVING_ROLES:
        raise Refused(ProblemCode.ROLE_NOT_ALLOWED)


def wrong_state(state: str) -> Refused:
    return Refused(ProblemCode.WRONG_STATE, state=state, state_name=STATE_NAMES.get(state, state))


def _handed_over(officer: Officer, act: HandOver, state: str) -> str:
    if not any(officer.role in roles for roles in STEPS.values()):
        raise Refused(ProblemCode.ROLE_NOT_ALLOWED)
    roles = STEPS.get((state, act.to))
    if roles is None:
        raise wrong_state(state)
    if officer.role not in roles:
        raise Refused(ProblemCode.ROLE_NOT_ALLOWED)
    return act.to


def as_markdown() -> Iterator[str]:
    """The lines of the table in the documentation."""
    yield "| Act | Roles | State before → after |"
    yield "|---|---|---|"
    yield f"| `receive_dossier` | {_names(RECEIVING_ROLES)} | → `received` |"
    for kind, rule in RULES.items():
        yield f"| `{kind}` | {_names(rule.roles)} | {_moves(rule.moves)} |"
    for (before, after), roles in STEPS.items():
        yield f"| `hand_over` | {_names(roles)} | `{before}` → `{after}` |"


def _names(roles: frozenset[str]) -> str:
    return ", ".join(sorted(roles))


def _moves(moves: Mapping[str, str]) -> str:
    kept = [state for state, after in moves.items() if state == after]
    parts = [f"`{state}` → `{after}`" for state, after in moves.items() if state != after]
    if set(kept) == set(STATE_NAMES):
        return "any, unchanged"
    if kept:
        parts.append(", ".join(f"`{state}`" for state in kept) + " unchanged")
    return "; ".join(parts)
