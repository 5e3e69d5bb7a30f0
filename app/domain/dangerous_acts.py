"""Which acts the officer is asked about again before they leave after a long outage."""

from datetime import datetime, timedelta

from app.domain.clock import SET_BACK
from app.domain.submission import OutboxItem, OutboxKind

LONG_AFTER = timedelta(hours=24)
"""After so long without a line things may have changed, e.g. the citizen came to withdraw."""

HARMLESS_KINDS = (OutboxKind.UPLOAD, OutboxKind.RECEIVE_DOSSIER)

HARMLESS_ACTS = frozenset(
    {
        "receive_dossier",  # was promised to the citizen in writing
        "accept_online",  # so was this
        "request_supplement",
        "receive_supplement",
        "hand_over",
        "give_opinion",
        "return_with_opinion",
        "save_to_warehouse",
        "report_payment_trouble",
    }
)
"""Kinds of acts in ``sync/contract.py`` that can be set right later. All others change something
for a citizen for good (refuse, approve, issue, return_result, cancel, …), as may those that this
table does not know.
"""


def must_be_confirmed(item: OutboxItem, now: datetime, long_after: timedelta = LONG_AFTER) -> bool:
    """Whether ``item`` is such an act and has waited longer than ``long_after`` for its sending,
    counted anew from each confirmation; or is of the future by ``now``: the clock was set back.
    """
    waited = now - item.wanted_since
    return is_dangerous(item) and not -SET_BACK <= waited <= long_after


def is_dangerous(item: OutboxItem) -> bool:
    return item.kind not in HARMLESS_KINDS and item.act_kind not in HARMLESS_ACTS
