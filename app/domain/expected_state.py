"""Where a dossier will stand once the province has what waits for it here."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.act_rules import state_after
from app.domain.dossier import Dossier, DossierState
from app.domain.submission import OutboxItem, OutboxKind, OutboxState

_OPEN = frozenset({OutboxState.WAITING, OutboxState.SENDING, OutboxState.UNCONFIRMED})


TAKES_RESULT = frozenset({DossierState.APPROVING, DossierState.READY})
"""A result on paper may be scanned, to be handed out with the office's SAO Y."""
TAKES_SUPPLEMENT = frozenset({DossierState.PAUSED, DossierState.ONLINE_WAITING})
"""Papers that the applicant brings later may be scanned."""


@dataclass(frozen=True)
class Standing:
    known: DossierState
    """As the province last said, or as this counter has it before the province knows of it."""
    expected: DossierState
    """After ``waiting``; the same as ``known`` when nothing waits."""
    waiting: tuple[OutboxItem, ...]
    """Acts that the province has not acknowledged, in order of delivery; reception is one."""
    blocked: bool
    """The province refused something of it, and holds back the rest until the officer acts."""


def standing_of(dossier: Dossier, items: Sequence[OutboxItem]) -> Standing:
    """``items`` are those of ``dossier``, in order of delivery."""
    acts = [item for item in items if item.kind is not OutboxKind.UPLOAD]
    known = _acknowledged(dossier, acts)
    waiting = tuple(item for item in acts if item.state in _OPEN)
    expected = known
    for item in waiting:
        expected = _after(item, expected)
    blocked = any(item.state is OutboxState.REFUSED for item in items)
    return Standing(known, expected, waiting, blocked)


def _after(item: OutboxItem, state: DossierState) -> DossierState:
    if item.kind is OutboxKind.RECEIVE_DOSSIER:
        return DossierState.RECEIVED
    return state_after(item.act_kind, state, str(item.payload.get("to", ""))) or state


def _acknowledged(dossier: Dossier, acts: Sequence[OutboxItem]) -> DossierState:
    """The last receipt, where it is newer than the news that the change feed brought."""
    told = dossier.state
    for item in acts:
        state = str(item.receipt.get("state", ""))
        if (
            item.state is OutboxState.DELIVERED
            and state in set(DossierState)
            and int(item.receipt.get("version") or 0) >= max(dossier.version, 1)
        ):
            told = DossierState(state)
    return told
