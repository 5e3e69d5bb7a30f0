"""Every act of the contract has a name and a place in the table of dangerous acts."""

from typing import get_args

from app.domain.dangerous_acts import HARMLESS_ACTS
from sync.contract import LaterAct, ReceiveDossier
from ui.sync_screen.act_words import ACT_NAMES

KINDS = {
    get_args(each.model_fields["kind"].annotation)[0]
    for each in (ReceiveDossier, *get_args(LaterAct))
}
DANGEROUS = {"refuse", "cancel", "approve", "issue_result", "return_result"}


def test_acts_have_names() -> None:
    assert ACT_NAMES.keys() == KINDS


def test_what_is_asked_again_is_what_cannot_be_set_right() -> None:
    assert KINDS - HARMLESS_ACTS == DANGEROUS
    assert KINDS >= HARMLESS_ACTS
