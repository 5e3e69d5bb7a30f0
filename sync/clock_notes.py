"""What is written down of this machine's clock: how it stands to the province's, and that nobody
knows how long acts have waited once it was set back.
"""

import logging

from app.domain.clock import LastAnswer
from app.errors import AppError
from app.store.store import Store
from sync.carriers import Carriers

_log = logging.getLogger(__name__)


def keep_answer(store: Store, carriers: Carriers, answer: LastAnswer) -> None:
    """For what is judged by it while there is no line. Before anything goes, it shows whether the
    clock was set back while the program was closed.
    """
    try:
        with store.write() as work:
            before = work.facts.last_answer()
            if before is not None and answer.shows_set_back(before):
                work.outbox.doubt_waits(carriers.in_flight)
            work.facts.note_answer(answer)
    except AppError as error:
        _log.warning("the time of the province is not kept: %s", error)


def doubt_waits(store: Store, carriers: Carriers) -> None:
    """The clock was set back while the program ran. Errors: those of the store."""
    with store.write() as work:
        work.outbox.doubt_waits(carriers.in_flight)
