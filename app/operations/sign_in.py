"""Signing in at the province, and out."""

from app.domain.officer import Officer, Role
from app.domain.submission import QueueHalt
from app.store.store import Store
from sync.contract import TokenAnswer
from sync.province import Province
from sync.tokens import TokenKeeper


def complete_sign_in(
    *, store: Store, tokens: TokenKeeper, province: Province, answer: TokenAnswer
) -> Officer:
    """Keep the tokens, learn who signed in, and let a queue go on that waited for it.

    Errors: those of ``Province``; the tokens are forgotten when the province does not say who
    they belong to.
    """
    tokens.accept(answer)
    try:
        told = province.me()
    except BaseException:
        tokens.forget()
        raise
    officer = Officer(**told.model_dump(exclude={"role"}), role=Role(told.role))
    with store.write() as work:
        work.facts.set_officer(officer)
        if work.outbox.halt() is QueueHalt.SIGN_IN:
            work.outbox.set_halt(QueueHalt.NONE)
    return officer


def sign_out(*, store: Store, tokens: TokenKeeper) -> None:
    """Forget the tokens and the officer; what waits in the queue waits for the next sign-in."""
    tokens.forget()
    with store.write() as work:
        work.facts.set_officer(None)
