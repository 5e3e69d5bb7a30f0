"""Deliveries one at a time, on the caller's thread: the courier's parts without its threads."""

from dataclasses import dataclass

from app.domain.submission import QueueHalt
from app.errors import AppError, Cancelled
from sync.carrying import Carrier
from sync.delivery import Deliverer, Outcome, halt, is_turned_away
from sync.province import Province


@dataclass(frozen=True)
class Delivery:
    outcome: Outcome | None
    """None when nothing was due."""
    error: AppError | None = None


@dataclass(frozen=True)
class OneByOne:
    deliverer: Deliverer
    carrier: Carrier
    province: Province

    def deliver_next(self) -> Delivery:
        """Raises Cancelled for an upload that was stopped, and DISK_FULL."""
        exchange = self.deliverer.exchange([], 1, ())
        if exchange.halt is not QueueHalt.NONE:
            return Delivery(Outcome.HALTED)
        if not exchange.begun:
            return Delivery(None)
        ending = self.carrier.carry(exchange.begun[0], self.province)
        (outcome,) = self.deliverer.exchange([ending], 0, ()).outcomes
        if is_turned_away([ending], self.province.me):
            with self.deliverer.store.write() as work:
                halt(work, QueueHalt.SIGN_IN)
            outcome = Outcome.HALTED
        if outcome is Outcome.OPEN and ending.error is not None:
            raise ending.error
        if ending.receipt is None and ending.error is None:
            raise Cancelled
        return Delivery(outcome, ending.error)
